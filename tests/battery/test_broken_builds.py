"""Every fault can be put in: what it stands in for is there."""

import subprocess
import sys

from battery.broken_builds import FAULTS
from battery.edits import FOUND_AS
from battery.serving import ROOT, TESTS


def test_every_fault_can_still_be_put_in() -> None:
    """In a process of its own, which ends with them."""
    put_in_all = "from battery.broken_builds import FAULTS; [put_in() for put_in in FAULTS.values()]"
    paths = {"PYTHONPATH": f"{ROOT}:{TESTS}"}
    subprocess.run([sys.executable, "-c", put_in_all], env=paths, check=True, timeout=60)


def test_every_fault_that_edits_show_is_one() -> None:
    assert FOUND_AS.keys() <= FAULTS.keys()
