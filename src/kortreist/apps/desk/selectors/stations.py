"""The shoes somebody stands in: each a role, at a hub, for a producer or a unit."""

from dataclasses import dataclass
from uuid import UUID

from kortreist.apps.actors.models import BuyerUnit, Hub, HubProducer, RoleKind
from kortreist.apps.actors.permissions import Actor, Grant


@dataclass(frozen=True, slots=True)
class Station:
    """One role of the actor's, with the names and addresses its pages need."""

    kind: RoleKind
    hub_id: UUID
    hub_name: str
    is_demonstration: bool
    name: str
    unit_id: UUID | None = None
    producer_id: UUID | None = None


def stations_of(actor: Actor) -> list[Station]:
    """Return all the actor's roles, the widest first, in at most three queries."""
    grants = sorted(actor.grants, key=_order)
    hubs = Hub.objects.in_bulk({grant.hub_id for grant in grants}) if grants else {}
    unit_ids = {grant.unit_id for grant in grants if grant.unit_id}
    units = BuyerUnit.objects.in_bulk(unit_ids) if unit_ids else {}
    makers = {grant.organisation_id for grant in grants if grant.organisation_id}
    terms = (
        {
            (row.hub_id, row.organisation_id): row
            for row in HubProducer.objects.filter(organisation_id__in=makers).select_related(
                "organisation"
            )
        }
        if makers
        else {}
    )
    stations = [_station(grant, hubs[grant.hub_id], units, terms) for grant in grants]
    return [station for station in stations if station is not None]


def _order(grant: Grant) -> tuple[int, int, int, int]:
    kinds = list(RoleKind.values)
    return (
        kinds.index(grant.kind),
        grant.hub_id,
        grant.organisation_id or 0,
        grant.unit_id or 0,
    )


def _station(
    grant: Grant,
    hub: Hub,
    units: dict[int, BuyerUnit],
    terms: dict[tuple[int, int], HubProducer],
) -> Station | None:
    unit = units.get(grant.unit_id) if grant.unit_id else None
    maker = terms.get((grant.hub_id, grant.organisation_id)) if grant.organisation_id else None
    if not grant.is_hub_wide and unit is None and maker is None:
        return None
    return Station(
        kind=RoleKind(grant.kind),
        hub_id=hub.public_id,
        hub_name=hub.name,
        is_demonstration=hub.is_demonstration,
        name=str(unit or maker or hub),
        unit_id=unit.public_id if unit else None,
        producer_id=maker.organisation.public_id if maker else None,
    )
