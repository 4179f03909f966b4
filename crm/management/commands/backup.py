"""`manage.py backup FILE`: a consistent copy of the database, taken while Kith is in use."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crm import backups


class Command(BaseCommand):
    """Write the whole database to one file and read it back."""

    help = "Writes a consistent copy of the whole database to FILE; Kith may be in use meanwhile."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            backups.backup(file)
        except (backups.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{file}: {file.stat().st_size:,} bytes, read back and found whole.")
