"""Eight processes write at once: nobody is told "locked", nothing is lost."""

from __future__ import annotations

import multiprocessing
import os
import traceback
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from crm.models import Account, User

WRITERS = 8

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
]


def write(owner: UUID, shared: UUID, rounds: int) -> None:
    """Count up on one shared account, and make an account of one's own, in each round."""
    try:
        for number in range(rounds):
            with transaction.atomic():
                account = Account.objects.select_for_update().get(pk=shared)
                account.description = str(int(account.description) + 1)
                account.save()
                Account.objects.create(name=f"made by {os.getpid()} as {number}", owner_id=owner)
        connection.close()
    except BaseException:  # noqa: BLE001 - the child ends here whatever happened
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def test_eight_processes_write_at_once_and_nothing_is_lost(full: bool):
    rounds = 200 if full else 10
    maria = User.objects.create_user("maria", "maria@kith.example", name="Maria Lopez")
    shared = Account.objects.create(name="Shared", owner=maria, description="0")
    connections.close_all()
    if connection.vendor == "postgresql":
        connection.close_pool()
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=write, args=(maria.pk, shared.pk, rounds)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    shared.refresh_from_db()
    assert int(shared.description) == WRITERS * rounds
    assert Account.objects.filter(name__startswith="made by").count() == WRITERS * rounds
