"""A whole installation as the how-to page describes it: static files, migrations, gunicorn, probes, logs, and its end."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.slow


@dataclass
class Installation:
    """A Kith that serves from a folder of its own."""

    address: str
    log: Path
    process: subprocess.Popen[bytes]

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Ask as the proxy in front would: for the public name, over what was HTTPS."""
        told = {"Host": "kith.example", "X-Forwarded-Proto": "https", **headers}
        opener = urllib.request.build_opener(_Unfollowing)
        try:
            with opener.open(urllib.request.Request(self.address + path, headers=told), timeout=20) as answer:  # noqa: S310
                return answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read()


class _Unfollowing(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("installation")
    port = free_port()
    env = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}} | {
        "DJANGO_SETTINGS_MODULE": "crm.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "kith.example",
        "KITH_DATA_DIR": str(folder / "data"),
        "KITH_STATIC_DIR": str(folder / "static"),
        "KITH_BEHIND_PROXY": "1",
        "KITH_BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": "2",
    }
    for words in (["collectstatic", "--noinput"], ["migrate"]):
        done = subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    log = folder / "log"
    with log.open("wb") as written:
        process = subprocess.Popen([sys.executable, "-m", "gunicorn", "crm.wsgi"], cwd=ROOT, env=env, stdout=written)
    running = Installation(f"http://127.0.0.1:{port}", log, process)
    try:
        wait_for(running)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=40)


def wait_for(running: Installation) -> None:
    for _ in range(120):
        try:
            if running.get("/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.25)
    pytest.fail("gunicorn did not answer")


def test_it_is_alive_and_ready(installation: Installation):
    assert json.loads(installation.get("/healthz")[2]) == {"status": "ok"}
    assert json.loads(installation.get("/readyz")[2]) == {"status": "ok"}


def test_plain_http_is_led_to_https(installation: Installation):
    status, headers, _ = installation.get("/sign-in/", **{"X-Forwarded-Proto": "http"})
    assert (status, headers["Location"]) == (301, "https://kith.example/sign-in/")


def test_another_host_name_is_refused_without_detail(installation: Installation):
    status, _, body = installation.get("/sign-in/", Host="evil.example")
    assert status == 400
    assert b"ALLOWED_HOSTS" not in body
    assert b"evil" not in body


def test_pages_carry_the_headers_and_no_version(installation: Installation):
    status, headers, body = installation.get("/sign-in/")
    assert status == 200
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "__Host-csrftoken" in headers["Set-Cookie"]
    assert "Secure" in headers["Set-Cookie"]
    assert not re.search(r"\d", headers.get("Server", ""))
    assert b"Django" not in body


def test_static_files_are_compressed_and_kept_for_long(installation: Installation):
    page = installation.get("/sign-in/")[2].decode()
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page)
    assert addresses
    for address in addresses:
        status, headers, _ = installation.get(address, **{"Accept-Encoding": "br"})
        assert (status, headers["Content-Encoding"]) == (200, "br"), address
        assert "immutable" in headers["Cache-Control"], address


def test_a_page_that_is_not_there_says_nothing_about_us(installation: Installation):
    status, _, body = installation.get("/no-such-page/")
    assert status in {302, 404}
    assert b"Traceback" not in body
    assert b"urlpatterns" not in body


def test_the_log_is_json_with_one_line_for_each_request(installation: Installation):
    installation.get("/sign-in/?next=/canary/", **{"X-Request-ID": "a-request-to-find"})
    time.sleep(0.2)
    lines = [json.loads(line) for line in installation.log.read_text().splitlines()]
    found = [line for line in lines if line.get("request_id") == "a-request-to-find"]
    assert [(line["message"], line["method"], line["status"]) for line in found] == [("request", "GET", 200)]
    assert "canary" not in installation.log.read_text()


def test_it_ends_in_peace(installation: Installation):
    installation.process.send_signal(signal.SIGTERM)
    assert installation.process.wait(timeout=40) == 0
