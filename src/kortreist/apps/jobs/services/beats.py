from datetime import datetime

from kortreist.apps.jobs.models import WorkerBeat


def record_beat(*, worker: str, now: datetime) -> None:
    """Say that a worker is alive."""
    WorkerBeat.objects.update_or_create(
        worker=worker,
        defaults={"seen_at": now},
        create_defaults={"seen_at": now, "started_at": now},
    )


def remove_beat(*, worker: str) -> None:
    """Say that a worker has ended in order."""
    WorkerBeat.objects.filter(worker=worker).delete()
