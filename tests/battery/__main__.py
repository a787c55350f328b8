"""The drivers that run for minutes: `python -m tests.battery NAME --help` says what one does.

Each is a module of this folder with a `run`, whose arguments are its options.
"""

import argparse
import inspect
import os
import sys
import time
from importlib import import_module
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from battery.serving import end_on_term  # noqa: E402 - see the line above


def main() -> int:
    """Run one driver, and return 1 where it says that a promise was broken."""
    end_on_term()
    files = sorted(Path(__file__).parent.glob("*.py"))
    names = [file.stem for file in files if "\ndef run(" in file.read_text("utf-8")]
    parser = argparse.ArgumentParser(prog="python -m tests.battery", description=__doc__)
    parser.add_argument("name", choices=names)
    name = parser.parse_args(sys.argv[1:2]).name
    driver = import_module(f"battery.{name}")
    parser = argparse.ArgumentParser(
        prog=f"{parser.prog} {name}",
        description=driver.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for option, given in inspect.signature(driver.run).parameters.items():
        if given.default is False:
            parser.add_argument(f"--{option}", action="store_true")
        elif isinstance(given.default, str | int | float):
            parser.add_argument(f"--{option}", type=type(given.default), default=given.default)
    began, options = time.monotonic(), vars(parser.parse_args(sys.argv[2:]))
    report = driver.run(**options)
    print(*report.lines(), sep="\n")
    print(f"{time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f}")
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
