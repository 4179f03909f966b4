"""What Kith decides about signing in: who is who, where to go on to, which mails are sent, that nobody signs up."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from crm.models import User

log = logging.getLogger("kith.sign_in")

UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104 - stands for "no address known", nothing is bound to it
REFUSED = "This pair of name and password does not fit."


def public_address(path: str, request: HttpRequest) -> str:
    """Return the whole address of a path, on the configured host where there is one."""
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


class Backend(AuthenticationBackend):
    """Knows people by user name or e-mail, and hashes exactly once, whoever asks: timing tells nothing."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:  # type: ignore[override]
        """Return the active person whom name (or e-mail) and password fit, or None."""
        password = credentials.get("password")
        login = credentials.get("username") or credentials.get("email")
        if not password or not login:
            return None
        user = User.objects.filter(username=login).first() or User.objects.filter(email=login.lower()).first()
        if user is None or not user.has_usable_password():
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):
    """Signing in by password, second factor or passkey."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": REFUSED,
        "email_password_mismatch": REFUSED,
        "too_many_login_attempts": "Too many tries. Please wait five minutes and try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Tell whether one may be sent on to `url`: plain paths of ours only, no hosts at all.

        Whoever opens Kith at its bare address asks for no page in particular, and starts where the profile says.
        """
        if not url or url == "/":
            return False
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("crm:profile")

    def get_reset_password_from_key_url(self, key: str) -> str:
        user_key, _, token = key.partition("-")
        values = {"uidb36": user_key, "key": token}
        return public_address(reverse("account_reset_password_from_key", kwargs=values), self.request)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return where the request comes from; behind a local socket without a proxy's word nobody knows."""
        if not request.META.get("REMOTE_ADDR") and not request.headers.get("X-Forwarded-For"):
            return UNKNOWN_ADDRESS
        return super().get_client_ip(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail; a mail server that fails is told to the log, never to who asked: the answer stays the same for all."""
        about = {"sign_in_url": public_address(reverse("account_login"), self.request)}
        try:
            super().send_mail(template_prefix, email, context | about)
        except (SMTPException, OSError):
            log.exception("The mail %s could not be sent", template_prefix)


class ServiceAdapter(DefaultSocialAccountAdapter):
    """Signing in by another service: for people whom an administrator made, never for new ones."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("socialaccount_connections")
