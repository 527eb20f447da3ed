"""``kortreist engine``: the engines' file doors. No database, no settings, no Django."""

import json
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import DataclassSchema

from kortreist.engines.doors import DOORS, Door
from kortreist.kernel.errors import InvalidInputError

app = typer.Typer(no_args_is_help=True, help="Run an engine on a file: JSON in, JSON out.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Which engine; see `engine list`.")]

_WORDS = {
    "dataclass_type": "must be an object with named fields",
    "dict_type": "must be an object",
    "enum": "must be one of {expected}",
    "greater_than_equal": "must be {ge} or more",
    "int_type": "must be a whole number, without quotes, decimals, true or false",
    "less_than_equal": "must be {le} or less",
    "missing": "is missing",
    "string_too_long": "must be {max_length} characters or fewer",
    "string_type": "must be a text",
    "tuple_type": "must be a list",
    "unexpected_keyword_argument": "is not a field here",
}


class _ClosedSchema(GenerateJsonSchema):
    """A schema that says what the door does: unknown fields are refused."""

    def dataclass_schema(self, schema: DataclassSchema) -> dict[str, Any]:
        return super().dataclass_schema(schema) | {"additionalProperties": False}


@app.command("list")
def list_engines(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Say which engines there are.

    Example: kortreist engine list
    """
    if as_json:
        _print_json([{"name": door.name, "summary": door.summary} for door in DOORS.values()])
        return
    width = max(len(name) for name in DOORS)
    for door in DOORS.values():
        typer.echo(f"{door.name:{width}}  {door.summary}")


@app.command()
def schema(name: Name) -> None:
    """Print the JSON Schema of an engine's input and output.

    Example: kortreist engine schema shares
    """
    engine = _find(name).open()
    taken = TypeAdapter(engine.input_type).json_schema(schema_generator=_ClosedSchema)
    given = TypeAdapter(engine.output_type).json_schema(
        schema_generator=_ClosedSchema, mode="serialization"
    )
    _print_json({"input": taken, "output": given})


@app.command()
def run(name: Name) -> None:
    """Read an engine's input from stdin, and print its output.

    Input that is not right is refused: one line on stderr that names the field, nothing on stdout,
    exit code 1.

    Example: kortreist engine run shares < in.json > out.json
    """
    engine = _find(name).open()
    taken: TypeAdapter[Any] = TypeAdapter(engine.input_type)
    try:
        given = taken.validate_json(sys.stdin.buffer.read(), strict=True, extra="forbid")
    except ValidationError as error:
        raise _refusal(error.errors(include_url=False)) from error
    output = TypeAdapter(engine.output_type).dump_json(engine.function(given), indent=2)
    typer.echo(output.decode())


def _find(name: str) -> Door:
    if name not in DOORS:
        raise InvalidInputError("unknown_engine", name=name, known=", ".join(DOORS))
    return DOORS[name]


def _refusal(errors: Sequence[ErrorDetails]) -> InvalidInputError:
    first, *others = errors
    words = _WORDS.get(first["type"], first["msg"]).format(**first.get("ctx", {}))
    if others:
        words += f" (and {len(others)} more to mend)"
    return InvalidInputError("unfit_input", field=_path(first["loc"]), words=words)


def _path(places: Sequence[int | str]) -> str:
    """Return a field's place as one would write it: ``wishes[3].wanted``."""
    parts = (f"[{place}]" if isinstance(place, int) else f".{place}" for place in places)
    return "".join(parts).removeprefix(".") or "input"


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))
