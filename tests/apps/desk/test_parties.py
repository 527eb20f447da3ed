import pytest
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["unit-list", "producer-list"])
def test_search_for_what_no_text_holds_finds_the_rest(client, name):
    # given
    hub = factories.make_hub()
    factories.make_unit(hub, "Galåen barnehage")
    factories.make_producer(hub, "Galåvolden")
    client.force_login(factories.make_role(hub, RoleKind.COORDINATOR).person.user)
    # when
    page = client.get(reverse(f"desk:{name}", kwargs={"hub": hub.public_id}), {"q": "galå\0"})
    # then
    assert page.status_code == 200
    assert "Galå" in page.content.decode()
