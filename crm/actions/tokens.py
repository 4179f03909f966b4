"""Links by which somebody sets a password: an invitation, or the answer to a forgotten password."""

from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.http import base36_to_int


class LinkTokens(PasswordResetTokenGenerator):
    """Tokens that die with their use, with a sign-in, a new address, or when the person is deactivated."""

    def _make_hash_value(self, user, timestamp: int) -> str:
        addresses = EmailAddress.objects.filter(user=user).order_by("email").values_list("email", flat=True)
        return f"{super()._make_hash_value(user, timestamp)}{user.is_active}{'|'.join(addresses)}"

    def check_token(self, user, token: str | None) -> bool:
        """Tell whether the token is the person's and young enough: days for an invitation, an hour for a forgotten password."""
        if user is None or not user.is_active or not super().check_token(user, token):
            return False
        if not user.has_usable_password():
            return True
        age = self._num_seconds(self._now()) - base36_to_int(str(token).split("-")[0])
        return age <= settings.FORGOTTEN_PASSWORD_TIMEOUT


def set_password_path(user) -> str:
    """Return the path of a page on which `user`, and nobody else, can set a password once."""
    values = {"uidb36": user_pk_to_url_str(user), "key": LinkTokens().make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=values)
