"""Where kitchens and producers are reached, kept up to date by themselves."""

from datetime import datetime

from django.db import transaction

from kortreist.apps.actors import checks
from kortreist.apps.actors.models import BuyerUnit, Organisation
from kortreist.apps.actors.permissions import Actor, Permission, require, require_person
from kortreist.apps.actors.selectors.parties import found, require_producer
from kortreist.apps.actors.services.writing import write_changes
from kortreist.kernel.errors import NotPermittedError
from kortreist.kernel.periods import oslo_date


@transaction.atomic
def change_unit_contact(
    *, actor: Actor, hub_id: int, unit_id: int, email: str, phone: str, now: datetime
) -> BuyerUnit:
    """Change where a unit is written to; for those who order for it, and the hub.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the unit is not the actor's to order for, or a shared tablet asks.
    EmailError, PhoneError
        When an address cannot be one.
    """
    require_person(actor)
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    values = _checked(email, phone)
    rows = BuyerUnit.objects.select_for_update(of=("self",)).filter(hub_id=hub_id)
    unit = found(rows.filter(pk=unit_id).first())
    write_changes(actor, "actors.unit.changed", unit, values, hub_id=hub_id, now=now)
    return unit


@transaction.atomic
def change_producer_contact(
    *, actor: Actor, hub_id: int, organisation_id: int, email: str, phone: str, now: datetime
) -> Organisation:
    """Change where a producer is written to; for the producer, and the hub that keeps its card.

    Raises
    ------
    NotFoundError
        When the producer is not the actor's to know of.
    NotPermittedError
        When the actor may not speak for it, or another hub keeps the card.
    EmailError, PhoneError
        When an address cannot be one.
    """
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=organisation_id)
    require_producer(hub_id=hub_id, organisation_id=organisation_id, on=oslo_date(now))
    values = _checked(email, phone)
    rows = Organisation.objects.select_for_update(of=("self",))
    producer = found(rows.filter(pk=organisation_id).first())
    is_own = any(grant.organisation_id == organisation_id for grant in actor.grants_at(hub_id))
    if producer.kept_by_id != hub_id and not is_own and not actor.is_system:
        raise NotPermittedError
    write_changes(actor, "actors.organisation.changed", producer, values, hub_id=hub_id, now=now)
    return producer


def _checked(email: str, phone: str) -> dict[str, object]:
    email, phone = email.strip(), " ".join(phone.split())
    checks.require_email(email)
    checks.require_phone(phone)
    return {"email": email, "phone": phone}
