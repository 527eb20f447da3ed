"""Keeps a few child processes running, and ends with them: no child outlives its parent."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

LOOK_EVERY_S = 0.2
# After a fall: at once, then ever more slowly, and at once again when it stood for a while.
LONGEST_PAUSE_S = 30.0
STOOD_S = 60.0
# What a child may take to finish what it has in hand.
GRACE_S = 30.0
PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Child:
    """A process to keep: ``is_vital`` when nothing works without it, so that all end with it."""

    name: str
    command: Sequence[str]
    is_vital: bool = False
    environment: Mapping[str, str] | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started_at: float = field(default=0.0, init=False)
    start_at: float = field(default=0.0, init=False)
    pause_s: float = field(default=0.0, init=False)


class Supervisor:
    """Starts children, starts those anew that fall, and ends them all in order.

    Parameters
    ----------
    children
        In the order in which they are started; they are ended in the opposite one.
    tell
        Is told, in a few words, what happens.
    """

    def __init__(self, children: Sequence[Child], *, tell: Callable[[str], None]) -> None:
        self._children = children
        self._tell = tell
        self._is_stopping = False

    def run(self, *, look: Callable[[], None] = lambda: None) -> int:
        """Run until a signal or the end of a vital child; return the exit code.

        ``look`` is called several times a second.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        code = 0
        try:
            while not self._is_stopping:
                fallen = self._tend()
                if fallen is not None:
                    code = fallen or 1
                    break
                look()
                time.sleep(LOOK_EVERY_S)
        finally:
            self._end()
        return code

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._is_stopping = True

    def _tend(self) -> int | None:
        """Start what is not running; return the exit code of a vital child that has ended."""
        now = time.monotonic()
        for child in self._children:
            if child.process is None:
                if now >= child.start_at:
                    _start(child, now)
                continue
            code = child.process.poll()
            if code is None:
                continue
            self._tell(f"{child.name} ended with code {code}")
            if child.is_vital:
                return code
            _plan_restart(child, now)
        return None

    def _end(self) -> None:
        for child in reversed(self._children):
            if child.process is None:
                continue
            if child.process.poll() is None:
                child.process.terminate()
            try:
                child.process.wait(GRACE_S)
            except subprocess.TimeoutExpired:
                self._tell(f"{child.name} does not end, and is killed")
            _kill_group(child.process)


def _start(child: Child, now: float) -> None:
    # Away from the terminal, so that Ctrl-C reaches the parent alone and the end is in order.
    child.process = subprocess.Popen(  # noqa: S603 - own commands; no thread is running
        child.command,
        env=child.environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        # Safe, since no thread is running here.
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
    )
    child.started_at = now


def _plan_restart(child: Child, now: float) -> None:
    if now - child.started_at > STOOD_S:
        child.pause_s = 0.0
    child.process = None
    child.start_at = now + child.pause_s
    child.pause_s = min(max(1.0, child.pause_s * 2), LONGEST_PAUSE_S)


def _end_with_parent() -> None:
    """Have Linux send SIGTERM when the parent is gone, however it went."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Leave nothing behind of a child, nor of what it has started itself."""
    # Each child leads a group of its own, since it began a session.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
