"""Measure the product: `make bench`, or `python -m tests.bench`.

    --only NAME   ingest, freshness, pick, fan-out, flood, routing, legs, start or
                  repair; may be given repeatedly
    --quick       fewer events, for a first impression
    --write       put the figures into the table of docs/performance.md (not quick ones)

Prints one JSON object for each figure as it is measured, and the table at the end.
"""

import argparse
import sys
from collections.abc import Callable, Iterator

from tests.bench import (
    fan_out,
    flood,
    freshness,
    ingest,
    legs,
    pick,
    repair,
    routing,
    start,
)
from tests.bench.figures import Figure, machine, table, write_page

MEASUREMENTS: dict[str, Callable[..., Iterator[Figure]]] = {
    "ingest": ingest.measure,
    "freshness": freshness.measure,
    "pick": pick.measure,
    "fan-out": fan_out.measure,
    "flood": flood.measure,
    "routing": routing.measure,
    "legs": legs.measure,
    "start": start.measure,
    "repair": repair.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--only", action="append", choices=MEASUREMENTS)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.write and options.quick:
        parser.error("--write keeps no first impressions; leave --quick away")
    described = machine()
    figures: list[Figure] = []
    for name in options.only or MEASUREMENTS:
        for figure in MEASUREMENTS[name](quick=options.quick):
            sys.stdout.write(figure.as_json() + "\n")
            sys.stdout.flush()
            figures.append(figure)
    sys.stdout.write(f"\n{described}\n\n{table(figures)}\n")
    if options.write:
        write_page(figures, described)
    return 0


if __name__ == "__main__":
    sys.exit(main())
