"""How long a paper takes: ``python -m bench.papers`` prints milliseconds of processor time."""

import json
import sys
import warnings
from collections.abc import Callable
from statistics import median
from time import process_time

from kortreist.formats.papers import PaperWarning, paper
from tests.formats.example_papers import PAPERS, a_delivery_note, a_frame, note_lines

REPEATS, WARM_UPS = 25, 3


def main() -> int:
    warnings.simplefilter("ignore", PaperWarning)
    figures = {kind: milliseconds(lambda make=make: make()) for kind, make in PAPERS.items()}
    long = a_delivery_note(lines=note_lines() * 15)
    figures["delivery_note_of_60_lines"] = milliseconds(lambda: long)
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    return 0


def milliseconds(make: Callable[[], object]) -> float:
    """Return the median of one paper, each with another moment so that nothing is remembered."""
    content, took = make(), []
    for number in range(WARM_UPS + REPEATS):
        frame = a_frame(issuer=f"Rørosmat SA {number}")
        before = process_time()
        paper(content, frame)
        took.append(process_time() - before)
    return round(median(took[WARM_UPS:]) * 1000, 1)


if __name__ == "__main__":
    sys.exit(main())
