from django.db import models
from django.utils import timezone


class IdempotencyKey(models.Model):
    """Something asked for under a key, and what came of it, so that asking twice does it once."""

    scope = models.CharField(max_length=200)
    key_hash = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    result = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "key_hash"], name="jobs_idempotencykey_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.key_hash[:12]}"
