"""Runs an import: rows in chunks, each chunk and its lines of the journal in one transaction.

A run that was killed goes on where it stopped, because a row is in the journal exactly when its record is in the database.
The same file with the same mapping by the same person is the same run: rows that came in are passed over, rejected ones are
tried again.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from crm.importing.importers import CREATED, LATER, REJECTED, UPDATED, Importer, Memory, Order, Outcome, Values
from crm.importing.mapping import Mapping
from crm.importing.reading import Table
from crm.models import ImportedRow, ImportRun, User
from crm.records.errors import KithError

CHUNK = 400
LONGEST_REASON = 500
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Job:
    """A file on its way in."""

    importer: Importer
    table: Table
    mapping: Mapping
    data: bytes
    file_name: str
    by: Any
    is_trial: bool = False

    @property
    def identity(self) -> dict[str, Any]:
        """What makes two runs the same one."""
        options = f"{self.mapping.stamp()} {self.table.how}"
        return {
            "importer": self.importer.key,
            "file_hash": sha256(self.data).hexdigest(),
            "options_hash": sha256(options.encode()).hexdigest(),
            "started_by_id": self.by.pk,
        }


@dataclass
class Report:
    """What became of the rows: counts by outcome, rows that had come in before, reasons and losses by row number."""

    counts: Counter = field(default_factory=Counter)
    before: int = 0
    before_at: datetime | None = None
    rejected: dict[int, str] = field(default_factory=dict)
    losses: dict[int, str] = field(default_factory=dict)

    @property
    def has_news(self) -> bool:
        """Whether this time a record was made or changed."""
        return bool(self.counts[CREATED] or self.counts[UPDATED])

    def add(self, outcomes: Iterable[Outcome]) -> None:
        for outcome in outcomes:
            self.counts[outcome.verb] += 1
            if outcome.verb == REJECTED:
                self.rejected[outcome.number] = outcome.reason
            elif outcome.reason:
                self.losses[outcome.number] = outcome.reason


def run(job: Job, progress: Progress = lambda seen: None) -> Report:
    """Bring the file in, and return what became of each row. A trial run leaves the database as it was.

    Raises UnreadableError, and KithError when the person was deactivated meanwhile.
    """
    report = Report()
    run_id = _begin(job, report)
    memory = Memory() if job.is_trial else None
    waiting = _pass(job, _rows(job), report, Order(job.by, job.mapping.drop_invalid, memory=memory), run_id, progress)
    while waiting:
        # Rows that refer to rows further down: again, until no more of them find what they refer to.
        order = Order(job.by, job.mapping.drop_invalid, memory=memory)
        left = _pass(job, waiting, report, order, run_id)
        if len(left) == len(waiting):
            _pass(job, left, report, Order(job.by, job.mapping.drop_invalid, is_last=True, memory=memory), run_id)
            break
        waiting = left
    if run_id and not job.is_trial:
        ImportRun.objects.filter(pk=run_id, finished_at=None).update(finished_at=timezone.now())
    return report


def _begin(job: Job, report: Report) -> Any:
    """Return the id of the run in the journal; None for a trial run of something new."""
    found = ImportRun.objects.filter(**job.identity).first()
    if found is None and not job.is_trial:
        found, _ = ImportRun.objects.get_or_create(**job.identity, defaults={"file_name": job.file_name[-300:]})
    if found is None:
        return None
    report.before_at = found.finished_at
    told = found.rows.exclude(reason="").exclude(outcome=REJECTED).values_list("number", "reason")
    report.losses = dict(told)
    return found.pk


def _rows(job: Job) -> Iterator[Values]:
    for row in job.table.rows():
        yield Values(row.number, {} if row.fault else job.mapping.values(row.cells), row.fault)


def _pass(
    job: Job, rows: Iterable[Values], report: Report, order: Order, run_id: Any, progress: Progress = lambda seen: None
) -> list[Values]:
    """Bring rows in, chunk by chunk, and return those that wait for others."""
    waiting, seen, rows = [], 0, iter(rows)
    while chunk := list(islice(rows, CHUNK)):
        outcomes, known = _chunk(job, chunk, order, run_id)
        late = {outcome.number for outcome in outcomes if outcome.verb == LATER}
        report.add(outcome for outcome in outcomes if outcome.verb != LATER)
        report.before += known
        waiting += [row for row in chunk if row.number in late]
        seen += len(chunk)
        progress(seen)
    return waiting


@transaction.atomic
def _chunk(job: Job, rows: list[Values], order: Order, run_id: Any) -> tuple[list[Outcome], int]:
    """Bring one chunk in and write the journal; return the outcomes and how many rows had come in before."""
    # The lock makes two runs of the same file take turns; what the other one did is then in the journal.
    run_now = ImportRun.objects.select_for_update().filter(pk=run_id).first() if run_id else None
    journal = run_now.rows.filter(number__in=[row.number for row in rows]) if run_now else ImportedRow.objects.none()
    done = set(journal.exclude(outcome=REJECTED).values_list("number", flat=True))
    left = [row for row in rows if row.number not in done]
    # Read anew for each chunk: rights may be taken away while the import runs.
    by = User.objects.get(pk=job.by.pk)
    if not by.is_active:
        raise KithError(f"{by} is not active: nothing more is brought in.")
    fresh = Order(by, order.drop_invalid, order.is_last, order.memory)
    outcomes = job.importer.process(left, fresh) if left else []
    if job.is_trial:
        transaction.set_rollback(True)
    elif run_now:
        journal.filter(outcome=REJECTED).delete()
        ImportedRow.objects.bulk_create(
            ImportedRow(
                run=run_now,
                number=outcome.number,
                outcome=outcome.verb,
                record_id=outcome.record_id,
                reason=outcome.reason[:LONGEST_REASON],
            )
            for outcome in outcomes
            if outcome.verb != LATER
        )
    return outcomes, len(done)
