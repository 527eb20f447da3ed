"""Who takes over, for which hub, and whom the sheets' names mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from kortreist.apps.actors.models import BuyerUnit, DeliveryPoint, Hub, InvoiceParty, Organisation
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.selectors.parties import is_known_at
from kortreist.apps.catalogue.models import PriceList, Variant
from kortreist.apps.desk.errors import CellUnknownPartyError
from kortreist.apps.desk.moving.cells import Value
from kortreist.apps.desk.moving.sheets import folded
from kortreist.apps.desk.selectors.moving import goods_name, name_of

NAMED: Mapping[str, Any] = {
    "delivery_point": DeliveryPoint,
    "payer": InvoiceParty,
    "price_list": PriceList,
}


@dataclass(slots=True)
class Mover:
    """One taking over; `known` remembers whom a name meant, by sort and name."""

    actor: Actor
    hub: Hub
    now: datetime
    known: dict[str, dict[Value, int]] = field(default_factory=dict)

    def about(self) -> Mapping[str, Any]:
        """Return what every service is told."""
        return {"actor": self.actor, "hub_id": self.hub.pk, "now": self.now}

    def remember(self, sort: str, name: Value, pk: int) -> None:
        """Let the rest of the folder name what a row has just made."""
        if sort in self.known:
            self.known[sort][folded(name)] = pk

    def organisation(self, name: Value) -> int:
        """Return the key of an organisation by its number, or its name.

        Raises
        ------
        CellUnknownPartyError
            When the hub knows of none.
        """
        return self._find("organisation", name)

    def delivery_point(self, name: Value) -> int:
        """Return the key of one of the hub's doors; raises likewise."""
        return self._find("delivery_point", name)

    def payer(self, name: Value) -> int:
        """Return the key of one of the hub's payers; raises likewise."""
        return self._find("payer", name)

    def unit(self, number: Value) -> int:
        """Return the key of one of the hub's units by its number; raises likewise."""
        return self._find("unit", number)

    def price_list(self, name: Value) -> int:
        """Return the key of one of the hub's price lists; raises likewise."""
        return self._find("price_list", name)

    def pack(self, producer: Value, goods: Value) -> int:
        """Return the key of a pack by its producer and what sheets call it; raises likewise."""
        return self._find(f"goods {self.organisation(producer)}", goods)

    def _find(self, sort: str, name: Value) -> int:
        if sort not in self.known:
            self.known[sort] = self._read(sort)
        try:
            return self.known[sort][folded(name)]
        except KeyError as error:
            raise CellUnknownPartyError(typed=str(name)[:80]) from error

    def _read(self, sort: str) -> dict[Value, int]:
        hub = self.hub.pk
        if sort == "organisation":
            known = Organisation.objects.filter(is_known_at(hub) | ~Q(org_no="")).distinct()
            return {folded(name_of(row)): row.pk for row in known.order_by("-pk")}
        if sort == "unit":
            units = BuyerUnit.objects.filter(hub=hub, archived_at__isnull=True)
            return {str(number): pk for number, pk in units.values_list("number", "pk")}
        if sort.startswith("goods "):
            packs = Variant.objects.filter(
                product__producer=int(sort.split()[1]), archived_at__isnull=True
            )
            rows = packs.select_related("product").order_by("-pk")
            return {folded(goods_name(row)): row.pk for row in rows}
        names = (
            NAMED[sort].objects.filter(hub=hub, archived_at__isnull=True).values_list("name", "pk")
        )
        return {folded(name): pk for name, pk in names.order_by("-pk")}
