import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from kortreist.cli import app
from tests.formats.test_vrplib import CVRP, LI_LIM, SOLOMON
from tests.harness.shared import shared


def solve(*arguments):
    return CliRunner().invoke(app, ["tours", "solve", *map(str, arguments)], prog_name="kortreist")


@pytest.fixture
def file_of(tmp_path):
    def write(text):
        path = tmp_path / "problem.txt"
        path.write_text(text)
        return path

    return write


@pytest.mark.parametrize(
    ("text", "solution"),
    [
        (SOLOMON, "Route #1: 1 2\nCost 16.2\n"),
        (LI_LIM, "Route #1: 1 2\nCost 16.2426\n"),
        (CVRP, "Route #1: 2 1\nCost 16\n"),
    ],
)
def test_routes_and_cost_are_printed_as_the_file_counts(file_of, text, solution):
    result = solve(file_of(text), "--iterations", 20)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout in {solution, solution.replace("2 1", "1 2")}


@pytest.mark.parametrize(
    ("name", "iterations", "most_percent"),
    [
        ("solomon_25/R101.txt", 100, 0.0),
        ("solomon_25/RC201.txt", 100, 0.0),
        ("solomon_100/C101.txt", 100, 0.0),
        ("solomon_100/R205.txt", 400, 3.0),
        ("cvrp_x/X-n101-k25.vrp", 300, 3.0),
    ],
)
def test_near_the_best_that_is_known(name, iterations, most_percent):
    file = shared("data/vrp") / name
    solutions = (file.with_suffix(".distance_1dec.sol"), file.with_suffix(".sol"))
    best = float(next(each for each in solutions if each.exists()).read_text().split()[-1])
    figures = json.loads(solve(file, "--iterations", iterations, "--json").stdout)
    assert figures["is_feasible"]
    assert 100 * (figures["cost"] / best - 1) <= most_percent + 1e-9


def test_the_fewest_vehicles_come_first():
    file = shared("data/vrp/solomon_100/R201.txt")
    by_length, by_fleet = (
        json.loads(solve(file, "--iterations", 300, "--json", "--convention", convention).stdout)
        for convention in ("distance_1dec", "hierarchical_exact")
    )
    assert by_fleet["vehicles"] == 4 < by_length["vehicles"]
    assert by_fleet["cost"] > by_length["cost"]


def test_goods_go_between_partners():
    file = shared("data/vrp/li_lim_100/lc101.txt")
    figures = json.loads(solve(file, "--iterations", 100, "--json").stdout)
    assert (figures["vehicles"], figures["cost"]) == (10, 828.9369)


def test_equal_seeds_give_equal_bytes():
    file = shared("data/vrp/solomon_100/RC206.txt")
    first, again, other = (
        solve(file, "--iterations", 60, "--seed", seed, "--json").stdout for seed in (3, 3, 4)
    )
    assert first == again != other


def test_what_cannot_be_read_is_said_with_its_line(file_of):
    result = solve(file_of(SOLOMON.replace("  40  ", "  x  ")))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "kortreist: line 12: something here is no number\n"


def test_what_is_no_text_is_said(tmp_path):
    file = tmp_path / "photo.txt"
    file.write_bytes(b"\xff\xd8\xff")
    result = solve(file)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "kortreist: photo.txt: is no text\n"


def test_what_has_no_solution_is_said(file_of):
    # given a customer who closes before anyone can be there
    result = solve(file_of(SOLOMON.replace("  20  ", "   4  ")), "--iterations", 20)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no tours were found that keep every limit" in result.stderr


def test_solving_needs_no_django(file_of):
    code = (
        "import sys; from kortreist.cli.tours import solve; from pathlib import Path\n"
        f"solve(Path({str(file_of(SOLOMON))!r}), iterations=5)\n"
        "assert not any(name.split('.')[0] == 'django' for name in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Cost 16.2" in done.stdout
