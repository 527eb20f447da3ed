"""Every lock this room takes: hub before payer before person."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from kortreist.apps.actors.models import Hub, InvoiceParty, Person
from kortreist.kernel.errors import NotFoundError

Row = TypeVar("Row", bound=Model)


def lock_hub(hub_id: int) -> Hub:
    """Lock a hub, the parent of what may be there only once or without overlap."""
    return _lock(Hub.objects.filter(pk=hub_id))


def lock_payer(*, hub_id: int, payer_id: int) -> InvoiceParty:
    """Lock a payer, whose credit is scarce."""
    return _lock(InvoiceParty.objects.filter(hub_id=hub_id, pk=payer_id))


def lock_person(person_id: int) -> Person:
    """Lock a person, the parent of the roles."""
    return _lock(Person.objects.filter(pk=person_id))


def _lock(rows: QuerySet[Row]) -> Row:
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise NotFoundError
    return row
