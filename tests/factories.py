"""Parties and goods for tests, in few lines, through plain ORM and with every field open.

Names and numbers are made up and differ from one another; whatever a test cares about, it says.
"""

from datetime import date, time
from itertools import count

from kortreist.apps.actors.models import (
    BuyerLicence,
    BuyerUnit,
    DeliveryPoint,
    Hub,
    HubProducer,
    InvoiceParty,
    LicenceKind,
    LicencePaper,
    Organisation,
    Person,
    Role,
    RoleKind,
    Sector,
    UnitKind,
    User,
)
from kortreist.apps.actors.permissions import Actor, Grant
from kortreist.apps.catalogue.models import (
    Availability,
    Certificate,
    CertificatePaper,
    Fee,
    FeeBasis,
    FeeKind,
    Listing,
    Mark,
    Photo,
    Product,
    ProductGroup,
    Rhythm,
    SupplyMode,
    UnitCode,
    Variant,
)
from kortreist.apps.catalogue.services.search_words import write_words
from kortreist.apps.catalogue.wording import sort_key
from kortreist.apps.jobs.models import Job, StoredFile
from kortreist.apps.jobs.services.files import store_file
from kortreist.apps.messages.models import Message
from kortreist.apps.registers.models import Municipality, Postcode, VatCategory, VatRate
from tests.conftest import NOON

LONG_AGO = date(2020, 1, 1)
SYSTEM = Actor.system("tests")
ORG_NO_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)

_numbers = count(1)


def make_org_no() -> str:
    """Return a well-formed organisation number that was not given before."""
    while True:
        digits = f"{80_000_000 + next(_numbers):08d}"
        rest = sum(
            int(digit) * weight for digit, weight in zip(digits, ORG_NO_WEIGHTS, strict=True)
        )
        check = -rest % 11
        if check < 10:
            return f"{digits}{check}"


# Places and rates


def make_municipality(number="5025", **fields) -> Municipality:
    defaults = {
        "name": "Røros",
        "county_number": number[:2],
        "county": "Trøndelag",
        "language_form": "neutral",
        "latitude": 62.57,
        "longitude": 11.38,
    }
    return Municipality.objects.get_or_create(number=number, defaults=defaults | fields)[0]


def make_postcode(code="7374", **fields) -> Postcode:
    municipality = fields.pop("municipality", None) or make_municipality()
    defaults = {"place": "Røros", "municipality": municipality, "latitude": 62.57}
    return Postcode.objects.get_or_create(
        code=code, defaults=defaults | {"longitude": 11.38} | fields
    )[0]


def make_vat_rates() -> None:
    """The rates of 2026 for food (15 %), general goods (25 %) and raw fish (11.11 %)."""
    for vat_class, rate_bp in (("food", 1500), ("general", 2500), ("raw_fish", 1111)):
        VatRate.objects.get_or_create(
            vat_class=vat_class,
            valid_from=date(2026, 1, 1),
            defaults={"category": VatCategory.STANDARD, "rate_bp": rate_bp, "source": "test"},
        )


# Parties


def make_organisation(name=None, **fields) -> Organisation:
    number = next(_numbers)
    fields.setdefault("org_no", make_org_no())
    fields.setdefault("vat_registered_from", LONG_AGO)
    if "postcode" not in fields:
        fields["postcode"] = make_postcode()
    return Organisation.objects.create(name=name or f"Firma {number}", **fields)


def make_hub(name=None, **fields) -> Hub:
    name = name or f"Matknutepunkt {next(_numbers)}"
    organisation = fields.pop("organisation", None) or make_organisation(f"{name} SA")
    return Hub.objects.create(organisation=organisation, name=name, **fields)


def make_producer(hub, name=None, *, terms=None, **fields) -> Organisation:
    """Return a producer that sells through the hub; ``terms`` are fields of its `HubProducer`."""
    producer = make_organisation(name or f"Gard {next(_numbers)}", **fields)
    HubProducer.objects.create(
        hub=hub, organisation=producer, **{"valid_from": LONG_AGO} | (terms or {})
    )
    return producer


