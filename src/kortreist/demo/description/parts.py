"""What a region's description is made of: frozen rows, each as its TOML table is written.

Codes tie the rows together and live only here; names are what people see.
"""

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from kortreist.kernel.quantity import Unit

Code = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Words = Annotated[str, Field(min_length=1)]
OrgNo = Annotated[str, Field(pattern=r"^\d{9}$")]
PostcodeNo = Annotated[str, Field(pattern=r"^\d{4}$")]
MunicipalityNo = Annotated[str, Field(pattern=r"^\d{4}$")]
NotNegative = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(gt=0)]
BasisPoints = Annotated[int, Field(ge=0, le=10_000)]
Week = Annotated[int, Field(ge=1, le=53)]
Language = Literal["nb", "nn", "en"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Weight = Annotated[int, Field(ge=0, le=1000)]
PolicyCode = Literal["proportional", "max_min", "rotation"]
Allergen = Literal[
    "gluten",
    "crustaceans",
    "eggs",
    "fish",
    "peanuts",
    "soya",
    "milk",
    "nuts",
    "celery",
    "mustard",
    "sesame",
    "sulphites",
    "lupin",
    "molluscs",
]


class UnitKind(StrEnum):
    KINDERGARTEN = "kindergarten"
    SFO = "sfo"
    CARE_HOME = "care_home"
    SCHOOL_CANTEEN = "school_canteen"
    WORKS_CANTEEN = "works_canteen"
    HOTEL = "hotel"
    RESTAURANT = "restaurant"
    SHOP = "shop"


class Described:
    """A table may hold only the fields that are named here."""

    __slots__ = ()
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Text(Described):
    """The same words in the interface's languages; South Sámi only where a source has it."""

    nb: Words
    nn: Words
    en: Words
    sma: str = ""

    def as_content(self) -> dict[str, str]:
        """Return the languages that are there, as user content is stored."""
        words = {"nb": self.nb, "nn": self.nn, "en": self.en, "sma": self.sma}
        return {language: text for language, text in words.items() if text}


@dataclass(frozen=True, slots=True)
class Fact(Described):
    """Something a source states about a real actor."""

    text: Text
    source: Words


@dataclass(frozen=True, slots=True)
class Demonstration(Described):
    """What makes one run of the demonstration the same as the next.

    `issuer_org_no` stands on the demonstration's papers where a seller's number has to be; it is
    synthetic and belongs to the demonstration, not to the hub.
    """

    seed: int
    delivery_day: date
    issuer_org_no: OrgNo


@dataclass(frozen=True, slots=True)
class Header(Described):
    """The region itself: name, the municipalities it covers, what its data are."""

    code: Code
    name: Text
    about: Text
    municipalities: tuple[MunicipalityNo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(Described):
    """What every organisation has.

    A real actor (`is_example = false`) carries only its name and `facts`; where it is put on the
    map is a fact only when `place_source` says where that was read.
    """

    code: Code
    name: Words
    is_example: bool
    municipality: MunicipalityNo
    postcode: PostcodeNo
    place_source: str = ""
    org_no: OrgNo | Literal[""] = ""
    legal_form: str = ""
    email: str = ""
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub(Actor):
    """The one contact point."""

    language: Language = "nb"
    payment_terms_days: Positive = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Team(Actor):
    """Those who pack, as a team; never as individuals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Producer(Actor):
    """Somebody who makes or grows goods."""

    is_vat_registered: bool = True
    # The producer delivers nothing in a cycle whose purchase order comes to less than this.
    minimum_ore: NotNegative = 0
    is_organic: bool = False
    handover: Literal["brings", "collected"] = "brings"
    story: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant(Described):
    """A sellable pack; its name is made of `pack` and what it holds."""

    code: Code
    pack: Code
    unit: Unit
    content_amount: Positive
    # Ex VAT, per kg, litre or piece: what the producer gets. Illustrative.
    price_ore: Positive
    # Packs there usually are in a week, in season. Illustrative.
    weekly_packs: Positive
    supply: Literal["reserve", "share"] = "share"
    charge_by: Literal["nominal", "measured"] = "nominal"
    tolerance_bp: BasisPoints = 0
    order_multiple: Positive = 1
    # The producer delivers whole cases of this many packs.
    case_packs: Positive = 1
    # How much sought after, beside its neighbours in the group (10 is usual).
    pull: Weight = 10
    # What one pack weighs, where the content is counted in pieces.
    weight_g: NotNegative = 0

    @property
    def mass_g(self) -> int:
        """What one pack weighs, a millilitre taken as a gram."""
        return self.weight_g if self.unit is Unit.PIECE else self.content_amount

    @property
    def pack_ore(self) -> int:
        """What one pack costs at the producer, roughly, for those who choose by it."""
        return max(1, self.price_ore * self.content_amount // self.unit.per_price_unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product(Described):
    """Something a producer sells, in one or more packs."""

    code: Code
    producer: Code
    name: Text
    group: Words
    storage: Literal["ambient", "chilled", "frozen"]
    variants: Annotated[tuple[Variant, ...], Field(min_length=1)]
    vat_class: Literal["food", "general"] = "food"
    is_alcohol: bool = False
    # Strength in hundredths of a per cent of volume.
    alcohol_bp: int | None = None
    is_organic: bool = False
    # Left out: not stated. Empty: none of the fourteen.
    allergens: tuple[Allergen, ...] | None = None
    # First and last ISO week of the season, both included; over New Year when the first is later.
    season: tuple[Week, Week] | None = None
    # Kinds of unit it does not suit, as whole nuts in a kindergarten.
    not_for: tuple[UnitKind, ...] = ()
    description: Text | None = None
    source: str = ""

    def is_in_season(self, week: int) -> bool:
        """Whether an ISO week lies in the season; without one it always does."""
        if self.season is None:
            return True
        first, last = self.season
        return first <= week <= last if first <= last else week >= first or week <= last


@dataclass(frozen=True, slots=True)
class Reference(Described):
    """What the payer wants to see on an invoice, and what is done with an order that lacks it."""

    field: Literal["buyer_reference", "order_reference", "accounting_cost", "none"]
    when_empty: Literal["refuse", "warn", "allow"]
    pattern: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer(Actor):
    """Who gets the invoice."""

    sector: Literal["public", "private", "commercial"]
    reference: Reference
    # Left out: no limit.
    credit_limit_ore: NotNegative | None = None
    payment_terms_days: Positive = 14
    invoice_by: Literal["ehf", "pdf"] = "ehf"


@dataclass(frozen=True, slots=True)
class Closed(Described):
    """Days without deliveries, both included."""

    first: date
    last: date
    reason: Text


@dataclass(frozen=True, slots=True)
class Calendar(Described):
    """Closed days that several units share."""

    code: Code
    closed: tuple[Closed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerUnit(Actor):
    """Who orders and receives: a kitchen, canteen or shop."""

    number: Positive
    kind: UnitKind
    sector: Literal["public", "private", "commercial"]
    payer: Code
    # People fed a day, or for a shop those who might buy; decides how much is ordered.
    heads: Positive
    opens: time
    closes: time
    reference: str = ""
    calendar: str = ""
    language: Language = "nb"
    # The last day of its licence to serve or sell; without one it is never offered alcohol.
    alcohol_licence_until: date | None = None


@dataclass(frozen=True, slots=True)
class Person(Described):
    """Somebody to step into the shoes of; always invented."""

    code: Code
    name: Words
    role: Literal["coordinator", "accountant", "packing_team", "driver", "producer", "buyer"]
    # The hub's, team's, producer's or unit's code.
    at: Code
    email: Annotated[str, Field(pattern=r"^[a-z0-9.]+@[a-z0-9.-]+\.example$")]
    language: Language
    persona: Text
    is_example: Literal[True] = True


@dataclass(frozen=True, slots=True)
class Moment(Described):
    """A weekday and a Norwegian wall time."""

    weekday: Weekday
    at: time


@dataclass(frozen=True, slots=True)
class Rhythm(Described):
    """The week of an order cycle."""

    opens: Moment
    closes: Moment
    goods_in: Moment
    delivery: Moment


@dataclass(frozen=True, slots=True)
class Allocation(Described):
    """How scarce goods are shared: a policy, and who goes first (lower is sooner)."""

    policy: PolicyCode
    priority: dict[UnitKind, Annotated[int, Field(ge=1, le=9)]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fee(Described):
    """A named part of the price; of the producer's price, or so many øre a time."""

    kind: Literal["packing", "transport", "sales", "administration"]
    basis: Literal["percent", "per_price_unit", "per_order", "per_delivery"]
    rate_bp: BasisPoints = 0
    amount_ore: NotNegative = 0


@dataclass(frozen=True, slots=True)
class Habit(Described):
    """How one kind of unit tends to order; what the seeded wishes are drawn from."""

    kind: UnitKind
    # How many in ten thousand of such units order in a cycle.
    orders_bp: BasisPoints
    # Fewest and most lines of an order.
    lines: tuple[Positive, Positive]
    # Least and most spent on one line, in øre per head.
    line_ore_per_head: tuple[Positive, Positive]
    # Product group → how much of the basket leans there; the longest code that fits counts.
    groups: dict[str, Weight]
    # No line is for more packs than this.
    most_packs: Positive
    # Lightest and heaviest pack that is of use.
    pack_g: tuple[NotNegative, Positive]
    # Goods that cost more than this per kg are left alone; left out: nothing is too dear.
    ceiling_ore_per_kg: Positive | None = None
    # How many lines in ten thousand say "less than half is no use".
    minimum_bp: BasisPoints = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle(Described):
    """What the hub drives with; illustrative."""

    code: Code
    name: Words
    payload_kg: Positive
    volume_l: Positive
    chilled_kg: NotNegative = 0
    chilled_l: NotNegative = 0
    frozen_kg: NotNegative = 0
    frozen_l: NotNegative = 0
    energy: Literal["diesel", "petrol", "electric", "hvo", "human"]
    # Millilitres or watt-hours for 100 km, and what each tonne aboard adds.
    use_per_100km: NotNegative
    use_per_tonne_bp: BasisPoints = 0
    km_ore: NotNegative
    hour_ore: NotNegative
    day_ore: NotNegative
    available: tuple[time, time]
    most_trips: Positive = 1
    # How far it gets on a charge; left out: far enough.
    range_km: Positive | None = None


@dataclass(frozen=True, slots=True)
class FixedTour(Described):
    """A tour that is always driven, past these units in this order."""

    code: Code
    name: Words
    vehicle: Code
    starts: time
    weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...]
    units: Annotated[tuple[Code, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Road(Described):
    """A ferry, a closed pass or a slow road, all the time the demonstration lasts."""

    code: Code
    name: Words
    kind: Literal["closed", "ferry", "slow"]
    # Latitude and longitude of both ends of the line across the road.
    line: tuple[float, float, float, float]
    extra_km: NotNegative = 0
    extra_minutes: NotNegative = 0
    extra_ore: NotNegative = 0
    source: Words


@dataclass(frozen=True, slots=True)
class Region:
    """A whole region, read and checked."""

    header: Header
    demonstration: Demonstration
    hub: Hub
    cycle: Rhythm
    allocation: Allocation
    fees: tuple[Fee, ...]
    teams: tuple[Team, ...]
    calendars: tuple[Calendar, ...]
    producers: tuple[Producer, ...]
    products: tuple[Product, ...]
    payers: tuple[Payer, ...]
    units: tuple[BuyerUnit, ...]
    people: tuple[Person, ...]
    habits: tuple[Habit, ...]
    vehicles: tuple[Vehicle, ...] = ()
    fixed_tours: tuple[FixedTour, ...] = ()
    roads: tuple[Road, ...] = ()

    @property
    def variants(self) -> tuple[Variant, ...]:
        return tuple(variant for product in self.products for variant in product.variants)

    @property
    def actors(self) -> tuple[Actor, ...]:
        return (self.hub, *self.teams, *self.producers, *self.payers, *self.units)
