"""The trail: who changed what, when and why; rows are only ever added."""

from django.db import models


class AuditEvent(models.Model):
    """One change, written in the same transaction as the change itself.

    The target is named as text (room, kind, id) so that no room's tables hang on another's trail;
    `params` are the facts that the sentence shown to a reader is made from.
    """

    at = models.DateTimeField()
    # As `Actor.name` has it: a person, a device or a job of the product.
    actor = models.CharField(max_length=100)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+", null=True)
    code = models.CharField(max_length=80)
    room = models.CharField(max_length=30)
    kind = models.CharField(max_length=40)
    target_id = models.BigIntegerField()
    params = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("hub", "room", "kind", "target_id")),
            models.Index(fields=("hub", "-id")),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.room}.{self.kind}:{self.target_id}"
