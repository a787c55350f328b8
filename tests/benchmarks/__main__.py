"""The benchmarks: `python -m tests.benchmarks GROUP [--check]`, with the groups that `--help` names.

Each prints a table with its bars. With `--check` a missed bar is a failure; one that the machine was too
restless to settle is not.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks import build, grow, read, store, submit
from benchmarks.goals import written

GROUPS = {
    "read": read.measure,
    "submit": submit.measure,
    "load": grow.measure_load,
    "start": grow.measure_start,
    "edit": grow.measure_edit,
    "grow": grow.measure_growth,
    "banks": grow.measure_banks,
    "build": build.measure_build,
    "store": store.measure,
}


def main() -> None:
    """Measure one group, and print its table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("group", choices=GROUPS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="for each contender in a round")
    parser.add_argument(
        "--sizes",
        type=lambda sizes: [int(each) for each in sizes.split(",")],
        default="1,10,100",
        help="numbers of articles, of which most groups take the largest; of items for banks",
    )
    parser.add_argument("--folder", type=Path, help="where content and state are made, and stay")
    parser.add_argument("--out", type=Path, help="the same as JSON")
    parser.add_argument("--plot", type=Path, help="grow: an SVG of what an article costs")
    parser.add_argument("--check", action="store_true", help="fail where a bar is missed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        options.folder = options.folder or Path(folder)
        results = GROUPS[options.group](options)
    print(written(results, options.out))
    if options.check and any(each.verdict == "missed" for each in results):
        sys.exit(1)


if __name__ == "__main__":
    main()
