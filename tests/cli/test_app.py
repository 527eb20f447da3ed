import sys
from types import ModuleType

import pytest
import typer
from typer.testing import CliRunner

from kortreist import __version__
from kortreist.cli import app as root
from kortreist.cli.app import COMMANDS
from kortreist.kernel.errors import ConflictError, DomainError


def kortreist(*arguments):
    return CliRunner().invoke(root, arguments, prog_name="kortreist")


@pytest.fixture
def plough(monkeypatch):
    """A command whose module is a plain function, there for one test."""
    module = ModuleType("plough")

    def plough(field: str) -> None:
        """Plough a field."""
        if field == "rock":
            raise ConflictError(depth=2)
        typer.echo(f"ploughed {field}")

    module.app = plough
    monkeypatch.setitem(sys.modules, "plough", module)
    monkeypatch.setitem(COMMANDS, "plough", ("plough", "Turn the earth."))


def test_version():
    result = kortreist("--version")
    assert (result.exit_code, result.stdout) == (0, f"kortreist {__version__}\n")


def test_help_lists_every_command():
    listed = kortreist("--help").stdout.partition("Commands:")[2]
    assert [line.split()[0] for line in listed.splitlines() if line[2:3].strip()] == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_of_its_own(name):
    result = kortreist(name, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: kortreist {name} ")
    assert "--install-completion" not in result.stdout


@pytest.mark.usefixtures("plough")
def test_a_function_is_a_command():
    assert "Turn the earth." in kortreist("--help").stdout
    assert kortreist("plough", "meadow").stdout == "ploughed meadow\n"
    assert kortreist("plough").exit_code == 2


@pytest.mark.usefixtures("plough")
def test_a_refusal_is_said_in_one_line():
    result = kortreist("plough", "rock")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("kortreist: ")
    assert result.stderr.count("\n") == 1


def test_a_bug_is_loud(monkeypatch):
    module = ModuleType("bug")
    module.app = lambda: 1 // 0
    monkeypatch.setitem(sys.modules, "bug", module)
    monkeypatch.setitem(COMMANDS, "bug", ("bug", "Divide by nothing."))
    result = kortreist("bug")
    assert isinstance(result.exception, ZeroDivisionError)
    assert not isinstance(result.exception, DomainError)
