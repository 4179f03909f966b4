"""The forms of the sign-in pages, in our own words: a label says what to type, nothing stands inside the box."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AgainByCode
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm

PASSWORD_RULES = "At least 12 characters, not a common word, and not like your name."  # noqa: S105 - words for people


class InOurWords:
    """Gives fields our labels and hints, and takes the placeholders out."""

    labels: dict[str, str] = {}
    hints: dict[str, str] = {}
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


class SignInForm(InOurWords, account.LoginForm):
    """Name or e-mail, password, and whether to stay."""

    labels = {"login": "User name or email", "remember": "Stay signed in on this device"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class ForgottenForm(InOurWords, account.ResetPasswordForm):
    """The address to send the link to."""

    labels = {"email": "Work email"}


class ChooseForm(InOurWords, account.ResetPasswordKeyForm):
    """A password, chosen by a link."""

    labels = {"password1": "New password", "password2": "The same again"}
    hints = {"password1": PASSWORD_RULES}


class ChangeForm(InOurWords, account.ChangePasswordForm):
    """Another password instead of the present one."""

    labels = {"oldpassword": "Present password", "password1": "New password", "password2": "The same again"}
    hints = {"password1": PASSWORD_RULES}


class FirstForm(InOurWords, account.SetPasswordForm):
    """A password for somebody who signs in by another service so far."""

    labels = {"password1": "New password", "password2": "The same again"}
    hints = {"password1": PASSWORD_RULES}


class AgainForm(InOurWords, account.ReauthenticateForm):
    """The password once more."""


class CodeForm(InOurWords, AuthenticateForm):
    """The code of the second step."""


class AgainByCodeForm(InOurWords, AgainByCode):
    """A code, before a change of how one signs in."""


class AppForm(InOurWords, ActivateTOTPForm):
    """The first code of a new authenticator app."""

    labels = {"code": "The code it shows"}


class PasskeyForm(InOurWords, AddWebAuthnForm):
    """A new passkey."""

    labels = {"name": "What you call it", "passwordless": "Sign in with it alone, without the password"}
    hints = {"passwordless": "It then asks for your fingerprint, your face or a PIN."}


class RenameForm(InOurWords, EditWebAuthnForm):
    """Another name for a passkey."""

    labels = {"name": "What you call it"}
