"""Pages by key over every kind of sort: ties, missing values, both directions."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db.models import F, Q

from synthai.core import keyset
from synthai.core.api.kinds import CursorInvalid
from synthai.core.models import OutboxEvent
from synthai.core.sealing import BrokenSeal, seal, unseal
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 21, 8, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def rows(cast: Cast) -> Any:
    """Fourteen rows with ties and missing values, inside Umoja Foods."""
    with tenant(cast.umoja):
        for number in range(14):
            OutboxEvent.objects.create(
                name=f"core.Name{number % 4}",
                attempts=number % 3,
                not_before=None if number % 5 == 0 else START + timedelta(microseconds=number % 4),
            )
        yield OutboxEvent.objects.annotate(late=F("not_before"))


ORDERS = [
    ["pk"],
    ["-pk"],
    ["name"],
    ["-attempts", "name"],
    ["not_before"],
    ["-not_before", "attempts"],
    ["late", "-public_id"],
    ["-attempts", "-not_before", "name"],
]


@pytest.mark.parametrize("ordering", ORDERS, ids="_".join)
@pytest.mark.parametrize("size", [1, 3, 14, 50])
def test_every_row_once_in_order_both_ways(rows: Any, ordering: list[str], size: int) -> None:
    terms = [
        F(name.lstrip("-")).desc(nulls_last=True) if name.startswith("-") else F(name).asc(nulls_last=True)
        for name in ordering
    ]
    tie = "-pk" if ordering[-1].startswith("-") else "pk"
    expected = [row.pk for row in rows.order_by(*terms, tie)]

    pages = [keyset.page(rows, ordering=ordering, size=size, scope="test")]
    while pages[-1].next:
        pages.append(keyset.page(rows, ordering=ordering, size=size, cursor=pages[-1].next, scope="test"))
    assert [row.pk for page in pages for row in page.rows] == expected
    assert pages[0].previous is None

    backwards = [pages[-1]]
    while backwards[-1].previous:
        backwards.append(
            keyset.page(rows, ordering=ordering, size=size, cursor=backwards[-1].previous, scope="test")
        )
    assert [[row.pk for row in page.rows] for page in reversed(backwards)] == [
        [row.pk for row in page.rows] for page in pages
    ]


def test_works_on_values_and_filters(rows: Any) -> None:
    named = rows.filter(~Q(name="core.Name0")).values("pk", "name", "attempts")
    first = keyset.page(named, ordering=["name"], size=4, scope="test")
    second = keyset.page(named, ordering=["name"], size=100, cursor=first.next, scope="test")
    names = [row["name"] for page in (first, second) for row in page.rows]
    assert len(names) == 10
    assert all(a <= b for a, b in pairwise(names))


def test_a_cursor_of_another_order_or_list_is_refused(rows: Any) -> None:
    cursor = keyset.page(rows, ordering=["name"], size=3, scope="a").next
    for ordering, scope in ((["name"], "b"), (["-name"], "a"), (["attempts"], "a")):
        with pytest.raises(CursorInvalid):
            keyset.page(rows, ordering=ordering, size=3, cursor=cursor, scope=scope)


def test_empty_list_has_no_neighbours(rows: Any) -> None:
    page = keyset.page(rows.none(), ordering=["pk"], size=3, scope="test")
    assert (page.rows, page.next, page.previous) == ([], None, None)


def test_sort_without_missing_values_can_use_an_index(rows: Any) -> None:
    cursor = keyset.page(rows, ordering=["-created_at"], size=3, scope="test").next
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        keyset.page(rows, ordering=["-created_at"], size=3, cursor=cursor, scope="test")
    (statement,) = [query["sql"] for query in asked.captured_queries]
    assert "NULLS" not in statement
    assert '"created_at" <=' in statement


@pytest.mark.parametrize("content", [b"", b"x", b"x" * 31, b"x" * 32, b"x" * 500])
def test_sealed_content_comes_back_and_shows_nothing(content: bytes) -> None:
    token = seal(content, purpose="a")
    assert unseal(token, purpose="a") == content
    assert seal(content, purpose="a") == token
    assert "x" * 8 not in token
    with pytest.raises(BrokenSeal):
        unseal(token, purpose="b")
    for place in range(0, len(token), 7):
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(BrokenSeal):
            unseal(token[:place] + other + token[place + 1 :], purpose="a")
