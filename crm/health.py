"""Two addresses for those who watch over a running Kith: is the process alive, and can it serve?"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from crm.records import directory
from crm.records.views.rights import right

log = logging.getLogger("kith.health")


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _migrations() -> bool:
    loader = MigrationLoader(connection)
    return all(key in loader.applied_migrations for key in loader.graph.leaf_nodes())


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "migrations": _migrations,
    "directory": lambda: bool(directory.is_installed()),
}


@right("public")
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the process answers. Nothing else is looked at, so that a restart is asked for only when it helps."""
    return JsonResponse({"status": "ok"})


@right("public")
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether requests can be served, and if not, which of our needs is not met: 503 then."""
    for name, is_met in CHECKS.items():
        try:
            met = is_met()
        except DatabaseError:
            log.exception("not ready: %s", name)
            met = False
        if not met:
            return JsonResponse({"status": "not ready", "unmet": name}, status=503)
    return JsonResponse({"status": "ok"})
