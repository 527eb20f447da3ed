"""Is the process there, and is it ready: two addresses for whoever watches over it."""

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kortreist.apps.jobs.selectors import worker_age_s

# Workers show themselves every ten seconds.
WORKER_LATE_S = 60


class MigrationsWaitError(Exception):
    """The database is not yet what this version expects."""


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer as long as the process can; asks no database."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when requests can be served.

    A worker that is late or missing is told, as ``degraded``: jobs wait, but pages work, so it is
    no reason to turn readers away. Monitoring that wants to ring asks ``?worker=required``.
    """
    try:
        require_migrations()
        age_s = worker_age_s(now=timezone.now())
    except MigrationsWaitError:
        return _answer("not_ready", database="ok", migrations="waiting")
    except DatabaseError:
        return _answer("not_ready", database="away", migrations="unknown")
    is_late = age_s is None or age_s > WORKER_LATE_S
    is_missed = is_late and request.GET.get("worker") == "required"
    status = "not_ready" if is_missed else "degraded" if is_late else "ready"
    return _answer(status, database="ok", migrations="ok", worker_age_s=age_s)


@cache
def require_migrations() -> None:
    """Make sure that every migration is applied; asked once, since it stays so.

    Raises
    ------
    MigrationsWaitError
        When one is not.
    """
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise MigrationsWaitError


def _answer(status: str, **told: object) -> JsonResponse:
    code = 503 if status == "not_ready" else 200
    return JsonResponse({"status": status, **told}, status=code)
