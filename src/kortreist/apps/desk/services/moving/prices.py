"""Price lists, what stands on them, and agreements."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction

from kortreist.apps.catalogue.models import PriceList
from kortreist.apps.catalogue.services.agreements import (
    AgreementFacts,
    end_agreement,
    make_agreement,
)
from kortreist.apps.catalogue.services.list_prices import EntryFacts, set_entries
from kortreist.apps.catalogue.services.price_lists import (
    PriceListFacts,
    ReachFacts,
    change_price_list,
    create_price_list,
)
from kortreist.apps.desk.errors import AgreementStandsError
from kortreist.apps.desk.moving.sheets import folded
from kortreist.apps.desk.services.moving.changes import Change, facts_of
from kortreist.apps.desk.services.moving.mover import Mover
from kortreist.kernel.errors import DomainError

# Prices, each with the number of its row.
Numbered = list[tuple[int, EntryFacts]]


def write_price_list(mover: Mover, change: Change) -> None:
    """Make a list, or let one that is there reach whom the row names besides."""
    values = change.values
    reach = facts_of(
        ReachFacts,
        values,
        unit_id=mover.unit(str(values["unit"])) if values.get("unit") else None,
        payer_id=mover.organisation(values["payer"]) if values.get("payer") else None,
    )
    known = _list_called(mover, values["name"])
    reaches = _reaches(known)
    if reach not in reaches and reach != ReachFacts():
        reaches.append(reach)
    facts = facts_of(PriceListFacts, values, reaches=tuple(reaches))
    if known is None:
        made = create_price_list(**mover.about(), facts=facts)
        mover.remember("price_list", facts.name, made.pk)
    else:
        change_price_list(**mover.about(), price_list_id=known.pk, facts=facts)


def write_prices(mover: Mover, rows: Iterable[tuple[int, Change]]) -> dict[int, DomainError]:
    """Write prices, each list's as a whole; return the rows that were refused, and why.

    One after the other, steps that all change would not fall while some of them are old.
    """
    refused: dict[int, DomainError] = {}
    lists: dict[int, Numbered] = defaultdict(list)
    for number, change in rows:
        try:
            price_list_id, entry = _price(mover, change)
        except DomainError as error:
            refused[number] = error
        else:
            lists[price_list_id].append((number, entry))
    for price_list_id, entries in lists.items():
        refused |= _set_prices(mover, price_list_id, entries)
    return refused


def _price(mover: Mover, change: Change) -> tuple[int, EntryFacts]:
    values = change.values
    entry = EntryFacts(
        variant_id=mover.pack(values["producer"], values["goods"]),
        from_packs=values.get("from_packs") or 1,
        price_ore=values["price"],
    )
    return mover.price_list(values["price_list"]), entry


def _set_prices(mover: Mover, price_list_id: int, entries: Numbered) -> dict[int, DomainError]:
    """Write prices of a list; where they are refused, find out which goods' steps it is."""
    try:
        with transaction.atomic():
            told = [entry for _, entry in entries]
            set_entries(**mover.about(), price_list_id=price_list_id, entries=told)
    except DomainError as error:
        goods: dict[int, Numbered] = defaultdict(list)
        for number, entry in entries:
            goods[entry.variant_id].append((number, entry))
        if len(goods) == 1:
            return dict.fromkeys((number for number, _ in entries), error)
        refused: dict[int, DomainError] = {}
        for steps in goods.values():
            refused |= _set_prices(mover, price_list_id, steps)
        return refused
    return {}


def write_agreement(mover: Mover, change: Change) -> None:
    """Write an agreement down; of one that stands, only the end can be said anew."""
    values = change.values
    if change.standing is not None:
        others = {name for name in values if name != "valid_until"}
        if any(values[name] != change.standing.values[name] for name in others):
            raise AgreementStandsError
        if values["valid_until"] is None:
            raise AgreementStandsError
        end_agreement(**mover.about(), agreement_id=change.standing.pk, on=values["valid_until"])
        return
    facts = facts_of(
        AgreementFacts,
        values,
        unit_id=mover.unit(str(values["unit"])) if values.get("unit") else None,
        payer_id=mover.organisation(values["payer"]) if values.get("payer") else None,
        price_list_id=(
            mover.price_list(values["price_list"]) if values.get("price_list") else None
        ),
        agreed_ore=values.get("agreed") or 0,
    )
    make_agreement(**mover.about(), facts=facts)


def _list_called(mover: Mover, name: object) -> PriceList | None:
    lists = PriceList.objects.filter(hub=mover.hub, archived_at__isnull=True).order_by("pk")
    return next((each for each in lists if folded(each.name) == folded(str(name))), None)


def _reaches(known: PriceList | None) -> list[ReachFacts]:
    if known is None:
        return []
    return [
        ReachFacts(
            unit_id=each.unit_id,
            payer_id=each.payer_id,
            unit_kind=each.unit_kind,
            sector=each.sector,
        )
        for each in known.reaches.all()
    ]
