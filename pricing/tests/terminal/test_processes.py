"""The command as a process of its own: no database, signals, pipes, progress."""

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pricing.engine.simulate import simulate

pytestmark = pytest.mark.slow
CHECKOUT = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, str(CHECKOUT / "manage.py"), "pricing"]
# Nothing listens there: a command that asked for a service would fail.
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "OMP_NUM_THREADS": "1",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("process shop")
    simulate("few", skus=60, weeks=104, seed=2).write(place)
    return place


def test_needs_no_database_and_pipes_from_end_to_end(folder: Path) -> None:
    history = "date,sku,units,unit_price\n" + "".join(f"2026-0{m}-05,A,{m},9.99\n" for m in range(1, 8))
    (folder / "asked.csv").write_text("sku,price\nA,10.49\n")
    done = subprocess.run(
        [*COMMAND, "whatif", "-", folder / "asked.csv", "--out", "-", "--quiet"],
        input=history.encode(), capture_output=True, env=ENVIRONMENT, cwd=folder, check=False, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().splitlines()[0] == "sku,price,weekly_units,low,high"
    assert done.stderr == b""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_nothing_behind(folder: Path, number: int) -> None:
    before = sorted(folder.iterdir())
    run = subprocess.Popen(
        [*COMMAND, "recommend", "history.csv", "--out", "prices.csv"],
        stderr=subprocess.PIPE, text=True, env=ENVIRONMENT, cwd=folder,
    )  # fmt: skip
    assert run.stderr is not None
    line = run.stderr.readline()  # progress, so the work has begun
    assert "%" in line
    run.send_signal(number)
    rest = run.communicate(timeout=120)[1]
    assert run.returncode == 130
    assert "Interrupted; nothing was written." in rest
    assert "Traceback" not in rest
    assert sorted(folder.iterdir()) == before


def test_a_reader_that_stops_is_no_crash(folder: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*COMMAND, "whatif", "-", folder / "asked2.csv"],
        input=b"date,sku,units,unit_price\n2026-01-05,A,3,9.99\n2026-01-12,A,3,10.99\n2026-01-19,A,2,9.99\n",
        stdout=write, stderr=subprocess.PIPE, env=ENVIRONMENT, cwd=_with_question(folder), check=False, timeout=200,
    )  # fmt: skip
    os.close(write)
    assert done.returncode == 4
    assert b"the program that reads it has stopped" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_terminal_sees_one_line_rewritten(tmp_path: Path) -> None:
    simulate("few", skus=30, weeks=90, seed=2).write(tmp_path)
    ours, theirs = pty.openpty()
    run = subprocess.Popen(
        [*COMMAND, "forecast", "history.csv", "plan.csv", "--out", os.devnull],
        stdin=subprocess.DEVNULL, stderr=theirs, env=ENVIRONMENT, cwd=tmp_path,
    )  # fmt: skip
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 65_536):
            seen += chunk
    except OSError:
        pass  # Linux: the other end is closed
    assert run.wait(timeout=120) == 0
    assert seen.count(b"\r") >= 2  # how often depends on the machine
    assert seen.decode().rstrip().endswith(f"rows of forecast to {os.devnull}.")


def _with_question(folder: Path) -> Path:
    (folder / "asked2.csv").write_text("sku,price\nA,10.49\n")
    return folder
