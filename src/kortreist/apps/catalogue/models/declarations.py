"""What was declared of goods, frozen each time it changed."""

from django.db import models

from kortreist.apps.catalogue.models.goods import Product


class Declaration(models.Model):
    """A product's declaration as it stood from a moment on; rows are only ever added."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="declarations")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    # Names of facts that kitchens must be told of, changed since the version before.
    alarming = models.JSONField(default=list)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("product", "version")
        indexes = (models.Index(fields=("made_at",)),)
        constraints = (
            models.UniqueConstraint(fields=("product", "version"), name="declaration_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.product_id} v{self.version}"
