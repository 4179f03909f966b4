"""How gunicorn serves Kith; it reads this file by itself when it is started from here."""

import multiprocessing
import os

bind = os.environ.get("KITH_BIND", "127.0.0.1:8000")
# SQLite takes one writer at a time: more processes would only wait for each other.
on_sqlite = not os.environ.get("DATABASE_URL", "").startswith("postgres")
workers = int(os.environ.get("WEB_CONCURRENCY") or (3 if on_sqlite else 2 * multiprocessing.cpu_count()))
worker_class = "sync"
timeout = 30
graceful_timeout = 30
max_requests = 5_000
max_requests_jitter = 500
umask = 0o027
limit_request_line = 8_190
limit_request_field_size = 16_380
# Kith writes a line for each request itself, with the request's id and without query strings.
accesslog = None
