"""Leaving spreadsheets behind: one taken in, one that waits for the hub, and prices worked out."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.actors.permissions import Actor, Grant
from kortreist.apps.catalogue.models import PriceEdit, SheetImport
from kortreist.apps.catalogue.price_rules import PriceRule
from kortreist.apps.catalogue.selectors.sheet_export import export_goods
from kortreist.apps.catalogue.selectors.wanted import Wanted
from kortreist.apps.catalogue.services import sheet_intake, sheet_taking
from kortreist.apps.catalogue.services.price_edits import plan_by_rule
from kortreist.formats.sheets import Value, write_xlsx

# An example of what a farm writes in its own list: article numbers, and prices a little up.
FIRST_NUMBER = 101
DEARER = Decimal("1.04")
TEN_ORE = Decimal("0.1")


@transaction.atomic
def leave_sheets(
    *, actor: Actor, hub_id: int, producer_id: int, today: date, now: datetime
) -> None:
    """Send two of a producer's sheets in and work out new prices, unless that was done."""
    if SheetImport.objects.filter(hub_id=hub_id).exists():
        return
    farm = Actor(
        name="system:demo.farm",
        grants=frozenset({Grant(RoleKind.PRODUCER, hub_id, organisation_id=producer_id)}),
    )
    scope = {"hub_id": hub_id, "producer_id": producer_id}
    told = export_goods(
        actor=farm, hub_id=hub_id, producer_id=producer_id, language="nb", today=today
    )
    headings, rows = list(told.headings), [list(row) for row in told.rows]
    for number, row in enumerate(rows):
        row[headings.index("Artikkelnummer")] = f"{FIRST_NUMBER + number}"
    named = write_xlsx("Varer", headings, rows)
    _send(farm, scope, named, "Varer med artikkelnummer.xlsx", now - timedelta(hours=2))
    price = headings.index("Pris per kg, l eller stk")
    for row in rows:
        row[price] = _dearer(row[price])
    _send(farm, scope, write_xlsx("Priser", headings, rows), "Nye priser.xlsx", now)
    if not PriceEdit.objects.filter(hub_id=hub_id).exists():
        rule = PriceRule(percent_bp=300, round_to_ore=10)
        plan_by_rule(actor=actor, hub_id=hub_id, wanted=Wanted(), rule=rule, now=now)


def _send(farm: Actor, scope: dict[str, int], content: bytes, name: str, now: datetime) -> None:
    sheet = sheet_intake.receive_sheet(
        actor=farm,
        hub_id=scope["hub_id"],
        producer_id=scope["producer_id"],
        content=content,
        name=name,
        now=now,
        in_background=False,
    )
    sheet = sheet_intake.read_sheet(sheet_id=sheet.pk, version=sheet.version, now=now)
    sheet_taking.ask_to_take_in(
        actor=farm,
        hub_id=sheet.hub_id,
        sheet_id=sheet.pk,
        version=sheet.version,
        leave_refused_out=False,
        now=now,
        in_background=False,
    )
    # Does nothing where it waits for the hub.
    sheet_taking.take_in(sheet_id=sheet.pk, version=sheet.version, now=now)


def _dearer(price: Value) -> Value:
    if not isinstance(price, Decimal):
        return price
    return (price * DEARER).quantize(TEN_ORE)
