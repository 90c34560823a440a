"""Finding, with the real model and the real index."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from synthai.core import entitlements
from synthai.core.models import SearchChange, SearchCommon, SearchMiss
from synthai.core.search import index, misses, query, rarity, together
from synthai.core.search.backends import postgres
from synthai.core.search.query import Narrowed
from synthai.core.search.results import Results
from synthai.core.search.tests.shelf import AT, KIND, Shelf, work_off
from synthai.core.search.together import Rows, Statement
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
PATHS = {
    "vat": ("Registering for VAT", "Who must register with SARS as a vendor, and how to do it on eFiling."),
    "leave": ("Leave of workers", "Annual leave, sick leave and family responsibility leave of employees."),
    "quote": ("Quotes that get signed", "A clear price, what is not included, and how long it stands."),
}


def find(text: str, by: Any, **more: Any) -> Results:
    return query.find(text, by=by and by.actor, now=timezone.now(), **more)


def keys(found: Results) -> list[str]:
    return [each.key for each in found.results]


def hows(found: Results, key: str) -> set[str]:
    (result,) = [each for each in found.results if each.key == key]
    return {why.how for why in result.why}


def stock(shelf: Shelf, cast: Cast) -> None:
    for key, (title, text) in PATHS.items():
        shelf.put(cast.umoja, key, title, text, facets={"topic": (key[:1], "all")})
    shelf.put(
        cast.umoja,
        "skuld",
        "Kliënte wat nie betaal nie",
        "Hoe om agterstallige rekeninge in te vorder.",
        language="af",
        facets={"topic": ("all",)},
    )
    work_off(cast.umoja)


def test_finds_by_words_and_says_why(cast: Cast, shelf: Shelf) -> None:
    stock(shelf, cast)
    found = find("register for vat", cast.thandi)
    best = found.results[0]
    assert (best.key, best.path, best.is_shelf, str(best.label)) == ("vat", "/notes/vat/", False, "Note")
    assert "".join(part.text for part in best.title_parts) == "Registering for VAT"
    assert [part.text for part in best.title_parts if part.is_match] == ["Registering", "VAT"]
    assert any(part.is_match and part.text == "register" for part in best.extract)
    assert str(best.why[0]) == "has register, vat"
    assert found.notices == ()


@pytest.mark.parametrize("nonsense", ["zzqqxx", "hkjhkjh kjhkj", "asdfgh", "blorp"])
def test_nonsense_is_about_nothing(cast: Cast, shelf: Shelf, nonsense: str) -> None:
    stock(shelf, cast)
    for name, text in (("Ayanda Zulu", "ayanda@example.com ayanda"), ("Swiss roll", "BA109 · Bakery")):
        shelf.put(cast.umoja, name[:5], name, text)
    work_off(cast.umoja)
    assert keys(find(nonsense, cast.thandi)) == []


@pytest.mark.parametrize(
    ("asked", "key", "how"),
    [
        ("regsitering", "vat", "spelling"),
        ("btw", "vat", "same"),
        ("value added tax", "vat", "same"),
        ("ikhefu lokugula", "leave", "same"),  # isiZulu, by the stem behind its concord
        ("time off for an ill employee", "leave", "meaning"),
        ("kliente betaal", "skuld", "word"),  # no accent on the phone
        ("rekening", "skuld", "word"),  # singular of an Afrikaans plural
        ("kwotasies", "quote", "meaning"),
    ],
)
def test_finds_misspelt_in_other_words_and_in_other_languages(
    cast: Cast, shelf: Shelf, asked: str, key: str, how: str
) -> None:
    stock(shelf, cast)
    found = find(asked, cast.thandi)
    assert keys(found)[0] == key
    assert how in hows(found, key)


def test_half_a_word_is_enough_while_typing(cast: Cast, shelf: Shelf) -> None:
    stock(shelf, cast)
    assert keys(find("regis", cast.thandi, is_typing=True))[0] == "vat"
    with tenant(cast.umoja):
        assert not SearchMiss.objects.exists()


def test_marks_never_carry_markup_and_odd_questions_are_answered(cast: Cast, shelf: Shelf) -> None:
    shelf.put(cast.umoja, "x", "<b>Bold</b> & 'quoted' :* title", "<script>alert(1)</script> of bold things")
    work_off(cast.umoja)
    best = find("bold", cast.thandi).results[0]
    assert "".join(part.text for part in best.title_parts) == "<b>Bold</b> & 'quoted' :* title"
    for odd in (
        "'",
        "a & | ! (",
        ":*",
        "%",
        "\\",
        "🙂",
        "\x00",
        "x" * 5000,
        "the",
        "' OR 1=1 --",
        "  ",
        "{}",
    ):
        find(odd, cast.thandi)
    assert find("", cast.thandi).results == ()


def test_facets_narrow(cast: Cast, shelf: Shelf) -> None:
    stock(shelf, cast)
    found = find("how do I register, price, leave, kliente", cast.thandi)
    assert {each.value: each.count for each in found.facets["kind"]} == {KIND: 4}
    assert {each.value: each.count for each in found.facets["language"]} == {"en": 3, "af": 1}
    assert {each.value: each.count for each in found.facets["topic"]}["all"] == 4
    among = Narrowed(facets={"topic": ("v",)})
    assert keys(find("register, price, leave", cast.thandi, among=among)) == ["vat"]
    assert keys(find("register, kliente", cast.thandi, among=Narrowed(language="af"))) == ["skuld"]
    assert keys(find("register", cast.thandi, among=Narrowed(kinds=("other.kind",)))) == []


def test_pages_follow_each_other(cast: Cast, shelf: Shelf) -> None:
    for number in range(5):
        shelf.put(cast.umoja, f"n{number}", f"Bakery note {number}", "Bread")
    work_off(cast.umoja)
    pages = [keys(find("bakery", cast.thandi, page=page, size=2)) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert len({key for page in pages for key in page}) == 5
    assert find("bakery", cast.thandi, size=2).total == 5


def test_takes_as_many_statements_for_one_as_for_many(
    cast: Cast, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entitlements, "FRESH_SECONDS", 3600)  # or a slow machine asks anew in between
    stock(shelf, cast)

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            find("bakery bread", cast.thandi)
        return len(seen)

    shelf.put(cast.umoja, "one", "Bakery bread")
    work_off(cast.umoja)
    statements()  # the first asks what a process asks once
    for_one = statements()
    for number in range(12):
        shelf.put(cast.umoja, f"n{number}", f"Bakery bread {number}")
    work_off(cast.umoja)
    assert statements() == for_one
    assert for_one <= 9


def test_words_that_very_many_have_narrow_and_are_counted_ahead(
    cast: Cast, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rarity, "_LARGE", 20)
    monkeypatch.setattr(rarity, "_MANY", 10)
    monkeypatch.setattr(postgres, "CAP", 8)
    for number in range(25):
        shelf.put(
            cast.umoja, f"n{number}", f"Bakery note {number}", "Bread for all" + " and zebra" * (number == 7)
        )
    shelf.put(cast.karoo, "theirs", "Bakery", "zebra")
    work_off(cast.umoja, cast.karoo)
    with tenant(cast.umoja):
        rarity.count(cast.umoja.pk)
        held = dict(SearchCommon.objects.values_list("lexeme", "held"))
    assert held["bread"] == held["note"] == 25
    assert "zebra" not in held
    with tenant(cast.karoo):
        rarity.count(cast.karoo.pk)
        assert not SearchCommon.objects.exists()  # a small one counts nothing ahead
    found = find("bakery bread zebra", cast.thandi, ways=("words",))
    assert (keys(found)[0], found.total) == ("n7", 1)
    assert "too_common" in found.notices
    assert find("bread", cast.thandi, ways=("words",)).total == 8  # some of them, and it says so
    assert len(keys(find("bakery note bread", cast.thandi, ways=("words",)))) == 20  # all three narrow


def test_the_platforms_shelf_is_everybodys(cast: Cast, shelf: Shelf) -> None:
    organisations = apps.get_model(settings.ORGANISATION_MODEL).objects
    platform = organisations.create(slug=settings.PLATFORM_ORGANISATION, name="SynthAI")
    shelf.put(platform, "open", "Bakery for all", readers=("public",))
    shelf.put(platform, "members", "Bakery for members", readers=("signed-in",))
    shelf.put(platform, "drafts", "Bakery of ours", readers=("home",))
    shelf.put(cast.umoja, "own", "Bakery of Umoja")
    work_off(platform, cast.umoja)
    found = find("bakery", cast.thandi)
    assert {each.key: each.is_shelf for each in found.results} == {
        "own": False,
        "open": True,
        "members": True,
    }
    anybody = find("bakery", None)
    assert {each.key: each.is_shelf for each in anybody.results} == {"open": True}


def test_what_found_nothing_is_kept_without_who(cast: Cast, shelf: Shelf) -> None:
    stock(shelf, cast)
    for _ in range(2):
        assert find("Qwxzzy  brtkl", cast.thandi).total == 0
    find("8001015009087", cast.thandi)  # an ID number
    find("zzqx@example.com", cast.thandi)
    with tenant(cast.umoja):
        (miss,) = misses.open_ones()
        assert (miss.words, miss.times) == ("qwxzzy brtkl", 2)
        assert misses.settle([miss.pk]) == 1
        assert misses.open_ones() == []
        misses.forget_stale(now=timezone.now() + timedelta(days=91))
        assert not SearchMiss.objects.exists()


def test_goes_on_by_words_without_the_model(cast: Cast, shelf: Shelf) -> None:
    with override_settings(SEARCH_EMBEDDINGS=False):
        stock(shelf, cast)
        found = find("register", cast.thandi)
        assert keys(found)[0] == "vat"
        assert found.notices == ("without_meaning",)
    with tenant(cast.umoja):  # once the model is back its vectors are made
        index.refresh(now=timezone.now())
    work_off(cast.umoja)
    assert "meaning" in hows(find("time off for an ill employee", cast.thandi), "leave")


def test_says_when_it_is_behind(cast: Cast, shelf: Shelf) -> None:
    stock(shelf, cast)
    shelf.put(cast.umoja, "new", "Brand new")
    with tenant(cast.umoja):
        SearchChange.objects.update(at=timezone.now() - timedelta(minutes=3))
    assert find("vat", cast.thandi).notices == ("late",)
    assert index.lag(now=timezone.now()) > timedelta(minutes=2)
    work_off(cast.umoja)
    assert find("vat", cast.thandi).notices == ()
    assert index.lag(now=timezone.now()) == timedelta()


def test_newer_of_equals_and_boost(cast: Cast, shelf: Shelf) -> None:
    shelf.put(cast.umoja, "plain", "Bakery rules", "Bread", changed_at=AT)
    shelf.put(cast.umoja, "lifted", "Bakery rules", "Bread", boost=1.5)
    work_off(cast.umoja)
    assert keys(find("bakery rules", cast.thandi)) == ["lifted", "plain"]


@pytest.mark.parametrize(
    ("asked", "is_title"),
    [("Brown bread oven price list", True), ("Brown bread oven price list August", False)],
)
def test_more_than_five_words_are_no_title(cast: Cast, shelf: Shelf, asked: str, is_title: bool) -> None:
    shelf.put(cast.umoja, "list", "Brown bread oven price list August")
    work_off(cast.umoja)
    (found,) = query.find(asked, by=cast.thandi.actor, now=timezone.now(), ways=("words", "named")).results
    assert ("named" in [why.how for why in found.why]) is is_title


def test_what_has_all_the_words_comes_in_though_more_match_than_are_ranked(
    cast: Cast, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "CAP", 4)
    for number in range(5):
        shelf.put(cast.umoja, f"bakery{number}", f"Bakery {number}")
        shelf.put(cast.umoja, f"plan{number}", f"Plan {number}")
    shelf.put(cast.umoja, "both", "A new roof", "The plan of the bakery")
    work_off(cast.umoja)
    found = query.find("bakery plan", by=cast.thandi.actor, now=timezone.now(), ways=("words",))
    assert found.results[0].key == "both"
    assert "too_common" in found.notices


def test_text_indexes_are_asked_by_organisation(cast: Cast, shelf: Shelf) -> None:
    """GIN takes bigint = bigint alone: with an integer a search would read what all organisations have of its words. And of a shelf of
    some hundreds PostgreSQL would rather compare each row that the audience may read than ask the index of words."""
    shelf.put(cast.umoja, "plan", "Secret bakery plan")
    work_off(cast.umoja)
    plans: list[str] = []
    rows_of, in_each = together.rows_of, together.in_each

    def explain(one: Statement) -> Statement:
        return Statement(f"EXPLAIN {one.sql}", one.values)

    def explained(statements: Sequence[Statement]) -> list[Rows]:
        plans.extend("\n".join(line for (line,) in plan) for plan in rows_of(list(map(explain, statements))))
        return rows_of(statements)

    def explained_in_each(asked: Sequence[tuple[int, Statement]]) -> list[Rows]:
        read = in_each([(key, explain(one)) for key, one in asked])
        plans.extend("\n".join(line for (line,) in plan) for plan in read)
        return in_each(asked)

    with patch.object(together, "rows_of", explained), patch.object(postgres, "in_each", explained_in_each):
        query.find("secret bakery", by=cast.thandi.actor, now=timezone.now())
    own = [plan for plan in plans if f"organisation_id = '{cast.umoja.pk}'::bigint" in plan]
    assert len(own) == 3  # words, titles, vectors
    assert not any(re.search(r"organisation_id = \d", plan) for plan in plans)
    of_texts = [plan for plan in own if "@@" in plan or "<%" in plan]
    assert len(of_texts) == 2
    assert not any("(audience_id = ANY" in plan for plan in of_texts)
