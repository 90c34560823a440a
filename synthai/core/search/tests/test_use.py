"""How search is used: what is counted, what is kept of words, and what never is."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from synthai.core.models import OutboxEvent, SearchChange, SearchDay, SearchHit, SearchMiss
from synthai.core.models.search import MOST_ATTEMPTS
from synthai.core.search import counting, index, misses, opening, query
from synthai.core.search.results import Results
from synthai.core.search.tests.shelf import KIND, Shelf, work_off
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "words",
    [
        "082 123 4567",
        "0821234567",
        "(082) 123-4567",
        "+27 82 123 4567",
        "8001015009087",
        "800101 5009 087",
        "8 0 0 1 0 1",
        "thandi@umoja.example",
        "call 082.123.4567 about bread",
        "x",
    ],
)
def test_words_that_say_who_somebody_is_are_not_kept(cast: Cast, words: str) -> None:
    misses.note(words, organisation_id=cast.umoja.pk, language="en", now=timezone.now())
    with tenant(cast.umoja):
        assert not SearchMiss.objects.exists()


@pytest.mark.parametrize("words", ["vat 201", "section 12 of act 75", "bbbee level 4", "btw in 2026"])
def test_numbers_of_the_law_are_kept(words: str) -> None:
    assert misses.keepable(words) == words


def test_at_most_so_many_rows_and_what_was_asked_least_makes_room(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(misses, "MOST", 3)
    now = timezone.now()
    for number, words in enumerate(("often", "often", "settled", "older", "newer", "newest")):
        misses.note(words, organisation_id=cast.umoja.pk, language="en", now=now + timedelta(minutes=number))
        with tenant(cast.umoja):
            SearchMiss.objects.filter(words="settled").update(is_settled=True)
    with tenant(cast.umoja):
        assert {miss.words for miss in misses.open_ones()} == {"often", "newer", "newest"}
        assert SearchMiss.objects.count() == 3
    misses.note("theirs", organisation_id=cast.karoo.pk, language="en", now=now)
    with tenant(cast.umoja):
        assert SearchMiss.objects.count() == 3


def test_searches_are_counted_by_day_and_told_without_words(cast: Cast) -> None:
    now = timezone.now()
    counting.searched(
        Results(total=3, mended={"vta": ("vat",)}), organisation_id=cast.umoja.pk, where="page", now=now
    )
    counting.searched(Results(), organisation_id=cast.umoja.pk, where="api", now=now)
    counting.searched(Results(), organisation_id=cast.umoja.pk, where="api", now=now - timedelta(days=40))
    with tenant(cast.umoja):
        assert counting.figures(now=now) == counting.Figures(searches=2, in_vain=1, opened=0)
        assert SearchDay.objects.count() == 2
        told = OutboxEvent.objects.filter(name="core.Searched").order_by("pk")
        assert told[0].payload == {"found": 3, "is_mended": True, "where": "page"}
    with tenant(cast.karoo):
        assert counting.figures(now=now) == counting.Figures(searches=0, in_vain=0, opened=0)


def test_what_was_opened_is_kept_with_its_words_at_home_alone(cast: Cast) -> None:
    now = timezone.now()

    def opened(text: str, key: str, place: int, *, by: Any, of: Any) -> None:
        counting.opened(text, KIND, key, place, looked_in=by.pk, belongs_to=of.pk, now=now)

    opened("Vat  rules", "vat", 1, by=cast.umoja, of=cast.umoja)
    opened("vat rules", "vat", 4, by=cast.umoja, of=cast.umoja)
    opened("082 123 4567", "vat", 2, by=cast.umoja, of=cast.umoja)
    opened("secret words", "shared", 900, by=cast.umoja, of=cast.karoo)
    with tenant(cast.umoja):
        (hit,) = counting.hits(KIND)
        assert (hit.words, hit.times, hit.place) == ("vat rules", 2, 2.5)
        assert counting.times_of(KIND, ["vat", "none"]) == {"vat": 2}
        assert counting.figures(now=now).opened == 4
    with tenant(cast.karoo):
        (hit,) = counting.hits(KIND)
        assert (hit.words, hit.places) == ("", counting.LAST_PLACE)
        counting.forget_stale(now=now + timedelta(days=91))
        assert not SearchHit.objects.exists()


def test_hits_have_a_limit_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST", 2)
    for key in ("one", "one", "two", "three"):
        counting.opened(
            key * 3, KIND, key, 1, looked_in=cast.umoja.pk, belongs_to=cast.umoja.pk, now=timezone.now()
        )
    with tenant(cast.umoja):
        assert [hit.key for hit in counting.hits(KIND)] == ["one", "three"]


def test_entries_are_named_for_who_may_find_them(cast: Cast, shelf: Shelf) -> None:
    shelf.put(cast.umoja, "all", "For all of us")
    shelf.put(cast.umoja, "owners", "For owners", readers=("cap:accounts.organisation.delete",))
    work_off(cast.umoja)
    names = [(KIND, "owners"), (KIND, "all"), (KIND, "gone"), (KIND, "all")]
    with tenant(cast.umoja):
        assert [each.key for each in opening.entries(names, by=cast.thandi.actor)] == ["owners", "all"]
        assert [each.key for each in opening.entries(names, by=cast.bongani.actor)] == ["all"]
        assert opening.entries(names, by=None) == []
    with tenant(cast.karoo):
        assert opening.entries(names, by=cast.charlize.actor) == []
    with tenant(cast.umoja), CaptureQueriesContext(connection) as few:
        opening.entries(names[:1], by=cast.thandi.actor)
    with tenant(cast.umoja), CaptureQueriesContext(connection) as many:
        opening.entries(names, by=cast.thandi.actor)
    assert len(few) == len(many)


def test_words_as_they_stand(cast: Cast, shelf: Shelf) -> None:
    shelf.put(cast.umoja, "stock", "Stocktaking", "Count the shelves")
    work_off(cast.umoja)

    def find(*, is_exact: bool) -> Results:
        return query.find(
            "stocktakng", by=cast.thandi.actor, now=timezone.now(), is_exact=is_exact, ways=("words",)
        )

    assert find(is_exact=False).mended == {"stocktakng": ("stocktaking",)}
    assert find(is_exact=True).total == 0
    with tenant(cast.umoja):
        assert not SearchMiss.objects.exists(), "it would be found as it is usually asked"


def test_support_is_not_at_home(cast: Cast, shelf: Shelf) -> None:
    shelf.put(cast.umoja, "all", "Bread and butter")
    work_off(cast.umoja)
    support = replace(cast.thandi.actor, kind="staff", support_public_id="consent", capabilities=frozenset())
    found = query.find("bread", by=support, now=timezone.now())
    assert found.total == 0


def test_what_was_given_up_is_tried_again(cast: Cast, shelf: Shelf) -> None:
    shelf.put(cast.umoja, "bread", "Bread")
    now = timezone.now()
    with tenant(cast.umoja):
        SearchChange.objects.update(attempts=MOST_ATTEMPTS)
        keys = list(SearchChange.objects.values_list("pk", flat=True))
    assert work_off(cast.umoja) == 0
    assert index.given_up() == 1
    assert index.try_again(keys, now=now) == 1
    assert index.try_again(keys, now=now) == 0
    assert work_off(cast.umoja) >= 1  # its words, then its meaning
