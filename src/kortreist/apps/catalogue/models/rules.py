"""Dated rules about goods, each with its source and whether the source was read."""

from django.db import models

from kortreist.apps.actors.models import UnitKind
from kortreist.apps.catalogue.models.declared import NotFor, Species, Treatment


class NotForRule(models.Model):
    """What is not for a kind of unit, in a period ``[valid_from, valid_until)``."""

    code = models.CharField(max_length=20, choices=NotFor)
    unit_kind = models.CharField(max_length=20, choices=UnitKind)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    # False: from memory, to be checked before anybody relies on it.
    is_verified = models.BooleanField(default=False)

    class Meta:
        ordering = ("code", "unit_kind", "valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=("code", "unit_kind", "valid_from"), name="not_for_rule_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} ≠ {self.unit_kind}"


class HandlingRule(models.Model):
    """How warm a kind of goods may be and what must stand on it, from a day on.

    Without a species it holds for all that have no rule of their own.
    """

    species = models.CharField(max_length=20, choices=Species, blank=True)
    treatment = models.CharField(max_length=20, choices=Treatment)
    # Tenths of a degree Celsius; None: no limit of its own.
    max_temperature_dc = models.IntegerField(null=True, blank=True)
    # Codes of what must stand on the goods: "approval_mark", "fish_facts", …
    markings = models.JSONField(default=list, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    is_verified = models.BooleanField(default=False)

    class Meta:
        ordering = ("treatment", "species", "valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=("species", "treatment", "valid_from"), name="handling_rule_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.species or '*'} {self.treatment}"
