"""Prices for some buyers, from some number of packs, in some period; and what was agreed."""

import uuid

from django.db import models

from kortreist.apps.actors.models import Sector, UnitKind
from kortreist.apps.catalogue.models.goods import Variant
from kortreist.engines.pricing import PricePeriod


class PriceList(models.Model):
    """Buyers' prices in a period ``[valid_from, valid_until)``.

    Reckoned by the day of delivery. A campaign only ever lowers a price, and never alcohol's.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    is_campaign = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "id")
        indexes = (models.Index(fields=("hub", "valid_from")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="price_list_begins_before_it_ends",
            ),
        )

    def __str__(self) -> str:
        return self.name


class PriceListReach(models.Model):
    """Whom a price list is for: one unit, a payer's units, or a kind; nothing named is everybody.

    A list may have several reaches; for each buyer its most specific one counts.
    """

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="reaches")
    unit = models.ForeignKey(
        "actors.BuyerUnit", models.PROTECT, related_name="+", null=True, blank=True
    )
    # The organisation that pays, however many invoice addresses it has.
    payer = models.ForeignKey(
        "actors.Organisation", models.PROTECT, related_name="+", null=True, blank=True
    )
    unit_kind = models.CharField(max_length=20, choices=UnitKind, blank=True)
    sector = models.CharField(max_length=20, choices=Sector, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "price list reaches"
        indexes = (models.Index(fields=("hub", "unit")), models.Index(fields=("hub", "payer")))
        constraints = (
            models.CheckConstraint(
                condition=models.Q(unit__isnull=True, payer__isnull=True)
                | models.Q(payer__isnull=True, unit_kind="", sector="")
                | models.Q(unit__isnull=True, unit_kind="", sector=""),
                name="price_list_reaches_one_way",
            ),
        )

    def __str__(self) -> str:
        return f"reach of {self.price_list_id}"


class PriceListEntry(models.Model):
    """What a pack costs on a list from so many packs on, ex VAT per kg, litre or piece.

    For deliveries in ``[counts_from, counts_until)``. Periods of a step do not overlap; only a
    list that was agreed with notice has any (`engines.pricing.notice`).
    """

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    price_list = models.ForeignKey(PriceList, models.PROTECT, related_name="entries")
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="+")
    from_packs = models.PositiveIntegerField(default=1)
    price_ore = models.BigIntegerField()
    # None: as long as the list has been, and will be.
    counts_from = models.DateField(null=True, blank=True)
    counts_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("price_list", "variant", "from_packs", "id")
        verbose_name_plural = "price list entries"
        indexes = (models.Index(fields=("hub", "variant")),)
        constraints = (
            models.UniqueConstraint(
                fields=("price_list", "variant", "from_packs"),
                condition=models.Q(counts_from__isnull=True),
                name="one_first_price_a_step",
            ),
            models.UniqueConstraint(
                fields=("price_list", "variant", "from_packs", "counts_from"),
                name="one_price_a_step_and_day",
            ),
            models.UniqueConstraint(
                fields=("price_list", "variant", "from_packs"),
                condition=models.Q(counts_until__isnull=True),
                name="one_last_price_a_step",
            ),
            models.CheckConstraint(
                condition=models.Q(price_ore__gte=0, from_packs__gte=1),
                name="listed_price_not_negative",
            ),
        )

    def __str__(self) -> str:
        return f"{self.price_list_id}/{self.variant_id} from {self.from_packs}"

    @property
    def period(self) -> PricePeriod:
        """The price with the days it counts on."""
        return PricePeriod(self.price_ore, self.counts_from, self.counts_until)


class PriceAgreement(models.Model):
    """What a hub and one buyer agreed on for a period: prices, volume, life left, bonus.

    Written by hand and signed elsewhere; here it is what packing and prices go by. The bonus is
    reckoned from what was delivered; the document of it is the giver's, and billing's to write.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    # One of the two: a unit, or all units that an organisation pays for.
    unit = models.ForeignKey(
        "actors.BuyerUnit", models.PROTECT, related_name="+", null=True, blank=True
    )
    payer = models.ForeignKey(
        "actors.Organisation", models.PROTECT, related_name="+", null=True, blank=True
    )
    # The goods it is about and their prices; without one, all goods at their ordinary prices.
    price_list = models.ForeignKey(
        PriceList, models.PROTECT, related_name="agreements", null=True, blank=True
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    # How long before a change of price the buyer must know of it.
    notice_days = models.PositiveSmallIntegerField(default=0)
    # What the buyer means to take in the period, in øre ex VAT; zero: nothing was said.
    agreed_ore = models.BigIntegerField(default=0)
    # Goods with a date must have so many days left at the door.
    least_life_days = models.PositiveSmallIntegerField(default=0)
    # Of what was delivered, given back after the period.
    bonus_bp = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-valid_from", "id")
        indexes = (models.Index(fields=("hub", "unit")), models.Index(fields=("hub", "payer")))
        constraints = (
            models.CheckConstraint(
                condition=models.Q(unit__isnull=True, payer__isnull=False)
                | models.Q(unit__isnull=False, payer__isnull=True),
                name="agreement_has_one_buyer",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_ore__gte=0, bonus_bp__lte=10_000),
                name="agreement_in_range",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="agreement_begins_before_it_ends",
            ),
        )

    def __str__(self) -> str:
        return f"agreement {self.pk}"
