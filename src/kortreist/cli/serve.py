"""``kortreist serve``: the whole site with one command."""

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

import kortreist
from kortreist.cli.supervisor import Child, Supervisor
from kortreist.cli.worker import SUPERVISOR

PROGRAM = (sys.executable, "-m", "kortreist")
APPLICATION = "kortreist.config.wsgi:application"
LOGS = Path(kortreist.__file__).parent / "config" / "granian_logs.json"
# Asked for on all addresses, found on this one.
HERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Web processes; one is right on SQLite.")] = 1,
    threads: Annotated[int, typer.Option(min=1, help="Threads of each web process.")] = 4,
    worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="Run jobs too, in a process of their own.")
    ] = True,
    migrate: Annotated[
        bool, typer.Option("--migrate", help="Bring the database up to date first.")
    ] = False,
) -> None:
    """Serve the site, and run its jobs, until Ctrl-C or SIGTERM.

    Example: kortreist serve --migrate --port 8080
    """
    if not is_free(host, port):
        typer.echo(f"Something else listens on {host}:{port}. Choose another --port.", err=True)
        raise typer.Exit(1)
    if migrate and subprocess.run([*PROGRAM, "migrate"], check=False).returncode:  # noqa: S603
        raise typer.Exit(1)
    children = [_web(host, port, workers=workers, threads=threads)]
    if worker:
        environment = os.environ | {SUPERVISOR: str(os.getpid())}
        children.append(Child("worker", [*PROGRAM, "worker"], environment=environment))
    supervisor = Supervisor(children, tell=lambda text: typer.echo(text, err=True))
    raise typer.Exit(supervisor.run(look=_announcer(host, port)))


def _web(host: str, port: int, *, workers: int, threads: int) -> Child:
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(threads)),
        *("--respawn-failed-workers", "--workers-kill-timeout", "20"),
        *("--log-config", str(LOGS), "--log-level", "warning"),
        APPLICATION,
    ]
    return Child("web", command, is_vital=True)


def is_free(host: str, port: int) -> bool:
    """Whether a site could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, port), family=family):
            return True
    except OSError:
        return False


def _announcer(host: str, port: int) -> Callable[[], None]:
    """Return a function that prints the address once, as soon as something answers there."""
    here = HERE.get(host, host)
    is_told = False

    def announce() -> None:
        nonlocal is_told
        if is_told or not _answers(here, port):
            return
        is_told = True
        shown = f"[{here}]" if ":" in here else here
        typer.echo(f"kortreist is open on http://{shown}:{port}")

    return announce


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


app = serve
