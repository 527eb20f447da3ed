"""What a producer says can be had, and when."""

import uuid

from django.db import models

from kortreist.apps.catalogue.models.goods import Variant


class SupplyMode(models.TextChoices):
    """How what there is finds its buyers."""

    # First come: placing the order takes the stock.
    RESERVE = "reserve"
    # Wishes may exceed what there is; nothing is promised before it is shared out.
    SHARE = "share"


class Availability(models.Model):
    """The producer's latest word on one variant for one delivery day: this many packs."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="availabilities")
    delivery_day = models.DateField()
    packs = models.PositiveIntegerField()
    supply_mode = models.CharField(max_length=10, choices=SupplyMode, default=SupplyMode.SHARE)
    stated_at = models.DateTimeField()

    class Meta:
        ordering = ("delivery_day", "id")
        verbose_name_plural = "availabilities"
        constraints = (
            models.UniqueConstraint(
                fields=("hub", "variant", "delivery_day"), name="availability_once_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.variant_id} {self.delivery_day}: {self.packs}"


class Rhythm(models.Model):
    """What a producer has every week until it says otherwise, in ``[valid_from, valid_until)``.

    It becomes the producer's word for a day when that day's cycle opens, unless there is one. No
    weekdays: every delivery day, as for what stands in the producer's own store.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="rhythms")
    # Monday is 1, as ISO counts.
    weekdays = models.JSONField(default=list, blank=True)
    packs = models.PositiveIntegerField()
    supply_mode = models.CharField(max_length=10, choices=SupplyMode, default=SupplyMode.SHARE)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("hub", "variant")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="rhythm_period",
            ),
        )

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.packs}"


class GoodsAlias(models.Model):
    """A word a producer uses for one of its packs, kept when it put a notice right."""

    producer = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="aliases")
    word = models.CharField(max_length=60)

    class Meta:
        ordering = ("word",)
        verbose_name_plural = "goods aliases"
        constraints = (
            models.UniqueConstraint(fields=("producer", "word"), name="alias_once_a_producer"),
        )

    def __str__(self) -> str:
        return self.word
