"""A road engine on this machine that tells the truth, lies, hangs or sends you elsewhere."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from kortreist.engines.distances import Point, great_circle_m

Table = list[list[dict[str, object]]]


@dataclass
class RoadServer:
    """What it is asked, and how it answers."""

    url: str = ""
    # Changes the honest answer.
    twist: Callable[[Table], object] = lambda table: table
    status: int = 200
    location: str = ""
    hang_s: float = 0
    # Seconds between the bytes of an answer that never ends.
    drip_s: float = 0
    questions: list[dict] = field(default_factory=list)

    def answer(self, question: dict) -> bytes:
        """Return roads of one and a half times the straight line, at 60 km/h."""
        self.questions.append(question)
        table = [
            [self._leg(start, end) for end in question["targets"]] for start in question["sources"]
        ]
        return json.dumps({"sources_to_targets": self.twist(table)}).encode()

    def _leg(self, start: dict, end: dict) -> dict[str, object]:
        points = [Point(each["lat"], each["lon"]) for each in (start, end)]
        km = great_circle_m(*points) * 1.5 / 1000
        return {"distance": km, "time": round(km * 60)}


@contextmanager
def road_server(**behaviour: object) -> Iterator[RoadServer]:
    """Serve Valhalla's matrix on a free port."""
    roads = RoadServer(**behaviour)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = roads.answer(json.loads(body))
            time.sleep(roads.hang_s)
            self.send_response(roads.status)
            if roads.location:
                self.send_header("Location", roads.location)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self._write(answer)

        do_GET = do_POST  # noqa: N815 - as the library calls it

        def _write(self, answer: bytes) -> None:
            try:
                if not roads.drip_s:
                    self.wfile.write(answer)
                for byte in answer if roads.drip_s else b"":
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(roads.drip_s)
            except OSError:
                return

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    roads.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield roads
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
