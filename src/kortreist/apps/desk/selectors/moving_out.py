"""A hub as a folder of sheets."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from kortreist.apps.actors.models import Hub, HubProducer
from kortreist.apps.actors.permissions import Actor, require_system
from kortreist.apps.catalogue.selectors.sheet_export import export_goods
from kortreist.apps.desk.moving.sheets import GOODS, SHEETS
from kortreist.apps.desk.selectors.moving import name_of, standing_rows
from kortreist.formats.sheets import write_csv


def write_folder(*, actor: Actor, hub: Hub, today: date) -> Iterator[tuple[str, bytes]]:
    """Yield each sheet of a hub, with its path in the folder.

    Raises
    ------
    NotPermittedError
        When ``actor`` is not the product itself.
    """
    require_system(actor)
    notes = _notes(hub)
    for sheet in SHEETS:
        headings = [column.name for column in sheet.columns]
        rows: list[Sequence[str]] = [
            [column.write(row.values.get(column.name)) for column in sheet.columns]
            for row in standing_rows(sheet, hub).values()
        ]
        yield f"{sheet.name}.csv", write_csv(headings, rows, notes=notes)
    producers = HubProducer.objects.filter(hub=hub).select_related("organisation").order_by("pk")
    for producer in producers:
        goods = export_goods(
            actor=actor,
            hub_id=hub.pk,
            producer_id=producer.organisation_id,
            language="nb",
            today=today,
        )
        packs = list(goods.rows)
        if packs:
            name = name_of(producer.organisation).replace("/", "-")
            yield f"{GOODS}/{name}.csv", write_csv(goods.headings, packs, notes=notes)


def _notes(hub: Hub) -> list[str]:
    if not hub.is_demonstration:
        return []
    with override(hub.language):
        return [
            _(
                "Made for a demonstration. Goods, prices and amounts are examples, "
                "and nothing is to be paid."
            )
        ]
