"""The linter finds nothing in the documents of the library."""

from datetime import date
from pathlib import Path

import pytest

from synthai.core.documents.blueprints import examples, linting, reading

LIBRARY = Path(__file__).parents[1] / "library"
KNOWN = [fact.key for fact in examples.organisation(date(2026, 11, 29))]


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*/v*.toml")), ids=lambda path: path.parent.name)
def test_the_linter_finds_nothing(path: Path) -> None:
    blueprint = reading.from_toml(path.read_text(encoding="utf-8"))

    assert [str(finding) for finding in linting.lint(blueprint, KNOWN)] == []
