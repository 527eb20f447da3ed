"""Every refusal has words, and the words ask only for facts that the refusal carries."""

import ast
import re
from pathlib import Path

import write_reference

from kortreist.apps.ui.error_messages import MESSAGES
from tests.repo import houses

FACT = re.compile(r"%\((\w+)\)s")


def list_raises() -> list[tuple[Path, ast.Call, str]]:
    """Return every place that makes an error, with the error's code."""
    kinds = {kind.__name__: kind for kind in write_reference.error_kinds()}
    found = []
    for path in sorted(houses.SOURCE.rglob("*.py")):
        for node in ast.walk(houses.parse(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                kind = kinds.get(node.func.id)
                if kind is None:
                    continue
                first = node.args[0] if node.args else ast.Constant(kind.default_code)
                if isinstance(first, ast.Constant):
                    found.append((path, node, str(first.value)))
    return found


def test_every_code_has_words():
    codes = {code for code, _ in write_reference.raised_codes()}
    missing = sorted(codes - set(MESSAGES))
    assert not missing, f"without words: {', '.join(missing)}"


def test_no_words_without_a_code():
    codes = {code for code, _ in write_reference.raised_codes()}
    unused = sorted(set(MESSAGES) - codes)
    assert not unused, f"never raised: {', '.join(unused)}"


def test_words_ask_only_for_facts_that_are_given():
    wrong = []
    for path, call, code in list_raises():
        given = {word.arg for word in call.keywords}
        asked = set(FACT.findall(str(MESSAGES.get(code, ""))))
        if None not in given and not asked <= given:
            place = f"{path.relative_to(houses.ROOT)}:{call.lineno}"
            wrong.append(f"{place}: {code} needs {', '.join(sorted(asked - given))}")
    assert wrong == []
