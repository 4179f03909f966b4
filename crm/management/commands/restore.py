"""`manage.py restore FILE`: put a backup in place, and bring it up to the program's version."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from crm import backups


class Command(BaseCommand):
    """Replace what the database holds by a backup, then run the migrations it lacks."""

    help = "Puts the backup FILE in place of everything the database holds. Stop Kith before."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="even though the database is not empty")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        try:
            if not replace and not backups.is_empty():
                raise CommandError("The database is not empty: --replace throws away what it holds now.")
            backups.restore(file)
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write(f"{file} is in place.")
