"""The region that people are shown, built whole once."""

from datetime import date

import pytest

from kortreist.apps.billing.models import DocumentVat
from kortreist.apps.fulfilment.models import Lot, Recall
from kortreist.apps.trading.models import AllocationLine, OrderLine
from kortreist.demo.build import build_demonstration
from kortreist.demo.description import load_region

pytestmark = pytest.mark.slow


@pytest.mark.django_db
def test_roros_is_what_it_promises():
    built = build_demonstration(load_region("roros"), today=date(2026, 11, 20))

    figures = built.figures
    assert (figures.producers, figures.buyer_units, figures.variants) == (30, 66, 236)
    assert (figures.orders, figures.lines, figures.deliveries) == (66, 818, 66)
    assert (figures.purchase_orders, figures.invoices, figures.lots) == (30, 67, 270)
    assert figures.lines_cut == 49
    assert (figures.balanced, figures.oversold) == (True, 0)
    assert figures.buyers_pay_ore == (
        figures.producers_get_ore + figures.fees_ore + figures.vat_ore
    )
    # food and drink, at two rates
    assert set(DocumentVat.objects.values_list("rate_bp", flat=True)) >= {1500, 2500}
    # somebody who is not registered for VAT sells to the hub without it; deposits have none
    assert set(DocumentVat.objects.values_list("category", flat=True)) == {"S", "O", "E"}
    # those cut are told why, and by more rules than one
    reasons = {
        reason["code"]
        for line in AllocationLine.objects.filter(run__cycle=built.cycle_id)
        for reason in line.reasons
    }
    assert {"got_all", "shared_by_policy", "priority_first"} <= reasons
    assert OrderLine.objects.filter(order__cycle=built.cycle_id, charge_by="measured").count() > 30
    # A lot was packed anew, and a drill was held on what went into it.
    made = Lot.objects.get(purchase_line=None)
    drill = Recall.objects.get()
    assert (drill.kind, drill.status) == ("drill", "closed")
    assert made.pk in drill.lots.values_list("lot", flat=True)
    assert drill.notices.filter(answer="").count() == 1
    assert drill.found["units"] > 0
