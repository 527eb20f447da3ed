"""Spreadsheets taken in: what was read, what it would change, and what came of it."""

import uuid

from django.db import models

from kortreist.apps.catalogue.models.goods import Product, Variant


class SheetState(models.TextChoices):
    """How far an import has come."""

    READING = "reading"
    # The columns are not understood: somebody says what they are.
    ASKING = "asking"
    STAGED = "staged"
    # A producer's sheet with prices, which the hub has to say yes to.
    WAITING = "waiting"
    APPLYING = "applying"
    APPLIED = "applied"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    UNDONE = "undone"


class RowKind(models.TextChoices):
    """What taking a row in would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class SheetImport(models.Model):
    """One file of a producer's goods, prices and availability on its way in."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    producer = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    file = models.ForeignKey("jobs.StoredFile", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=SheetState, default=SheetState.READING)
    # Counts how often it was read, so that a page or a job of an earlier reading is known.
    version = models.PositiveIntegerField(default=1)
    # As `Actor.name` has it.
    sent_by = models.CharField(max_length=100)
    sent_at = models.DateTimeField()
    taken_by = models.CharField(max_length=100, blank=True)
    # What each column is: [{"index": 0, "heading": "Navn", "field": "name_nb", "samples": […]}].
    columns = models.JSONField(default=list)
    sheet_name = models.CharField(max_length=100, blank=True)
    total_rows = models.PositiveIntegerField(default=0)
    done_rows = models.PositiveIntegerField(default=0)
    new_rows = models.PositiveIntegerField(default=0)
    changed_rows = models.PositiveIntegerField(default=0)
    unchanged_rows = models.PositiveIntegerField(default=0)
    refused_rows = models.PositiveIntegerField(default=0)
    has_prices = models.BooleanField(default=False)
    # Take in the rest although some rows are refused.
    leaves_refused_out = models.BooleanField(default=False)
    error_code = models.CharField(max_length=100, blank=True)
    error_params = models.JSONField(default=dict, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("hub", "producer", "-id")),)

    def __str__(self) -> str:
        return f"{self.file_name} [{self.state}]"

    @property
    def is_at_work(self) -> bool:
        """Whether a job has it in hand."""
        return self.state in {SheetState.READING, SheetState.APPLYING}

    @property
    def writes_rows(self) -> int:
        """How many rows would be written."""
        return self.new_rows + self.changed_rows


class SheetRow(models.Model):
    """A row of the file as it was understood, before anything is written."""

    sheet_import = models.ForeignKey(SheetImport, models.CASCADE, related_name="rows")
    # As the spreadsheet numbers it.
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=RowKind)
    name = models.CharField(max_length=300, blank=True)
    # What the row says, by field, as whole numbers and codes.
    values = models.JSONField(default=dict)
    # What differs from what stands, by field: [from, to]. The undo reads it backwards.
    changes = models.JSONField(default=dict)
    # Why it is refused: [{"cell": "F12", "heading": …, "typed": …, "code": …, "params": …}].
    problems = models.JSONField(default=list)
    # The product is new as well, and this is the first row of it.
    makes_product = models.BooleanField(default=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", null=True)
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ("number",)
        indexes = (models.Index(fields=("sheet_import", "kind", "number")),)
        constraints = (
            models.UniqueConstraint(fields=("sheet_import", "number"), name="sheet_row_once"),
        )

    def __str__(self) -> str:
        return f"{self.sheet_import_id}:{self.number} {self.kind}"


class ColumnMapping(models.Model):
    """What a producer's headings mean, as it was last said: remembered for its next file."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    producer = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    # From the folded heading to the field; "" is a column that is of no use here.
    fields = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("hub", "producer"), name="column_mapping_once"),
        )

    def __str__(self) -> str:
        return f"{self.hub_id}/{self.producer_id}"
