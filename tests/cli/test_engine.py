import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from kortreist.cli import app

SHARES = {
    "claims": [{"line_id": 1, "wanted": 30}, {"line_id": 2, "wanted": 20}],
    "packs": 40,
    "policy": "max_min",
}


def kortreist(*arguments, given=b""):
    return CliRunner().invoke(app, arguments, input=given, prog_name="kortreist")


ENGINES = [
    "allocation",
    "footprint",
    "menus",
    "notices",
    "prices",
    "pricing",
    "routing",
    "shares",
]


def run(name, given):
    if not isinstance(given, bytes):
        given = json.dumps(given).encode()
    return kortreist("engine", "run", name, given=given)


def test_list_names_every_engine():
    listed = kortreist("engine", "list")
    assert listed.exit_code == 0
    assert [line.split()[0] for line in listed.stdout.splitlines()] == ENGINES
    as_json = json.loads(kortreist("engine", "list", "--json").stdout)
    assert [engine["name"] for engine in as_json] == ENGINES


@pytest.mark.parametrize("name", ENGINES)
def test_schema_is_of_input_and_output(name):
    schemas = json.loads(kortreist("engine", "schema", name).stdout)
    assert list(schemas) == ["input", "output"]
    for schema in schemas.values():
        assert schema["type"] == "object"
        assert schema["additionalProperties"] is False
        assert schema["required"]


def test_schema_says_the_limits():
    claim = json.loads(kortreist("engine", "schema", "shares").stdout)["input"]["$defs"]["Claim"]
    assert claim["properties"]["wanted"]["minimum"] == 0
    assert claim["properties"]["wanted"]["maximum"] == 1_000_000_000


def test_run_gives_the_output_as_json():
    result = run("shares", SHARES)
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == {
        "shares": [{"line_id": 1, "given": 20}, {"line_id": 2, "given": 20}],
        "left_over": 0,
    }
    assert run("shares", SHARES).stdout == result.stdout


_CLAIM = "claims[1].wanted"


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        (SHARES | {"packs": True}, "packs", "whole number"),
        (SHARES | {"packs": 40.0}, "packs", "whole number"),
        (SHARES | {"packs": "40"}, "packs", "whole number"),
        (SHARES | {"packs": None}, "packs", "whole number"),
        (SHARES | {"packs": -1}, "packs", "0 or more"),
        (SHARES | {"packs": 10**9 + 1}, "packs", "1000000000 or less"),
        (SHARES | {"packs": 10**30}, "packs", ""),
        (SHARES | {"policy": "first"}, "policy", "'proportional', 'max_min' or 'rotation'"),
        (SHARES | {"colour": 1}, "colour", "not a field"),
        ({"claims": []}, "packs", "missing"),
        (SHARES | {"claims": {}}, "claims", "a list"),
        (SHARES | {"claims": [{"line_id": 1, "wanted": 1}, {}]}, "claims[1].line_id", "missing"),
        (SHARES | {"claims": SHARES["claims"] * 2}, "claims.line_id", "must come once"),
        ([SHARES], "input", "an object"),
        (b"", "input", "Invalid JSON"),
        (b"{", "input", "Invalid JSON"),
        (b"\xff\xfe", "input", "Invalid JSON"),
        (b'{"packs": ' + b"9" * 5_000 + b"}", "input", "out of range"),
        (b"[" * 100_000, "input", "recursion limit"),
    ],
    ids=str,
)
def test_bad_input_is_refused_in_one_line_that_names_the_field(given, field, words):
    result = run("shares", given)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"kortreist: {field}: ")
    assert words in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        (
            "allocation",
            {"wishes": [{"line_id": 1, "item_id": 2, "wanted": 3}], "items": []},
            "wishes[0].item_id: there is no such thing in the input",
        ),
        (
            "pricing",
            {
                "lines": [
                    {
                        "line_id": 1,
                        "document_id": 1,
                        "amount": 500,
                        "unit": "g",
                        "producer_price_ore": 100,
                        "vat_category": "Z",
                        "vat_rate_bp": 1500,
                    }
                ]
            },
            "vat_rate_bp: a rate of 1500 basis points does not suit category Z",
        ),
    ],
)
def test_what_the_engine_refuses_is_said_the_same_way(name, given, words):
    result = run(name, given)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"kortreist: {words}\n")


@pytest.mark.parametrize("verb", ["run", "schema"])
def test_an_unknown_engine_is_refused(verb):
    result = kortreist("engine", verb, "nope")
    assert (result.exit_code, result.stdout) == (1, "")
    known = ", ".join(ENGINES)
    assert result.stderr == f"kortreist: there is no engine 'nope'; there are {known}\n"


@pytest.mark.parametrize(
    "arguments",
    [("engine", "run"), ("engine", "nope"), ("nope",), ("engine", "list", "--nope")],
    ids=" ".join,
)
def test_wrong_usage_is_two(arguments):
    result = kortreist(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: " in result.stderr


def test_help_names_the_commands_and_shows_examples():
    assert "engine" in kortreist("--help").stdout
    for verb in ("list", "schema", "run"):
        assert f"kortreist engine {verb}" in kortreist("engine", verb, "--help").stdout


_PROBE = """
import sys
from kortreist.cli import main
sys.argv = ["kortreist", *sys.argv[1:]]
try:
    main()
except SystemExit as end:
    found = sorted({"django", "numpy", "rich"} & sys.modules.keys())
    print("loaded:", *found, "exit:", end.code, file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "given", "loaded"),
    [
        (("--help",), "", "loaded: exit: 0"),
        (("engine", "list"), "", "loaded: exit: 0"),
        (("engine", "schema", "allocation"), "", "loaded: numpy exit: 0"),
        (("engine", "run", "shares"), json.dumps(SHARES), "loaded: exit: 0"),
        (("engine", "run", "shares"), "{}", "loaded: exit: 1"),
    ],
    ids=str,
)
def test_no_django_is_loaded(arguments, given, loaded):
    result = subprocess.run(
        [sys.executable, "-c", _PROBE, *arguments],
        input=given,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stderr.splitlines()[-1] == loaded
