"""What an update brings is read by itself: once, behind what people change, whoever dies meanwhile."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from synthai.core.models import SearchChange, SearchEntry, SearchRead
from synthai.core.search import catching_up, kinds, tasks
from synthai.core.search.tests.shelf import KIND, Shelf, work_off
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.tasks import tasks_at_once

pytestmark = pytest.mark.django_db


def was_there(cast: Cast, shelf: Shelf, *keys: str) -> None:
    """Things from before the kind was offered: search was never told of them."""
    for key in keys:
        shelf.put(cast.umoja, key, f"Bread of {key}")
    with tenant(cast.umoja):
        SearchChange.objects.all().delete()


def waiting(cast: Cast) -> set[str]:
    with tenant(cast.umoja):
        rows = SearchChange.objects.filter(kind=KIND, has_words=False)
        assert not rows.filter(is_urgent=True).exists()
        return set(rows.values_list("key", flat=True))


def test_a_kind_that_is_new_is_read_once(cast: Cast, shelf: Shelf) -> None:
    was_there(cast, shelf, "a", "b")
    tasks.search_refresh(organisation_id=cast.umoja.pk)
    assert waiting(cast) == {"a", "b"}
    work_off(cast.umoja)
    with tenant(cast.umoja):
        assert set(SearchEntry.objects.filter(kind=KIND).values_list("key", flat=True)) == {"a", "b"}
        with CaptureQueriesContext(connection) as seen:
            assert catching_up.catch_up(now=timezone.now()) == 0
    assert len(seen) == 1
    tasks.search_refresh(organisation_id=cast.umoja.pk)
    assert waiting(cast) == set()
    with tenant(cast.karoo):
        assert not SearchRead.objects.exists()  # each organisation for itself


def test_what_has_its_entry_already_is_not_read_again(cast: Cast, shelf: Shelf) -> None:
    shelf.put(cast.umoja, "a", "Bread of a")
    work_off(cast.umoja)
    shelf.held[cast.umoja.pk]["b"] = shelf.held[cast.umoja.pk]["a"]
    tasks.search_refresh(organisation_id=cast.umoja.pk)
    assert waiting(cast) == {"b"}


def test_another_edition_has_all_of_the_kind_read(cast: Cast, shelf: Shelf) -> None:
    shelf.put(cast.umoja, "a", "Bread of a")
    shelf.put(cast.umoja, "gone", "Bread of yesterday")
    work_off(cast.umoja)
    tasks.search_refresh(organisation_id=cast.umoja.pk)
    del shelf.held[cast.umoja.pk]["gone"]
    kinds.offer(
        kinds.SearchKind(name=KIND, label="Note", icon="file", load=shelf.load, keys=shelf.keys, edition=2)
    )
    for expected in ({"a", "gone"}, set()):
        tasks.search_refresh(organisation_id=cast.umoja.pk)
        assert waiting(cast) == expected
        work_off(cast.umoja)
    with tenant(cast.umoja):
        assert list(SearchEntry.objects.filter(kind=KIND).values_list("key", flat=True)) == ["a"]
        assert SearchRead.objects.get(kind=KIND).edition == 2


def test_a_worker_that_dies_while_it_hands_over_leaves_nothing_half_done(cast: Cast, shelf: Shelf) -> None:
    was_there(cast, shelf, "a")

    def dies() -> list[str]:
        raise RuntimeError("killed")

    broken = kinds.SearchKind(name="tests.broken", label="Broken", icon="file", load=shelf.load, keys=dies)
    kinds.offer(broken)
    try:
        tasks.search_refresh(organisation_id=cast.umoja.pk)
    finally:
        kinds.withdraw("tests.broken")
    assert waiting(cast) == {"a"}  # it holds up no other
    with tenant(cast.umoja):
        read = set(SearchRead.objects.values_list("kind", flat=True))
    assert KIND in read
    assert "tests.broken" not in read  # it is asked again the next hour


def test_beat_finds_the_organisations_where_something_is_new(cast: Cast, shelf: Shelf) -> None:
    assert {cast.umoja.pk, cast.karoo.pk} <= set(catching_up.behind())
    tasks.search_refresh(organisation_id=cast.umoja.pk)
    assert cast.umoja.pk not in catching_up.behind()
    assert cast.karoo.pk in catching_up.behind()
    kinds.offer(
        kinds.SearchKind(name=KIND, label="Note", icon="file", load=shelf.load, keys=shelf.keys, edition=2)
    )
    assert cast.umoja.pk in catching_up.behind()
    was_there(cast, shelf, "a")
    with tasks_at_once():
        tasks.search_catch_up()
    assert cast.umoja.pk not in catching_up.behind()
