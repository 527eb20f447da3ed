import ast
from importlib import import_module
from pathlib import Path

import pytest

import kortreist
from kortreist.apps.jobs.checks import check_tasks_are_at_home
from kortreist.apps.jobs.masking import mask_personal
from kortreist.apps.jobs.registry import room_of, scheduled, task, tasks

SRC = Path(kortreist.__file__).parent


def test_product_has_its_tasks_at_home():
    assert check_tasks_are_at_home() == []


def test_task_in_a_foreign_room_is_found():
    # given a function that stands in the billing room
    def send(run):
        pass

    send.__module__ = "kortreist.apps.billing.tasks"
    task("trading.send")(send)
    # when
    (error,) = check_tasks_are_at_home()
    # then
    assert error.id == "kortreist.E010"
    assert error.msg == "The task trading.send stands in the room billing."


def test_two_modules_cannot_register_the_same_name():
    def elsewhere(run):
        pass

    elsewhere.__module__ = "kortreist.apps.jobs.other"
    with pytest.raises(ValueError, match=r"two tasks are called jobs\.prune"):
        task("jobs.prune")(elsewhere)


def test_cron_line_is_checked_when_it_is_written():
    with pytest.raises(ValueError, match="61 3"):
        scheduled("61 3 * * *", "test.never")


def find_enqueue_calls():
    """Yield (place, room of the file, name asked for, or None where it cannot be told)."""
    for path in sorted(SRC.rglob("*.py")):
        module = ".".join(("kortreist", *path.relative_to(SRC).with_suffix("").parts))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _called(node) == "enqueue":
                name = _value(node.args[0], module) if node.args else None
                yield f"{path.relative_to(SRC)}:{node.lineno}", room_of(module), name


def _value(node, module):
    if isinstance(node, ast.Name):
        return getattr(import_module(module), node.id, None)
    return node.value if isinstance(node, ast.Constant) else None


def _called(node):
    return getattr(node.func, "id", None) or getattr(node.func, "attr", None)


def test_rooms_enqueue_only_their_own_jobs():
    wrong = [
        f"{place} enqueues {name or 'what it computes'}"
        for place, room, name in find_enqueue_calls()
        if place.split(":")[0] != "apps/jobs/services/schedules.py"
        and (name is None or not name.startswith(f"{room}."))
    ]
    assert wrong == []


def test_every_job_asked_for_has_its_task():
    wrong = [
        f"{place}: {name}" for place, _, name in find_enqueue_calls() if name and name not in tasks
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("_case", "text", "masked"),
    [
        ("address", "no kari.nordmann@horten.kommune.no here", "no [address] here"),
        ("in brackets", "<kari@example.no>: 550", "<[address]>: 550"),
        ("telephone", "call +47 901 23 456 now", "call [number] now"),
        ("birth number", "01017012345", "[number]"),
        ("ids stay", "order 4711, job 123456", "order 4711, job 123456"),
        ("uuid stays", "8d1f2c3a-1234-4567-8901-123456789012",
         "8d1f2c3a-1234-4567-8901-123456789012"),
    ],
)  # fmt: skip
def test_people_are_masked(_case, text, masked):
    assert mask_personal(text) == masked
