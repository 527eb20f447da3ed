"""Where a hub keeps its stock."""

import uuid

from django.db import models

from kortreist.apps.catalogue.models import Storage


class StockPlace(models.Model):
    """A room, a freezer or a shelf that a hub keeps goods in."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    storage = models.CharField(max_length=10, choices=Storage, default=Storage.AMBIENT)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("hub", "name"), name="place_name_once"),)

    def __str__(self) -> str:
        return self.name
