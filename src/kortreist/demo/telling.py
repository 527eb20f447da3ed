"""How people in a demonstration are told, an address that fails, what is owed, and a bonus.

All illustrative. Norway has set no telephone numbers aside for fiction, so the numbers are from the
series that North America has (555-0100 to 555-0199): they reach nobody.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from kortreist.apps.actors.models import BuyerUnit, InvoiceParty, Organisation
from kortreist.apps.actors.services.contacts import change_producer_contact, change_unit_contact
from kortreist.apps.billing.models import OpenItemSide
from kortreist.apps.billing.services.bonuses import issue_bonus
from kortreist.apps.billing.services.open_items import pay_open_item
from kortreist.apps.billing.services.taking_over import OpenItemFacts, enter_open_item
from kortreist.apps.catalogue.models import PriceAgreement
from kortreist.apps.messages.kinds import PRODUCER_KINDS, UNIT_KINDS
from kortreist.apps.messages.models import Channel, Kind, Message, MessageStatus, Preference
from kortreist.apps.messages.services.bounces import take_in_bounce
from kortreist.apps.messages.services.delivery import deliver_message
from kortreist.apps.messages.services.preferences import choose_for_producer, choose_for_unit
from kortreist.apps.trading.errors import BonusNotEarnedError
from kortreist.demo.parties import MAILBOX
from kortreist.demo.rounds import Round
from kortreist.kernel.periods import oslo_date

# One kitchen and one farm in so many has a number that text messages go to.
PHONE_ONE_IN: Final = 4
MOST_PHONES: Final = 50
EMAIL, SMS, NONE = frozenset({Channel.EMAIL}), frozenset({Channel.SMS}), frozenset[Channel]()
REPORT: Final = """\
From: MAILER-DAEMON@mx.example
To: kortreist@hub.example
Subject: Undelivered mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mailbox is full.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.2.2

--b
Content-Type: text/rfc822-headers

Message-ID: <{message}@hub.example>

--b--
"""


@transaction.atomic
def tell_and_owe(
    played: Round, *, producers: Mapping[str, int], bonus_until: date, now: datetime
) -> None:
    """Set up all of it, once; ``producers`` are the farms' rows by code."""
    if Preference.objects.filter(hub_id=played.hub_id).exists():
        return
    numbers = _numbers()
    _reach_kitchens(played, numbers, now)
    _reach_farms(played, producers, numbers, now)
    _fail_an_address(played, now)
    _owe_from_before(played, min(producers.values()), now)
    _give_a_bonus(played, bonus_until, now)


def _numbers() -> Iterator[str]:
    return (f"+1 907 555 01{number:02d}" for number in range(2 * MOST_PHONES))


def _reach_kitchens(played: Round, numbers: Iterator[str], now: datetime) -> None:
    units = BuyerUnit.objects.filter(pk__in=played.setting.units).order_by("number")
    chosen = [
        unit
        for place, unit in enumerate(units)
        if played.cast.has_buyer(played.setting.units[unit.pk]) or place % PHONE_ONE_IN == 0
    ]
    for place, unit in enumerate(chosen[:MOST_PHONES]):
        # Any: keywords of two services
        about: dict[str, Any] = {
            "actor": played.cast.buyer(played.setting.units[unit.pk]),
            "hub_id": played.hub_id,
            "unit_id": unit.pk,
            "now": now,
        }
        change_unit_contact(**about, email=unit.email, phone=next(numbers))
        own = {Kind.OPENING: SMS, Kind.REMINDER: EMAIL | SMS, Kind.SHORTAGE: EMAIL | SMS}
        if place % 3 == 2:
            own |= {Kind.OPENING: NONE, Kind.SURPLUS: NONE}
        choose_for_unit(**about, choices={**UNIT_KINDS, **own})


def _reach_farms(
    played: Round, producers: Mapping[str, int], numbers: Iterator[str], now: datetime
) -> None:
    for place, (code, producer_id) in enumerate(sorted(producers.items())[:MOST_PHONES]):
        if place % PHONE_ONE_IN:
            continue
        producer = Organisation.objects.get(pk=producer_id)
        # Any: keywords of two services
        about: dict[str, Any] = {
            "actor": played.cast.producer(code),
            "hub_id": played.hub_id,
            "organisation_id": producer_id,
            "now": now,
        }
        change_producer_contact(**about, email=producer.email, phone=next(numbers))
        choose_for_producer(
            **about, choices={**PRODUCER_KINDS, Kind.CLOSING_LIST: EMAIL | SMS, Kind.PURCHASE: SMS}
        )


def _fail_an_address(played: Round, now: datetime) -> None:
    """Let one kitchen's mailbox be full: its last message comes back."""
    kitchens = [pk for pk, code in played.setting.units.items() if not played.cast.has_buyer(code)]
    message = (
        Message.objects.filter(
            hub_id=played.hub_id,
            unit__in=kitchens,
            channel=Channel.EMAIL,
            status=MessageStatus.WAITING,
        )
        .exclude(address__in=("", MAILBOX))
        .order_by("-pk")
        .first()
    )
    if message is None:
        return
    deliver_message(message_id=message.pk, is_last_try=True, now=now)
    report = REPORT.format(recipient=message.address, message=message.public_id)
    take_in_bounce(data=report.encode(), now=now)


def _owe_from_before(played: Round, producer_id: int, now: datetime) -> None:
    """Let two payers and a farm have something open from the program before; one has paid some."""
    today = oslo_date(now)
    payers = InvoiceParty.objects.filter(hub_id=played.hub_id, credit_limit_ore=None)
    by, hub_id = played.cast.accountant, played.hub_id
    for place, payer in enumerate(payers.order_by("pk")[:2]):
        item = enter_open_item(
            actor=by,
            hub_id=hub_id,
            facts=OpenItemFacts(
                side=OpenItemSide.RECEIVABLE,
                number=f"EKS-{2041 + place}",
                issued_on=today - timedelta(days=40 - 25 * place),
                due_on=today - timedelta(days=26 - 40 * place),
                amount_ore=(412_550, 187_300)[place],
                payer_id=payer.pk,
            ),
            now=now,
        )
        if place == 0:
            pay_open_item(
                actor=by,
                hub_id=hub_id,
                item_id=item.pk,
                amount_ore=200_000,
                paid_on=today - timedelta(days=20),
                now=now,
            )
    facts = OpenItemFacts(
        side=OpenItemSide.PAYABLE,
        number="EKS-88",
        issued_on=today - timedelta(days=30),
        due_on=today + timedelta(days=5),
        amount_ore=96_400,
        producer_id=producer_id,
    )
    enter_open_item(actor=by, hub_id=hub_id, facts=facts, now=now)


def _give_a_bonus(played: Round, until: date, now: datetime) -> None:
    agreements = PriceAgreement.objects.filter(hub_id=played.hub_id, bonus_bp__gt=0)
    for agreement in agreements.order_by("pk"):
        try:
            issue_bonus(
                actor=played.cast.accountant,
                hub_id=played.hub_id,
                agreement_id=agreement.pk,
                until=until,
                now=now,
            )
        except BonusNotEarnedError:
            # Whoever it is with did not order in the round before.
            continue
