"""Settings that hold everywhere. Whatever is secret or differs between places comes from the environment."""

from pathlib import Path

from csp.constants import NONE, SELF

from crm.settings import environment
from crm.settings.databases import database
from crm.settings.sign_in import *

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = Path(environment.text("KITH_DATA_DIR") or ROOT / "data")

DEBUG = False
DEMO_IS_ALLOWED = False  # the demo company has people whose passwords were printed
ALLOWED_HOSTS: list[str] = []
ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"
ASGI_APPLICATION = "crm.asgi.application"

# `crm` stands first: its templates and commands win over those of the same name elsewhere.
INSTALLED_APPS = [
    "crm",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django.forms",  # its templates, which the form renderer falls back on
    "django_filters",
    "django_htmx",
    "django_tables2",
    "heroicons",
]

MIDDLEWARE = [
    "crm.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "crm.middleware.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "crm.middleware.NoStoreMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "crm.middleware.FragmentMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "crm.middleware.PreferencesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "crm.context.shell",
            ],
        },
    },
]
FORM_RENDERER = "crm.records.forms.Renderer"

DATABASES = {
    "default": database(
        environment.text("DATABASE_URL"),
        data=DATA,
        statement_timeout=environment.number("KITH_STATEMENT_TIMEOUT", 5_000),
        pool_size=environment.number("KITH_POOL_SIZE", 4),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
# These differ in how they write dates and numbers; people choose one on their profile.
LANGUAGES = [
    ("en", "English (United States)"),
    ("en-gb", "English (United Kingdom)"),
    ("en-ie", "English (Ireland)"),
    ("en-au", "English (Australia)"),
    ("en-ca", "English (Canada)"),
]
TIME_ZONE = environment.text("KITH_TIME_ZONE", "UTC")
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = Path(environment.text("KITH_STATIC_DIR") or ROOT / "staticfiles")
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Failed sign-ins and used codes are counted here, for all processes of this machine together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
MEDIA_ROOT = DATA / "files"
FILE_UPLOAD_PERMISSIONS = 0o640

# Everything comes from ourselves; nothing is inline, nothing is evaluated.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *OPENID_CONNECT_ORIGINS],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
SIGNED_COOKIE_LEGACY_SALT_FALLBACK = False

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DEFAULT_FROM_EMAIL = environment.text("KITH_MAIL_FROM", "Kith <kith@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

DJANGO_TABLES2_TEMPLATE = "records/_table.html"
