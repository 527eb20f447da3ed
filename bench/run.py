"""One measurement in a process of its own: ``python -m bench.run NAME '{"its": "options"}'``.

So that its memory is its own, and nothing that was measured before is warm.
"""

import json
import sys
from importlib import import_module

import django

MEASUREMENTS = {
    "prepare": "bench.seeding:prepare",
    "hubs": "bench.cycle:measure_hubs",
    "large_cycle": "bench.cycle:measure_large_cycle",
    "pages": "bench.pages:measure_pages",
    "shelf": "bench.assortment:measure_shelf",
    "sheet": "bench.assortment:measure_sheet",
    "export": "bench.exporting:measure_export",
    "prices": "bench.prices:measure_prices",
    "placing": "bench.placing:measure_placing",
    "search": "bench.searching:measure_search",
    "tracing": "bench.tracing:measure_tracing",
    "race": "bench.placing:measure_race",
}


def main(name: str, options: str) -> None:
    django.setup()
    module, _, function = MEASUREMENTS[name].partition(":")
    figures = getattr(import_module(module), function)(**json.loads(options))
    sys.stdout.write(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
