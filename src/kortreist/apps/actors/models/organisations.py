"""Legal persons, the hubs among them, and the producers that sell through a hub."""

import uuid

from django.db import models


class SellerMode(models.TextChoices):
    """Who sells to the buyer, and for whose account."""

    RESALE = "resale"
    COMMISSION = "commission"
    MEDIATION = "mediation"


class Organisation(models.Model):
    """A firm, farm, cooperative or municipality; one row however many parts it plays."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The hub that may change this row; without one, only the product itself.
    kept_by = models.ForeignKey(
        "Hub", models.PROTECT, related_name="kept_organisations", null=True, blank=True
    )
    name = models.CharField(max_length=200)
    # Empty where the number is not known, or there is none.
    org_no = models.CharField(max_length=9, blank=True)
    legal_form = models.CharField(max_length=20, blank=True)
    is_example = models.BooleanField(default=False)
    # The period of registration for VAT; without a start it is not registered.
    vat_registered_from = models.DateField(null=True, blank=True)
    vat_registered_until = models.DateField(null=True, blank=True)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.ForeignKey(
        "registers.Postcode", models.PROTECT, related_name="+", null=True, blank=True
    )
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    bank_account = models.CharField(max_length=11, blank=True)
    # The organisation's own words: {"nb": …, "nn": …, "en": …, "sma": …}.
    story = models.JSONField(default=dict, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("org_no",), condition=~models.Q(org_no=""), name="organisation_number_once"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Hub(models.Model):
    """The one contact point: sells many producers' goods and hands them out together."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="hub")
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=5, default="nb")
    is_demonstration = models.BooleanField(default=False)
    payment_terms_days = models.PositiveSmallIntegerField(default=14)
    # The company prefix that GS1 gave, 7 to 11 digits; empty: crates are not numbered worldwide.
    gs1_prefix = models.CharField(max_length=11, blank=True)
    # Where tours begin and end; None: the postcode's point.
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    # The approval of its cold or freezer store for animal products; empty: it has none.
    approval_no = models.CharField(max_length=20, blank=True)
    # When producers are to have brought what was ordered: so many days before the delivery day, at
    # this wall time. Without a time, when that day is over.
    goods_in_days_before = models.PositiveSmallIntegerField(default=0)
    goods_in_until = models.TimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class HubProducer(models.Model):
    """A producer that sells through a hub, and on what terms."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey(Hub, models.PROTECT, related_name="producers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="hub_terms")
    seller_mode = models.CharField(max_length=20, choices=SellerMode, default=SellerMode.RESALE)
    # The producer does not deliver a cycle whose purchase order comes to less than this.
    minimum_ore = models.BigIntegerField(default=0)
    # When and where the goods change hands, in the producer's words for the hub.
    handover_note = models.CharField(max_length=300, blank=True)
    # Whether the hub's van comes for the goods, within these hours (wall time), and to which gate;
    # without a point, the organisation's postcode's.
    is_collected = models.BooleanField(default=False)
    collect_from = models.TimeField(null=True, blank=True)
    collect_until = models.TimeField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    # When the producer must know what it is to deliver: so many days before, or on the last such
    # weekday (Monday is 1) before the delivery day, at this wall time. Empty: when the round
    # closes.
    closing_days_before = models.PositiveSmallIntegerField(null=True, blank=True)
    closing_weekday = models.PositiveSmallIntegerField(null=True, blank=True)
    closing_time = models.TimeField(null=True, blank=True)
    # In the cooperative's register of members, where the producer is one.
    member_number = models.PositiveIntegerField(null=True, blank=True)
    member_since = models.DateField(null=True, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("organisation__name", "id")
        constraints = (
            models.UniqueConstraint(fields=("hub", "organisation"), name="producer_once_a_hub"),
            models.CheckConstraint(
                condition=models.Q(minimum_ore__gte=0), name="producer_minimum_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(collect_from__isnull=True, collect_until__isnull=True)
                | models.Q(collect_until__gt=models.F("collect_from")),
                name="producer_gate_opens_before_it_closes",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    closing_days_before__isnull=True,
                    closing_weekday__isnull=True,
                    closing_time__isnull=True,
                )
                | models.Q(
                    closing_days_before__isnull=False,
                    closing_weekday__isnull=True,
                    closing_time__isnull=False,
                )
                | models.Q(
                    closing_days_before__isnull=True,
                    closing_weekday__range=(1, 7),
                    closing_time__isnull=False,
                ),
                name="producer_closing_is_one_rule",
            ),
        )

    def __str__(self) -> str:
        return self.organisation.name


class HubClosedDay(models.Model):
    """A day the hub delivers nothing, beside the public holidays."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="closed_days")
    day = models.DateField()
    reason = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("day",)
        constraints = (models.UniqueConstraint(fields=("hub", "day"), name="hub_closed_day_once"),)

    def __str__(self) -> str:
        return f"{self.hub_id} {self.day}"
