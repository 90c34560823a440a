"""Nobody finds what they may not open: every kind of reader at every kind of entry, by every way of ranking."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from synthai.core.models import SearchEntry
from synthai.core.search import query
from synthai.core.search.asking import Lists, Match
from synthai.core.search.backends import postgres
from synthai.core.search.tests.shelf import Shelf, work_off
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db


def found(by: Any, ways: tuple[str, ...] = ("words", "named", "meaning")) -> set[str]:
    answer = query.find("secret bakery plan", by=by, now=timezone.now(), ways=ways)
    assert sum(each.count for each in answer.facets.get("kind", ())) == len(answer.results) == answer.total
    return {each.key for each in answer.results}


@pytest.mark.parametrize("way", ["words", "named", "meaning"])
def test_readers_are_kept_apart(cast: Cast, shelf: Shelf, way: str) -> None:
    text = "The secret plan of the bakery"
    for key, readers in {
        "home": ("home",),
        "owners": ("cap:accounts.organisation.delete",),
        "bongani": (f"user:{cast.bongani.user.public_id}",),
        "either": ("cap:accounts.organisation.delete", f"user:{cast.bongani.user.public_id}"),
        "nobody": (),
    }.items():
        shelf.put(cast.umoja, key, "Secret bakery plan", text, readers=readers)
    shelf.put(cast.karoo, "karoo", "Secret bakery plan", text)
    work_off(cast.umoja, cast.karoo)
    assert cast.thandi.actor.can("accounts.organisation.delete")
    assert found(cast.thandi.actor, (way,)) == {"home", "owners", "either"}
    assert found(cast.bongani.actor, (way,)) == {"home", "bongani", "either"}
    assert found(cast.charlize.actor, (way,)) == {"karoo"}
    assert found(replace(cast.bongani.actor, is_guest=True), (way,)) == {"bongani", "either"}
    assert found(None, (way,)) == set()


def test_whoever_loses_the_right_finds_it_no_more(cast: Cast, shelf: Shelf) -> None:
    shelf.put(cast.umoja, "plan", "Secret bakery plan", "Of the bakery")
    work_off(cast.umoja)
    assert found(cast.bongani.actor) == {"plan"}
    shelf.change(cast.umoja, "plan", readers=("cap:accounts.organisation.delete",))
    work_off(cast.umoja)
    assert found(cast.bongani.actor) == set()
    shelf.change(cast.umoja, "plan", readers=())
    work_off(cast.umoja)
    assert found(cast.thandi.actor) == set()
    with tenant(cast.umoja):
        assert not SearchEntry.objects.exists()


def test_a_capability_under_a_rule_is_not_enough(cast: Cast, shelf: Shelf) -> None:
    shelf.put(cast.umoja, "plan", "Secret bakery plan", readers=("cap:accounts.organisation.delete",))
    work_off(cast.umoja)
    ruled = _Ruled(cast.thandi.actor)
    assert found(cast.thandi.actor) == {"plan"}
    assert found(ruled) == set()


class _Ruled:
    """An actor with some rule on everything, which passes while nothing is known of the deed."""

    def __init__(self, actor: Any) -> None:
        self._actor = actor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._actor, name)

    def has_rules_on(self, capability: str) -> bool:
        return True


def test_what_a_ranking_gives_of_others_is_not_shown(
    cast: Cast, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second look: even a backend that is wrong about the organisation and the readers gives nothing away."""
    shelf.put(cast.umoja, "plan", "Secret bakery plan", readers=("cap:accounts.organisation.delete",))
    shelf.put(cast.karoo, "karoo", "Secret bakery plan")
    work_off(cast.umoja, cast.karoo)
    ids = []
    for organisation in (cast.umoja, cast.karoo):
        with tenant(organisation):
            ids += list(SearchEntry.objects.values_list("pk", flat=True))
    everything = Lists(words=tuple(Match(entry_id, 1.0) for entry_id in ids), query="bakeri")
    monkeypatch.setattr(postgres.Postgres, "lists_of", lambda self, asks: [everything for _ in asks])
    assert found(cast.bongani.actor) == set()
    assert found(cast.charlize.actor) == {"karoo"}


def test_a_page_is_full_though_a_ranking_put_before_it_what_is_not_shown(
    cast: Cast, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in "abcd":
        shelf.put(cast.umoja, key, f"Secret bakery plan {key}", readers=("home",))
        shelf.put(cast.karoo, f"not-{key}", "Secret bakery plan")
    work_off(cast.umoja, cast.karoo)
    with tenant(cast.karoo):
        strangers = list(SearchEntry.objects.values_list("pk", flat=True))
    with tenant(cast.umoja):
        own = list(SearchEntry.objects.order_by("key").values_list("pk", flat=True))
    ranked = Lists(words=tuple(Match(entry_id, 1.0) for entry_id in (*strangers, *own)), query="bakeri")
    monkeypatch.setattr(postgres.Postgres, "lists_of", lambda self, asks: [ranked for _ in asks])
    pages = [
        query.find("secret", by=cast.bongani.actor, now=timezone.now(), page=page, size=3).results
        for page in (1, 2)
    ]
    assert [[each.key for each in page] for page in pages] == [["a", "b", "c"], ["d"]]
    assert all(any(part.is_match for part in each.title_parts) for page in pages for each in page)


def test_what_a_word_is_read_as_tells_nothing_of_what_one_may_not_see(cast: Cast, shelf: Shelf) -> None:
    shelf.put(cast.umoja, "open", "Contract with Dlamini")
    shelf.put(cast.umoja, "closed", "Dismissal of Dlamina", readers=("cap:accounts.organisation.delete",))
    work_off(cast.umoja)

    def told(by: Any) -> set[str]:
        answer = query.find("contract dlamino", by=by, now=timezone.now())
        assert "open" in {each.key for each in answer.results}
        return set(answer.mended.get("dlamino", ()))

    assert told(cast.thandi.actor) == {"dlamini", "dlamina"}
    assert told(cast.bongani.actor) == {"dlamini"}
