"""How warm it was: typed by hand or read from a logger's file."""

import uuid

from django.db import models


class ReadingSource(models.TextChoices):
    """Who says so."""

    MANUAL = "manual"
    LOGGER = "logger"


class TemperatureLog(models.Model):
    """A logger's file: read once, its rows kept as readings of one tour, place or load unit."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    file = models.ForeignKey("jobs.StoredFile", models.PROTECT, related_name="+")
    logger = models.CharField(max_length=60, blank=True)
    # The compartment or room it lay in: a `Storage`.
    storage = models.CharField(max_length=10)
    tour = models.ForeignKey(
        "fulfilment.Tour", models.PROTECT, related_name="logs", null=True, blank=True
    )
    place = models.ForeignKey(
        "fulfilment.StockPlace", models.PROTECT, related_name="logs", null=True, blank=True
    )
    load_unit = models.ForeignKey(
        "fulfilment.LoadUnit", models.PROTECT, related_name="logs", null=True, blank=True
    )
    rows = models.PositiveIntegerField()
    actor = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("hub", "file", "storage", "tour"),
                name="logger_file_once_a_tour",
                condition=models.Q(tour__isnull=False),
            ),
            models.UniqueConstraint(
                fields=("hub", "file", "place"),
                name="logger_file_once_a_place",
                condition=models.Q(place__isnull=False),
            ),
            models.UniqueConstraint(
                fields=("hub", "file", "load_unit"),
                name="logger_file_once_a_load_unit",
                condition=models.Q(load_unit__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"log {self.pk}"


class TemperatureReading(models.Model):
    """One measurement, in tenths of a degree, with the limit that held then."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=ReadingSource)
    log = models.ForeignKey(
        TemperatureLog, models.CASCADE, related_name="readings", null=True, blank=True
    )
    storage = models.CharField(max_length=10)
    temperature_dc = models.IntegerField()
    # None: nothing in there has a limit.
    limit_dc = models.IntegerField(null=True, blank=True)
    lot = models.ForeignKey(
        "fulfilment.Lot", models.CASCADE, related_name="readings", null=True, blank=True
    )
    place = models.ForeignKey(
        "fulfilment.StockPlace", models.PROTECT, related_name="readings", null=True, blank=True
    )
    tour = models.ForeignKey(
        "fulfilment.Tour", models.PROTECT, related_name="readings", null=True, blank=True
    )
    delivery = models.ForeignKey(
        "fulfilment.Delivery", models.PROTECT, related_name="readings", null=True, blank=True
    )
    load_unit = models.ForeignKey(
        "fulfilment.LoadUnit", models.PROTECT, related_name="readings", null=True, blank=True
    )
    actor = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        indexes = (
            models.Index(fields=("hub", "tour", "at")),
            models.Index(fields=("hub", "place", "at")),
            models.Index(fields=("hub", "lot", "at")),
        )

    def __str__(self) -> str:
        return f"{self.temperature_dc / 10:g} °C"

    @property
    def is_over(self) -> bool:
        """Whether it was warmer than what lay there may be."""
        return self.limit_dc is not None and self.temperature_dc > self.limit_dc
