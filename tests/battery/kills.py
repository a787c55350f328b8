"""Kill the server under load, again and again: `python -m tests.battery kills --kills 300`.

Eight readers take checks over HTTP and send every request until it is answered. After each SIGKILL of the
whole process group the database must be whole and hold every step that was said to be recorded, once and as
it was sent; then the server starts again on it. Nothing may be lost, counted twice or answered otherwise than
before.
"""

import shutil
import tempfile
import time
from pathlib import Path
from random import Random

from battery.report import Report
from battery.running import DATABASE, Crowd, found_in
from battery.serving import Server

READERS = 8
REPLAYED = 0.25


def run(*, kills: int = 300, acknowledgements: int = 70, fault: str = "") -> Report:
    """Kill the server so often, each time after so many acknowledgements."""
    report, random = Report(), Random(1)
    with tempfile.TemporaryDirectory() as scratch, Server(Path(scratch) / "state", fault=fault) as server:
        crowd = Crowd(server.port, report, patient=True, replayed=REPLAYED)
        with crowd.at_work(READERS):
            for number in range(kills):
                report.seconds["ready"].append(server.start())
                crowd.wait_for(acknowledgements)
                time.sleep(random.uniform(0.05, 0.4))
                server.kill()
                said = list(crowd.acknowledged)  # before now: the readers take in what is on its way, too
                copy = shutil.copytree(server.state, Path(scratch) / f"copy-{number}")
                crowd.check(found_in(copy / DATABASE), said)
                shutil.rmtree(copy)
    report.count("acknowledgements", len(crowd.acknowledged))
    report.count("replies that said recorded: false", len(crowd.unrecorded()))
    return report
