"""Changing many producer prices at once: looked at first, written in one go, taken back as well.

Questions to the database are as many for five prices as for five thousand: the rows that say from
what to what stand in a table of their own, and the prices follow them in one statement.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.errors import (
    PriceEditEmptyError,
    PriceEditStateError,
    PriceOutOfRangeError,
    SheetChangedError,
)
from kortreist.apps.catalogue.locks import lock_price_edit, locked_listings
from kortreist.apps.catalogue.models import Listing, PriceEdit, PriceEditRow, PriceEditState
from kortreist.apps.catalogue.price_rules import PriceRule
from kortreist.apps.catalogue.selectors.shop import wanted_listings
from kortreist.apps.catalogue.selectors.wanted import Wanted
from kortreist.apps.catalogue.services.listings import MOST_PRICE_ORE

ROWS_AT_ONCE: Final = 10_000


@transaction.atomic
def plan_by_rule(
    *, actor: Actor, hub_id: int, wanted: Wanted, rule: PriceRule, now: datetime
) -> PriceEdit:
    """Work out what a rule makes of the prices of the goods that are wanted; change nothing.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's goods.
    PriceEditEmptyError, PriceOutOfRangeError
        When no price would change, or one would be beyond all reason.
    """
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    prices = wanted_listings(hub_id=hub_id, wanted=wanted).values_list("pk", "producer_price_ore")
    new = {pk: (before, rule.apply(before)) for pk, before in prices}
    return _plan(actor, hub_id, new, rule.as_json(), now)


@transaction.atomic
def plan_as_typed(
    *, actor: Actor, hub_id: int, prices: Mapping[int, int], now: datetime
) -> PriceEdit:
    """Hold typed prices, by listing, against those that are in force; change nothing.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's goods.
    PriceEditEmptyError, PriceOutOfRangeError
        When no price would change, or one cannot be right.
    """
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    rows = Listing.objects.filter(hub_id=hub_id, pk__in=list(prices))
    new = {pk: (before, prices[pk]) for pk, before in rows.values_list("pk", "producer_price_ore")}
    return _plan(actor, hub_id, new, {}, now)


@transaction.atomic
def apply_price_edit(*, actor: Actor, hub_id: int, edit_id: int, now: datetime) -> PriceEdit:
    """Set all the prices of a planned change; open rounds keep theirs.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is not the hub's, or the actor may not manage its goods.
    PriceEditStateError
        When it is done or given up.
    SheetChangedError
        When one of the prices was changed by somebody else since; then none is set.
    """
    edit = _lock(actor, hub_id, edit_id, PriceEditState.STAGED)
    _set(edit, from_column="from_ore", to_column="to_ore")
    edit.state, edit.applied_at = PriceEditState.APPLIED, now
    edit.save(update_fields=["state", "applied_at"])
    _tell(actor, "catalogue.prices.changed", edit, now)
    return edit


@transaction.atomic
def take_back_price_edit(*, actor: Actor, hub_id: int, edit_id: int, now: datetime) -> PriceEdit:
    """Set the prices back to what they were.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is not the hub's, or the actor may not manage its goods.
    PriceEditStateError
        When it is not in force.
    SheetChangedError
        When one of the prices was changed since; then none is set back.
    """
    edit = _lock(actor, hub_id, edit_id, PriceEditState.APPLIED)
    _set(edit, from_column="to_ore", to_column="from_ore")
    edit.state, edit.undone_at = PriceEditState.UNDONE, now
    edit.save(update_fields=["state", "undone_at"])
    _tell(actor, "catalogue.prices.taken_back", edit, now)
    return edit


@transaction.atomic
def cancel_price_edit(*, actor: Actor, hub_id: int, edit_id: int, now: datetime) -> PriceEdit:
    """Give a planned change up.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is not the hub's, or the actor may not manage its goods.
    PriceEditStateError
        When it is done already.
    """
    edit = _lock(actor, hub_id, edit_id, PriceEditState.STAGED)
    edit.state = PriceEditState.CANCELLED
    edit.save(update_fields=["state"])
    _tell(actor, "catalogue.prices.given_up", edit, now)
    return edit


def _plan(
    actor: Actor,
    hub_id: int,
    prices: Mapping[int, tuple[int, int]],
    rule: Mapping[str, int],
    now: datetime,
) -> PriceEdit:
    changed = {pk: pair for pk, pair in prices.items() if pair[0] != pair[1]}
    if not changed:
        raise PriceEditEmptyError
    if not all(0 <= after <= MOST_PRICE_ORE for _, after in changed.values()):
        raise PriceOutOfRangeError(most_ore=MOST_PRICE_ORE)
    edit = PriceEdit.objects.create(
        hub_id=hub_id, rule=dict(rule), rows_count=len(changed), made_by=actor.name, made_at=now
    )
    PriceEditRow.objects.bulk_create(
        [
            PriceEditRow(price_edit=edit, listing_id=pk, from_ore=before, to_ore=after)
            for pk, (before, after) in changed.items()
        ],
        batch_size=ROWS_AT_ONCE,
    )
    return edit


def _set(edit: PriceEdit, *, from_column: str, to_column: str) -> None:
    """Set the prices of a change's rows, if all of them are what they were."""
    listings = Listing.objects.filter(hub_id=edit.hub_id, pk__in=edit.rows.values("listing_id"))
    list(locked_listings().filter(pk__in=listings).order_by("pk").values_list("pk"))
    if edit.rows.exclude(listing__producer_price_ore=F(from_column)).exists():
        raise SheetChangedError
    listings.update(
        producer_price_ore=Subquery(_row_of(edit).values(to_column)[:1]),
        version=F("version") + 1,
    )


def _row_of(edit: PriceEdit) -> QuerySet[PriceEditRow]:
    return PriceEditRow.objects.filter(price_edit=edit, listing=OuterRef("pk"))


def _lock(actor: Actor, hub_id: int, edit_id: int, state: PriceEditState) -> PriceEdit:
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    edit = lock_price_edit(hub_id=hub_id, edit_id=edit_id)
    if edit.state != state:
        raise PriceEditStateError
    return edit


def _tell(actor: Actor, code: str, edit: PriceEdit, now: datetime) -> None:
    params = {"rows": edit.rows_count, "rule": edit.rule}
    record(actor, code, edit, hub_id=edit.hub_id, now=now, params=params)
