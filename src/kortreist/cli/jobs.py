"""``kortreist jobs``: what runs, what waits, what was given up and why."""

import json
from collections.abc import Mapping
from typing import Annotated

import typer

from kortreist.cli.app import start_django

app = typer.Typer(help="What runs, what waits, what was given up and why.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]


@app.command("list")
def list_all(
    state: Annotated[str, typer.Option(help="Only these: queued, running, done or failed.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List jobs, newest first.

    Example: kortreist jobs list --state failed
    """
    start_django()
    from kortreist.apps.jobs.selectors import list_jobs  # noqa: PLC0415 - needs Django

    for job in list_jobs(state=state, limit=limit):
        told = {
            "id": str(job.public_id),
            "name": job.name,
            "key": job.key,
            "state": job.state,
            "attempts": job.attempts,
            "run_after": job.run_after.isoformat(timespec="seconds"),
            "error": job.error_text or job.error_code,
        }
        _print(told, as_json=as_json)


@app.command()
def retry(
    job_id: Annotated[str, typer.Argument(help="As `kortreist jobs list` shows it.")],
) -> None:
    """Let a job that was given up begin anew.

    Example: kortreist jobs retry 8d1f2c3a-6f7e-4a53-9d6e-0c6f5d0a9b11
    """
    start_django()
    from django.utils import timezone  # noqa: PLC0415 - needs Django

    from kortreist.apps.jobs.services.retry import retry_job  # noqa: PLC0415 - needs Django

    job = retry_job(by="cli", public_id=job_id, now=timezone.now())
    typer.echo(f"{job.name} waits again.")


@app.command()
def schedules(as_json: AsJson = False) -> None:
    """List what runs by the clock, in Norwegian time.

    Example: kortreist jobs schedules
    """
    start_django()
    from django.utils import timezone  # noqa: PLC0415 - needs Django

    from kortreist.apps.jobs.selectors import list_schedules  # noqa: PLC0415 - needs Django

    for line in list_schedules(now=timezone.now()):
        told = {
            "name": line.name,
            "cron": line.cron,
            "last": line.last.isoformat(timespec="seconds") if line.last else "",
            "next": line.next.isoformat(timespec="seconds"),
        }
        _print(told, as_json=as_json)


def _print(told: Mapping[str, object], *, as_json: bool) -> None:
    words = json.dumps(told, ensure_ascii=False) if as_json else "  ".join(map(str, told.values()))
    typer.echo(words)
