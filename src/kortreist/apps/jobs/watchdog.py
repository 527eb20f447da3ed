import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self


class Watchdog:
    """Calls ``bark`` when a block takes longer than it may, from a thread of its own."""

    def __init__(self, seconds: float, bark: Callable[[], None]) -> None:
        self._seconds = seconds
        self._bark = bark
        self._timer: threading.Timer | None = None

    def __enter__(self) -> Self:
        self.calm()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._timer:
            self._timer.cancel()

    def calm(self) -> None:
        """Begin to count anew."""
        if self._timer:
            self._timer.cancel()
        self._timer = threading.Timer(self._seconds, self._bark)
        self._timer.daemon = True
        self._timer.start()
