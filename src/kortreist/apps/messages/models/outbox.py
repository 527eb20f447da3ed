"""Messages waiting to be sent and sent."""

import uuid

from django.db import models

from kortreist.apps.messages.models.kinds import Channel, Kind


class MessageStatus(models.TextChoices):
    """How far a message has come."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    # Taken by a mail server, and sent back by a later one.
    BOUNCED = "bounced"


class Message(models.Model):
    """One message to one address, in the receiver's language.

    Written in the same transaction as what it tells of; `key` keeps the same news from being told
    twice. One without an address tells the log that nobody could be reached.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OTHER)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    address = models.CharField(max_length=254, blank=True)
    # For whom: a kitchen or a producer; and whose own copy it is, if it is one.
    unit = models.ForeignKey("actors.BuyerUnit", models.PROTECT, related_name="+", null=True)
    organisation = models.ForeignKey(
        "actors.Organisation", models.PROTECT, related_name="+", null=True
    )
    person = models.ForeignKey("actors.Person", models.PROTECT, related_name="+", null=True)
    language = models.CharField(max_length=5, default="nb")
    template = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=MessageStatus, default=MessageStatus.WAITING)
    error = models.CharField(max_length=200, blank=True)
    # Times it was handed over without an answer being written down: see `deliver_message`.
    unanswered = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    # When somebody had it sent anew: what went wrong with this one is dealt with.
    resent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("hub", "-id")),
            models.Index(fields=("hub", "status", "-id")),
            models.Index(fields=("hub", "unit", "-id")),
            models.Index(fields=("hub", "organisation", "-id")),
        )

    def __str__(self) -> str:
        return f"{self.template} {self.status}"
