"""One road engine over HTTP: one host, no detours, a deadline, and answers that are looked over."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import requests
from routingpy import OSRM, Valhalla
from routingpy.client_base import BaseClient
from urllib3.exceptions import HTTPError, ReadTimeoutError

from kortreist.engines.distances import Point

EMBEDDED = "embedded"
ENGINES = ("valhalla", "osrm")
PROFILES = {"valhalla": "auto", "osrm": "driving"}
# So many from and so many to in one question: within both engines' usual limits.
BLOCK = 25
MOST_BYTES = 5_000_000
PAUSE_S = 0.2
# Worth asking once more.
AWAY = frozenset({502, 503, 504})
ATTEMPTS = 2


class RoadEngineError(Exception):
    """The engine is of no use now; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class RoadEngine:
    """What is configured."""

    kind: str
    url: str
    timeout_s: int

    @property
    def source(self) -> str:
        """Return a name that no other engine or address shares."""
        return f"{self.kind}/{sha256(self.url.encode()).hexdigest()[:16]}"

    def ask(
        self, points: Sequence[Point], rows: Sequence[int], columns: Sequence[int]
    ) -> tuple[list[Any], list[Any]]:  # Any: as it came, not yet looked over
        """Ask for metres and seconds from some of the points to others.

        Raises
        ------
        RoadEngineError
            When no answer came in time, or one that cannot be read.
        """
        used = sorted({*rows, *columns})
        places = [[points[place].longitude, points[place].latitude] for place in used]
        at = {place: position for position, place in enumerate(used)}
        router = (Valhalla if self.kind == "valhalla" else OSRM)(
            base_url=self.url.rstrip("/"), client=OneHostClient, timeout=self.timeout_s
        )
        try:
            answer = router.matrix(
                places,
                PROFILES[self.kind],
                sources=[at[row] for row in rows],
                destinations=[at[column] for column in columns],
            )
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise RoadEngineError("nonsense") from error
        if not isinstance(answer.distances, list) or not isinstance(answer.durations, list):
            raise RoadEngineError("nonsense")
        return answer.distances, answer.durations


class OneHostClient(BaseClient):  # type: ignore[misc]  # routingpy has no types
    """Carries routingpy's questions to the configured host and to no other.

    Redirects are not followed, proxies and passwords of the environment are not used, the whole
    answer has to be there within the time-out, and what is away for a moment is asked once more.
    """

    # Any: routingpy's own parameters.
    def _request(
        self,
        url: str,
        get_params: Mapping[str, Any] | None = None,
        post_params: Mapping[str, Any] | None = None,
        **_: object,
    ) -> Any:  # noqa: ANN401
        deadline = time.monotonic() + self.timeout
        address = self.base_url + self._generate_auth_url(url, get_params or {})
        for attempt in range(1, ATTEMPTS + 1):
            try:
                status, body = self._fetch(address, post_params, deadline)
            except (requests.Timeout, ReadTimeoutError) as error:
                raise RoadEngineError("too_slow") from error
            except (requests.RequestException, HTTPError, OSError) as error:
                if attempt == ATTEMPTS:
                    raise RoadEngineError("away") from error
                time.sleep(PAUSE_S)
                continue
            if status in AWAY and attempt < ATTEMPTS:
                time.sleep(PAUSE_S)
                continue
            return _read(status, body)
        raise RoadEngineError("away")

    def _fetch(
        self, address: str, post_params: Mapping[str, Any] | None, deadline: float
    ) -> tuple[int, bytes]:
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            raise requests.Timeout
        with requests.Session() as session:
            session.trust_env = False
            response = session.request(
                "GET" if post_params is None else "POST",
                address,
                json=post_params,
                timeout=left_s,
                allow_redirects=False,
                stream=True,
                headers={"User-Agent": "kortreist"},
            )
            body = b""
            # What is there, as it comes: waiting for a full buffer would outlast the deadline.
            while part := response.raw.read1(65_536, decode_content=True):
                body += part
                if time.monotonic() > deadline:
                    raise requests.Timeout
                if len(body) > MOST_BYTES:
                    raise RoadEngineError("nonsense")
            return response.status_code, body


def _read(status: int, body: bytes) -> Any:  # noqa: ANN401
    if 300 <= status < 400:
        raise RoadEngineError("moved")
    if status in AWAY:
        raise RoadEngineError("away")
    if status != 200:
        raise RoadEngineError("refused")
    try:
        return json.loads(body)
    except ValueError as error:
        raise RoadEngineError("nonsense") from error
