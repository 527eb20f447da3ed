"""How one row of each sheet is written: through the services of the room it belongs to."""

from collections.abc import Callable, Mapping, Sequence

from django.db import transaction

from kortreist.apps.actors.models import (
    BuyerUnit,
    DeliveryPoint,
    HubProducer,
    InvoiceParty,
    Organisation,
    Person,
    Role,
    RoleKind,
)
from kortreist.apps.actors.services import parties, people
from kortreist.apps.billing.models import OpenItemSide
from kortreist.apps.billing.services.taking_over import (
    OpenItemFacts,
    continue_series,
    enter_open_item,
)
from kortreist.apps.desk.moving import sheets
from kortreist.apps.desk.services.moving.changes import Change, facts_of
from kortreist.apps.desk.services.moving.mover import Mover
from kortreist.apps.desk.services.moving.prices import (
    write_agreement,
    write_price_list,
    write_prices,
)
from kortreist.kernel.errors import DomainError


def write_rows(
    mover: Mover, sheet: sheets.Sheet, rows: Sequence[tuple[int, Change]]
) -> dict[int, DomainError]:
    """Make or change what rows say, by their numbers; return those that were refused, and why."""
    if sheet.name == sheets.PRICES.name:
        return write_prices(mover, rows)
    refused = {}
    for number, change in rows:
        try:
            with transaction.atomic():
                WRITERS[sheet.name](mover, change)
        except DomainError as error:
            refused[number] = error
    return refused


def _write_hub(mover: Mover, change: Change) -> None:
    values = change.values
    days = values.get("payment_terms_days")
    parties.change_hub(
        **mover.about(),
        name=values["name"],
        language=values.get("language") or mover.hub.language,
        payment_terms_days=mover.hub.payment_terms_days if days is None else days,
    )


def _write_organisation(mover: Mover, change: Change) -> None:
    facts = facts_of(parties.OrganisationFacts, change.values, change.known(Organisation.objects))
    if change.standing is None:
        made = parties.create_organisation(**mover.about(), facts=facts)
        mover.remember("organisation", facts.org_no or facts.name, made.pk)
    else:
        parties.change_organisation(
            **mover.about(), organisation_id=change.standing.pk, facts=facts
        )


def _write_producer(mover: Mover, change: Change) -> None:
    known = change.known(HubProducer.objects)
    terms = facts_of(
        parties.ProducerTerms, change.values, known, minimum_ore=change.values.get("minimum") or 0
    )
    if known is None:
        organisation_id = mover.organisation(change.values["organisation"])
        parties.join_hub(**mover.about(), organisation_id=organisation_id, terms=terms)
    else:
        parties.change_terms(**mover.about(), producer_id=known.pk, terms=terms)


def _write_delivery_point(mover: Mover, change: Change) -> None:
    facts = facts_of(parties.DeliveryPointFacts, change.values, change.known(DeliveryPoint.objects))
    if change.standing is None:
        made = parties.create_delivery_point(**mover.about(), facts=facts)
        mover.remember("delivery_point", facts.name, made.pk)
    else:
        parties.change_delivery_point(**mover.about(), point_id=change.standing.pk, facts=facts)


def _write_payer(mover: Mover, change: Change) -> None:
    facts = facts_of(
        parties.PayerFacts,
        change.values,
        change.known(InvoiceParty.objects),
        credit_limit_ore=change.values.get("credit_limit"),
    )
    if change.standing is None:
        organisation_id = mover.organisation(change.values["organisation"])
        made = parties.create_invoice_party(
            **mover.about(), organisation_id=organisation_id, facts=facts
        )
        mover.remember("payer", facts.name, made.pk)
    else:
        parties.change_invoice_party(**mover.about(), payer_id=change.standing.pk, facts=facts)


def _write_unit(mover: Mover, change: Change) -> None:
    facts = facts_of(
        parties.UnitFacts,
        change.values,
        change.known(BuyerUnit.objects),
        delivery_point_id=mover.delivery_point(change.values["delivery_point"]),
        payer_id=mover.payer(change.values["payer"]),
    )
    if change.standing is None:
        organisation_id = mover.organisation(change.values["organisation"])
        made = parties.create_buyer_unit(
            **mover.about(), organisation_id=organisation_id, facts=facts
        )
        mover.remember("unit", str(made.number), made.pk)
    else:
        parties.change_buyer_unit(**mover.about(), unit_id=change.standing.pk, facts=facts)


def _write_person(mover: Mover, change: Change) -> None:
    facts = facts_of(people.PersonFacts, change.values)
    if change.standing is not None:
        person_id = Role.objects.values_list("person_id", flat=True).get(pk=change.standing.pk)
        people.change_person(**mover.about(), person_id=person_id, facts=facts)
        return
    known = Person.objects.filter(user__email=facts.email.lower()) if facts.email else None
    person = known.first() if known else None
    if person is None:
        person = people.create_person(**mover.about(), facts=facts)
    kind, at = RoleKind(str(change.values["role"])), change.values.get("at")
    people.give_role(
        **mover.about(),
        person_id=person.pk,
        kind=kind,
        organisation_id=mover.organisation(at) if kind == RoleKind.PRODUCER else None,
        unit_id=mover.unit(at) if kind == RoleKind.BUYER else None,
        valid_from=change.values["valid_from"],
    )


def _write_open_item(mover: Mover, change: Change) -> None:
    values = change.values
    side = OpenItemSide(str(values["side"]))
    is_payer = side == OpenItemSide.RECEIVABLE
    facts = facts_of(
        OpenItemFacts,
        values,
        side=side,
        payer_id=mover.payer(values["party"]) if is_payer else None,
        producer_id=None if is_payer else mover.organisation(values["party"]),
        amount_ore=values["amount"],
    )
    enter_open_item(**mover.about(), facts=facts)


def _write_number(mover: Mover, change: Change) -> None:
    continue_series(
        **mover.about(),
        issuer_id=mover.hub.organisation_id,
        kind=str(change.values["document"]),
        next_number=change.values["next_number"],
    )


WRITERS: Mapping[str, Callable[[Mover, Change], None]] = {
    sheets.HUB.name: _write_hub,
    sheets.ORGANISATIONS.name: _write_organisation,
    sheets.PRODUCERS.name: _write_producer,
    sheets.DELIVERY_POINTS.name: _write_delivery_point,
    sheets.PAYERS.name: _write_payer,
    sheets.UNITS.name: _write_unit,
    sheets.PEOPLE.name: _write_person,
    sheets.PRICE_LISTS.name: write_price_list,
    sheets.AGREEMENTS.name: write_agreement,
    sheets.OPEN_ITEMS.name: _write_open_item,
    sheets.NUMBERS.name: _write_number,
}
