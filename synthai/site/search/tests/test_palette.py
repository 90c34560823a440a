"""The palette: pages, settings and deeds by what people call them, for who may open them."""

from typing import Any

import pytest
from django.utils.translation import override

from synthai.core.search.tests.shelf import Shelf, work_off
from synthai.core.testing.cast import Cast, Person
from synthai.site.search import palette

PALETTE = "/o/umoja-foods/search/palette/"


def first(words: str, who: Person, language: str = "en-za") -> str:
    with override(language):
        found = palette.ways(words, actor=who.actor, slug="umoja-foods")
    return found[0].spot.view if found else ""


def test_every_page_of_it_is_found_by_other_words_and_no_word_leads_nowhere() -> None:
    assert palette.unknown_views() == set()
    assert palette.without_words() == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "view"),
    [
        ("team", "accounts:team"),
        ("invite", "accounts:team"),
        ("password", "account_change_password"),
        ("how do I change my password", "account_change_password"),
        ("wagwoord", "account_change_password"),
        ("pasword", "account_change_password"),
        ("quotation", "content:document-new"),
        ("kwotasie", "content:document-new"),
        ("vat number", "accounts:organisation-settings"),
        ("taal", "accounts:profile"),
        ("2fa", "mfa_index"),
        ("selfoon gesteel", "accounts:device-list"),
        ("kanselleer", "billing:cancel"),
        ("marge", "pricing:settings"),
        ("bank", "accounts:bank-details"),
        ("zzyzx", ""),
    ],
)
def test_found_by_what_people_call_it(cast: Cast, words: str, view: str) -> None:
    assert first(words, cast.thandi) == view


@pytest.mark.django_db
def test_in_afrikaans_titles_are_afrikaans_and_english_words_still_lead(cast: Cast) -> None:
    assert first("settings", cast.thandi, "af") == "accounts:organisation-settings"
    assert first("instellings", cast.thandi, "af") == "accounts:organisation-settings"


@pytest.mark.django_db
def test_only_what_one_may_open(cast: Cast) -> None:
    viewer = cast.hire("viewer")
    for words in ("bank details", "api key", "delete organisation", "sso"):
        theirs = {way.spot.view for way in palette.ways(words, actor=viewer.actor, slug="umoja-foods")}
        assert not theirs & {
            "accounts:bank-details",
            "accounts:key-list",
            "accounts:key-create",
            "accounts:organisation-delete",
            "accounts:sso",
        }


@pytest.mark.django_db
def test_every_way_leads_to_a_page_that_opens(cast: Cast) -> None:
    client = cast.thandi.client()
    for spot in palette._all():
        (way,) = [
            each
            for each in palette.ways(str(spot.label), actor=cast.thandi.actor, slug="umoja-foods")
            if each.spot is spot
        ]
        assert client.get(way.url).status_code in {200, 302}, spot.view


@pytest.mark.django_db
def test_shows_ways_and_things_as_options(cast: Cast, shelf: Shelf) -> None:
    shelf.put(cast.umoja, "team", "Team of the month <b>", "Who baked most")
    shelf.put(cast.umoja, "owners", "Team salaries", readers=("cap:accounts.organisation.delete",))
    work_off(cast.umoja)
    answer: Any = cast.bongani.client().get(PALETTE, {"q": "team"})
    page = answer.content.decode()
    assert 'href="/o/umoja-foods/team/"' in page
    assert "Team salaries" not in page.replace("<mark>", "").replace("</mark>", "")
    assert "of the month &lt;b&gt;" in page
    assert page.count('role="option"') == page.count('aria-selected="false"') >= 3
    assert "Search everything for “team”" in page
    assert cast.charlize.client().get(PALETTE).status_code == 404


@pytest.mark.django_db
def test_the_box_stands_in_the_bar_with_the_palette_behind_it(cast: Cast) -> None:
    page = cast.bongani.client().get("/o/umoja-foods/").content.decode()
    assert 'href="/o/umoja-foods/search/" data-palette-open' in page
    assert 'role="combobox"' in page
    assert "data-palette-open" not in cast.bongani.client().get("/profile/").content.decode()
