from django.db import models


class RateCount(models.Model):
    """How often one key was used in one span of time; the key is hashed."""

    scope = models.CharField(max_length=60)
    key_hash = models.CharField(max_length=64)
    # Seconds since 1970 at which the span begins.
    span_start = models.BigIntegerField()
    span_end = models.BigIntegerField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "key_hash", "span_start"], name="jobs_ratecount_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope}: {self.count}"


class CacheEntry(models.Model):
    """The table of Django's database cache, in its own shape, so that migrations make it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "jobs_cache"

    def __str__(self) -> str:
        return self.cache_key