def make_delivery_point(hub, name=None, **fields) -> DeliveryPoint:
    defaults = {"opens_at": time(7, 30), "closes_at": time(14)}
    if "postcode" not in fields:
        fields["postcode"] = make_postcode()
    return DeliveryPoint.objects.create(
        hub=hub, name=name or f"Dør {next(_numbers)}", **defaults | fields
    )


def make_payer(hub, name=None, **fields) -> InvoiceParty:
    """Return a payer that takes any reference, also none."""
    name = name or f"Betaler {next(_numbers)}"
    organisation = fields.pop("organisation", None) or make_organisation(name)
    defaults = {
        "endpoint_scheme": "0192",
        "endpoint_id": organisation.org_no,
        "when_empty": "allow",
    }
    return InvoiceParty.objects.create(
        hub=hub, organisation=organisation, name=name, **defaults | fields
    )


def make_unit(hub, name=None, **fields) -> BuyerUnit:
    """Return a public kindergarten, unless the fields say otherwise."""
    number = next(_numbers)
    name = name or f"Barnehage {number}"
    payer = fields.pop("payer", None) or make_payer(hub)
    point = fields.pop("delivery_point", None) or make_delivery_point(hub, f"{name}, kjøkkendør")
    defaults = {
        "organisation": payer.organisation,
        "number": number,
        "kind": UnitKind.KINDERGARTEN,
        "sector": Sector.PUBLIC,
        "email": f"kjokken{number}@example.org",
    }
    return BuyerUnit.objects.create(
        hub=hub, name=name, payer=payer, delivery_point=point, **defaults | fields
    )


def make_licence(unit, **fields) -> BuyerLicence:
    """Return a serving licence for all that is drunk, unless the fields say otherwise."""
    defaults = {
        "kind": LicenceKind.SERVING,
        "number": f"Bevilling {next(_numbers)}",
        "up_to_bp": 6000,
        "valid_from": LONG_AGO,
        "valid_until": date(2028, 7, 1),
    }
    return BuyerLicence.objects.create(hub=unit.hub, unit=unit, **defaults | fields)


# Goods


def make_group(code="6", **fields) -> ProductGroup:
    names = {"nb": f"Varegruppe {code}", "nn": f"Varegruppe {code}", "en": f"Group {code}"}
    return ProductGroup.objects.get_or_create(code=code, defaults={"name": names} | fields)[0]


def make_product(producer, name=None, **fields) -> Product:
    """Return a product; a plain ``name`` is its bokmål name."""
    name = name or f"Vare {next(_numbers)}"
    names = name if isinstance(name, dict) else {"nb": name}
    group = fields.pop("group", None) or make_group()
    fields.setdefault("sort_key", sort_key(names))
    product = Product.objects.create(producer=producer, name=names, group=group, **fields)
    write_words([product], on=NOON.date())
    return product


def make_variant(producer=None, name=None, *, product=None, **fields) -> Variant:
    """Return a pack of 1 kg of a product of its own, or of ``product``."""
    product = product or make_product(producer, name)
    defaults = {"unit": UnitCode.GRAM, "content_amount": 1000}
    return Variant.objects.create(product=product, **defaults | fields)


def make_listing(hub, variant, price_ore=4000, **fields) -> Listing:
    return Listing.objects.create(hub=hub, variant=variant, producer_price_ore=price_ore, **fields)


def make_photo(product, alt="Et bilde", **fields) -> Photo:
    """Return a picture of nothing in particular; its files are not decoded again."""
    file = store_file(content=b"a picture", name="photo.jpg", content_type="image/jpeg")
    defaults = {"large": file, "small": file, "width": 800, "height": 600, "added_at": NOON}
    return Photo.objects.create(product=product, alt={"nb": alt}, **defaults | fields)


def make_certificate(producer, mark=Mark.DEBIO, *, products=(), **fields) -> Certificate:
    """Return a certificate that holds for long, for these goods."""
    defaults = {
        "number": f"Bevis {next(_numbers)}",
        "valid_from": LONG_AGO,
        "valid_until": date(2028, 1, 1),
    }
    made = Certificate.objects.create(producer=producer, mark=mark, **defaults | fields)
    made.products.set(products)
    return made


