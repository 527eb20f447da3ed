"""Founding a region: its hub, producers, payers, kitchens and the people to step into."""

from datetime import date, datetime, time, timedelta

from kortreist.apps.actors.models import (
    LicenceKind,
    ReferenceField,
    RoleKind,
    Sector,
    UnitKind,
    WhenEmpty,
)
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.services.licences import MOST_IN_SHOPS_BP, LicenceFacts, add_licence
from kortreist.apps.actors.services.parties import (
    DeliveryPointFacts,
    OrganisationFacts,
    PayerFacts,
    ProducerTerms,
    UnitFacts,
    close_unit_on,
    create_buyer_unit,
    create_delivery_point,
    create_hub,
    create_invoice_party,
    create_organisation,
    join_hub,
)
from kortreist.apps.actors.services.people import PersonFacts, create_person, give_role
from kortreist.demo import description
from kortreist.demo.description import BuyerUnit, Payer, Person, Producer, Region

# Nothing is invented about real actors, so what would go to them goes to the demonstration.
MAILBOX = "demonstrasjon@kortreist.example"
NORWEGIAN_NUMBER = "0192"
# How far ahead closed days are entered.
DAYS_AHEAD = 120
# When somebody is at a farm that is fetched from; illustrative.
GATE_OPENS, GATE_CLOSES = time(7), time(14)

Rows = dict[str, dict[str, int]]


