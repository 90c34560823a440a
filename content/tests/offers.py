"""A template of the tests and documents made of it, by the services that people use."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from content.models import Document
from content.selectors.blueprints import Choice, Source
from content.services import documents
from synthai.core.documents.blueprints import reading
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person

NOW: Final = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)
REF: Final = "test:offer:1"
ANSWERS: Final[dict[str, Any]] = {
    "customer.name": "Kasi Café",
    "lines": [{"what": "Bunny chow", "price": "65.00"}, {"what": "Vetkoek", "price": "R 12,50"}],
    "terms.days": "30",
}
_FOLDER: Final = Path(__file__).parent / "blueprints"
_newest = 1


def publish(version: int) -> None:
    """Let this version be the newest."""
    global _newest  # noqa: PLW0603 - the library of the tests
    _newest = version


def _get(slug: str, version: int) -> Blueprint | None:
    path = _FOLDER / f"{slug}_v{version}.toml"
    return reading.from_toml(path.read_text(encoding="utf-8")) if path.exists() else None


def _choices() -> Iterable[Choice]:
    found = _get("offer", _newest)
    if found is not None:
        yield Choice(ref=f"test:offer:{_newest}", blueprint=found)


SOURCE: Final = Source(get=_get, choices=_choices)


def begin(by: Person, answers: dict[str, Any] | None = None) -> Document:
    """A document with every needed answer, or those given."""
    with tenant(by.organisation):
        return documents.begin(REF, by=by.actor, now=NOW, answers=ANSWERS if answers is None else answers)


def confirmed(by: Person) -> Document:
    """One that its writer has read."""
    document = begin(by)
    with tenant(by.organisation):
        return documents.confirm(document.pk, by=by.actor, now=NOW)
