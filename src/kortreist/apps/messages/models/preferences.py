"""How somebody wants to be told."""

from django.db import models
from django.db.models import Q

from kortreist.apps.messages.models.kinds import Kind


class Preference(models.Model):
    """By which channels a unit, a producer or a person is told of one kind of news.

    Without a row, what is usual for them holds (`kinds.usual_channels`). A person's row names the
    unit or the producer it is a copy of.
    """

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    unit = models.ForeignKey("actors.BuyerUnit", models.PROTECT, related_name="+", null=True)
    organisation = models.ForeignKey(
        "actors.Organisation", models.PROTECT, related_name="+", null=True
    )
    person = models.ForeignKey("actors.Person", models.PROTECT, related_name="+", null=True)
    kind = models.CharField(max_length=20, choices=Kind)
    by_email = models.BooleanField()
    by_sms = models.BooleanField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("hub", "kind")),)
        constraints = (
            models.CheckConstraint(
                condition=Q(unit__isnull=True, organisation__isnull=False)
                | Q(unit__isnull=False, organisation__isnull=True),
                name="preference_of_one_party",
            ),
            # NULLs differ from one another in a unique constraint, so each shape has its own.
            models.UniqueConstraint(
                fields=("hub", "unit", "kind"),
                condition=Q(unit__isnull=False, person__isnull=True),
                name="preference_of_unit_once",
            ),
            models.UniqueConstraint(
                fields=("hub", "organisation", "kind"),
                condition=Q(organisation__isnull=False, person__isnull=True),
                name="preference_of_producer_once",
            ),
            models.UniqueConstraint(
                fields=("hub", "unit", "person", "kind"),
                condition=Q(unit__isnull=False, person__isnull=False),
                name="preference_of_buyer_once",
            ),
            models.UniqueConstraint(
                fields=("hub", "organisation", "person", "kind"),
                condition=Q(organisation__isnull=False, person__isnull=False),
                name="preference_of_seller_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
