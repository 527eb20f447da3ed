from types import SimpleNamespace

import pytest

from kortreist.apps.ui import navigation
from kortreist.apps.ui.navigation import Identity, Place, TooManyPlacesError

STRANGER = SimpleNamespace(user=SimpleNamespace(is_authenticated=False))
KARI = SimpleNamespace(
    user=SimpleNamespace(is_authenticated=True, get_username=lambda: "kari@example.no")
)


@pytest.fixture(autouse=True)
def empty(monkeypatch):
    monkeypatch.setattr(navigation, "_places", [])
    monkeypatch.setattr(navigation, "_identities", [])


def tell(*labels):
    return lambda request: [Place(f"/{label}/", label, "home") for label in labels]


def test_rooms_name_places_in_the_order_they_came():
    navigation.register(tell("shop", "basket"))
    navigation.register(tell("orders"))
    assert [place.label for place in navigation.places_for(KARI)] == ["shop", "basket", "orders"]


def test_a_teller_that_comes_twice_is_asked_once():
    teller = tell("shop")
    navigation.register(teller)
    navigation.register(teller)
    assert len(navigation.places_for(KARI)) == 1


def test_a_sixth_place_is_refused():
    navigation.register(tell("a", "b", "c", "d", "e"))
    assert len(navigation.places_for(KARI)) == 5
    navigation.register(tell("f"))
    with pytest.raises(TooManyPlacesError, match="at most 5 places, not 6: a, b, c, d, e, f"):
        navigation.places_for(KARI)


def test_the_first_who_knows_the_reader_is_believed():
    navigation.register_identity(lambda request: None)
    navigation.register_identity(lambda request: Identity("Kari", "Solbakken"))
    assert navigation.identity_for(KARI) == Identity("Kari", "Solbakken")


def test_a_reader_nobody_knows_has_the_name_they_signed_in_with():
    assert navigation.identity_for(KARI) == Identity("kari@example.no")
    assert navigation.identity_for(STRANGER) is None
