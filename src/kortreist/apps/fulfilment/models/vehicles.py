"""What a hub drives with, the tours it always drives, and what the roads are like."""

import uuid

from django.db import models

from kortreist.apps.catalogue.models import Storage


class Energy(models.TextChoices):
    """What a vehicle runs on."""

    DIESEL = "diesel"
    PETROL = "petrol"
    ELECTRIC = "electric"
    HVO = "hvo"
    HUMAN = "human"


class Vehicle(models.Model):
    """A van, a lorry, a cargo bike: what it carries, how far, and at what cost."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    plate = models.CharField(max_length=10, blank=True)
    payload_g = models.BigIntegerField()
    volume_ml = models.BigIntegerField()
    energy = models.CharField(max_length=10, choices=Energy, default=Energy.DIESEL)
    # Millilitres or watt-hours for 100 km, empty; and what each tonne on board adds, in per cent.
    use_per_100km = models.PositiveIntegerField(default=0)
    use_per_tonne_bp = models.PositiveIntegerField(default=0)
    # How far it gets on a charge or a tank; None: far enough.
    range_m = models.PositiveIntegerField(null=True, blank=True)
    cost_km_ore = models.BigIntegerField(default=0)
    cost_hour_ore = models.BigIntegerField(default=0)
    cost_day_ore = models.BigIntegerField(default=0)
    # Wall time: when it is to be had, and how many tours it may drive a day.
    available_from = models.TimeField()
    available_until = models.TimeField()
    most_trips = models.PositiveSmallIntegerField(default=1)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=("hub", "name"), name="vehicle_name_once"),
            models.CheckConstraint(
                condition=models.Q(payload_g__gt=0, volume_ml__gt=0, most_trips__gt=0),
                name="vehicle_carries_something",
            ),
            models.CheckConstraint(
                condition=models.Q(available_until__gt=models.F("available_from")),
                name="vehicle_is_there_before_it_goes",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Compartment(models.Model):
    """Room in a vehicle at one temperature; a vehicle without any carries ambient goods only."""

    vehicle = models.ForeignKey(Vehicle, models.CASCADE, related_name="compartments")
    storage = models.CharField(max_length=10, choices=Storage)
    payload_g = models.BigIntegerField()
    volume_ml = models.BigIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("vehicle", "storage"), name="one_compartment_a_zone"),
            models.CheckConstraint(
                condition=models.Q(payload_g__gt=0, volume_ml__gt=0),
                name="compartment_carries_something",
            ),
        )

    def __str__(self) -> str:
        return f"{self.vehicle_id} {self.storage}"


class FixedTour(models.Model):
    """A tour the hub always drives, with its stops in an order set by hand."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="+", null=True, blank=True)
    # Monday is 1; empty: any day.
    weekdays = models.JSONField(default=list, blank=True)
    starts_at = models.TimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("hub", "name"), name="fixed_tour_once"),)

    def __str__(self) -> str:
        return self.name


class FixedStop(models.Model):
    """A door or a farm gate on a fixed tour."""

    tour = models.ForeignKey(FixedTour, models.CASCADE, related_name="stops")
    position = models.PositiveIntegerField()
    point = models.ForeignKey(
        "actors.DeliveryPoint", models.PROTECT, related_name="+", null=True, blank=True
    )
    producer = models.ForeignKey(
        "actors.Organisation", models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=("tour", "position"), name="one_stop_a_position"),
            models.CheckConstraint(
                condition=models.Q(point__isnull=True, producer__isnull=False)
                | models.Q(point__isnull=False, producer__isnull=True),
                name="fixed_stop_is_a_door_or_a_farm",
            ),
        )

    def __str__(self) -> str:
        return f"{self.tour_id}/{self.position}"


class RoadFactKind(models.TextChoices):
    """What the road is like."""

    CLOSED = "closed"
    FERRY = "ferry"
    SLOW = "slow"


class RoadFact(models.Model):
    """A ferry, a pass that is closed in winter or a slow road, in ``[valid_from, valid_until)``.

    Its place is a gate drawn over the road: a line between two points. A leg whose line crosses
    the gate meets it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=RoadFactKind)
    name = models.CharField(max_length=100)
    from_latitude = models.FloatField()
    from_longitude = models.FloatField()
    to_latitude = models.FloatField()
    to_longitude = models.FloatField()
    # What crossing it costs more: the way round a closed road, the wait and the ticket of a ferry.
    extra_m = models.PositiveIntegerField(default=0)
    extra_s = models.PositiveIntegerField(default=0)
    extra_ore = models.BigIntegerField(default=0)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "id")
        indexes = (models.Index(fields=("hub", "valid_from")),)

    def __str__(self) -> str:
        return self.name
