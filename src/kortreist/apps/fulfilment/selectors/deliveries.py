"""What goes out of the door, what was handed over, and what came back."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, Sum

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.fulfilment.models import Delivery, DeliveryStatus, PackedPart
from kortreist.apps.fulfilment.selectors.packing import (
    PAGE_LENGTH,
    RoundFigures,
    lines_of_orders,
    parts_of_lines,
    round_figures,
    turn_of,
)
from kortreist.apps.fulfilment.selectors.sorting import by_name
from kortreist.apps.trading.models import LineChange, OrderLine, Stage
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.quantity import Quantity

READY_FIRST = turn_of(DeliveryStatus.PACKED, DeliveryStatus.PLANNED)


@dataclass(frozen=True, slots=True)
class DeliveredLine:
    """A line at the door: packed, what came back and why, and the lots it is from."""

    line: OrderLine
    parts: tuple[PackedPart, ...]
    reason: str

    @property
    def packed(self) -> Quantity:
        """What lay in the crates."""
        return self.line.quantity(Stage.PACKED) or Quantity.none()

    @property
    def delivered(self) -> Quantity | None:
        """What stayed at the door; None before the handover."""
        return self.line.quantity(Stage.DELIVERED)

    @property
    def shown(self) -> Quantity:
        """The last that is known: delivered, else packed."""
        return self.packed if self.delivered is None else self.delivered

    @property
    def returned(self) -> int:
        """Packs that came back."""
        return self.packed.count - self.delivered.count if self.delivered is not None else 0

    @property
    def missing(self) -> int:
        """Packs that were promised and not packed."""
        return max(0, (self.line.confirmed_count or 0) - self.packed.count)


@dataclass(frozen=True, slots=True)
class DeliveriesPage:
    """One page of a cycle's deliveries, those still to go first."""

    page: "Page[Delivery]"
    figures: RoundFigures


def list_deliveries(*, actor: Actor, hub_id: int, cycle_id: int, number: int = 1) -> DeliveriesPage:
    """Return a page of a cycle's deliveries, ready ones first, then those not packed yet."""
    require(actor, Permission.DELIVER, hub_id=hub_id)
    deliveries = _counted(Delivery.objects.filter(hub_id=hub_id, cycle_id=cycle_id))
    ordered = deliveries.order_by(READY_FIRST, by_name("unit__name"), "pk")
    return DeliveriesPage(
        Paginator(ordered, PAGE_LENGTH).get_page(number),
        round_figures(hub_id=hub_id, cycle_id=cycle_id),
    )


def get_delivery(
    *, actor: Actor, hub_id: int, public_id: UUID
) -> tuple[Delivery, tuple[DeliveredLine, ...]]:
    """Return a delivery with its lines, for the hub and for the unit it is to.

    Raises
    ------
    NotFoundError
        When there is none, or it is not the actor's to know of.
    """
    delivery = _deliveries(hub_id).filter(public_id=public_id).first()
    if delivery is None:
        raise NotFoundError
    if not any(
        actor.may(permission, hub_id=hub_id)
        for permission in (Permission.SEE_HUB, Permission.DELIVER)
    ):
        require(actor, Permission.ORDER, hub_id=hub_id, unit_id=delivery.unit_id)
    lines = lines_of_orders([delivery.order_id])
    parts, reasons = parts_of_lines(lines), _reasons(lines)
    return delivery, tuple(
        DeliveredLine(line, parts[line.pk], reasons.get(line.pk, "")) for line in lines
    )


def list_unit_deliveries(*, actor: Actor, hub_id: int, unit_id: int) -> "QuerySet[Delivery]":
    """Return a unit's deliveries, latest first."""
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    return (
        Delivery.objects.filter(hub_id=hub_id, unit_id=unit_id)
        .select_related("cycle", "delivery_point")
        .order_by("-pk")
    )


def _counted(deliveries: "QuerySet[Delivery]") -> "QuerySet[Delivery]":
    return deliveries.select_related("unit", "delivery_point__postcode").annotate(
        packs=Sum("order__lines__packed_count", default=0)
    )


def _deliveries(hub_id: int) -> "QuerySet[Delivery]":
    return Delivery.objects.filter(hub_id=hub_id).select_related(
        "hub__organisation__postcode",
        "cycle",
        "order__payer",
        "unit",
        "delivery_point__postcode",
        "photo",
    )


def _reasons(lines: list[OrderLine]) -> dict[int, str]:
    """Return why each line's last change at packing or at the door was made."""
    changes = LineChange.objects.filter(
        line__in=[line.pk for line in lines], stage__in=(Stage.PACKED, Stage.DELIVERED)
    )
    return dict(changes.order_by("pk").values_list("line_id", "reason"))
