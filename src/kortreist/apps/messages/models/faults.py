"""Addresses that did not work."""

from django.db import models
from django.db.models import Q

from kortreist.apps.messages.models.kinds import Channel


class AddressFault(models.Model):
    """An address that refused a message or sent it back, until it is mended.

    Another way is taken while there is one; an address that is the only one is still tried.
    """

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel)
    address = models.CharField(max_length=254)
    # A mail server's status such as 5.1.1, or the kind of failure.
    code = models.CharField(max_length=60)
    message = models.ForeignKey("Message", models.PROTECT, related_name="faults")
    seen_at = models.DateTimeField()
    mended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("hub", "mended_at")),)
        constraints = (
            models.UniqueConstraint(
                fields=("hub", "channel", "address"),
                condition=Q(mended_at__isnull=True),
                name="address_fault_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.code}"
