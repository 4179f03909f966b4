"""Inviting somebody: a link by which the person, and nobody else, chooses a password; by mail, or shown once."""

import logging
from smtplib import SMTPException

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from crm.actions.teams import require_administrator
from crm.actions.tokens import set_password_path
from crm.models import User
from crm.records.actions import tell
from crm.records.errors import KithError

log = logging.getLogger("kith.sign_in")


@transaction.atomic
def make_link(user: User, *, site: str, by: User) -> str:
    """Return the address at which `user` sets a password; a second link does not kill the first, a sign-in kills both.

    `site` is scheme and host. Raises NotAllowedError, and KithError for somebody deactivated.
    """
    require_administrator(by)
    if not user.is_active:
        raise KithError(f"{user} is deactivated: reactivate first.")
    tell("invited", by, [user])
    return f"{site}{set_password_path(user)}"


def invite(user: User, *, site: str, by: User) -> bool:
    """Send the link by mail and tell whether the mail server took it. Raises what make_link raises."""
    link = make_link(user, site=site, by=by)
    text = render_to_string("people/email/invitation.txt", {"person": user, "by": by, "link": link, "site": site})
    try:
        send_mail(f"{by.name} invites you to Kith", text, None, [user.email])
    except (SMTPException, OSError):
        log.exception("An invitation could not be sent")
        return False
    return True
