"""Settings of the test suite: like production where it matters, fast where it does not."""

import tempfile

from crm.settings.base import *

SECRET_KEY = "only-for-tests-" + "0" * 50
DEMO_IS_ALLOWED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys over http: to localhost only, browsers see to that
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# A deliberately cheap hash: hundreds of users are made in a run. Argon2 comes second so that it is still understood.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# The test run's own folder: the tests never touch the data of the machine they run on.
DATA = Path(environment.text("KITH_TEST_DIR") or Path(tempfile.gettempdir()) / "kith-test")
MEDIA_ROOT = DATA / "files"
STATIC_ROOT = DATA / "static"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

DATABASES = {
    "default": database(environment.text("DATABASE_URL"), data=DATA, statement_timeout=30_000, pool_size=10),
}
# SQLite is tested in a file, with the options of production: in memory, two requests at once would fail.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
