import json
import re
from dataclasses import is_dataclass
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from kortreist.engines.doors import DOORS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "engines.md"
EXAMPLE = re.compile(
    r"^### `(\w+)`.*?```json\n(.*?)```.*?```json\n(.*?)```", re.DOTALL | re.MULTILINE
)
EXAMPLES = EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", DOORS)
def test_a_door_leads_from_a_frozen_dataclass_to_another(name):
    engine = DOORS[name].open()
    for part in (engine.input_type, engine.output_type):
        assert is_dataclass(part)
        assert part.__dataclass_params__.frozen
        assert TypeAdapter(part).json_schema()["type"] == "object"


def test_every_door_has_an_example():
    assert [name for name, _, _ in EXAMPLES] == list(DOORS)


@pytest.mark.parametrize(("name", "given", "expected"), EXAMPLES, ids=lambda part: part[:10])
def test_the_examples_are_true(name, given, expected):
    engine = DOORS[name].open()
    value = TypeAdapter(engine.input_type).validate_json(given, strict=True, extra="forbid")
    output = TypeAdapter(engine.output_type).dump_json(engine.function(value))
    assert json.loads(output) == json.loads(expected)
