"""What each error code says to a reader: the one table of words, for pages, commands and API.

A room adds its codes here and in `docs/reference/errors.md`. Facts come from the error's params;
their names say how they are written: ``left_g`` as ``4 kg``, ``limit_ore`` as ``kr 500,00``,
``share_bp`` as ``15 %``, ``least_dc`` as ``2,5 °C``, ``most_amount`` in the unit that ``unit``
names, dates and moments in the reader's language.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kortreist.apps.ui import figures
from kortreist.apps.ui.content import choose
from kortreist.kernel.errors import DomainError
from kortreist.kernel.quantity import Unit

logger = logging.getLogger(__name__)

MESSAGES: Final[dict[str, str | Promise]] = {
    "error": _("That could not be done. Go back and try once more."),
    "invalid_input": _(
        "Something in what you sent cannot be right. Look through it and try again."
    ),
    "not_permitted": _("You do not have access to this. Ask the hub, and they can give it to you."),
    "not_found": _("It is not here. It may have been moved, or it belongs to someone else."),
    "conflict": _("Someone else changed this while you had it open. Look at it again."),
    "busy": _("Many are at it right now. Wait a moment and try again."),
    "rate_limited": _("That was very often in a short time. Try again in %(retry_after)s seconds."),
    "idempotency_reused": _("This form was sent before with something else in it. Open it anew."),
    "job_not_found": _("There is no such job."),
    "job_not_failed": _("Only a job that was given up can be tried again. This one was not."),
    "cannot_succeed": _("This cannot succeed, however often it is tried."),
    "stored_file_damaged": _("The file is missing or damaged. Tell those who run the site."),
    "backup_exists": _("%(path)s is there already. Choose another name."),
    "backup_not_found": _("There is no file %(path)s."),
    "backup_damaged": _("This is no whole backup: %(part)s is not as it was written."),
    "backup_newer": _("The backup comes from a newer version: %(what)s is unknown here."),
    "backup_other_database": _(
        "The backup is of %(backup)s, but %(here)s is set here. Restore it to the same kind."
    ),
    "backup_target_not_empty": _("The database holds something. Add --replace to let go of it."),
    "backup_target_busy": _("Somebody is working in the database. Stop the site first."),
    "backup_tool_missing": _("%(tool)s is not on the PATH. Install PostgreSQL's client programs."),
    "backup_tool_failed": _("%(tool)s gave up: %(reason)s"),
    "backup_not_restored": _("What was restored is not as the backup says: %(what)s."),
    "number_not_understood": _("“%(typed)s” is not a number we can read. Write it like 3,25."),
    "number_below_zero": _("“%(typed)s” is below zero. Write zero or more."),
    "number_too_small": _("Write %(least)s or more."),
    "number_too_large": _("“%(typed)s” is more than can be right. Check the number and the unit."),
    "number_too_fine": _(
        "“%(typed)s” has more decimals than can be used here. Thousands have a space: 1 250."
    ),
    "unit_not_understood": _("“%(typed)s” is not a unit that fits here. Use %(units)s."),
    # engines
    "duplicate_id": _("%(field)s comes twice, and must come once."),
    "goods_differ": _("%(field)s: the line and its goods differ in unit or price."),
    "minimums_exceed_packs": _("%(packs)s packs do not cover the smallest amounts asked for."),
    "mixed_signs": _("%(field)s: some rates come out above zero and some below."),
    "negative_price": _("%(field)s must be zero or more."),
    "negative_quantity": _("%(field)s must be zero or more."),
    "no_goods_for_freight": _("There are no goods that the freight could follow."),
    "outside_vat_not_alone": _("What is outside VAT cannot stand with other goods."),
    "unfit_input": _("%(field)s: %(words)s"),
    "unknown_engine": _("There is no engine “%(name)s”. There are %(known)s."),
    "unknown_item": _("%(field)s: there is no such thing in the input."),
    "unknown_vat_category": _("There is no VAT category “%(category)s”."),
    "vat_rate_mismatch": _("This VAT rate does not suit category %(category)s."),
    # registers
    "postcode_unknown": _("There is no postcode %(postcode)s."),
    # actors
    "name_missing": _("Write what it is called."),
    "text_too_long": _("That is too long. There is room for %(most)s characters."),
    "choice_unknown": _("Choose one of those there are."),
    "organisation_number_invalid": _(
        "%(typed)s is not an organisation number. It has nine digits; look for one that is wrong."
    ),
    "organisation_number_taken": _("The organisation with number %(org_no)s is here already."),
    "bank_account_invalid": _(
        "That is not an account number. It has eleven digits; look for one that is wrong."
    ),
    "email_invalid": _("That does not look like an e-mail address."),
    "email_taken": _("Someone already signs in with this address. Use another one."),
    "phone_invalid": _("That does not look like a telephone number."),
    "endpoint_invalid": _(
        "That is not an address for e-invoices. Use an organisation number or a GLN."
    ),
    "payer_unreachable": _("Invoices have to go somewhere. Write an e-invoice or e-mail address."),
    "reference_pattern_refused": _(
        "The rule for the reference cannot be used. Keep to letters, digits, [A-Z], \\d and {6}."
    ),
    "amount_out_of_range": _("Write a number from %(least)s to %(most)s."),
    "money_out_of_range": _("Write an amount from kr 0 to %(most_ore)s."),
    "share_out_of_range": _("Write a share from 0 to %(most_bp)s."),
    "period_reversed": _("It would end before it begins. Look at the dates."),
    "door_hours": _("The door has to open before it closes."),
    "unit_number_taken": _("Another unit has number %(number)s."),
    "already_producer": _("The producer sells through the hub already."),
    "role_misplaced": _("Choose whose producer, or which unit's buyer, the person is to be."),
    "role_overlaps": _("The person has this role already in those days."),
    "last_coordinator": _("Someone has to be left to look after the hub. Give the role first."),
    "person_anonymised": _("Nobody is behind this card any more."),
    "pairing_code_refused": _(
        "That code does not work. Make a new one, and type it within 15 min."
    ),
    # catalogue
    "content_missing": _("Write it in at least one language."),
    "group_unknown": _("There is no food group %(group)s."),
    "allergen_unknown": _("“%(allergen)s” is none of the 14 allergens."),
    "season_invalid": _("A season goes from one week to another, from 1 to 53."),
    "alcohol_tax": _("Alcohol has the general VAT rate, not that of food."),
    "gtin_invalid": _("%(typed)s is not a GTIN. Look for a digit that is wrong."),
    "not_by_weight": _("Only what is sold by weight or volume can be paid for as measured."),
    "price_out_of_range": _("Write a price from kr 0 to %(most_ore)s."),
    "fee_basis": _("A fee is either a share of the price or an amount, not both."),
    "fee_overlaps": _("This fee already changes on %(valid_from)s. End it before then."),
    "not_listed": _("The hub does not sell this pack."),
    "goods_archived": _("These goods are no longer made."),
    "packs_out_of_range": _("Write a whole number of packs from 0 to %(most)s."),
    "day_passed": _("%(day)s has been. Choose a later day."),
    # messages
    "message_not_sent": _("The message could not be sent (%(reason)s). It is tried again."),
    # trading
    "cycle_state": _("The round has moved on, so this cannot be done now."),
    "cycle_times": _("A round opens first, then closes, and delivers on the day or later."),
    "stale_form": _("The order was changed after you opened it. Look at it again."),
    "out_of_stock": _("There are only %(left)s left. Do you want %(left)s?"),
    "not_a_multiple": _("This is sold %(multiple)s at a time."),
    "quantity_out_of_range": _("Write a whole number from 0 to %(most)s."),
    "empty_order": _("The basket is empty. Put something in it first."),
    "unit_closed": _("You are closed on %(day)s, the day of delivery."),
    "goods_not_for_unit": _("This cannot be sold to a place like yours."),
    "reference_missing": _("The payer needs a reference on the order. %(hint)s"),
    "reference_format": _("The reference does not look as the payer wants it. %(hint)s"),
    "credit_limit": _("The order takes the payer past its credit limit. Ask the hub."),
    "already_promised": _("%(promised)s are promised to buyers already."),
    "run_outdated": _("The round has changed since this was worked out. Work it out again."),
    "already_received": _("Goods have come in on it, so it cannot be taken back."),
    "promise_too_large": _("The order is for %(ordered)s; you cannot promise more."),
    "already_documented": _("It stands on a document. Corrections are made with a new one."),
    "claim_too_large": _("That is more than was invoiced."),
    "nothing_to_repeat": _("There is no earlier order to repeat."),
    "vat_rate_missing": _("No VAT rate is known for these goods on %(day)s."),
    # billing
    "document_is_issued": _("It is issued and stands. What is wrong is put right by a new one."),
    "seller_mode_not_yet": _("%(producer)s sells these goods itself and invoices them itself."),
    "invoice_reference_missing": _(
        "These orders need a reference before they can be invoiced: %(units)s."
    ),
    "not_charged": _("%(missing)s of those handed over have no amounts yet. Work them out first."),
    "credit_too_large": _("Only %(left_ore)s is left of the invoice to give back."),
    "nothing_to_credit": _("Choose what is to be given back first."),
    "deliveries_left": _("%(left)s deliveries are not done yet. The producers get theirs after."),
    "cycle_does_not_balance": _(
        "The round does not add up: %(difference_ore)s cannot be accounted for."
    ),
    # fulfilment
    "purchase_closed": _("The purchase order is closed. Nothing more can come or go on it."),
    "lot_code": _("Write the lot number from the label, with at most %(most)s characters."),
    "lot_already_received": _(
        "Lot %(lot)s is there already with %(count)s packs. Undo it first to change it."
    ),
    "lot_in_use": _("%(packed)s packs of lot %(lot)s lie in crates. Take them out first."),
    "goods_received": _("Goods have come here: %(count)s packs. Undo them first."),
    "short_dated": _(
        "Best before %(best_before)s is earlier than the delivery on %(delivery_day)s."
    ),
    "implausible_count": _("Write a whole number of packs from 1 to %(most)s."),
    "implausible_weight": _(
        "%(amount)s cannot be right. It should lie between %(least_amount)s and %(most_amount)s."
    ),
    "not_nominal": _(
        "These packs hold %(expected_amount)s, not %(amount)s. Change the number of packs."
    ),
    "weight_missing": _("Write what the scale says."),
    "implausible_temperature": _("Write a temperature from %(least_dc)s to %(most_dc)s."),
    "wrong_lot": _("Lot %(lot)s is of other goods."),
    "lot_twice": _("The same lot is there twice. Put its packs together."),
    "lot_short": _("There are only %(left)s packs left of lot %(lot)s."),
    "lot_withdrawn": _("Lot %(lot)s has been stopped. Leave it where it is."),
    "nothing_confirmed": _("Nothing has been confirmed here, so there is nothing to pack."),
    "more_than_confirmed": _("%(confirmed)s packs are to go here, not %(packed)s."),
    "line_already_packed": _("%(packed)s packs of this are packed already. Undo that first."),
    "line_twice": _("The same line is there twice."),
    "unknown_reason": _("Choose one of the reasons."),
    "delivery_state": _("The delivery has moved on, so this cannot be done now."),
    "delivery_not_planned": _("There is no delivery to pack this for."),
    "packing_begun": _("Packing has begun: %(packed)s lines are packed. Take them out first."),
    "lines_not_packed": _("%(left)s lines are not packed yet."),
    "crates": _("Write how many crates there are, from %(least)s to %(most)s."),
    "already_delivered": _("It was handed over before, with other amounts. Undo that first."),
    "return_too_large": _("%(packed)s packs were packed. Look once more at what came back."),
    # desk
    "stage_unfinished": _("This is not finished: %(left)s still wait."),
    "stage_not_undoable": _("This cannot be taken back as a whole any more."),
    "demonstration_beside_real": _(
        "This database holds a real hub. Give the demonstration a place of its own: KORTREIST_HOME."
    ),
    "demonstration_seed": _(
        "The demonstration was begun with seed %(seed)s. Add --fresh to begin anew."
    ),
}

SUFFIXES: Final[dict[str, Callable[[int], str]]] = {
    "_g": lambda value: figures.amount(value, Unit.GRAM),
    "_ml": lambda value: figures.amount(value, Unit.MILLILITRE),
    "_ore": figures.kr,
    "_bp": figures.percent,
    "_dc": lambda value: f"{figures.decimals(value, 1)}{figures.NO_BREAK}°C",
}


UNITS: Final = frozenset(Unit)


def message_for(error: DomainError) -> str:
    """Return what happened and what one can do, in the reader's language.

    A code without words here, or without the facts that its words need, is told in the words of
    what it is a kind of, and logged.
    """
    unit = error.params.get("unit")
    facts = {name: _in_words(name, value, unit) for name, value in error.params.items()}
    for code in (error.code, *_kinds_of(error)):
        try:
            return str(MESSAGES[code]) % facts
        except KeyError as missing:
            logger.warning("no words for %s: %s is missing", code, missing)
    return str(MESSAGES["error"])


def _kinds_of(error: DomainError) -> list[str]:
    return [kind.default_code for kind in type(error).__mro__ if issubclass(kind, DomainError)]


def _in_words(name: str, value: object, unit: object) -> object:
    if isinstance(value, datetime):
        return figures.moment(value)
    if isinstance(value, date):
        return figures.day(value)
    if isinstance(value, Mapping):
        return choose(value).text
    if isinstance(value, int):
        return _number_in_words(name, value, unit)
    return value


def _number_in_words(name: str, value: int, unit: object) -> object:
    if name.endswith("amount") and unit in UNITS:
        return figures.amount(value, Unit(str(unit)))
    for suffix, words in SUFFIXES.items():
        if name.endswith(suffix):
            return words(value)
    return value
