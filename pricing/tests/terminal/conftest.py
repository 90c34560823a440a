"""The command as a person runs it, in this process: words in, exit code and streams out."""

import io
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pytest

from pricing import engine
from pricing.engine.simulate import Simulation, simulate
from pricing.management.commands.pricing import Command
from pricing.terminal import verbs

HEADINGS = "date,sku,units,unit_price"
MONDAYS = ("2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26")


@dataclass(frozen=True)
class Ending:
    """How a run ended."""

    code: int
    out: str
    err: str

    def table(self) -> pd.DataFrame:
        """Standard output as a table."""
        return pd.read_csv(io.StringIO(self.out), dtype={"sku": str})


Run = Callable[..., Ending]


def rows(*, sku: str = "A", price: object = "12.50", units: int = 3) -> list[str]:
    """Four weeks of one product."""
    return [f"{monday},{sku},{units},{price}" for monday in MONDAYS]


@pytest.fixture
def pricing(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `manage.py pricing …`; `stdin` are the bytes piped in. The model is a small one: test_processes trains a whole one."""
    settings_of = verbs._settings

    def small(words: Namespace) -> engine.Settings:
        return replace(settings_of(words), n_jobs=1, trees=8, forest_rows=4000, inner_origins=1)

    monkeypatch.setattr(verbs, "_settings", small)

    def run(*words: object, stdin: bytes = b"") -> Ending:
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        code = 0
        try:
            Command().run_from_argv(["manage.py", "pricing", *map(str, words)])
        except SystemExit as end:
            code = int(end.code or 0)
        out.flush()
        err.flush()
        return Ending(code, _text(out), _text(err))

    return run


@pytest.fixture
def history(tmp_path: Path) -> Callable[..., Path]:
    """Write lines (or bytes) to history.csv."""

    def write(
        *lines: str, headings: str = HEADINGS, data: bytes | None = None, name: str = "history.csv"
    ) -> Path:
        path = tmp_path / name
        path.write_bytes(data if data is not None else "\n".join([headings, *lines, ""]).encode())
        return path

    return write


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Simulation, Path]:
    """A simulated shop of five products and 30 weeks, as files."""
    simulation = simulate("many", skus=5, weeks=30, seed=3)
    folder = tmp_path_factory.mktemp("shop")
    simulation.write(folder)
    return simulation, folder


def _text(stream: io.TextIOWrapper) -> str:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8")
