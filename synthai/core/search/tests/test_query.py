"""Finding, with the real model and the real index."""

from typing import Any

import pytest
from django.utils import timezone

from synthai.core.search import kinds, query
from synthai.core.search.results import Results
from synthai.core.search.tests.shelf import KIND, Shelf, work_off
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf() -> Any:
    yield Shelf()
    kinds._KINDS.pop(KIND)


def find(text: str, by: Any, **more: Any) -> Results:
    return query.find(text, by=by and by.actor, now=timezone.now(), **more)


def keys(found: Results) -> list[str]:
    return [each.key for each in found.results]


def stock(shelf: Shelf, cast: Cast) -> None:
    shelf.put(
        cast.umoja, "vat", "Registering for VAT", "Who must register with SARS and how to do it on eFiling."
    )
    shelf.put(
        cast.umoja, "leave", "Leave of workers", "Annual leave, sick leave and family responsibility leave."
    )
    shelf.put(
        cast.umoja,
        "skuld",
        "Kliënte wat nie betaal nie",
        "Hoe om agterstallige rekeninge in te vorder.",
        language="af",
    )
    work_off(cast.umoja)


def test_finds_by_words(cast: Cast, shelf: Shelf) -> None:
    stock(shelf, cast)
    found = find("register for vat", cast.thandi)
    assert keys(found)[0] == "vat"
    assert found.results[0].path == "/notes/vat/"
    assert "".join(part.text for part in found.results[0].title_parts) == "Registering for VAT"
    assert [part.text for part in found.results[0].title_parts if part.is_match] == ["Registering", "VAT"]
