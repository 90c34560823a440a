"""Many search, and open what they find, at the same moment: every one counts, and none waits for ever."""

import time
from functools import partial
from threading import Event
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from synthai.core.models import SearchChange, SearchDay, SearchEntry, SearchHit, SearchMiss
from synthai.core.search import counting, index, kinds, misses, work, writing
from synthai.core.search.results import Results
from synthai.core.search.tests.shelf import KIND, Shelf
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import build_cast
from synthai.core.testing.parallel import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_search_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    umoja, now = build_cast().umoja, timezone.now()
    monkeypatch.setattr(misses, "MOST", 3)
    ids = {"looked_in": umoja.pk, "belongs_to": umoja.pk, "now": now}
    searched = partial(counting.searched, Results(), organisation_id=umoja.pk, where="page", now=now)
    opened = partial(counting.opened, "bread", "tests.note", "bread", 1, **ids)
    vain = [
        partial(misses.note, f"words {number}", organisation_id=umoja.pk, language="en", now=now)
        for number in range(6)
    ]
    same = partial(misses.note, "the same words", organisation_id=umoja.pk, language="en", now=now)
    same(), same()  # once asked only, they might be what makes room
    outcomes = run_together(*[searched] * 4, *[opened] * 4, *vain, *[same] * 4)
    assert [outcome.error for outcome in outcomes if not outcome.succeeded] == []
    with tenant(umoja):
        day = SearchDay.objects.get()
        assert (day.searches, day.in_vain, day.opened) == (4, 4, 4)
        assert SearchHit.objects.get().times == 4
        assert SearchMiss.objects.count() <= 3 + 6  # whoever comes last makes room for what it sees
        assert SearchMiss.objects.filter(words="the same words").get().times == 2 + 4


def test_what_is_asked_again_while_it_is_to_make_room_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    umoja, now = build_cast().umoja, timezone.now()
    monkeypatch.setattr(misses, "MOST", 1)
    monkeypatch.setattr(counting, "MOST", 1)
    is_asked, both = Event(), {"organisation_id": umoja.pk, "now": now}

    def note(words: str) -> None:
        misses.note(words, language="en", **both)
        ids = {"looked_in": umoja.pk, "belongs_to": umoja.pk, "now": now}
        counting.opened(words, "tests.note", "bread", 1, **ids)

    def again() -> None:
        with transaction.atomic():
            note("the old words")
            is_asked.set()
            time.sleep(0.5)  # the other one comes, and chooses them, before this is committed

    def another(words: str) -> None:
        assert is_asked.wait(10)
        note(words)

    note("the old words")
    outcomes = run_together(again, partial(another, "words of others"))
    assert [outcome.error for outcome in outcomes if not outcome.succeeded] == []
    with tenant(umoja):
        assert SearchMiss.objects.filter(words="the old words").get().times == 2
        assert SearchHit.objects.filter(words="the old words").get().times == 2


def test_what_is_hidden_while_its_entry_is_being_written_is_found_by_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    umoja, shelf, is_written = build_cast().umoja, Shelf(), Event()
    really = writing.write

    def written(*args: Any, **more: Any) -> Any:
        made = really(*args, **more)
        is_written.set()
        time.sleep(0.5)  # the other one comes before this is committed
        return made

    def worker() -> None:
        with tenant(umoja):
            work.batch(umoja.pk, now=timezone.now())

    def hiding() -> None:
        assert is_written.wait(10)
        with tenant(umoja), transaction.atomic():
            index.hidden(KIND, "plan")

    monkeypatch.setattr(writing, "write", written)
    try:
        shelf.put(umoja, "plan", "Secret bakery plan")
        outcomes = run_together(worker, hiding)
    finally:
        kinds.withdraw(KIND)
    assert [outcome.error for outcome in outcomes if not outcome.succeeded] == []
    with tenant(umoja):
        assert not SearchEntry.objects.exists()
        assert SearchChange.objects.filter(key="plan", has_words=False).exists()  # to be read again


def test_the_worker_and_who_changes_the_same_things_do_not_wait_for_each_other() -> None:
    """Both take what they share in the order of the keys, in whichever order it came to wait."""
    umoja, shelf, is_held = build_cast().umoja, Shelf(), Event()

    def held() -> None:
        with tenant(umoja), transaction.atomic():
            SearchChange.objects.select_for_update().get(key="b")
            is_held.set()
            time.sleep(1)  # the two others come meanwhile

    def worker() -> None:
        assert is_held.wait(10)
        with tenant(umoja):
            work.batch(umoja.pk, now=timezone.now())

    def changing() -> None:
        assert is_held.wait(10)
        time.sleep(0.4)
        with tenant(umoja), transaction.atomic():
            index.changed_all(KIND, ["b", "a"])

    try:
        for key in ("b", "a"):
            shelf.put(umoja, key, f"Bread of {key}")
        outcomes = run_together(held, worker, changing)
    finally:
        kinds.withdraw(KIND)
    assert [outcome.error for outcome in outcomes if not outcome.succeeded] == []
    with tenant(umoja):
        assert set(SearchChange.objects.values_list("attempts", "has_words")) == {(0, False)}
        assert SearchEntry.objects.count() == 2
