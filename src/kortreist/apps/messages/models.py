"""Messages waiting to be sent and sent."""

import uuid

from django.db import models


class Channel(models.TextChoices):
    """How it reaches the receiver."""

    EMAIL = "email"


class MessageStatus(models.TextChoices):
    """How far a message has come."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Message(models.Model):
    """One message to one address, in the receiver's language.

    Written in the same transaction as what it tells of; `key` keeps the same news from being told
    twice.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    key = models.CharField(max_length=200, unique=True)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=5, default="nb")
    template = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=MessageStatus, default=MessageStatus.WAITING)
    error = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("hub", "-id")),)

    def __str__(self) -> str:
        return f"{self.template} {self.status}"
