"""The chain of packs: pieces in a case, cases on a pallet."""

from django.db import models

from kortreist.apps.catalogue.models.goods import Variant


class PackKind(models.TextChoices):
    """A level of packing, from what is ordered up to what a lorry takes."""

    PIECE = "piece"
    CASE = "case"
    PALLET = "pallet"


class PackLevel(models.Model):
    """One level of a variant's packing: how much of the level below it holds, and its GTIN.

    A piece holds g, ml or pieces; a case holds pieces, a pallet cases, or pieces where there are
    no cases. Whole numbers all the way.
    """

    variant = models.ForeignKey(Variant, models.PROTECT, related_name="pack_levels")
    kind = models.CharField(max_length=10, choices=PackKind)
    holds = models.BigIntegerField()
    gtin = models.CharField(max_length=14, blank=True)

    class Meta:
        ordering = ("variant", "id")
        constraints = (
            models.UniqueConstraint(fields=("variant", "kind"), name="pack_level_once"),
            models.CheckConstraint(condition=models.Q(holds__gt=0), name="level_holds_something"),
        )

    def __str__(self) -> str:
        return f"{self.variant_id} {self.kind}: {self.holds}"
