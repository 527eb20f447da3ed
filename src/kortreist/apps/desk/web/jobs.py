"""What runs: the coordinator's page for the worker's jobs."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kortreist.apps.actors.permissions import Permission, require
from kortreist.apps.desk import job_words
from kortreist.apps.desk.selectors.running import JobRow, read_running
from kortreist.apps.desk.services.jobs import run_again
from kortreist.apps.desk.web.scope import hub_scope
from kortreist.apps.jobs.registry import tasks
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page


@require_GET
def job_list(request: HttpRequest, hub: UUID) -> HttpResponse:
    """Show what runs, what waits, what failed and why, and what runs by the clock."""
    actor, found = hub_scope(request, hub)
    state = read_running(actor=actor, hub_id=found.pk, now=timezone.now())
    context = {
        "hub": found,
        "state": state,
        "failed": [_row(row) for row in state.failed],
        "running": [_row(row) for row in state.running],
        "waiting": [_row(row) for row in state.waiting],
        "schedules": [
            (job_words.task_name(line.name), line, job_words.STATE.get(last))
            for line, last in state.schedules
        ],
    }
    return render_page(request, "desk/job_list.html", context, fragment="desk/_jobs.html")


@require_POST
def job_retry(request: HttpRequest, hub: UUID, job: UUID) -> HttpResponse:
    """Run a job again."""
    actor, found = hub_scope(request, hub)
    require(actor, Permission.MANAGE_JOBS, hub_id=found.pk)
    run_again(actor=actor, hub_id=found.pk, public_id=job, now=timezone.now())
    tell(request, _("It runs again as soon as there is room."))
    return redirect("desk:job-list", hub=hub)


def _row(row: JobRow) -> dict[str, object]:
    job = row.job
    return {
        "job": job,
        "name": job_words.task_name(job.name),
        "status": job_words.state_of(job),
        "why": job_words.why(job),
        "message_id": row.message_id,
        "cycle_id": row.cycle_id,
        # A task that this version does not know would only wait.
        "may_retry": job.name in tasks,
    }
