"""Leave to sell or serve alcohol, as the municipality has given it to a unit."""

import uuid

from django.db import models

from kortreist.apps.actors.models.buyers import BuyerUnit
from kortreist.apps.actors.models.organisations import Hub


class LicenceKind(models.TextChoices):
    """What the municipality has given leave to do."""

    SALE = "sale"
    SERVING = "serving"


class BuyerLicence(models.Model):
    """A unit's licence for alcohol, in the period ``[valid_from, valid_until)``."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey(Hub, models.PROTECT, related_name="+")
    unit = models.ForeignKey(BuyerUnit, models.PROTECT, related_name="licences")
    kind = models.CharField(max_length=10, choices=LicenceKind)
    number = models.CharField(max_length=60)
    # The strongest it covers, in hundredths of a per cent of volume.
    up_to_bp = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-valid_from", "id")
        indexes = (models.Index(fields=("hub", "unit")),)
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "kind", "number", "valid_from"), name="licence_once"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gt=models.F("valid_from")), name="licence_period"
            ),
            models.CheckConstraint(
                condition=models.Q(up_to_bp__gt=0, up_to_bp__lte=10_000),
                name="licence_strength_in_range",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class LicencePaper(models.Model):
    """A licence as a file, while it is the one on file.

    Another file, or none, ends this one's time; the row stays, so that one can see what was on
    file when.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    licence = models.ForeignKey(BuyerLicence, models.PROTECT, related_name="papers")
    file = models.ForeignKey("jobs.StoredFile", models.PROTECT, related_name="+")
    # As whoever sent it calls it; the stored file may be known by another name.
    name = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-added_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("licence",),
                condition=models.Q(removed_at__isnull=True),
                name="licence_one_paper",
            ),
        )

    def __str__(self) -> str:
        return self.name
