"""What a packing team did, without anybody's name or time."""

from django.db import models


class TeamQuarter(models.Model):
    """A team's hours in a quarter, kept only where its leader says that five or more took part.

    Rounds and crates need no row: they follow from the deliveries.
    """

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    hours = models.PositiveIntegerField()
    # The leader's tick; without it there is no row.
    is_five_or_more = models.BooleanField()
    actor = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-year", "-quarter")
        constraints = (
            models.UniqueConstraint(fields=("hub", "year", "quarter"), name="one_row_a_quarter"),
            models.CheckConstraint(
                condition=models.Q(is_five_or_more=True), name="hours_only_of_five_or_more"
            ),
            models.CheckConstraint(
                condition=models.Q(quarter__range=(1, 4)), name="year_has_four_quarters"
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}/{self.quarter}"
