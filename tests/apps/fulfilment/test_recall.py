"""Goods that are taken back: everybody is found and told, nobody else, and they can answer."""

import itertools
from datetime import timedelta

import pytest

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.fulfilment.entries import AnswerEntry, PartEntry, RecallEntry
from kortreist.apps.fulfilment.errors import (
    LotRecalledError,
    LotWithdrawnError,
    RecallClosedError,
    RecallConclusionError,
    RecallCountError,
    RecallReasonError,
    RemindedLatelyError,
    UnknownReasonError,
)
from kortreist.apps.fulfilment.models import Lot, Recall, RecallNotice
from kortreist.apps.fulfilment.selectors.recalls import get_recall, recall_report
from kortreist.apps.fulfilment.services import recalls
from kortreist.apps.fulfilment.services.lots import release_lot
from kortreist.apps.fulfilment.services.notices import answer_token
from kortreist.apps.fulfilment.services.packing import pack_line
from kortreist.apps.fulfilment.services.recall_answers import answer_by_link, note_answer
from kortreist.apps.fulfilment.services.recalls import (
    close_recall,
    remind_silent,
    start_recall,
    tell_authority,
)
from kortreist.apps.jobs.models import Job
from kortreist.apps.messages.models import Message, Preference
from kortreist.apps.messages.rendering import render
from kortreist.apps.trading.models import Offer
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests import factories
from tests.apps.fulfilment.scenes import add_goods, make_scene, plan
from tests.apps.fulfilment.test_making import _place, make, stocked
from tests.conftest import NOON

LATER = NOON + timedelta(hours=1)


class Mixed:
    """Two farms' carrots, mixed, packed anew and sold; beets that have nothing to do with it."""

    def __init__(self):
        self.scene = scene = make_scene(units=5)
        self.boss = factories.coordinator(scene.hub)
        place = _place(scene)
        self.farms = [factories.make_producer(scene.hub, name) for name in ("Nordgard", "Sørgard")]
        sacks = [
            add_goods(scene, [], name=f"Gulrot {n}", producer=farm, content_amount=10_000)
            for n, farm in enumerate(self.farms)
        ]
        self.first, self.second = (
            stocked(scene, goods, 5, place, code=f"SEKK{n}") for n, goods in enumerate(sacks)
        )
        mix = add_goods(scene, [3, 2, 0, 0, 0], name="Blanding", content_amount=1000)
        bags = add_goods(scene, [0, 2, 4, 0, 0], name="Posar", content_amount=500)
        beets = add_goods(scene, [0, 0, 1, 2, 1], name="Bete", content_amount=1000)
        alone = add_goods(scene, [0, 0, 0, 3, 0], name="Berre sør", content_amount=1000)
        self.mix = make(scene, place, mix, 20, (self.first, 1), (self.second, 1), code="MIX")
        self.bags = make(scene, place, bags, 12, (self.mix, 6), code="POSE")
        self.beets = stocked(scene, beets, 9, place, code="BETE")
        self.alone = make(scene, place, alone, 10, (self.second, 1), code="SOER")
        Offer.objects.filter(hub=scene.hub).update(stock_packs=50)
        plan(scene)
        for goods, lot in (
            (mix, self.mix),
            (bags, self.bags),
            (beets, self.beets),
            (alone, self.alone),
        ):
            for line in goods.lines:
                parts = [PartEntry(lot.pk, line.confirmed_count)]
                pack_line(**scene.args, order_line_id=line.pk, parts=parts)

    @property
    def args(self):
        return {"actor": self.boss, "hub_id": self.scene.hub.pk, "now": NOON}

    def start(self, *lots, kind="recall", **fields):
        defaults = {"hazard": "pathogen", "reason": "Listeria i ei prøve"}
        entry = RecallEntry(kind, [lot.pk for lot in lots], **defaults | fields)
        ticks = itertools.count(0, 7_000_000)
        return start_recall(**self.args, entry=entry, clock=lambda: next(ticks))


@pytest.fixture
def mixed(db):
    return Mixed()


def told(recall):
    notices = recall.notices.select_related("unit")
    return {notice.unit.name: notice.count for notice in notices if notice.unit}


def stopped():
    return set(Lot.objects.filter(withdrawn_at__isnull=False).values_list("code", flat=True))


def nothing_happened():
    assert not Recall.objects.exists()
    assert not RecallNotice.objects.exists()
    assert not Message.objects.exists()
    assert not Job.objects.exists()
    assert stopped() == set()
    assert not AuditEvent.objects.filter(code__startswith="fulfilment.recall").exists()


def test_a_drill_through_mixing_and_packing_anew_finds_exactly_the_right_units(mixed):
    recall = mixed.start(mixed.first, kind="drill", reason="")
    assert told(recall) == {"Barnehage 1": 3, "Barnehage 2": 4, "Barnehage 3": 4}
    assert recall.traced_ms == 7
    assert recall.found["units"] == 3
    assert {row.lot.code for row in recall.lots.all()} == {"SEKK0", "MIX", "POSE"}
    # and nothing is stopped, and every text says that it is a drill
    assert stopped() == set()
    assert Message.objects.exists()
    for message in Message.objects.all():
        letter = render(message)
        assert {"ØVELSE", "ØVING", "DRILL"} & set(
            f"{letter.subject} {letter.body}".replace(":", "").split()
        )


def test_half_of_the_mix_is_what_came_from_the_lot(mixed):
    recall = mixed.start(mixed.first)
    amounts = {notice.unit.name: notice.amount for notice in recall.notices.exclude(unit=None)}
    assert amounts == {"Barnehage 1": 1500, "Barnehage 2": 1500, "Barnehage 3": 1000}


def test_a_recall_stops_the_lot_and_all_that_was_made_of_it(mixed, audit_codes):
    mixed.start(mixed.first)
    assert stopped() == {"SEKK0", "MIX", "POSE"}
    assert audit_codes().count("fulfilment.lot.withdrawn") == 3
    assert audit_codes()[-1] == "fulfilment.recall.started"
    with pytest.raises(LotWithdrawnError):
        make(mixed.scene, mixed.mix.place, mixed.scene.goods[2], 1, (mixed.mix, 1), code="M9")
    with pytest.raises(LotRecalledError):
        release_lot(**mixed.args, lot_id=mixed.mix.pk)


def test_several_lots_are_one_case(mixed):
    recall = mixed.start(mixed.first, mixed.second)
    assert told(recall) == {
        "Barnehage 1": 3,
        "Barnehage 2": 4,
        "Barnehage 3": 4,
        "Barnehage 4": 3,
    }


def test_a_producer_is_told_of_its_own_lots_only(mixed):
    recall = mixed.start(mixed.mix)
    notices = {
        notice.producer.name: [each["lot"] for each in notice.goods]
        for notice in recall.notices.exclude(producer=None)
    }
    assert notices == {"Nordgard": ["SEKK0"], "Sørgard": ["SEKK1"]}
    for message in Message.objects.filter(template="recall_producer"):
        text = render(message).body
        ours, theirs = (
            ("SEKK0", "SEKK1")
            if message.organisation == mixed.farms[0]
            else (
                "SEKK1",
                "SEKK0",
            )
        )
        assert ours in text
        assert theirs not in text
        assert "Barnehage" not in text


def test_whose_lot_is_only_mixed_with_it_is_not_told(mixed):
    recall = mixed.start(mixed.first)
    assert [n.producer.name for n in recall.notices.exclude(producer=None)] == ["Nordgard"]


def test_nobodys_choice_keeps_a_recall_from_them(mixed, settings):
    settings.SMS_BACKEND = "file"
    unit = mixed.scene.units[0]
    unit.email, unit.phone = "kjokken@eksempel.no", "41234567"
    unit.save()
    Preference.objects.create(
        hub=mixed.scene.hub, unit=unit, kind="recall", by_email=False, by_sms=False
    )
    mixed.start(mixed.first)
    sent = Message.objects.filter(unit=unit).order_by("channel")
    assert "email" in sent.values_list("channel", flat=True)
    assert "/recall/" in sent[0].params["link"]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"hazard": "boredom"}, UnknownReasonError),
        ({"kind": "joke"}, UnknownReasonError),
        ({"instruction": "eat"}, UnknownReasonError),
        ({"reason": " "}, RecallReasonError),
        ({"reason": "x" * 1001}, RecallReasonError),
    ],
)
def test_what_cannot_be_right_starts_nothing(mixed, fields, error):
    with pytest.raises(error):
        mixed.start(mixed.first, **fields)
    nothing_happened()


def test_an_unknown_lot_and_another_hubs_are_not_found(mixed):
    other = make_scene(hub=factories.make_hub())
    theirs = stocked(other, add_goods(other, []), 5, _place(other))
    with pytest.raises(NotFoundError):
        mixed.start(mixed.first, theirs)
    with pytest.raises(NotFoundError):
        mixed.start()
    nothing_happened()


def test_the_packing_team_recalls_nothing(mixed):
    mixed.boss = mixed.scene.team
    with pytest.raises(NotPermittedError):
        mixed.start(mixed.first)
    nothing_happened()


def test_what_breaks_half_way_leaves_nothing(mixed, monkeypatch):
    def fail(*_args):
        raise RuntimeError

    monkeypatch.setattr(recalls, "send_notices", fail)
    with pytest.raises(RuntimeError):
        mixed.start(mixed.first)
    nothing_happened()


def test_a_unit_answers_by_its_link_and_may_think_again(mixed):
    recall = mixed.start(mixed.first)
    notice = recall.notices.get(unit=mixed.scene.units[0])
    token = answer_token(notice)
    answer_by_link(token=token, entry=AnswerEntry("used", 2, " Alt er ete "), now=NOON)
    notice.refresh_from_db()
    assert (notice.answer, notice.answered_count, notice.note) == ("used", 2, "Alt er ete")
    assert notice.answered_by == "link:recall"
    answer_by_link(token=token, entry=AnswerEntry("removed", 3), now=LATER)
    notice.refresh_from_db()
    assert (notice.answer, notice.answered_count) == ("removed", 3)
    assert token not in notice.token_digest


@pytest.mark.parametrize(
    ("entry", "error"),
    [
        (AnswerEntry("eaten", 1), UnknownReasonError),
        (AnswerEntry("used", 4), RecallCountError),
        (AnswerEntry("used", -1), RecallCountError),
    ],
)
def test_an_answer_that_cannot_be_right(mixed, entry, error):
    recall = mixed.start(mixed.first)
    notice = recall.notices.get(unit=mixed.scene.units[0])
    with pytest.raises(error):
        answer_by_link(token=answer_token(notice), entry=entry, now=NOON)
    notice.refresh_from_db()
    assert notice.answer == ""


def test_a_forged_link_opens_nothing(mixed):
    mixed.start(mixed.first)
    with pytest.raises(NotFoundError):
        answer_by_link(token="forged", entry=AnswerEntry("used"), now=NOON)
    assert not RecallNotice.objects.exclude(answer="").exists()


def test_those_who_are_silent_are_asked_again_with_a_link_that_works(mixed):
    recall = mixed.start(mixed.first)
    notice = recall.notices.get(unit=mixed.scene.units[0])
    scope = {**mixed.args, "recall_id": recall.pk}
    with pytest.raises(RemindedLatelyError):
        remind_silent(**scope)
    note_answer(**mixed.args, notice_id=notice.pk, entry=AnswerEntry("removed", 3))
    before = Message.objects.count()
    assert remind_silent(**scope | {"now": LATER}) == 3
    reminders = Message.objects.filter(template="recall_reminder")
    assert reminders.count() == Message.objects.count() - before
    assert mixed.scene.units[0].pk not in reminders.values_list("unit_id", flat=True)
    with pytest.raises(RemindedLatelyError):
        remind_silent(**scope | {"now": LATER})


def test_a_case_is_closed_with_what_came_of_it(mixed, audit_codes):
    recall = mixed.start(mixed.first)
    scope = {**mixed.args, "recall_id": recall.pk}
    with pytest.raises(RecallConclusionError):
        close_recall(**scope, conclusion=" ")
    assert tell_authority(**scope).authority_told_at == NOON
    close_recall(**scope, conclusion="Alt er kome attende.")
    assert audit_codes()[-2:] == ["fulfilment.recall.authority_told", "fulfilment.recall.closed"]
    notice = recall.notices.first()
    with pytest.raises(RecallClosedError):
        answer_by_link(token=answer_token(notice), entry=AnswerEntry("used"), now=NOON)
    with pytest.raises(RecallClosedError):
        remind_silent(**scope)
    # and now the lots may be let go
    assert release_lot(**mixed.args, lot_id=mixed.mix.pk).withdrawn_at is None


def test_an_address_has_its_postcode_and_place(mixed):
    recall = mixed.start(mixed.mix)
    notice = recall.notices.exclude(unit=None).first()
    postcode = notice.unit.delivery_point.postcode
    assert notice.goods[0]["address"].endswith(f"{postcode.code} {postcode.place}")


def test_the_report_says_from_whom_and_to_whom(mixed, query_count):
    recall = mixed.start(mixed.mix)
    page = get_recall(actor=mixed.boss, hub_id=mixed.scene.hub.pk, public_id=recall.public_id)
    report = recall_report(page)
    assert [each.producer.name for each in report.ancestries[0].origins] == ["Nordgard", "Sørgard"]
    assert {lot.code for lot in report.trace.lots} == {"MIX", "POSE"}
    scope = {"actor": mixed.boss, "hub_id": mixed.scene.hub.pk, "public_id": recall.public_id}
    assert query_count(lambda: get_recall(**scope)) == 3
    other = factories.coordinator(factories.make_hub())
    with pytest.raises(NotFoundError):
        get_recall(**scope | {"actor": other})
