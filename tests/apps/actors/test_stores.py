"""What is true of a hub's store."""

from datetime import time

import pytest

from kortreist.apps.actors.errors import StoreFactsError
from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.actors.services.stores import set_store_facts
from kortreist.kernel.errors import NotPermittedError
from tests import factories
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def keep(hub, *, actor=factories.SYSTEM, **facts):
    known = {"approval_no": "N 123", "goods_in_days_before": 1, "goods_in_until": time(14)}
    return set_store_facts(actor=actor, hub_id=hub.pk, now=NOON, **known | facts)


def test_facts_are_kept_once(audit_codes):
    hub = factories.make_hub()
    for _ in range(2):
        hub = keep(hub, approval_no=" n  123 ")
    assert (hub.approval_no, hub.goods_in_until) == ("N 123", time(14))
    assert audit_codes() == ["actors.hub.store"]


@pytest.mark.parametrize(
    "facts", [{"approval_no": "<b>"}, {"approval_no": "-1"}, {"goods_in_days_before": 8}]
)
def test_what_cannot_be_right_is_refused(facts):
    hub = factories.make_hub()
    with pytest.raises(StoreFactsError):
        keep(hub, **facts)
    hub.refresh_from_db()
    assert hub.approval_no == ""
    assert not AuditEvent.objects.exists()


def test_the_team_may_not():
    hub = factories.make_hub()
    with pytest.raises(NotPermittedError):
        keep(hub, actor=factories.packing_team(hub))
