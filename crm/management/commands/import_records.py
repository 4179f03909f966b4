"""Brings records in from a CSV or XLSX file, in the name of one person."""

import os
import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from crm.importing.importers import Importer, importers
from crm.importing.mapping import Mapping, by_header, from_file
from crm.importing.reading import Table, UnreadableError, read_bytes, read_text
from crm.importing.reporting import dropped_file, rejected_file, sentences, write_beside
from crm.importing.running import Job, Report, run
from crm.importing.spreadsheets import is_spreadsheet, read_spreadsheet
from crm.models import User
from crm.records.errors import KithError


class Command(BaseCommand):
    """`manage.py import_records TYPE FILE --by USER`."""

    help = "Bring records in from a CSV or XLSX file; docs/how-to/import-data.md says how."

    def add_arguments(self, parser) -> None:
        parser.add_argument("type", help=f"what the rows are: {', '.join(importers.words())}")
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--by", required=True, metavar="USER", help="user name or e-mail; this person's rights apply"
        )
        parser.add_argument("--map", type=Path, metavar="FILE", help="which column goes where, in JSON or CSV")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--encoding", default="", help="of a text file, when it is not found out rightly")
        parser.add_argument("--separator", default="", help="of a text file, when it is not found out rightly")
        parser.add_argument("--header-row", type=int, default=1, metavar="N", help="the row that holds the header")
        parser.add_argument("--rejected-to", type=Path, metavar="FILE", help="instead of FILE.rejected.csv")

    def handle(self, *args, **options) -> None:
        """Raises CommandError when nothing can be brought in at all; rejected rows are no error."""
        importer, by = self._importer(options["type"]), self._user(options["by"])
        began = time.monotonic()
        try:
            data = read_bytes(options["file"])
            table = self._table(data, options)
            mapping = self._mapping(options["map"], table, importer)
            self.stderr.write(f"{options['file'].name}: {table.how}.")
            if mapping.ignored:
                self.stderr.write(f"Left out: {', '.join(mapping.ignored)}.")
            job = Job(importer, table, mapping, data, options["file"].name, by, options["dry_run"])
            report = run(job, self._progress)
        except KithError as error:
            raise CommandError(str(error)) from error
        for line in sentences(report, importer.label_plural, is_trial=options["dry_run"]):
            self.stdout.write(line)
        self._write_files(options, table, report)
        self.stdout.write(f"{time.monotonic() - began:.1f} s")

    def _importer(self, word: str) -> Importer:
        if found := importers.find(word):
            return found
        raise CommandError(f"{word!r} cannot be brought in; there are {', '.join(importers.words())}.")

    def _user(self, word: str) -> User:
        found = User.objects.filter(Q(username=word) | Q(email__iexact=word), is_active=True).first()
        if found is None:
            raise CommandError(f"There is no active user {word!r}.")
        return found

    def _table(self, data: bytes, options: dict) -> Table:
        if is_spreadsheet(data):
            return read_spreadsheet(data, options["header_row"])
        separator = options["separator"].replace("\\t", "\t").replace("tab", "\t")
        if len(separator) > 1:
            raise UnreadableError("A separator is one character.")
        return read_text(data, options["encoding"], separator, options["header_row"])

    def _mapping(self, path: Path | None, table: Table, importer: Importer) -> Mapping:
        if path:
            return from_file(path, table.header, importer.fields)
        return by_header(table.header, importer.fields, importer.known)

    def _progress(self, seen: int) -> None:
        is_terminal = sys.stderr.isatty()
        if is_terminal or seen % 4000 == 0:
            self.stderr.write(
                f"\r{seen:,} rows" if is_terminal else f"{seen:,} rows", ending="" if is_terminal else "\n"
            )
            self.stderr.flush()

    def _write_files(self, options: dict, table: Table, report: Report) -> None:
        if options["dry_run"]:
            return
        path = options["rejected_to"] or options["file"].with_name(f"{options['file'].name}.rejected.csv")
        if not os.access(path.parent, os.W_OK):
            path = Path(path.name)  # the file lies where one may only read
        if report.rejected:
            written = write_beside(path, rejected_file(table, report.rejected))
            self.stdout.write(f"The rejected rows are in {written}.")
        if report.losses and report.has_news:
            dropped = path.with_name(path.name.replace(".rejected.csv", "") + ".dropped.csv")
            self.stdout.write(f"The dropped values are in {write_beside(dropped, dropped_file(report.losses))}.")
