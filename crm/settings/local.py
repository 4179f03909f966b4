"""Settings of a developer's or a curious newcomer's own machine."""

import secrets

from crm.settings.base import *

DEBUG = True
DEMO_IS_ALLOWED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys over http: to localhost only, browsers see to that
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *environment.words("KITH_HOSTS")]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True


def _own_key() -> str:
    """Return this machine's key, made once and kept beside the data, so that nobody shares a known one."""
    DATA.mkdir(parents=True, exist_ok=True)
    path = DATA / "secret-key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        path.chmod(0o600)
    return path.read_text(encoding="utf-8").strip()


SECRET_KEY = environment.text("SECRET_KEY") or _own_key()
