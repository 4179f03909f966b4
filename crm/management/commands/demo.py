"""Loads the demo company into an empty database and prints its log-ins."""

import os
import secrets

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from crm.demo.loading import load
from crm.models import Account, User

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike


def random_password() -> str:
    """Return a password of 59 random bits that can be copied by hand."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


class Command(BaseCommand):
    """`manage.py demo [--if-empty]`."""

    help = "Load the demo company into an empty database. KITH_DEMO_PASSWORD sets one password for everybody in it."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing, silently, when there is data")

    def handle(self, *args, **options) -> None:
        """Raises CommandError in production settings and, without --if-empty, on data."""
        if not settings.DEMO_IS_ALLOWED:
            raise CommandError("The demo company is not for production: its people have passwords that were printed.")
        if User.objects.exists() or Account.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("There is data in this database. The demo company goes into an empty one only.")
        given = os.environ.get("KITH_DEMO_PASSWORD", "")
        log_ins = load(lambda: given or random_password())
        lines = [f"{'User':8} {'Password':16} {'Name':16} Role"]
        for person, password in log_ins:
            shown = "(as you gave it)" if given else password
            lines.append(f"{person.username:8} {shown:16} {person.name:16} {person.role}")
        if not given:
            lines.append("These passwords are not shown again.")
        self.stdout.write("\n".join(lines))
