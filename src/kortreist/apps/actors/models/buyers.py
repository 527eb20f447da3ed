"""The buying side: who orders, where it is delivered, and who pays."""

import uuid

from django.db import models

from kortreist.apps.actors.models.organisations import Hub, Organisation
from kortreist.apps.actors.models.zones import DeliveryZone


class UnitKind(models.TextChoices):
    """What sort of place orders; decides which goods suit it."""

    KINDERGARTEN = "kindergarten"
    SFO = "sfo"
    CARE_HOME = "care_home"
    SCHOOL_CANTEEN = "school_canteen"
    WORKS_CANTEEN = "works_canteen"
    HOTEL = "hotel"
    RESTAURANT = "restaurant"
    SHOP = "shop"


class Sector(models.TextChoices):
    """Who owns the unit; public units buy under the procurement act."""

    PUBLIC = "public"
    PRIVATE = "private"
    COMMERCIAL = "commercial"


class ReferenceField(models.TextChoices):
    """Where on the invoice a payer wants its reference."""

    BUYER_REFERENCE = "buyer_reference"
    ORDER_REFERENCE = "order_reference"
    ACCOUNTING_COST = "accounting_cost"
    NONE = "none"


class WhenEmpty(models.TextChoices):
    """What to do with an order whose payer's reference is missing."""

    REFUSE = "refuse"
    WARN = "warn"
    ALLOW = "allow"


class DeliveryWay(models.TextChoices):
    """How goods get from the hub, or from the farm, to a door; only own tours are planned."""

    OWN_TOUR = "own_tour"
    PRODUCER_DIRECT = "producer_direct"
    COLLECTED = "collected"
    HAULIER = "haulier"
    PARCEL = "parcel"
    WHOLESALER = "wholesaler"


class DeliveryPoint(models.Model):
    """A door goods are brought to, with the hours somebody is there."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey(Hub, models.PROTECT, related_name="delivery_points")
    name = models.CharField(max_length=200)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.ForeignKey("registers.Postcode", models.PROTECT, related_name="+")
    # Norwegian wall time.
    opens_at = models.TimeField()
    closes_at = models.TimeField()
    instructions = models.CharField(max_length=300, blank=True)
    # Who is called when nobody opens.
    phone = models.CharField(max_length=20, blank=True)
    # The door itself; None: the postcode's point is the best that is known.
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    usual_way = models.CharField(max_length=20, choices=DeliveryWay, default=DeliveryWay.OWN_TOUR)
    # One of the hub's own places, where any unit may fetch its goods.
    is_pickup = models.BooleanField(default=False)
    # How far it is to drive; without one, only the hub's fees per delivery count.
    zone = models.ForeignKey(
        DeliveryZone, models.PROTECT, related_name="points", null=True, blank=True
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "id")
        indexes = (models.Index(fields=("hub", "name")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="delivery_point_opens_before_it_closes",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="delivery_point_lies_on_earth",
            ),
        )

    def __str__(self) -> str:
        return self.name


class InvoiceParty(models.Model):
    """Who pays, where the invoice goes, and what it must say to be accepted."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey(Hub, models.PROTECT, related_name="invoice_parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invoice_parties")
    name = models.CharField(max_length=200)
    # Address in the Peppol network: scheme 0192 and the organisation number. Empty: by e-mail.
    endpoint_scheme = models.CharField(max_length=4, blank=True)
    endpoint_id = models.CharField(max_length=50, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=5, default="nb")
    payment_terms_days = models.PositiveSmallIntegerField(default=14)
    # What may be owed at once; without a number there is no limit.
    credit_limit_ore = models.BigIntegerField(null=True, blank=True)
    reference_field = models.CharField(
        max_length=20, choices=ReferenceField, default=ReferenceField.BUYER_REFERENCE
    )
    # A regular expression the whole reference must match; empty: anything goes.
    reference_pattern = models.CharField(max_length=200, blank=True)
    reference_hint = models.CharField(max_length=200, blank=True)
    when_empty = models.CharField(max_length=10, choices=WhenEmpty, default=WhenEmpty.WARN)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "id")
        verbose_name_plural = "invoice parties"
        indexes = (models.Index(fields=("hub", "name")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(credit_limit_ore__isnull=True)
                | models.Q(credit_limit_ore__gte=0),
                name="credit_limit_not_negative",
            ),
        )

    def __str__(self) -> str:
        return self.name


class BuyerUnit(models.Model):
    """Who orders and cooks: a kindergarten, canteen, care home, hotel, shop."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey(Hub, models.PROTECT, related_name="buyer_units")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="buyer_units")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=UnitKind)
    sector = models.CharField(max_length=20, choices=Sector)
    delivery_point = models.ForeignKey(DeliveryPoint, models.PROTECT, related_name="units")
    payer = models.ForeignKey(InvoiceParty, models.PROTECT, related_name="units")
    # Who goes first when goods are scarce; lower is sooner.
    priority = models.PositiveSmallIntegerField(default=1)
    # Proposed on each order; the payer's rule says what it must look like.
    usual_reference = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    # Text messages go here; a landline is only for calling.
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=5, default="nb")
    # The weekdays it takes deliveries, Monday is 1; empty: any.
    delivery_weekdays = models.JSONField(default=list, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=("hub", "number"), name="buyer_unit_number_once"),
        )

    def __str__(self) -> str:
        return self.name


class ClosedDay(models.Model):
    """A day the unit takes no delivery: planning day, holiday, summer closing."""

    unit = models.ForeignKey(BuyerUnit, models.PROTECT, related_name="closed_days")
    day = models.DateField()
    reason = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("day",)
        constraints = (models.UniqueConstraint(fields=("unit", "day"), name="closed_day_once"),)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day}"


class DevicePairing(models.Model):
    """A shared kitchen tablet that may order for one unit without anybody's own sign-in."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(BuyerUnit, models.PROTECT, related_name="devices")
    label = models.CharField(max_length=100)
    # Only digests are stored: of the short code shown once, then of the device's own secret.
    code_digest = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    secret_digest = models.CharField(max_length=64, blank=True)
    paired_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("label", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("code_digest",),
                condition=~models.Q(code_digest=""),
                name="pairing_code_once",
            ),
            models.UniqueConstraint(
                fields=("secret_digest",),
                condition=~models.Q(secret_digest=""),
                name="device_secret_once",
            ),
        )

    def __str__(self) -> str:
        return self.label
