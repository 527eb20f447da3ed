"""The map of the house holds in the tables too: keys point down, and rooms write only their own."""

import ast

import pytest
from django.apps import apps
from django.db import models

from tests.repo import houses, writes


def list_keys() -> list[models.Field]:
    """Return every relation that a room's model declares."""
    rooms = houses.floors()
    return [
        field
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in rooms
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
    ]


def test_every_room_is_on_the_map():
    rooms = {path.parent.name for path in houses.APPS.glob("*/apps.py")}
    assert rooms == set(houses.floors())


def test_no_key_points_to_a_higher_room():
    floors = houses.floors()
    wrong = [
        f"{field} points up to {field.related_model._meta.label}"
        for field in list_keys()
        if floors.get(field.related_model._meta.app_label, 0) > floors[field.model._meta.app_label]
    ]
    assert wrong == []


def test_no_key_points_sideways():
    floors = houses.floors()
    wrong = []
    for field in list_keys():
        own, other = field.model._meta.app_label, field.related_model._meta.app_label
        if own != other and floors.get(other) == floors[own]:
            wrong.append(f"{field} points sideways to {other}")
    assert wrong == []


def test_keys_between_rooms_leave_no_trace_and_protect():
    floors = houses.floors()
    wrong = []
    for field in list_keys():
        own, other = field.model._meta.app_label, field.related_model._meta.app_label
        if own == other or other not in floors:
            continue
        if field.remote_field.related_name != "+":
            wrong.append(f'{field} needs related_name="+"')
        if not field.many_to_many and field.remote_field.on_delete is not models.PROTECT:
            wrong.append(f"{field} needs on_delete=PROTECT")
    assert wrong == []


def test_no_room_writes_the_tables_of_another():
    wrong = [
        f"{path.relative_to(houses.ROOT)}:{line}: {text}"
        for path, own_room in houses.sources()
        for line, text in writes.foreign_writes(houses.parse(path), own_room=own_room)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("_case", "code", "found"),
    [
        ("a query set", "Order.objects.filter(pk=1).update(status='x')", True),
        ("a new row", "Order.objects.create(pk=1)", True),
        ("rows in bulk", "Order.objects.bulk_create([])", True),
        ("a lock", "Order.objects.select_for_update().get(pk=1)", True),
        ("a row made by hand", "Order(status='x')", True),
        ("a row that was read", "def f():\n  o = Order.objects.get()\n  o.save()", True),
        ("a row that was given", "def f(o: Order):\n  o.delete()", True),
        ("a field of a row", "def f(o: Order):\n  o.status = 'x'", True),
        ("each of many", "def f():\n  for o in Order.objects.all():\n    o.save()", True),
        ("reading", "list(Order.objects.filter(pk=1).values('pk'))", False),
        ("a constant", "Order.Status.OPEN", False),
        ("something else of that name", "o = {}\no.update(a=1)", False),
    ],
)
def test_writes_are_seen(_case, code, found):
    tree = ast.parse(f"from kortreist.apps.trading.models import Order\n{code}")
    assert bool(list(writes.foreign_writes(tree, own_room="billing"))) is found
    assert not list(writes.foreign_writes(tree, own_room="trading"))