def make_certificate_paper(certificate, **fields) -> CertificatePaper:
    """Return a certificate's file, with nothing on its pages."""
    defaults = {"file": _pdf(), "name": "bevis.pdf", "added_at": NOON}
    return CertificatePaper.objects.create(certificate=certificate, **defaults | fields)


def make_licence_paper(licence, **fields) -> LicencePaper:
    """Return a licence's file, with nothing on its pages."""
    defaults = {"file": _pdf(), "name": "bevilling.pdf", "added_at": NOON}
    return LicencePaper.objects.create(licence=licence, **defaults | fields)


def _pdf() -> StoredFile:
    content = b"%PDF-1.7\n%%EOF\n"
    return store_file(content=content, name="paper.pdf", content_type="application/pdf")


def make_availability(hub, variant, packs=10, day=date(2026, 11, 26), **fields) -> Availability:
    defaults = {"supply_mode": SupplyMode.SHARE, "stated_at": NOON}
    return Availability.objects.create(
        hub=hub, variant=variant, delivery_day=day, packs=packs, **defaults | fields
    )


def make_rhythm(hub, variant, packs=5, **fields) -> Rhythm:
    """Return packs of every delivery day since long ago."""
    return Rhythm.objects.create(
        hub=hub, variant=variant, packs=packs, **{"valid_from": LONG_AGO} | fields
    )


def make_fee(hub, kind=FeeKind.PACKING, **fields) -> Fee:
    """Return a fee of 10 % of the producer's price, unless the fields say otherwise."""
    defaults = {"basis": FeeBasis.PERCENT, "rate_bp": 1000, "valid_from": LONG_AGO}
    return Fee.objects.create(hub=hub, kind=kind, **defaults | fields)


# People; as actors they need no rows


def coordinator(hub) -> Actor:
    return _actor(Grant(RoleKind.COORDINATOR, hub.pk))


def accountant(hub) -> Actor:
    return _actor(Grant(RoleKind.ACCOUNTANT, hub.pk))


def packing_team(hub) -> Actor:
    return _actor(Grant(RoleKind.PACKING_TEAM, hub.pk))


def producer_actor(hub, producer) -> Actor:
    return _actor(Grant(RoleKind.PRODUCER, hub.pk, organisation_id=producer.pk))


def buyer_actor(unit) -> Actor:
    return _actor(Grant(RoleKind.BUYER, unit.hub_id, unit_id=unit.pk))


def outsider() -> Actor:
    """Return somebody known by name, without any role anywhere."""
    return _actor()


def make_person(name=None, *, email=None, **fields) -> Person:
    """Return a person who can sign in: ``client.force_login(person.user)``."""
    number = next(_numbers)
    user = User.objects.create_user(email or f"person{number}@example.org")
    return Person.objects.create(name=name or f"Person {number}", user=user, **fields)


def make_role(hub, kind=RoleKind.COORDINATOR, *, person=None, **fields) -> Role:
    """Return a role in force since long ago, of a new person unless one is given."""
    return Role.objects.create(
        person=person or make_person(), hub=hub, kind=kind, **{"valid_from": LONG_AGO} | fields
    )


def _actor(*grants: Grant) -> Actor:
    return Actor(name=f"person:{next(_numbers)}", grants=frozenset(grants))


def make_message(unit, **fields) -> Message:
    """Return an order's receipt that has been sent, unless the fields say otherwise."""
    number = next(_numbers)
    defaults = {
        "key": f"order_placed:{number}",
        "kind": "receipt",
        "template": "order_placed",
        "address": unit.email,
        "status": "sent",
        "params": {
            "unit": unit.name,
            "cycle": 1,
            "delivery_day": "2026-11-26",
            "lines": [],
            "may_be_cut": False,
        },
        "made_at": NOON,
        "sent_at": NOON,
    }
    return Message.objects.create(hub=unit.hub, unit=unit, **defaults | fields)


def make_failed_job(hub, **fields) -> Job:
    """Return a job that was given up."""
    defaults = {
        "name": "desk.run_stage",
        "key": f"cycle:{next(_numbers)}",
        "hub_id": hub.pk,
        "state": "failed",
        "attempts": 1,
        "max_attempts": 6,
        "error_code": "cycle_state",
        "created_at": NOON,
        "finished_at": NOON,
    }
    return Job.objects.create(**defaults | fields)
