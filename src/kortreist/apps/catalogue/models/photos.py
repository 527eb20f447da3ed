"""Pictures of goods."""

import uuid

from django.db import models

from kortreist.apps.catalogue.models.goods import Product


class Photo(models.Model):
    """A picture in two sizes, drawn anew by the product itself from what was sent."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="photos")
    large = models.ForeignKey("jobs.StoredFile", models.PROTECT, related_name="+")
    small = models.ForeignKey("jobs.StoredFile", models.PROTECT, related_name="+")
    # Of the large one, in pixels, so that a page keeps its place while it loads.
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    # What it shows, in words by language.
    alt = models.JSONField()
    position = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "id")
        indexes = (models.Index(fields=("product", "removed_at")),)

    def __str__(self) -> str:
        return f"{self.product_id}/{self.pk}"
