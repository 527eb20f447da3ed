"""Who drives where on a day, in which order, and what came of it."""

import uuid

from django.db import models

from kortreist.apps.fulfilment.models.vehicles import FixedTour, Vehicle


class PlanStatus(models.TextChoices):
    """How far a plan has come."""

    COMPUTING = "computing"
    READY = "ready"
    FAILED = "failed"
    CHOSEN = "chosen"
    DROPPED = "dropped"


class TourPlan(models.Model):
    """One try at a day's tours: what was asked, and what the engine answered.

    Made with a version of the day's deliveries in mind (`basis`), computed outside any
    transaction, and chosen only while that still stands.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    cycle = models.ForeignKey("trading.OrderCycle", models.PROTECT, related_name="+")
    day = models.DateField()
    status = models.CharField(max_length=10, choices=PlanStatus, default=PlanStatus.COMPUTING)
    # A digest of everything that was planned with.
    basis = models.CharField(max_length=64)
    options = models.JSONField(default=dict, blank=True)
    # Where distances came from: "embedded", "valhalla", "osrm".
    distances = models.CharField(max_length=20, blank=True)
    # The engine's answer, as its file door writes it, and the comparison with other ways.
    answer = models.JSONField(default=dict, blank=True)
    comparison = models.JSONField(default=dict, blank=True)
    error = models.CharField(max_length=60, blank=True)
    error_params = models.JSONField(default=dict, blank=True)
    actor = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("hub", "cycle", "-id")),)

    def __str__(self) -> str:
        return f"plan {self.pk}"


class TourStatus(models.TextChoices):
    """How far a tour has come."""

    PLANNED = "planned"
    LOADING = "loading"
    UNDERWAY = "underway"
    DONE = "done"


class Tour(models.Model):
    """One drive of one vehicle on one day."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    cycle = models.ForeignKey("trading.OrderCycle", models.PROTECT, related_name="+")
    day = models.DateField()
    number = models.PositiveSmallIntegerField()
    plan = models.ForeignKey(TourPlan, models.PROTECT, related_name="tours", null=True, blank=True)
    fixed_tour = models.ForeignKey(
        FixedTour, models.PROTECT, related_name="+", null=True, blank=True
    )
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="tours")
    driver = models.ForeignKey(
        "actors.Person", models.PROTECT, related_name="+", null=True, blank=True
    )
    status = models.CharField(max_length=10, choices=TourStatus, default=TourStatus.PLANNED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    distance_m = models.PositiveIntegerField()
    drive_s = models.PositiveIntegerField()
    cost_ore = models.BigIntegerField()
    left_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    # What the driver read off; None: as planned.
    driven_m = models.PositiveIntegerField(null=True, blank=True)
    # Millilitres or watt-hours, when known.
    energy_used = models.PositiveIntegerField(null=True, blank=True)
    # Ferries and tolls; part of the cost.
    fares_ore = models.BigIntegerField(default=0)
    # Limits that it does not keep since somebody moved stops: [{"code": …, "params": {…}}, …].
    breaches = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("day", "number", "id")
        indexes = (
            models.Index(fields=("hub", "day")),
            models.Index(fields=("hub", "driver", "day")),
        )
        constraints = (
            models.UniqueConstraint(fields=("hub", "day", "number"), name="tour_number_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gte=models.F("starts_at")),
                name="tour_starts_before_it_ends",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.number}"


class StopKind(models.TextChoices):
    """What is done there."""

    LOAD = "load"
    COLLECT = "collect"
    DELIVER = "deliver"
    BREAK = "break"
    END = "end"


class TourStop(models.Model):
    """A halt on a tour; the address is copied, so that a phone needs nothing more."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    tour = models.ForeignKey(Tour, models.CASCADE, related_name="stops")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=StopKind)
    point = models.ForeignKey(
        "actors.DeliveryPoint", models.PROTECT, related_name="+", null=True, blank=True
    )
    producer = models.ForeignKey(
        "actors.Organisation", models.PROTECT, related_name="+", null=True, blank=True
    )
    name = models.CharField(max_length=200)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    window_from = models.DateTimeField(null=True, blank=True)
    window_until = models.DateTimeField(null=True, blank=True)
    arrives_at = models.DateTimeField()
    leaves_at = models.DateTimeField()
    service_s = models.PositiveIntegerField(default=0)
    # From the stop before.
    leg_m = models.PositiveIntegerField(default=0)
    leg_s = models.PositiveIntegerField(default=0)
    load_g = models.BigIntegerField(default=0)
    # The planned cost of serving it, by the method that the engine states.
    cost_ore = models.BigIntegerField(default=0)
    arrived_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("tour", "position", "id")
        indexes = (models.Index(fields=("hub", "point", "arrived_at")),)
        constraints = (
            models.UniqueConstraint(fields=("tour", "position"), name="one_stop_a_place_in_line"),
        )

    def __str__(self) -> str:
        return f"{self.tour_id}/{self.position}"


class StopDelivery(models.Model):
    """A delivery that is handed over at a stop; two units may share a door."""

    stop = models.ForeignKey(TourStop, models.CASCADE, related_name="deliveries")
    delivery = models.OneToOneField("fulfilment.Delivery", models.PROTECT, related_name="tour_stop")

    def __str__(self) -> str:
        return f"{self.stop_id} {self.delivery_id}"


class StopPurchase(models.Model):
    """A purchase order whose goods are collected at a stop."""

    stop = models.ForeignKey(TourStop, models.CASCADE, related_name="purchases")
    purchase_order = models.OneToOneField("trading.PurchaseOrder", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.stop_id} {self.purchase_order_id}"


class OperationKind(models.TextChoices):
    """What a driver did at a stop."""

    LEAVE = "leave"
    ARRIVE = "arrive"
    HAND_OVER = "hand_over"
    COLLECT = "collect"
    SKIP = "skip"
    TEMPERATURE = "temperature"
    UNDO = "undo"
    FINISH = "finish"


class TourOperation(models.Model):
    """Something a driver did, as a phone told it: its id is made on the phone, and counts once.

    `at` is the phone's clock, `received_at` ours. What it led to, or why it was refused, stays, so
    that the phone gets the same answer when it asks again.
    """

    operation_id = models.UUIDField(unique=True)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    tour = models.ForeignKey(Tour, models.PROTECT, related_name="operations")
    stop = models.ForeignKey(
        TourStop, models.PROTECT, related_name="operations", null=True, blank=True
    )
    kind = models.CharField(max_length=12, choices=OperationKind)
    payload = models.JSONField(default=dict, blank=True)
    photo = models.ForeignKey(
        "jobs.StoredFile", models.PROTECT, related_name="+", null=True, blank=True
    )
    # Empty: it was done; else the code of the refusal.
    refused = models.CharField(max_length=60, blank=True)
    refused_params = models.JSONField(default=dict, blank=True)
    device = models.CharField(max_length=36, blank=True)
    actor = models.CharField(max_length=100)
    at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("hub", "tour", "id")),)

    def __str__(self) -> str:
        return f"{self.kind} {self.operation_id}"


class TourFootprint(models.Model):
    """What a tour burnt and let out, stored when it was done, with the factors it was made with."""

    tour = models.OneToOneField(Tour, models.CASCADE, related_name="footprint")
    distance_m = models.PositiveIntegerField()
    energy_used = models.PositiveIntegerField()
    co2_g = models.BigIntegerField()
    # The engine's whole answer: per stop, the comparison, the caveat's code, the factors.
    answer = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.tour_id}: {self.co2_g} g"
