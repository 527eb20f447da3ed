import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("given up")


class Job(models.Model):
    """Work promised by a change, written in that change's own transaction.

    The queue keeps real time: `run_after` and the lease are never a demonstration's clock.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100)
    # What makes it this job and no other; asked for twice, it is done once.
    key = models.CharField(max_length=200)
    # Ids and small facts; never a name, an address or a text that somebody wrote.
    payload = models.JSONField(default=dict)
    # A plain number: the queue lies below the rooms that know what a hub is.
    hub_id = models.BigIntegerField(null=True, blank=True)
    request_id = models.CharField(max_length=64, blank=True, default="")

    state = models.CharField(max_length=8, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField()
    run_after = models.DateTimeField(default=timezone.now)
    # Who holds it: only the holder of the token may write how it ended.
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    # How far it has come, where the task says: so many parts of so many.
    parts_done = models.PositiveIntegerField(null=True, blank=True)
    parts = models.PositiveIntegerField(null=True, blank=True)

    error_code = models.CharField(max_length=100, blank=True, default="")
    error_text = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "key"], name="jobs_job_once_per_key"),
            models.CheckConstraint(
                condition=Q(state__in=JobState.values), name="jobs_job_state_known"
            ),
            models.CheckConstraint(
                condition=Q(attempts__lte=F("max_attempts")), name="jobs_job_attempts_bounded"
            ),
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING, lease_token__isnull=False)
                & Q(lease_until__isnull=False)
                | ~Q(state=JobState.RUNNING) & Q(lease_token=None, lease_until=None),
                name="jobs_job_running_is_leased",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], finished_at__isnull=False)
                | Q(state__in=["queued", "running"], finished_at=None),
                name="jobs_job_finished_has_time",
            ),
        ]
        indexes = [
            # Not partial: SQLite does not match a partial index with a bound parameter.
            models.Index(fields=["state", "run_after", "id"], name="jobs_job_due"),
            models.Index(fields=["state", "-id"], name="jobs_job_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.name} [{self.key}]"


class ScheduleRun(models.Model):
    """A moment at which a schedule was due, taken by exactly one scheduler."""

    name = models.CharField(max_length=100)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "due_at"], name="jobs_schedulerun_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d %H:%M}"


class WorkerBeat(models.Model):
    """A worker's last sign of life."""

    worker = models.CharField(max_length=100, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker
