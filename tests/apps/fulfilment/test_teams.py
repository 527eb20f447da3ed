"""What a team became: nobody's name, nobody's time, and no small group's hours."""

from datetime import UTC, datetime, timedelta

import pytest

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.fulfilment.errors import TeamHoursError, TeamTooSmallError
from kortreist.apps.fulfilment.models import Delivery, TeamQuarter
from kortreist.apps.fulfilment.selectors.teams import list_quarters
from kortreist.apps.fulfilment.services.teams import drop_team_hours, record_team_hours
from kortreist.kernel.errors import NotPermittedError
from tests import factories
from tests.apps.fulfilment.scenes import add_goods, make_scene, plan
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.both]
HOURS = {"year": 2026, "quarter": 4, "hours": 120, "is_five_or_more": True}


@pytest.fixture
def scene():
    scene = make_scene(units=3)
    add_goods(scene, (1, 1, 1))
    plan(scene)
    Delivery.objects.filter(cycle=scene.cycle).update(status="packed", packed_at=NOON, crates=2)
    return scene


def test_rounds_crates_and_kitchens_follow_from_the_deliveries(scene):
    scene.deliveries[0].refresh_from_db()
    Delivery.objects.filter(pk=scene.deliveries[0].pk).update(packed_at=NOON - timedelta(days=90))
    now, before = list_quarters(actor=scene.team, hub_id=scene.hub.pk, now=NOON)
    assert (now.year, now.quarter, now.rounds, now.crates, now.units) == (2026, 4, 1, 4, 2)
    assert (before.quarter, before.crates, before.hours) == (3, 2, None)


def test_hours_are_kept_for_the_whole_team(scene):
    record_team_hours(**scene.args, **HOURS)
    record_team_hours(**scene.args, **HOURS | {"hours": 130})
    assert TeamQuarter.objects.get().hours == 130
    assert list_quarters(actor=scene.team, hub_id=scene.hub.pk, now=NOON)[0].hours == 130


def test_hours_of_a_small_team_are_not_kept(scene):
    with pytest.raises(TeamTooSmallError):
        record_team_hours(**scene.args, **HOURS | {"is_five_or_more": False})
    assert not TeamQuarter.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"hours": 0}, {"hours": 100_001}, {"year": 2027, "quarter": 1}, {"quarter": 5}]
)
def test_hours_that_cannot_be_are_refused(scene, wrong):
    with pytest.raises(TeamHoursError):
        record_team_hours(**scene.args, **HOURS | wrong)
    assert not TeamQuarter.objects.exists()


def test_tablet_that_anybody_may_hold_writes_no_hours(scene):
    tablet = Actor(name="device:1", grants=scene.team.grants)
    with pytest.raises(NotPermittedError):
        record_team_hours(**scene.args | {"actor": tablet}, **HOURS)


def test_accountant_has_no_business_here(scene):
    with pytest.raises(NotPermittedError):
        list_quarters(actor=factories.accountant(scene.hub), hub_id=scene.hub.pk, now=NOON)


def test_trail_does_not_tell_what_one_person_added(scene):
    record_team_hours(**scene.args, **HOURS)
    record_team_hours(**scene.args, **HOURS | {"hours": 128})
    drop_team_hours(**scene.args, year=2026, quarter=4)
    events = AuditEvent.objects.filter(code__startswith="fulfilment.team")
    told = [f"{event.before} {event.after} {event.params}" for event in events]
    assert len(told) == 3
    assert not any("120" in each or "128" in each for each in told)


def test_quarter_begins_at_midnight_where_people_are(scene):
    # Half past midnight in Norway, and still the old year in UTC.
    now = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    latest = list_quarters(actor=scene.team, hub_id=scene.hub.pk, now=now)[0]
    assert (latest.year, latest.quarter) == (2027, 1)
    args = scene.args | {"now": now}
    record_team_hours(**args, **HOURS | {"year": 2027, "quarter": 1})
    assert TeamQuarter.objects.get().year == 2027


def test_hours_can_be_taken_away(scene):
    record_team_hours(**scene.args, **HOURS)
    drop_team_hours(**scene.args, year=2026, quarter=4)
    assert not TeamQuarter.objects.exists()
