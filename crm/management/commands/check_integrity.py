"""Finds every disagreement between tables that must agree, and mends it on request."""

import sys

from django.core.management.base import BaseCommand

from crm.records.integrity import checks


class Command(BaseCommand):
    """`manage.py check_integrity [--repair]`: exit code 1 when anything is (still) wrong."""

    help = (
        "Find disagreements between records, their directory and what hangs on them; --repair mends what can be mended."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--repair", action="store_true", help="mend what is found")
        parser.add_argument("--database", default="default")

    def handle(self, *args, **options) -> None:
        """Exits with code 1 when something was found, or with --repair when something is left."""
        using, left = options["database"], 0
        for check in checks:
            found = check.find(using)
            for sentence in found:
                self.stdout.write(f"{check.title}: {sentence}")
            if found and options["repair"] and check.repair:
                check.repair(using)
                found = check.find(using)
                self.stdout.write(f"{check.title}: {'mended' if not found else 'could not be mended'}")
            elif found and options["repair"]:
                self.stdout.write(f"{check.title}: this cannot be mended by itself")
            left += len(found)
        if left:
            sys.exit(1)
        self.stdout.write("All is well.")
