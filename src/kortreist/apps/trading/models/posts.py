"""What a producer posted at one press, so that it can be taken back at one press."""

import uuid

from django.db import models


class AvailabilityPost(models.Model):
    """One press: the notice as it was written, and each offer before and after it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    producer = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    text = models.CharField(max_length=1000, blank=True)
    # [{"cycle", "variant", "before": packs or null, "after": packs}, …]
    changes = models.JSONField(default=list)
    posted_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("hub", "producer", "-id")),)

    def __str__(self) -> str:
        return f"post {self.pk}"
