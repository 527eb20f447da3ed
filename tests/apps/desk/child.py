"""A process of its own that builds a small region, and starts that are killed while they do.

Told where to write and at which moments to kill, it starts the building once for each moment, in a
process that SIGKILL ends there, then once more to the end. What came of it is written as JSON; so
is, first, what comes of a start that nothing happened to, taken back before it is committed.
"""

import json
import os
import signal
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from kortreist.apps.actors.models import AuditEvent  # noqa: E402
from kortreist.apps.billing.models import Document  # noqa: E402
from kortreist.apps.desk.models import StageRun  # noqa: E402
from kortreist.apps.fulfilment.models import Delivery, Lot, PackedPart  # noqa: E402
from kortreist.apps.jobs.models import Job  # noqa: E402
from kortreist.apps.messages.models import Message  # noqa: E402
from kortreist.apps.trading.models import (  # noqa: E402
    AllocationRun,
    ChargeLine,
    Offer,
    Order,
    OrderLine,
    PurchaseLine,
)
from kortreist.apps.trading.services.claims import add_claim  # noqa: E402
from kortreist.demo import claims  # noqa: E402
from kortreist.demo.build import build_demonstration  # noqa: E402
from kortreist.demo.description import load_region  # noqa: E402

DAY = date(2026, 11, 20)
LINE = (
    "order__unit__number",
    "variant__product__name",
    "variant__content_amount",
    "producer__name",
)
QUANTITIES = tuple(
    f"{stage}_{part}"
    for stage in ("ordered", "confirmed", "packed", "delivered", "invoiced")
    for part in ("count", "amount")
)


class Clock:
    """Counts what is said to the database, and ends the process when its moment has come.

    A moment is a number of statements, or ``after:stage`` for the moment between two stages.
    """

    def __init__(self, moment="never"):
        self.moment = moment
        self.said = 0

    def __call__(self, execute, sql, params, many, context):
        self.said += 1
        result = execute(sql, params, many, context)
        if self.moment == str(self.said):
            die()
        return result

    def begin(self, stage):
        pass

    def advance(self, done, of):
        pass

    def end(self, stage, seconds):
        if self.moment == f"after:{stage}":
            die()


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def small_region():
    region = load_region("horten")
    return replace(region, units=region.units[:5], people=region.people[:5])


def build(clock):
    with connection.execute_wrapper(clock):
        return build_demonstration(small_region(), today=DAY, watcher=clock)


def tell(built):
    """Return all that a start leaves behind, without anything that may differ, as keys may."""
    return {
        "figures": built.figures.as_json(),
        "lines": sorted(map(str, OrderLine.objects.values_list(*LINE, *QUANTITIES))),
        "charges": sorted(
            map(str, ChargeLine.objects.values_list("side", "kind", "reason", "amount_ore"))
        ),
        "documents": sorted(
            map(str, Document.objects.values_list("kind", "number", "parties", "gross_ore"))
        ),
        "lots": sorted(Lot.objects.values_list("code", "received_amount", "packed_count")),
        # Weighing up once more is told once more, and changes nothing.
        "trail": Counter(
            AuditEvent.objects.exclude(code="trading.cycle.weighed_up").values_list(
                "code", flat=True
            )
        ),
        "rows": {
            model.__name__: model.objects.count()
            for model in (
                *(AllocationRun, Delivery, Job, Message, Offer, Order, PackedPart),
                *(PurchaseLine, StageRun),
            )
        },
    }


def undisturbed():
    clock = Clock()
    with transaction.atomic():
        told = tell(build(clock)) | {"said": clock.said}
        transaction.set_rollback(True)
    return told


def apart(work):
    """Do something in a process of its own; return how that ended."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    code = 1
    try:
        work()
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


def spoil():
    """Let claims be made anew whenever the stage is, as a careless step would."""

    def careless(played):
        line = claims._faulty_line(played)
        add_claim(
            actor=played.cast.accountant,
            hub_id=played.hub_id,
            order_line_id=line.pk,
            quantity=claims.Quantity.nominal(1, line.content_amount),
            borne_by=claims.Side.PRODUCER,
            now=played.times.claimed,
        )

    claims.claim = careless


def main(folder, *moments):
    if "spoiled" in moments:
        spoil()
    first = folder / "undisturbed.json"
    ended = [apart(lambda: first.write_text(json.dumps(undisturbed())))]
    said = json.loads(first.read_text())["said"]
    for moment in moments:
        if moment != "spoiled":
            share = moment.removesuffix("%")
            at = moment if share == moment else str(max(1, said * int(share) // 100))
            ended.append(apart(lambda at=at: build(Clock(at))))
    last = folder / "killed.json"
    ended.append(apart(lambda: last.write_text(json.dumps(tell(build(Clock()))))))
    sys.stdout.write(json.dumps(ended))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
