import pytest

from kortreist.kernel.quantity import Quantity, Unit, line_net_ore


def test_price_units():
    assert [unit.per_price_unit for unit in Unit] == [1000, 1000, 1]
    assert [unit.unece_code for unit in Unit] == ["KGM", "LTR", "EA"]


@pytest.mark.parametrize(
    ("amount", "price_ore", "unit", "net_ore"),
    [
        (3_250, 9_990, Unit.GRAM, 32_468),
        (500, 1, Unit.MILLILITRE, 1),
        (499, 1, Unit.MILLILITRE, 0),
        (12, 450, Unit.PIECE, 5_400),
        (-3_250, 9_990, Unit.GRAM, -32_468),
    ],
)
def test_line_net_is_rounded_once(amount, price_ore, unit, net_ore):
    assert line_net_ore(amount=amount, price_ore=price_ore, unit=unit) == net_ore


def test_quantities_add_up():
    assert Quantity.nominal(3, 400) + Quantity(1, 385) == Quantity(4, 1_585)
    assert not Quantity.none()
    assert Quantity(0, 5)


@pytest.mark.parametrize(("count", "amount"), [(-1, 0), (0, -1)])
def test_quantity_is_never_below_zero(count, amount):
    with pytest.raises(ValueError, match="below zero"):
        Quantity(count, amount)
