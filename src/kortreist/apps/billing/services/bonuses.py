"""Bonus notes: what a price agreement gives back of what was bought in a period.

The giver writes it, so the hub does; a note credits the payer, rate of VAT by rate, for what stood
on invoices.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from kortreist.apps.actors.models import Hub, InvoiceParty
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.billing.models import Document, DocumentKind
from kortreist.apps.billing.services.documents import Draft, DraftLine, issue_documents
from kortreist.apps.billing.services.parties import firm_of, paper_language, payer_of
from kortreist.apps.billing.wording import bonus_text
from kortreist.apps.catalogue.models import PriceAgreement
from kortreist.apps.trading.models import ChargeLine, OrderCycle
from kortreist.apps.trading.selectors.agreements import BonusRow
from kortreist.apps.trading.services.bonus import add_bonus

Charges = Mapping[BonusRow, ChargeLine]


@transaction.atomic
def issue_bonus(
    *, actor: Actor, hub_id: int, agreement_id: int, until: date, now: datetime
) -> list[Document]:
    """Issue the bonus notes of an agreement for deliveries before a day, one for each payer.

    The bonus is of what stands on invoices, less credit notes, and less what was given before;
    each order and rate of VAT is a line of its own. What is given is borne by the hub, in the
    cycle that it was sold in.

    Raises
    ------
    NotPermittedError, NotFoundError
        When it is not the actor's to do, or the agreement none of the hub's.
    BonusTooEarlyError
        When more may be delivered before the day.
    BonusNotEarnedError
        When there is nothing to give.
    """
    charges = add_bonus(actor=actor, hub_id=hub_id, agreement_id=agreement_id, until=until, now=now)
    agreement = PriceAgreement.objects.get(pk=agreement_id)
    hub = Hub.objects.select_related("organisation__postcode").get(pk=hub_id)
    ends = min(until, agreement.valid_until or until)
    payers = InvoiceParty.objects.select_related("organisation__postcode").in_bulk(
        {row.payer_id for row in charges}
    )
    drafts = [
        _draft(hub, agreement, payers[paper[0]], lines, ends)
        for paper, lines in sorted(_by_paper(charges).items(), key=lambda item: item[0][::2])
    ]
    return issue_documents(drafts, hub=hub, actor=actor, now=now)


def _by_paper(charges: Charges) -> dict[tuple[int, int | None, bool], dict[BonusRow, ChargeLine]]:
    papers: dict[tuple[int, int | None, bool], dict[BonusRow, ChargeLine]] = defaultdict(dict)
    for row, charge in charges.items():
        papers[row.paper][row] = charge
    return papers


def _draft(
    hub: Hub, agreement: PriceAgreement, payer: InvoiceParty, charges: Charges, until: date
) -> Draft:
    language = paper_language(payer.language, hub.language)
    last_day = until - timedelta(days=1)
    modes = {row.seller_mode for row in charges}
    seller_id = next(iter(charges)).seller_id or hub.organisation_id
    return Draft(
        kind=DocumentKind.BONUS,
        lines=list(_lines(agreement, charges, language)),
        cycle_id=None,
        payer=payer,
        seller_id=seller_id,
        seller_mode=max(modes),
        parties={
            "seller": firm_of(hub.organisation, on=last_day),
            "payer": payer_of(payer),
            "hub": hub.name,
        },
        language=language,
        delivered_on=last_day,
        agreement_id=agreement.pk,
        period=(_begins(agreement, payer, until), until),
    )


def _begins(agreement: PriceAgreement, payer: InvoiceParty, until: date) -> date:
    """Return where the payer's last bonus under the agreement ended, or the agreement's first day.

    A second one for the same days says all of them: something was invoiced late.
    """
    before = Document.objects.filter(
        hub_id=agreement.hub_id,
        agreement=agreement,
        payer=payer,
        kind=DocumentKind.BONUS,
        period_until__lt=until,
    )
    ended = before.order_by("-id").values_list("period_until", flat=True).first()
    return ended or agreement.valid_from


def _lines(agreement: PriceAgreement, charges: Charges, language: str) -> Iterable[DraftLine]:
    cycles = OrderCycle.objects.in_bulk({row.cycle_id for row in charges})
    for row, charge in charges.items():
        cycle = cycles[row.cycle_id]
        facts = {
            "basis_ore": row.invoiced_ore,
            "given_ore": row.given_ore,
            "rate_bp": agreement.bonus_bp,
        }
        text = bonus_text(cycle.number, cycle.delivery_day, language)
        yield DraftLine(charge, text, facts)