class Founder:
    """Makes a region's parties, one table at a time; the description's codes are kept in `rows`."""

    def __init__(self, region: Region, *, actor: Actor, today: date, now: datetime) -> None:
        self.region = region
        self.actor = actor
        self.today = today
        self.now = now
        self.since = today - timedelta(days=365)
        self.hub_id = 0
        self.rows: Rows = {"producer": {}, "payer": {}, "unit": {}, "person": {}}
        self._organisations: dict[str, int] = {}

    def found_hub(self) -> int:
        """Make the hub itself, marked as a demonstration."""
        described = self.region.hub
        organisation = create_organisation(
            actor=self.actor,
            hub_id=None,
            facts=self._organisation(described, is_vat_registered=True),
            now=self.now,
        )
        hub = create_hub(
            actor=self.actor,
            organisation_id=organisation.pk,
            name=described.name,
            language=described.language,
            is_demonstration=True,
            payment_terms_days=described.payment_terms_days,
            now=self.now,
        )
        self.hub_id = hub.pk
        return hub.pk

    def add_parties(self) -> Rows:
        """Make everybody else; return which rows their codes became."""
        for producer in self.region.producers:
            self._add_producer(producer)
        for payer in self.region.payers:
            self._add_payer(payer)
        for unit in self.region.units:
            self._add_unit(unit)
        for person in self.region.people:
            self._add_person(person)
        return self.rows

    def _add_producer(self, producer: Producer) -> None:
        pk = self._add_organisation(producer, is_vat_registered=producer.is_vat_registered)
        join_hub(
            actor=self.actor,
            hub_id=self.hub_id,
            organisation_id=pk,
            terms=ProducerTerms(
                valid_from=self.since,
                minimum_ore=producer.minimum_ore,
                handover_note=self._handover(producer),
                is_collected=producer.handover == "collected",
                collect_from=GATE_OPENS if producer.handover == "collected" else None,
                collect_until=GATE_CLOSES if producer.handover == "collected" else None,
            ),
            now=self.now,
        )
        self.rows["producer"][producer.code] = pk

    def _add_payer(self, payer: Payer) -> None:
        by_network = bool(payer.invoice_by == "ehf" and payer.org_no)
        made = create_invoice_party(
            actor=self.actor,
            hub_id=self.hub_id,
            organisation_id=self._add_organisation(payer, is_vat_registered=False),
            facts=PayerFacts(
                name=payer.name,
                endpoint_scheme=NORWEGIAN_NUMBER if by_network else "",
                endpoint_id=payer.org_no if by_network else "",
                email=payer.email or MAILBOX,
                payment_terms_days=payer.payment_terms_days,
                credit_limit_ore=payer.credit_limit_ore,
                reference_field=ReferenceField(payer.reference.field),
                reference_pattern=payer.reference.pattern,
                reference_hint=payer.reference.hint,
                when_empty=WhenEmpty(payer.reference.when_empty),
            ),
            now=self.now,
        )
        self._organisations[payer.code] = made.organisation_id
        self.rows["payer"][payer.code] = made.pk

    def _add_unit(self, unit: BuyerUnit) -> None:
        point = create_delivery_point(
            actor=self.actor,
            hub_id=self.hub_id,
            facts=DeliveryPointFacts(
                name=unit.name, postcode=unit.postcode, opens_at=unit.opens, closes_at=unit.closes
            ),
            now=self.now,
        )
        made = create_buyer_unit(
            actor=self.actor,
            hub_id=self.hub_id,
            organisation_id=self._organisations[unit.payer],
            facts=UnitFacts(
                name=unit.name,
                kind=UnitKind(unit.kind.value),
                sector=Sector(unit.sector),
                delivery_point_id=point.pk,
                payer_id=self.rows["payer"][unit.payer],
                number=unit.number,
                priority=self.region.allocation.priority.get(unit.kind, 1),
                usual_reference=unit.reference,
                email=unit.email or MAILBOX,
                language=unit.language,
            ),
            now=self.now,
        )
        self.rows["unit"][unit.code] = made.pk
        self._close_days(unit)
        self._license(unit)

    def _license(self, unit: BuyerUnit) -> None:
        """Put the unit's licence for beer on file, where it is said to have one."""
        if unit.alcohol_licence_until is None:
            return
        is_shop = unit.kind == UnitKind.SHOP.value
        add_licence(
            actor=self.actor,
            hub_id=self.hub_id,
            unit_id=self.rows["unit"][unit.code],
            facts=LicenceFacts(
                kind=LicenceKind.SALE if is_shop else LicenceKind.SERVING,
                number=f"Eksempel {unit.number}",
                up_to_bp=MOST_IN_SHOPS_BP,
                valid_from=self.since,
                valid_until=unit.alcohol_licence_until + timedelta(days=1),
            ),
            now=self.now,
        )

    def _close_days(self, unit: BuyerUnit) -> None:
        first, last = self.today - timedelta(days=21), self.today + timedelta(days=DAYS_AHEAD)
        for closed in self._closed(unit):
            day = max(first, closed.first)
            while day <= min(last, closed.last):
                if day.weekday() < 5:
                    close_unit_on(
                        actor=self.actor,
                        hub_id=self.hub_id,
                        unit_id=self.rows["unit"][unit.code],
                        day=day,
                        reason=getattr(closed.reason, unit.language),
                        now=self.now,
                    )
                day += timedelta(days=1)

    def _closed(self, unit: BuyerUnit) -> tuple[description.Closed, ...]:
        for calendar in self.region.calendars:
            if calendar.code == unit.calendar:
                return calendar.closed
        return ()

    def _add_person(self, person: Person) -> None:
        made = create_person(
            actor=self.actor,
            hub_id=self.hub_id,
            facts=PersonFacts(
                name=person.name,
                email=person.email,
                language=person.language,
                persona=person.persona.as_content(),
            ),
            now=self.now,
        )
        give_role(
            actor=self.actor,
            hub_id=self.hub_id,
            person_id=made.pk,
            kind=RoleKind(person.role),
            organisation_id=self.rows["producer"][person.at] if person.role == "producer" else None,
            unit_id=self.rows["unit"][person.at] if person.role == "buyer" else None,
            valid_from=self.since,
            now=self.now,
        )
        self.rows["person"][person.code] = made.pk

    def _add_organisation(self, actor: description.Actor, *, is_vat_registered: bool) -> int:
        made = create_organisation(
            actor=self.actor,
            hub_id=self.hub_id,
            facts=self._organisation(actor, is_vat_registered=is_vat_registered),
            now=self.now,
        )
        return made.pk

    def _organisation(
        self, actor: description.Actor, *, is_vat_registered: bool
    ) -> OrganisationFacts:
        return OrganisationFacts(
            name=actor.name,
            org_no=actor.org_no,
            legal_form=actor.legal_form,
            is_example=actor.is_example,
            vat_registered_from=self.since if is_vat_registered else None,
            postcode=actor.postcode,
            email=actor.email or MAILBOX,
            story=_story(actor),
        )

    def _handover(self, producer: Producer) -> str:
        moment = self.region.cycle.goods_in
        when = f"{WEEKDAYS[moment.weekday]} kl. {moment.at:%H.%M}"
        return f"Bringer varene {when}" if producer.handover == "brings" else f"Hentes før {when}"


# The hubs' own language is bokmål; a note is written once, in it.
WEEKDAYS = {
    "mon": "mandag",
    "tue": "tirsdag",
    "wed": "onsdag",
    "thu": "torsdag",
    "fri": "fredag",
    "sat": "lørdag",
    "sun": "søndag",
}


def _story(actor: description.Actor) -> dict[str, str]:
    """Return an example's own words, or what the sources state of a real actor."""
    if isinstance(actor, Producer) and actor.story:
        return actor.story.as_content()
    told: dict[str, list[str]] = {}
    for fact in actor.facts:
        for language, text in fact.text.as_content().items():
            told.setdefault(language, []).append(f"{text} ({fact.source})")
    return {language: " ".join(texts) for language, texts in told.items()}
