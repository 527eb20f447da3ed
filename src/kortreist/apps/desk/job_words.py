"""What the worker's tasks are called, and why one failed, in plain words."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kortreist.apps.jobs.models import Job, JobState
from kortreist.apps.jobs.services.runs import WORKER_DIED
from kortreist.apps.ui.error_messages import MESSAGES
from kortreist.apps.ui.statuses import Status

TASK: Final[dict[str, Promise]] = {
    "catalogue.refresh_not_for": _("Work out which goods suit whom"),
    "catalogue.refresh_search_texts": _("Bring the search up to date"),
    "catalogue.read_sheet": _("Read a spreadsheet"),
    "catalogue.take_sheet_in": _("Take a spreadsheet in"),
    "desk.compare_policies": _("Work out the ways to share out"),
    "desk.run_stage": _("Bring a round on"),
    "desk.tell_declarations": _("Tell of changed ingredients and allergens"),
    "desk.warn_of_papers": _("Tell of papers that run out"),
    "desk.tell_rounds": _("Tell of rounds that open and close"),
    "jobs.prune": _("Clear away what is old"),
    "messages.deliver": _("Send a message"),
    "trading.close_proposals": _("Close proposals that nobody answered"),
    "trading.keep_cycles": _("Make, open and close rounds on time"),
    "trading.fill_standing_orders": _("Place standing orders"),
}
# Of a task that nobody has named: what its room does.
ROOM: Final[dict[str, Promise]] = {
    "actors": _("Look after people and places"),
    "billing": _("Make papers"),
    "catalogue": _("Look after the goods"),
    "desk": _("Bring a round on"),
    "fulfilment": _("Look after stock and deliveries"),
    "jobs": _("Look after the machine"),
    "messages": _("Send messages"),
    "planning": _("Plan menus"),
    "trading": _("Look after orders"),
}
STATE: Final[dict[str, Status]] = {
    JobState.QUEUED: Status(_("waiting"), "info", "clock"),
    JobState.RUNNING: Status(_("running"), "info", "repeat"),
    JobState.DONE: Status(_("done"), "success"),
    JobState.FAILED: Status(_("given up"), "danger"),
}
TRIES_AGAIN: Final = Status(_("tries again"), "warning")
WHY: Final[dict[str, Promise]] = {
    WORKER_DIED: _("It was cut off half-way, as when the machine was switched off."),
    "OperationalError": _("The database did not answer in time. Try again in a moment."),
    "OSError": _("Something outside did not answer: a network, a server or a disk."),
    "TimeoutError": _("Something outside did not answer in time."),
}
A_BUG: Final = _(
    "Something in kortreist went wrong. Try again; if it happens once more, tell those who run "
    "the site, with this word: %(code)s."
)


def task_name(name: str) -> str:
    """Return what a task is called."""
    room = name.partition(".")[0]
    return str(TASK.get(name) or ROOM.get(room) or name)


def why(job: Job) -> str:
    """Return why a job failed, and what helps; nothing where it did not."""
    if not job.error_code:
        return ""
    if job.error_code in WHY:
        return str(WHY[job.error_code])
    told = str(MESSAGES.get(job.error_code, ""))
    # Words with facts in them want facts that the queue does not keep.
    if told and "%(" not in told:
        return told
    return str(A_BUG) % {"code": job.error_code}


def state_of(job: Job) -> Status:
    """Return how a job's state looks."""
    if job.state == JobState.QUEUED and job.attempts:
        return TRIES_AGAIN
    return STATE[job.state]
