"""Who may come in, and how: passwords, second factors, sessions, and sign-in by another service."""

from typing import Any
from urllib.parse import urlsplit

from crm.settings import environment

AUTH_USER_MODEL = "crm.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "crm:start"
LOGOUT_REDIRECT_URL = "account_login"
# Where people reach Kith, for links in mails: `https://crm.example.com`. Without it, the host of the request.
PUBLIC_URL = environment.text("KITH_URL").rstrip("/")

AUTHENTICATION_BACKENDS = ["crm.adapters.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# The longest a link lives: an invitation. The link of a forgotten password lives shorter, see crm.actions.tokens.
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
FORGOTTEN_PASSWORD_TIMEOUT = 60 * 60

ACCOUNT_ADAPTER = "crm.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # administrators make users, and vouch for their addresses
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGOUT_REDIRECT_URL
ACCOUNT_SESSION_COOKIE_AGE = 14 * 24 * 60 * 60  # for whoever asks to stay signed in
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "crm.actions.tokens.LinkTokens"  # noqa: S105 - a class, not a password
ACCOUNT_FORMS = {
    "login": "crm.forms.sign_in.SignInForm",
    "reset_password": "crm.forms.sign_in.ForgottenForm",
    "reset_password_from_key": "crm.forms.sign_in.ChooseForm",
    "change_password": "crm.forms.sign_in.ChangeForm",
    "set_password": "crm.forms.sign_in.FirstForm",
    "reauthenticate": "crm.forms.sign_in.AgainForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if environment.flag("KITH_BEHIND_PROXY") else 0

MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_FORMS = {
    "authenticate": "crm.forms.sign_in.CodeForm",
    "reauthenticate": "crm.forms.sign_in.AgainByCodeForm",
    "activate_totp": "crm.forms.sign_in.AppForm",
    "add_webauthn": "crm.forms.sign_in.PasskeyForm",
    "edit_webauthn": "crm.forms.sign_in.RenameForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Kith"
MFA_TOTP_TOLERANCE = 1  # clocks of phones are late by up to half a minute

# Writing "last seen" would make a write of every page that is read.
USERSESSIONS_TRACK_ACTIVITY = False

SOCIALACCOUNT_ADAPTER = "crm.adapters.ServiceAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_STORE_TOKENS = False
# Whoever a service vouches for by a verified address comes in as the user of that address, when this is switched on.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = environment.flag("KITH_OIDC_MATCH_EMAIL")
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = SOCIALACCOUNT_EMAIL_AUTHENTICATION


def sign_in_services() -> list[dict[str, Any]]:
    """Return the OpenID Connect services named in KITH_OIDC, each described by variables of its own.

    Raises ImproperlyConfigured when the address, the client id or the secret of a named service is missing.
    """
    return [
        {
            "provider_id": name,
            "name": environment.text(f"KITH_OIDC_{name.upper()}_NAME", name.capitalize()),
            "client_id": environment.required(f"KITH_OIDC_{name.upper()}_CLIENT_ID"),
            "secret": environment.required(f"KITH_OIDC_{name.upper()}_SECRET"),
            "settings": {"server_url": environment.required(f"KITH_OIDC_{name.upper()}_URL")},
        }
        for name in environment.words("KITH_OIDC")
    ]


def origin(url: str) -> str:
    """Return scheme and host of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


SIGN_IN_SERVICES = sign_in_services()
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": SIGN_IN_SERVICES}}
# Where a form may send a browser besides ourselves: services that sign in, and the hosts they themselves send it on to.
OPENID_CONNECT_ORIGINS = [
    *(origin(service["settings"]["server_url"]) for service in SIGN_IN_SERVICES),
    *environment.words("KITH_OIDC_ORIGINS"),
]
