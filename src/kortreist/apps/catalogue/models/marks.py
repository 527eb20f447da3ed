"""Marks of origin and quality, each with the certificate it rests on."""

import uuid

from django.db import models

from kortreist.apps.catalogue.models.goods import Product


class Mark(models.TextChoices):
    """A mark that others grant."""

    DEBIO = "debio"
    SPESIALITET = "spesialitet"
    PROTECTED = "protected"
    NYT_NORGE = "nyt_norge"


class Certificate(models.Model):
    """A producer's right to a mark for some goods, in the period ``[valid_from, valid_until)``."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    producer = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    mark = models.CharField(max_length=20, choices=Mark)
    number = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_until = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    products = models.ManyToManyField(Product, related_name="certificates", blank=True)

    class Meta:
        ordering = ("mark", "valid_from", "id")
        indexes = (models.Index(fields=("producer", "mark")),)
        constraints = (
            models.UniqueConstraint(
                fields=("producer", "mark", "number", "valid_from"), name="certificate_once"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gt=models.F("valid_from")),
                name="certificate_period",
            ),
        )

    def __str__(self) -> str:
        return f"{self.mark} {self.number}"


class CertificatePaper(models.Model):
    """A certificate as a file, while it is the one on file.

    Another file, or none, ends this one's time; the row stays, so that one can see what was on
    file when.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="papers")
    file = models.ForeignKey("jobs.StoredFile", models.PROTECT, related_name="+")
    # As whoever sent it calls it; the stored file may be known by another name.
    name = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-added_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("certificate",),
                condition=models.Q(removed_at__isnull=True),
                name="certificate_one_paper",
            ),
        )

    def __str__(self) -> str:
        return self.name
