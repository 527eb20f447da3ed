"""Price lists, what stands on them, and agreements."""

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


def write_price(mover: Mover, change: Change) -> None:
    """Write one price of a list."""
    values = change.values
    entry = EntryFacts(
        variant_id=mover.pack(values["producer"], values["goods"]),
        from_packs=values.get("from_packs") or 1,
        price_ore=values["price"],
    )
    price_list_id = mover.price_list(values["price_list"])
    set_entries(**mover.about(), price_list_id=price_list_id, entries=[entry])


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
