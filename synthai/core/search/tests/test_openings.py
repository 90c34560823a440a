"""What each thing begins with has its vector before any has its further passages."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from synthai.core.models import SearchChange, SearchChunk, SearchEntry
from synthai.core.search import embeddings, index, work
from synthai.core.search.tests.shelf import KIND, Shelf, work_off
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db


def _vectors_of(key: str) -> list[int]:
    return list(
        SearchChunk.objects.filter(entry__key=key).order_by("number").values_list("number", flat=True)
    )


def test_all_begin_with_one_vector_before_any_has_all_of_its_own(cast: Cast, shelf: Shelf) -> None:
    """So many things at once are found by their meaning within seconds, and the urgent ones whole before others begin."""
    for key in ("a", "b", "later"):
        shelf.put(cast.umoja, key, f"Bread of {key}", f"flour and yeast of {key} " * 50)
    shelf.put(cast.umoja, "short", "A short one")
    with tenant(cast.umoja):
        SearchChange.objects.filter(key="later").update(is_urgent=False)
        work.batch(cast.umoja.pk, now=timezone.now())
        work.batch(cast.umoja.pk, now=timezone.now())  # the words of what waits behind
        assert work.batch(cast.umoja.pk, now=timezone.now()) == 3
        assert [_vectors_of(key) for key in ("a", "b", "short", "later")] == [[0], [0], [0], []]
        assert not SearchChange.objects.filter(key="short").exists()  # it has no further passage
        assert (
            not SearchEntry.objects.exclude(key="short").filter(made_by__endswith=embeddings.MODEL).exists()
        )
        assert work.batch(cast.umoja.pk, now=timezone.now()) == 2
        assert [_vectors_of(key) for key in ("a", "b", "later")] == [[0, 1, 2], [0, 1, 2], []]
    work_off(cast.umoja)
    with tenant(cast.umoja):
        assert _vectors_of("later") == [0, 1, 2]
        assert not SearchChange.objects.exists()
        assert not SearchEntry.objects.outdated(now=timezone.now()).exists()


def test_what_was_embedded_before_is_taken_whole(cast: Cast, shelf: Shelf) -> None:
    shelf.put(cast.umoja, "a", "Bread", "flour and yeast " * 100)
    work_off(cast.umoja)
    shelf.put(cast.umoja, "b", "Bread", "flour and yeast " * 99)
    index.rebuild(cast.umoja.pk, only=[KIND])
    with tenant(cast.umoja):
        assert work.batch(cast.umoja.pk, now=timezone.now()) == 1  # words of what is new, then of the rest
        assert work.batch(cast.umoja.pk, now=timezone.now()) == 1
        work.batch(cast.umoja.pk, now=timezone.now())
        work.batch(cast.umoja.pk, now=timezone.now())
        assert _vectors_of("b") == [0, 1, 2, 3]
        assert list(SearchChange.objects.values_list("key", "has_opening")) == [("a", False)]
        assert work.batch(cast.umoja.pk, now=timezone.now()) == 1
        assert not SearchChange.objects.exists()
        assert _vectors_of("a") == [0, 1, 2, 3]


def test_an_opening_stays_when_there_are_no_vectors_for_the_rest(
    cast: Cast, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.put(cast.umoja, "a", "Bread", "flour and yeast " * 100)
    with tenant(cast.umoja):
        work.batch(cast.umoja.pk, now=timezone.now())
        work.batch(cast.umoja.pk, now=timezone.now())
        monkeypatch.setattr(embeddings, "of_passages", lambda texts: None)
        work.batch(cast.umoja.pk, now=timezone.now())
        assert _vectors_of("a") == [0]
        assert not SearchChange.objects.exists()
        assert SearchEntry.objects.outdated(now=timezone.now()).exists()  # it is tried again within the hour


def test_without_vectors_what_was_embedded_before_is_up_to_date(cast: Cast, shelf: Shelf) -> None:
    shelf.put(cast.umoja, "a", "Bread prices")
    work_off(cast.umoja)
    with override_settings(SEARCH_EMBEDDINGS=False):
        shelf.change(cast.umoja, "a", path="/elsewhere/")
        work_off(cast.umoja)
        with tenant(cast.umoja):
            assert not SearchEntry.objects.outdated(now=timezone.now()).exists()
    with tenant(cast.umoja):
        assert SearchEntry.objects.outdated(now=timezone.now()).exists()


def test_what_is_written_anew_keeps_its_further_vectors_until_they_are_made_again(
    cast: Cast, shelf: Shelf
) -> None:
    shelf.put(cast.umoja, "a", "Bread", "flour and yeast " * 100)
    work_off(cast.umoja)
    with tenant(cast.umoja):
        before = dict(SearchChunk.objects.values_list("number", "mark"))
    shelf.change(cast.umoja, "a", text="salt and pepper " * 40)
    with tenant(cast.umoja):
        work.batch(cast.umoja.pk, now=timezone.now())
        work.batch(cast.umoja.pk, now=timezone.now())
        between = dict(SearchChunk.objects.values_list("number", "mark"))
        assert between[0] != before[0]
        assert {**between, 0: ""} == {**before, 0: ""}
    work_off(cast.umoja)
    with tenant(cast.umoja):
        assert _vectors_of("a") == [0, 1]


def test_what_changes_while_its_opening_is_made_is_read_again(
    cast: Cast, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.put(cast.umoja, "a", "Bread", "flour and yeast " * 100)
    made = embeddings.of_passages

    def slow(texts: Sequence[str]) -> Any:
        monkeypatch.undo()
        shelf.change(cast.umoja, "a", title="Cake")  # meanwhile
        return made(texts)

    with tenant(cast.umoja):
        work.batch(cast.umoja.pk, now=timezone.now())
        monkeypatch.setattr(embeddings, "of_passages", slow)
        work.batch(cast.umoja.pk, now=timezone.now())
        assert not SearchChunk.objects.exists()
        change = SearchChange.objects.get()
        assert (change.has_words, change.has_opening) == (False, False)
    work_off(cast.umoja)
    with tenant(cast.umoja):
        assert SearchEntry.objects.get().title == "Cake"
        assert _vectors_of("a") == [0, 1, 2, 3]
