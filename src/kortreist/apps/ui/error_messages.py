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
    "packs_below_one": _("%(field)s must be one or more."),
    "no_goods_for_freight": _("There are no goods that the freight could follow."),
    "outside_vat_not_alone": _("What is outside VAT cannot stand with other goods."),
    "unfit_input": _("%(field)s: %(words)s"),
    "no_tours_found": _("%(field)s: no tours were found that keep every limit. Search for longer."),
    "unknown_engine": _("There is no engine “%(name)s”. There are %(known)s."),
    "unknown_item": _("%(field)s: there is no such thing in the input."),
    "unknown_vat_category": _("There is no VAT category “%(category)s”."),
    "vat_rate_mismatch": _("This VAT rate does not suit category %(category)s."),
    # registers
    "postcode_unknown": _("There is no postcode %(postcode)s."),
    "figure_missing": _(
        "The figure “%(figure)s” is not known for %(day)s. Tell those who run the site."
    ),
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
    "licence_number": _("Write the number or reference that stands on the licence."),
    "licence_strength": _("Such a licence covers drinks up to %(most_bp)s. Write that or less."),
    "licence_taken": _(
        "This licence is on file with other dates or another strength. Take that one off first."
    ),
    # catalogue
    "alcohol_not_said": _(
        "A drink of 0.7 per cent or more is alcohol. Tick that, and it is sold as such."
    ),
    "named_without_allergen": _(
        "You named a kind of cereal or nut. Then tick gluten or nuts among the allergens as well."
    ),
    "nutrition_invalid": _(
        "Fill in all eight figures of the nutrition table, or none. One of them cannot be right."
    ),
    "not_promoted": _(
        "Alcohol may not be advertised, so it is shown as plain facts, without picture or story."
    ),
    "too_many_photos": _("There is room for %(most)s pictures. Take one away first."),
    "alt_text_missing": _(
        "Say in a few words what the picture shows, for those who cannot see it."
    ),
    "photo_unreadable": _("We cannot read that picture. Send it as JPEG, PNG or WebP."),
    "photo_too_large": _("The picture is too large. There is room for %(most_mb)s MB."),
    "photo_too_small": _(
        "The picture is too small to be of use. It should be %(least_px)s pixels or more across."
    ),
    "barcode_unreadable": _(
        "We cannot read a number of goods in this: %(text)s. "
        "Scan it again, or type what stands there."
    ),
    "barcode_element_unknown": _(
        "The code has a part that we do not know: %(found)s. "
        "Scan it again, or type what stands there."
    ),
    "barcode_element_twice": _(
        "The code says two different things: (%(ai)s) is both %(first)s and %(second)s."
    ),
    "barcode_check_digit": _(
        "One digit is wrong in %(number)s: by the others, the last should be %(expected)s. "
        "Scan it again."
    ),
    "barcode_date": _("There is no such day: %(value)s. Type the date that stands on the label."),
    "barcode_value": _("(%(ai)s) cannot be %(value)s. Scan it again, or type what stands there."),
    "barcode_too_long": _("There is no room for all of this in one code: %(text)s"),
    "company_prefix_invalid": _(
        "A GS1 company prefix is 4 to 12 digits, not %(prefix)s. It stands in the letter from GS1."
    ),
    "sscc_used_up": _(
        "All numbers of the prefix %(prefix)s are taken. "
        "Choose another first digit, or ask GS1 for more."
    ),
    "scan_unreadable": _(
        "We cannot read that file. Send a PDF, or a picture as JPEG, PNG or WebP."
    ),
    "scan_too_large": _("The file is too large. There is room for %(most_mb)s MB."),
    "allergens_disagree": _(
        "The list of allergens and the columns for each of them say different things. Use one of "
        "them."
    ),
    "certificate_number": _("Write the number that stands on the certificate."),
    "certificate_taken": _("This certificate is on file already."),
    "gtin_twice": _("Each level has its own GTIN: the pack, the case and the pallet differ."),
    "pack_chain": _("Say how much the case or the pallet holds, when it has a GTIN of its own."),
    "content_missing": _("Write it in at least one language."),
    "group_unknown": _("There is no food group %(group)s."),
    "allergen_unknown": _("“%(allergen)s” is none of the 14 allergens."),
    "season_invalid": _("A season goes from one week to another, from 1 to 53."),
    "alcohol_tax": _("Alcohol has the general VAT rate, not that of food."),
    "gtin_invalid": _("%(typed)s is not a GTIN. Look for a digit that is wrong."),
    "not_by_weight": _("Only what is sold by weight or volume can be paid for as measured."),
    "price_out_of_range": _("Write a price from kr 0 to %(most_ore)s."),
    "fee_basis": _("A fee is either a share of the price or an amount, not both."),
    "fee_past": _("What has been stays as it was. A fee can change from %(today)s."),
    "alcohol_campaign": _("Alcohol cannot be in a campaign."),
    "price_step": _("A larger number of packs cannot cost more than a smaller one."),
    "bonus_too_early": _(
        "A bonus is of what has been delivered. For deliveries before %(day)s it can be given now."
    ),
    "bonus_not_earned": _(
        "There is nothing to give: nothing more has been invoiced under the agreement."
    ),
    "price_notice": _(
        "The list is part of an agreement with notice, so a buyer would lose what was agreed. "
        "For deliveries from %(day)s it may be so."
    ),
    "notice_without_list": _(
        "Notice is about agreed prices. Choose the price list that they stand on."
    ),
    "price_list_changed": _("Somebody changed the price list after you opened it. Look again."),
    "price_list_reach": _("Say one thing: a buyer, a payer, or a kind of buyers."),
    "deposit_overlaps": _(
        "This deposit already changes on %(valid_from)s, so let it end before then."
    ),
    "freight_steps": _("Write each sum once, and begin with kr 0."),
    "fee_overlaps": _("This fee already changes on %(valid_from)s. End it before then."),
    "rhythm_days": _("Look at the weekdays and the dates: it would never come."),
    "not_listed": _("The hub does not sell this pack."),
    "goods_archived": _("These goods are no longer made."),
    "packs_out_of_range": _("Write a whole number of packs from 0 to %(most)s."),
    "day_passed": _("%(day)s has been. Choose a later day."),
    "cell_unclear": _("“%(typed)s” is not understood here. Write for example %(known)s."),
    "gtin_shortened": _(
        "The spreadsheet has shortened the number to %(typed)s. Make the column text, and enter "
        "the number again."
    ),
    "formula_without_value": _(
        "There is a formula here that has no value. Open the file, save it and send it again."
    ),
    "cell_error": _("The formula here has gone wrong. Correct it, or write the value itself."),
    "merged_cells": _(
        "This cell is merged with its neighbour. Part them, so that each has its own."
    ),
    "cell_missing": _("This is missing. A new pack needs it."),
    "pack_unclear": _("There are several packs of this. Write which one: its size or its name."),
    "pack_fixed": _(
        "What a pack holds is never changed, because orders speak of it. Enter a new pack instead."
    ),
    "codes_disagree": _("The GTIN is of one pack and the article number of another."),
    "gtin_taken": _("This GTIN is on another producer’s goods."),
    "row_twice": _("The same pack stands in row %(row)s."),
    "rows_disagree": _("Row %(row)s says something else of the same goods."),
    "sheet_without_headings": _(
        "No column says which goods are meant. Name, article number or GTIN is needed."
    ),
    "sheet_changed": _(
        "Somebody has changed these goods since. The sheet is held against them anew; look again."
    ),
    "sheet_state": _("The sheet has moved on, so this cannot be done now. Look at it again."),
    "sheet_rows_refused": _(
        "%(rows)s rows cannot be taken in. Correct the file, or choose to leave them out."
    ),
    "sheet_in_use": _(
        "Somebody has used what the sheet brought in, so it cannot be taken back as a whole."
    ),
    "price_edit_state": _("These prices are changed or taken back already."),
    "price_edit_empty": _("No price would change. Choose other goods or another rule."),
    # sheets
    "sheet_kind": _("This is no spreadsheet (%(kind)s). Save it as xlsx or csv and send it again."),
    "sheet_locked": _(
        "The file is locked with a password, or of an old kind. Save it as xlsx without password."
    ),
    "sheet_has_macros": _("There are programs in the file. Save it as xlsx, without macros."),
    "sheet_bomb": _(
        "The file is packed suspiciously tight, or unpacks to more than %(most_mb)s MB."
    ),
    "sheet_unsafe": _("The part %(part)s of the file refers to things outside it. Save it anew."),
    "sheet_damaged": _("The file cannot be read to its end. Open it, save it and send it again."),
    "sheet_too_large": _("The file is too large: there is room for %(most)s MB."),
    "sheet_too_many_rows": _("There are too many rows: there is room for %(most)s."),
    "sheet_too_many_columns": _("There are too many columns: there is room for %(most)s."),
    "sheet_too_many_sheets": _("There are too many sheets in the file: at most %(most)s."),
    "sheet_cell_too_long": _("A cell is too long: there is room for %(most)s letters."),
    "sheet_far_cell": _(
        "Something stands far out, in cell %(cell)s. Delete it, and send the file again."
    ),
    "sheet_empty": _("There is nothing in the file."),
    # messages
    "message_not_sent": _("The message could not be sent (%(reason)s). It is tried again."),
    "channel_needed": _(
        "Some news has to reach you: orders, what you get, and allergens. Choose e-mail or text "
        "message for each of those."
    ),
    "nobody_to_tell": _("There is no address to send it to, or they do not want to be told."),
    "bounce_unreadable": _("This is no report of a mail that came back."),
    # trading
    "cycle_state": _("The round has moved on, so this cannot be done now."),
    "cycle_times": _("A round opens first, then closes, and delivers on the day or later."),
    "stale_form": _("The order was changed after you opened it. Look at it again."),
    "out_of_stock": _("There are only %(left)s left. Do you want %(left)s?"),
    "not_a_multiple": _("This is sold %(multiple)s at a time."),
    "quantity_out_of_range": _("Write a whole number from 0 to %(most)s."),
    "empty_order": _("The basket is empty. Put something in it first."),
    "unit_closed": _("You are closed on %(day)s, the day of delivery."),
    "goods_not_for_unit": _("%(goods)s is not for a place like yours. Take it off to go on."),
    "licence_missing": _(
        "The hub has no licence of yours on file that covers %(goods)s on %(day)s, so send it one."
    ),
    "reference_missing": _("The payer needs a reference on the order. %(hint)s"),
    "reference_format": _("The reference does not look as the payer wants it. %(hint)s"),
    "credit_limit": _("The order takes the payer past its credit limit. Ask the hub."),
    "prices_changed": _(
        "Prices have changed since you looked. Nothing is sent: see what is new, and send again."
    ),
    "below_minimum": _(
        "The van comes for %(minimum_ore)s or more. Add goods for %(missing_ore)s, and you can "
        "send the order."
    ),
    "life_too_short": _(
        "Lot %(lot)s has %(left)s days left, and this kitchen was promised %(least)s. Take another "
        "lot, or say why under “Something is not right”."
    ),
    "crates_back": _("There are %(out)s out. No more than that can come back."),
    "already_promised": _("%(promised)s are promised to buyers already."),
    "not_in_stock": _("Only %(left)s packs in stock are free for this round."),
    "run_outdated": _("The round has changed since this was worked out. Work it out again."),
    "offer_closed": _("The producer had to know by %(closed_at)s, so it can no longer be changed."),
    "recipe_empty": _("Write how many portions it makes, and what goes into it."),
    "recipe_changed": _("The recipe was changed after you opened it. Look at it again."),
    "lines_refused": _("Nothing was ordered yet: look at the lines that are marked."),
    "standing_days": _("It must end after it begins, and so must its pause."),
    "standing_empty": _("Write how many you want of something at least."),
    "already_filled": _(
        "The standing order for %(day)s is placed already. Change the order in the basket."
    ),
    "already_received": _("Goods have come in on it, so it cannot be taken back."),
    "promise_too_large": _("The order is for %(ordered)s; you cannot promise more."),
    "already_documented": _("It stands on a document. Corrections are made with a new one."),
    "claim_too_large": _("That is more than was invoiced."),
    "nothing_to_repeat": _("There is no earlier order to repeat."),
    "nothing_missing": _("This line gets all that was ordered."),
    "already_on_order": _("These goods are on the order already. Choose something else."),
    "producer_not_coming": _("The producer brings nothing in this round."),
    "substitution_closed": _("It is too late to answer this. Ask the hub if you want something."),
    "crates_closed": _("The crates are closed. Ask the hub if you want something more."),
    "weight_question_closed": _("This has been answered already."),
    "weight_outcome": _("That does not fit what was packed or what the buyer said."),
    "reason_missing": _("Write why, so that the buyer can see it."),
    "vat_rate_missing": _("No VAT rate is known for these goods on %(day)s."),
    # tours
    "hub_unplaced": _(
        "It is not known where the hub is, so no way can be measured. Put it on the map first."
    ),
    "nothing_to_drive": _("Nothing goes by your own vans in this round."),
    "no_vehicle": _("You have no vehicle yet. Add one, and make the plan again."),
    "plan_state": _("The plan is not there to choose any more. Make a new one."),
    "plan_outdated": _(
        "Something changed since the plan was made: goods, hours or vehicles. Make a new plan."
    ),
    "tour_left": _("Tour %(tour)s has left, so it stays as it is."),
    "stop_unmovable": _("The stop cannot be moved there."),
    "other_day": _("That tour is on another day."),
    "on_tour": _("It is on tour %(tour)s. Take the plan back first."),
    "vehicle_facts": _("This figure cannot be right. Look at it again."),
    "name_taken": _("You have one called “%(name)s” already."),
    "vehicle_in_use": _("%(vehicle)s is still needed by a tour. Give that another vehicle first."),
    "road_fact": _("This cannot be right. Look at it again."),
    "carriage": _("This cannot be right. Look at it again."),
    "not_a_driver": _("This person does not drive for you."),
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
    "place_archived": _("%(place)s is not in use any more. Choose another place."),
    "place_in_use": _("Goods lie at %(place)s, or are to. Move them first."),
    "place_name": _("Give the place a name of its own, with at most %(most)s characters."),
    "settled_as_waste": _(
        "The round that lot %(lot)s came in is settled, and what was left counts as thrown away."
    ),
    "lot_not_in_stock": _("Lot %(lot)s is not in stock here. Put it on the place first."),
    "lot_expired": _("Lot %(lot)s is past its date on the day of delivery."),
    "lot_moved": _("Something happened to lot %(lot)s while you counted. Count it once more."),
    "stock_promised": _(
        "Other rounds count on what lies in stock. This one may have %(left)s packs more."
    ),
    "movement_not_undoable": _("Something came after it, so it cannot be taken back."),
    "nothing_returned": _("Only %(left)s packs came back that are not in stock again."),
    "on_consignment": _("The producer has been paid for lot %(lot)s, so it cannot be put back."),
    "returned_to_stock": _("What came back lies in stock again. Undo that first."),
    "stock_level": _("Buy up to one pack or more, and to no less than the minimum."),
    "lot_already_received": _(
        "Lot %(lot)s is there already with %(count)s packs. Undo it first to change it."
    ),
    "lot_in_use": _("%(packed)s packs of lot %(lot)s lie in crates. Take them out first."),
    "goods_received": _("Goods have come here: %(count)s packs. Undo them first."),
    "short_dated": _(
        "Best before %(best_before)s is earlier than the delivery on %(delivery_day)s."
    ),
    "place_facts": _(
        "That cannot be right. Hours follow one another, spots lie in Norway, and a prefix from "
        "GS1 has 7 to 11 digits."
    ),
    "store_facts": _("Write the number as it stands in the approval, and at most 7 days."),
    "lot_past_date": _(
        "Best before %(best_before)s has passed. It can only be taken in as expired, and held."
    ),
    "damage_count": _("At most %(most)s packs can be damaged, as no more came."),
    "deviation_resolved": _("Somebody has chosen already. Take that back first."),
    "deviation_kept": _("This cannot be taken back any more. The goods are gone."),
    "remedy_unfit": _("That does not fit here. Choose something else."),
    "deviation_unclear": _("Say what was wrong, with at most %(most)s characters."),
    "log_kept": _("This file was kept here %(at)s. Once is enough."),
    "reading_too_late": _(
        "%(at)s has not come yet. Set the logger's clock right, and read it out again."
    ),
    "temperature_table": _(
        "There is no row with both a time and a temperature. Export the logger as CSV."
    ),
    "temperature_unit": _("The column %(head)s is not in °C. Set the logger to Celsius."),
    "temperature_row": _("Row %(row)s cannot be read: %(text)s"),
    "temperature_clock": _("The clock goes back in row %(row)s. Read the logger out again."),
    "temperature_rows": _("There are more than %(most)s rows. Split the file."),
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
    "lot_unknown": _("No lot has the number %(lot)s."),
    "lot_ambiguous": _("Several lots have the number %(lot)s. Name one of: %(candidates)s"),
    "recall_reason": _("Say what is wrong, in at most %(most)s characters. Everybody reads it."),
    "recall_closed": _("The case is closed, so nothing more can be sent or answered."),
    "recall_conclusion": _("Write what came of it before you close the case."),
    "reminded_lately": _("They were reminded less than %(minutes)s minutes ago. Wait a little."),
    "recall_count": _("You got %(most)s packs. Write that number or a lower one."),
    "lot_recalled": _("Lot %(lot)s is in an open recall. Close the case first."),
    "nothing_to_make_of": _("Write how many packs are to be used, of one lot or more."),
    "lot_code_taken": _("Another lot made here has the number %(lot)s. Choose another one."),
    "consignment_mixed": _(
        "Lot %(lot)s is the producer's until it is sold, so it cannot be mixed or packed anew."
    ),
    "unit_mixed": _("Lot %(lot)s is measured in another way than these goods."),
    "zone_changed": _("Lot %(lot)s is kept at another temperature than these goods."),
    "undeclared": _(
        "Lot %(lot)s holds something that these goods do not declare. Choose other goods, or have"
        " the declaration changed first."
    ),
    "more_than_went_in": _("%(in_amount)s went in, but %(out_amount)s came out. Is that right?"),
    "loss_reason_missing": _("%(lost_amount)s is gone. Say why."),
    "longer_date": _("What goes in keeps until %(best_before)s, so this cannot keep longer."),
    "nothing_confirmed": _("Nothing has been confirmed here, so there is nothing to pack."),
    "more_than_confirmed": _("%(confirmed)s packs are to go here, not %(packed)s."),
    "line_already_packed": _("%(packed)s packs of this are packed already. Undo that first."),
    "line_twice": _("The same line is there twice."),
    "unknown_reason": _("Choose one of the reasons."),
    "delivery_state": _("The delivery has moved on, so this cannot be done now."),
    "delivery_not_planned": _("There is no delivery to pack this for."),
    "rule_times": _(
        "Such rounds could not be. A round opens first, then closes, then delivers, on at least "
        "one weekday."
    ),
    "rule_date": _("%(day)s cannot be used here. Choose another day."),
    "round_begun": _("The round of %(day)s has begun. Change it on its own page."),
    "not_a_pickup_point": _("Goods are not handed out there any more. Choose another place."),
    "post_undone": _("It has been taken back already, or the round has closed."),
    "surplus_too_late": _("The round is not open, so nothing can be offered in it."),
    "packing_begun": _("Packing has begun: %(packed)s lines are packed. Take them out first."),
    "lines_not_packed": _("%(left)s lines are not packed yet."),
    "crates": _("Write how many crates there are, from %(least)s to %(most)s."),
    "team_too_small": _(
        "Hours are kept only where five or more took part, so that nobody is measured alone."
    ),
    "team_hours": _("Write the hours of a quarter that has begun, at most %(most)s."),
    "tour_state": _("The tour is done, so nothing more can be handed over on it."),
    "operation_reused": _("That was told before, as something else. Open the tour again."),
    "not_handed_over": _("There is no handover to take back."),
    "already_delivered": _("It was handed over before, with other amounts. Undo that first."),
    "return_too_large": _("%(packed)s packs were packed. Look once more at what came back."),
    # moving in and out
    "cell_empty": _("The cell is empty, and must say something."),
    "cell_number": _("“%(typed)s” is not a whole number."),
    "cell_kroner": _("“%(typed)s” is not an amount in kroner and øre, like 1 234,50."),
    "cell_flag": _("“%(typed)s” is neither ja nor nei."),
    "cell_date": _("“%(typed)s” is not a day, like 24.11.2026."),
    "cell_time": _("“%(typed)s” is not a time of the day, like 07:30."),
    "cell_unknown_word": _("“%(typed)s” cannot stand here. These can: %(words)s."),
    "cell_duplicate": _("Row %(row)s is of the same already."),
    "cell_unknown_party": _("“%(typed)s” is neither in the hub nor in the folder."),
    "sheet_column": _("Missing columns: %(missing)s. Unknown columns: %(unknown)s."),
    "agreement_stands": _(
        "The agreement stands as it was made. Only its last day can be said anew."
    ),
    "moving_folder_empty": _("None of the sheets is in the folder: %(sheets)s."),
    "moving_hub_unknown": _("There is no hub called “%(hub)s”, and no sheet “hub” that makes one."),
    "moving_folder_taken": _("There is something in %(path)s already. Choose an empty folder."),
    "open_item_overpaid": _("Write what was paid: more than nothing, and %(left_ore)s at most."),
    "open_item_paid_on": _("Choose a day from when it was issued until today."),
    "open_item_paid": _(
        "Some of it is noted as paid here, and %(left_ore)s is left. Take the payment back first."
    ),
    "open_item_dates": _("It fell due before it was issued. Check the two days."),
    "series_counts_back": _(
        "The series stands at %(next_number)s, and numbers are never used twice."
    ),
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
