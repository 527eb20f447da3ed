"""What was promised, beside what was measured."""

from collections.abc import Iterator, Mapping
from typing import Any

Figures = Mapping[str, Any]  # Any: JSON

MOST_SECONDS = 3.0
MOST_GROWTH = 1.3
MOST_MB = 2_000
MOST_MS = 150
MOST_SHEET = 30.0
MOST_TRACE_MS = 1_000
MOST_GAP_TO_100 = 1.0
MOST_GAP_ABOVE = 3.0
# 20,000 rows a second.
MOST_FILE_MS = 50
# What grows with the rows is asked for hundreds of them at a time.
MOST_QUERIES_A_ROW = 0.05


def check_claims(figures: Figures) -> list[dict[str, object]]:
    """Return each claim that something was measured for, and whether it holds.

    Growth is the time for each line as a multiple of the base size's, by the work that was done
    (processor time of the process and of its database connection), which others on the machine
    disturb less than the clock; the same by the clock stands beside it.
    """
    claims = list(_of_tours(figures.get("tours", {})))
    for kind, parts in figures.items():
        if "cycle" in parts:
            claims += _of_cycles(kind, parts["cycle"])
        if "pages" in parts:
            claims.append(
                _claim(f"{kind}: slowest page, ms", parts["pages"]["slowest_ms"], MOST_MS)
            )
        if "assortment" in parts:
            claims += _of_assortment(kind, parts["assortment"])
        for name, figures_of_size in parts.get("search", {}).items():
            claims.append(
                _claim(f"{kind}: slowest search {name}, ms", figures_of_size["slowest_ms"], MOST_MS)
            )
        if "x100" in parts.get("trace", {}):
            traced = parts["trace"]["x100"]["command"]["elapsed_ms"]
            claims.append(
                _claim(f"{kind}: tracing among a million lines, ms", traced, MOST_TRACE_MS)
            )
    return claims


def _of_tours(tours: Figures) -> Iterator[dict[str, object]]:
    own = tours.get("gaps", {}).get("kortreist")
    if own is None:
        return
    for name, limit in (("to_100", MOST_GAP_TO_100), ("above_100", MOST_GAP_ABOVE)):
        if own[name] is not None:
            yield _claim(f"tours: mean gap {name}, percent", own[name], limit)
    yield _claim("tours: not feasible", own["infeasible"], 0)


def _of_assortment(kind: str, parts: Figures) -> Iterator[dict[str, object]]:
    shelf, sheet = parts["shelf"], parts["sheet"]
    for name, page in shelf["x10"]["pages"].items():
        yield _claim(f"{kind}: {name} of 10,000 variants, ms", page["median_ms"], MOST_MS)
        base = shelf["x1"]["pages"].get(name)
        if base:
            more = page["queries"] - base["queries"]
            yield _claim(f"{kind}: {name}, more queries at ten times the goods", more, 0)
    yield _claim(f"{kind}: sheet of 10,000 rows, seconds", sheet["x10"]["seconds"], MOST_SHEET)
    yield from _of_tenfold(kind, "sheet", sheet, rows="rows", work="work_seconds")
    yield from _of_tenfold(kind, "prices", parts["prices"], rows="prices", work="work_seconds")
    files = {
        size: {"rows": figures["variants"], **figures["csv"]}
        for size, figures in parts["export"].items()
    }
    yield from _of_tenfold(kind, "catalogue file", files, rows="rows", work="median_work_seconds")
    whole = files["x10"]["median_seconds"] * 1_000_000 / files["x10"]["rows"]
    yield _claim(f"{kind}: catalogue file, ms for 1,000 rows", round(whole, 1), MOST_FILE_MS)


def _of_tenfold(
    kind: str, name: str, sizes: Figures, *, rows: str, work: str
) -> Iterator[dict[str, object]]:
    """Compare ten times the rows, or nearly, with the base size: work, and what is asked."""
    base, large = sizes["x1"], sizes["x10"]
    growth = large[work] / large[rows] / (base[work] / base[rows])
    yield _claim(f"{kind}: {name}, growth of work a row", round(growth, 3), MOST_GROWTH)
    asked = (large["queries"] - base["queries"]) / (large[rows] - base[rows])
    yield _claim(f"{kind}: {name}, queries a row more", round(asked, 4), MOST_QUERIES_A_ROW)


def _of_cycles(kind: str, sizes: Figures) -> Iterator[dict[str, object]]:
    base = sizes["x1"]
    yield _claim(f"{kind}: x1, median seconds", base["median_seconds"], MOST_SECONDS)
    for name, large in sizes.items():
        yield _claim(f"{kind}: {name}, memory in MB", memory_of(large), MOST_MB)
        if name != "x1":
            yield _claim(
                f"{kind}: {name}, growth of work a line",
                _growth(large, base, "work_seconds"),
                MOST_GROWTH,
            ) | {"by_the_clock": _growth(large, base, "seconds")}


def memory_of(size: Figures) -> float:
    """Return the memory of all processes together, those of the database server included."""
    return round(size["peak_mb"] + size.get("server_peak_mb", 0), 1)


def _growth(large: Figures, base: Figures, what: str) -> float:
    """Return the time for a line, of all that was done, as a multiple of that at the base size."""
    times = large["lines"] / base["lines"]
    return round(large[f"mean_{what}"] / base[f"median_{what}"] / times, 3)


def _claim(about: str, measured: float, limit: float) -> dict[str, object]:
    return {"claim": about, "measured": measured, "limit": limit, "holds": measured <= limit}
