"""Keeping the index: what changed, what was removed, what failed, what is read anew."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from synthai.core.audit import audit
from synthai.core.models import SearchChange, SearchChunk, SearchEntry, SearchTerm
from synthai.core.search import embeddings, index, kinds, query, tasks, work
from synthai.core.search.tests.shelf import KIND, Shelf, work_off
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db


def titles(cast: Cast, words: str) -> list[str]:
    answer = query.find(words, by=cast.thandi.actor, now=timezone.now(), ways=("words",))
    return [each.title for each in answer.results]


def test_a_change_is_one_statement_and_one_row(cast: Cast, shelf: Shelf) -> None:
    with tenant(cast.umoja), CaptureQueriesContext(connection) as seen:
        index.changed(KIND, "a")
    assert len(seen) == 1
    with tenant(cast.umoja):
        index.changed(KIND, "a")
        assert SearchChange.objects.count() == 1
        with pytest.raises(TypeError, match="one organisation"), tenant_none():
            index.changed(KIND, "a")


def tenant_none() -> Any:
    from synthai.core.tenancy import all_tenants

    return all_tenants(reason="test")


def test_the_task_follows_what_changes(cast: Cast, shelf: Shelf) -> None:
    shelf.put(cast.umoja, "a", "Bread prices")
    tasks.search_index(organisation_id=cast.umoja.pk)
    assert titles(cast, "bread") == ["Bread prices"]
    shelf.change(cast.umoja, "a", title="Cake prices")
    tasks.search_index(organisation_id=cast.umoja.pk)
    assert (titles(cast, "bread"), titles(cast, "cake")) == ([], ["Cake prices"])
    shelf.take_out(cast.umoja, "a")
    tasks.search_index(organisation_id=cast.umoja.pk)
    assert titles(cast, "cake") == []
    with tenant(cast.umoja):
        assert not SearchChange.objects.exists()
        assert not SearchChunk.objects.exists()


def test_long_texts_are_found_by_their_end(cast: Cast, shelf: Shelf) -> None:
    shelf.put(
        cast.umoja, "long", "A long page", "Words about flour and ovens. " * 120 + "The zebra crossing."
    )
    work_off(cast.umoja)
    assert titles(cast, "zebra") == ["A long page"]
    with tenant(cast.umoja):
        assert SearchChunk.objects.count() == 8
        assert set(SearchChunk.objects.values_list("model", flat=True)) == {embeddings.MODEL}


def test_same_words_are_not_embedded_twice(cast: Cast, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.put(cast.umoja, "a", "Bread prices", "What bread costs")
    work_off(cast.umoja)
    asked: list[str] = []
    made = embeddings.of_passages

    def watched(texts: Any) -> Any:
        asked.extend(texts)
        return made(texts)

    monkeypatch.setattr(embeddings, "of_passages", watched)
    index.rebuild(cast.umoja.pk, only=[KIND])
    work_off(cast.umoja)
    assert asked == []
    shelf.change(cast.umoja, "a", text="What bread costs today")
    work_off(cast.umoja)
    assert asked == ["Bread prices. What bread costs today"]


def test_what_was_read_before_another_change_is_thrown_away(
    cast: Cast, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.put(cast.umoja, "a", "First title")
    read = shelf.load

    def slow(keys: Any) -> Any:
        pieces = list(read(keys))
        monkeypatch.undo()
        shelf.change(cast.umoja, "a", title="Second title")  # while the first one was being read
        return pieces

    monkeypatch.setattr(shelf, "load", slow)
    kinds.offer(kinds.SearchKind(name=KIND, label="Note", icon="file", load=slow, keys=shelf.keys))
    with tenant(cast.umoja):
        work.batch(cast.umoja.pk, now=timezone.now())
        assert not SearchEntry.objects.exists()
        kinds.offer(kinds.SearchKind(name=KIND, label="Note", icon="file", load=read, keys=shelf.keys))
    work_off(cast.umoja)
    assert titles(cast, "title") == ["Second title"]


def test_rebuilds_a_lost_index_and_drops_what_is_gone(cast: Cast, shelf: Shelf) -> None:
    for number in range(3):
        shelf.put(cast.umoja, f"n{number}", f"Bread number {number}")
    work_off(cast.umoja)
    del shelf.held[cast.umoja.pk]["n0"]  # gone without a word
    with tenant(cast.umoja):
        SearchEntry.objects.filter(key="n1").delete()  # lost
    assert index.rebuild(cast.umoja.pk, only=[KIND]) == 3
    assert titles(cast, "bread") != []  # what is there is found meanwhile
    work_off(cast.umoja)
    assert sorted(titles(cast, "bread")) == ["Bread number 1", "Bread number 2"]


def test_people_come_before_a_rebuild(cast: Cast, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "BATCH", 2)
    for number in range(4):
        shelf.put(cast.umoja, f"n{number}", f"Bread number {number}")
    work_off(cast.umoja)
    index.rebuild(cast.umoja.pk)
    shelf.put(cast.umoja, "now", "Bread of this minute")
    with tenant(cast.umoja):
        work.batch(cast.umoja.pk, now=timezone.now())
    assert "Bread of this minute" in titles(cast, "minute")


def test_a_kind_that_fails_holds_up_nobody_else_and_is_tried_again(cast: Cast, shelf: Shelf) -> None:
    from synthai.core.search import kinds

    def broken(keys: Any) -> Any:
        raise RuntimeError("no")

    kinds.offer(kinds.SearchKind(name="tests.broken", label="Broken", icon="file", load=broken, keys=list))
    now = timezone.now()
    try:
        with tenant(cast.umoja):
            index.changed("tests.broken", "x")
        shelf.put(cast.umoja, "a", "Bread prices")
        with tenant(cast.umoja):
            work.batch(cast.umoja.pk, now=timezone.now())
            left = SearchChange.objects.get(kind="tests.broken")
            assert left.attempts == 1
            assert work.batch(cast.umoja.pk, now=timezone.now()) == 1  # the vectors of the other
            assert left.not_before > now + timedelta(seconds=5)
            assert work.batch(cast.umoja.pk, now=timezone.now()) == 0
            assert work.batch(cast.umoja.pk, now=timezone.now() + timedelta(minutes=1)) == 1
    finally:
        kinds.withdraw("tests.broken")
    assert titles(cast, "bread") == ["Bread prices"]


def test_words_of_all_come_before_vectors_of_any_and_what_people_change_before_the_rest(
    cast: Cast, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        shelf.put(cast.umoja, f"n{number}", f"Bread number {number}")
    with tenant(cast.umoja):
        SearchChange.objects.update(is_urgent=False)
        assert work.batch(cast.umoja.pk, now=timezone.now()) == 30
        assert SearchEntry.objects.count() == 30
        assert not SearchChunk.objects.exists()
    assert len(titles(cast, "bread")) == 20  # a page of them
    assert index.lag(now=timezone.now()) == timedelta()  # nothing waits to be found
    with tenant(cast.umoja):
        assert work.batch(cast.umoja.pk, now=timezone.now()) == work.TEXTS
    shelf.put(cast.umoja, "mine", "Cake of this minute")
    with tenant(cast.umoja):
        assert work.batch(cast.umoja.pk, now=timezone.now()) == 1  # its words
        work.batch(cast.umoja.pk, now=timezone.now())
        assert SearchChunk.objects.filter(entry__key="mine").exists()
        assert SearchChange.objects.exists()  # others still wait for theirs
    work_off(cast.umoja)
    with tenant(cast.umoja):
        assert SearchChunk.objects.count() == 31


def test_what_goes_between_words_and_vectors_is_taken_out(cast: Cast, shelf: Shelf) -> None:
    shelf.put(cast.umoja, "a", "Bread prices")
    with tenant(cast.umoja):
        work.batch(cast.umoja.pk, now=timezone.now())
        del shelf.held[cast.umoja.pk]["a"]  # gone without a word
        work.batch(cast.umoja.pk, now=timezone.now())
        assert not SearchEntry.objects.exists()
        assert not SearchChange.objects.exists()


def test_one_worker_at_a_time(cast: Cast, shelf: Shelf) -> None:
    shelf.put(cast.umoja, "a", "Bread prices")
    assert index.takes_turn(cast.umoja.pk)
    with tenant(cast.umoja):
        assert not work.run(cast.umoja.pk, seconds=10)
        assert not SearchEntry.objects.exists()
        index.ends_turn(cast.umoja.pk)
        assert not work.run(cast.umoja.pk, seconds=10)
        assert SearchEntry.objects.exists()
        assert index.takes_turn(cast.umoja.pk)  # it ended its own
        index.ends_turn(cast.umoja.pk)


def test_a_deed_on_the_trail_has_its_thing_read_again(cast: Cast, shelf: Shelf) -> None:
    with tenant(cast.umoja), CaptureQueriesContext(connection) as seen:
        audit(cast.umoja, "accounts.organisation.changed", by=cast.thandi.actor)
    alone = len(seen)
    kinds.offer(
        kinds.SearchKind(
            name=KIND,
            label="Note",
            icon="list",
            load=shelf.load,
            keys=shelf.keys,
            follows={"accounts.organisation": lambda row: (f"of-{row.slug}",)},
        )
    )
    with tenant(cast.umoja), CaptureQueriesContext(connection) as seen:
        audit(cast.umoja, "accounts.organisation.changed", by=cast.thandi.actor)
    assert len(seen) == alone + 1
    with tenant(cast.umoja):
        assert SearchChange.objects.get(kind=KIND).key == "of-umoja-foods"
    with tenant_none():
        audit(
            cast.karoo, "accounts.organisation.changed", by=cast.thandi.actor, organisation_id=cast.karoo.pk
        )
    with tenant(cast.karoo):
        assert SearchChange.objects.get(kind=KIND).key == "of-karoo-cycles"


def test_another_edition_is_written_again(cast: Cast, shelf: Shelf) -> None:
    shelf.put(cast.umoja, "a", "Bread prices")
    work_off(cast.umoja)
    now = timezone.now()
    with tenant(cast.umoja):
        assert not SearchEntry.objects.outdated(now=now).exists()
        SearchEntry.objects.update(made_by="0:older")
        assert SearchEntry.objects.outdated(now=now).exists()
    tasks.search_refresh(organisation_id=cast.umoja.pk)
    work_off(cast.umoja)
    with tenant(cast.umoja):
        assert not SearchEntry.objects.outdated(now=now).exists()
        with override_settings(SEARCH_EMBEDDINGS=False):
            assert SearchEntry.objects.outdated(now=now).exists()


def test_words_are_kept_for_mending(cast: Cast, shelf: Shelf) -> None:
    shelf.put(cast.umoja, "a", "Kliënte en fakture", "Op 2026-01-01")
    work_off(cast.umoja)
    with tenant(cast.umoja):
        assert set(SearchTerm.objects.values_list("term", flat=True)) == {"kliente", "fakture"}


def test_one_thing_that_cannot_be_read_takes_no_other_along(cast: Cast, shelf: Shelf) -> None:
    read = shelf.load

    def load(keys: Any) -> Any:
        if "bad" in (wanted := list(keys)):
            raise RuntimeError("no")
        return read(wanted)

    from synthai.core.search import kinds

    kinds.offer(kinds.SearchKind(name=KIND, label="Note", icon="file", load=load, keys=shelf.keys))
    for key in ("a", "bad", "b"):
        shelf.put(cast.umoja, key, f"Bread of {key}")
    with tenant(cast.umoja):
        assert work.batch(cast.umoja.pk, now=timezone.now()) == 3
        assert not SearchEntry.objects.exists()
        assert work.batch(cast.umoja.pk, now=timezone.now() + timedelta(minutes=1)) == 3
        assert set(SearchEntry.objects.values_list("key", flat=True)) == {"a", "b"}
        assert SearchChange.objects.get(has_words=False).attempts == 2


def test_words_that_nothing_has_any_more_go_with_a_rebuild(cast: Cast, shelf: Shelf) -> None:
    shelf.put(cast.umoja, "a", "Letter to Nomathemba")
    work_off(cast.umoja)
    shelf.change(cast.umoja, "a", title="Letter to somebody")
    work_off(cast.umoja)
    with tenant(cast.umoja):
        assert SearchTerm.objects.filter(term="nomathemba").exists()
        index.rebuild(cast.umoja.pk)
    work_off(cast.umoja)
    with tenant(cast.umoja):
        assert set(SearchTerm.objects.values_list("term", flat=True)) >= {"letter", "somebody"}
        assert not SearchTerm.objects.filter(term="nomathemba").exists()
