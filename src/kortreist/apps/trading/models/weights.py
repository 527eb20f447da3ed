"""Packed goods that weigh much more or less than usual: the buyer is asked before paying."""

import uuid

from django.db import models

from kortreist.apps.trading.models.orders import OrderLine


class WeightStatus(models.TextChoices):
    """How far a question has come."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    # The buyer said no; the hub has to find a way.
    REFUSED = "refused"
    SETTLED = "settled"
    # The goods were packed anew, or came back.
    WITHDRAWN = "withdrawn"


class WeightOutcome(models.TextChoices):
    """What the hub chose, with its reason."""

    # The buyer agreed otherwise, on the telephone perhaps.
    MEASURED = "measured"
    # Paid for as ordered; the hub bears the difference.
    NOMINAL = "nominal"
    TAKEN_BACK = "taken_back"


# Until then the line alone stands on no invoice.
OPEN_QUESTIONS = (WeightStatus.WAITING, WeightStatus.REFUSED)


class WeightQuestion(models.Model):
    """Whether a buyer takes goods at a weight outside what was agreed.

    As long as it is open, the line is on no invoice; all else of the order is.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="weight_questions")
    count = models.PositiveIntegerField()
    # What the packs usually hold together, and what the scale said.
    usual_amount = models.BigIntegerField()
    measured_amount = models.BigIntegerField()
    status = models.CharField(max_length=10, choices=WeightStatus, default=WeightStatus.WAITING)
    asked_at = models.DateTimeField()
    # From then on the hub may choose without an answer.
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=100, blank=True)
    outcome = models.CharField(max_length=12, choices=WeightOutcome, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("hub", "line")),
            models.Index(fields=("hub", "status")),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("line",),
                condition=models.Q(status__in=("waiting", "refused")),
                name="one_open_weight_question_a_line",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="settled") | ~models.Q(outcome=""),
                name="settled_weight_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(count__gt=0, usual_amount__gt=0, measured_amount__gt=0),
                name="weight_is_of_something",
            ),
        )

    def __str__(self) -> str:
        return f"{self.line_id}: {self.measured_amount} {self.status}"

    @property
    def is_open(self) -> bool:
        """Whether the line waits for somebody's word."""
        return self.status in OPEN_QUESTIONS

    @property
    def is_heavier(self) -> bool:
        """Whether there is more than usual, so that the buyer would pay more."""
        return self.measured_amount > self.usual_amount
