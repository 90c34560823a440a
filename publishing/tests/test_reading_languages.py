"""Readers get each piece once, in the best language there is for them, and are told when it is not theirs."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from publishing.models import Piece
from publishing.selectors import languages, readers, reading
from publishing.services import live
from publishing.terms import Audience
from publishing.tests import shelf, translated
from publishing.tests.translated import NOW, original, published
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
HOME = "/o/umoja-foods/library/read/own/"


def page(who: Person, path: str, language: str = "en") -> str:
    client = who.client()
    client.cookies["language"] = language
    reply = client.get(path)
    assert reply.status_code == 200, path
    return reply.content.decode()


def best(who: Person, language: str) -> list[tuple[str, str]]:
    with tenant(who.organisation), readers.beside(who.organisation, "own") as found:
        rows = reading.listing(found, readers.of_actor(who.actor, found), now=NOW)
        told = languages.once(rows, language).order_by("title")
        return sorted((row.live.title if row.live else "", row.language) for row in told)


def family(cast: Cast) -> tuple[Piece, Piece, Piece]:
    first = original(cast.thandi)
    return first, published(cast.thandi, first), published(cast.thandi, first, "zu")


def test_each_piece_is_listed_once_in_the_best_language(cast: Cast) -> None:
    family(cast)
    shelf.published(cast.thandi, "Net hier", language="af", audience="team")
    assert best(cast.bongani, "af") == [("Count stock in af", "af"), ("Net hier", "af")]
    assert best(cast.bongani, "zu") == [("Count stock in zu", "zu"), ("Net hier", "af")]
    assert best(cast.bongani, "st") == [("Count stock", "en"), ("Net hier", "af")]
    assert best(cast.bongani, "en") == [("Count stock", "en"), ("Net hier", "af")]
    shown = page(cast.bongani, HOME, "af")
    assert "Count stock in af" in shown
    assert ">Count stock<" not in shown
    assert "Count stock in zu" in page(cast.bongani, f"{HOME}?language=zu")
    assert "Net hier" not in page(cast.bongani, f"{HOME}?language=zu")


def test_of_an_afrikaans_original_english_comes_before_what_it_was_written_in(cast: Cast) -> None:
    first = shelf.published(cast.thandi, "Tel", language="af", audience="team", blocks=translated.BLOCKS)
    assert best(cast.bongani, "xh") == [("Tel", "af")]
    published(cast.thandi, first, "en")
    assert best(cast.bongani, "xh") == [("Tel in en", "en")]


def test_a_translation_that_a_reader_may_not_see_hides_nothing(cast: Cast) -> None:
    first, afrikaans, _zulu = family(cast)
    with tenant(cast.umoja):
        Piece.objects.filter(pk=afrikaans.pk).update(audience=Audience.LEADERS)
    assert best(cast.bongani, "af") == [("Count stock", "en")]
    assert best(cast.thandi, "af") == [("Count stock in af", "af")]
    with tenant(cast.umoja):
        live.take_down(first.pk, by=cast.thandi.actor, now=NOW)
    assert best(cast.bongani, "af") == [("Count stock in zu", "zu")]


def test_a_page_says_when_it_is_not_in_the_readers_language(cast: Cast) -> None:
    first, afrikaans, zulu = family(cast)
    told = page(cast.bongani, f"{HOME}{first.public_id}/", "af")
    assert "Lees dit in" in told
    assert f"{afrikaans.public_id}/" in told
    assert f'<article lang="{zulu.language}">' in page(cast.bongani, f"{HOME}{zulu.public_id}/")
    alone = original(cast.thandi, "Only English")
    assert "nog nie in Afrikaans daar nie" in page(cast.bongani, f"{HOME}{alone.public_id}/", "af")
    assert "read-note" not in page(cast.bongani, f"{HOME}{alone.public_id}/", "en")


def test_public_addresses_lead_on_and_lists_show_what_is_missing(cast: Cast, client: Client) -> None:
    made = shelf.platform(cast)
    first = shelf.published(made.editor, "Count stock", blocks=translated.BLOCKS)
    secret = shelf.published(made.editor, "Only ours", audience=Audience.TEAM)
    reply = client.get("/read/zu/count-stock/")
    assert (reply.status_code, reply["Location"]) == (302, "/read/en/count-stock/")
    assert client.get(f"/read/zu/{secret.slug}/").status_code == 404
    assert client.get("/read/fr/count-stock/").status_code == 404
    shown = client.get("/read/zu/").content.decode()
    assert "Not in isiZulu yet" in shown
    assert "Count stock" in shown
    assert "Only ours" not in shown
    afrikaans = published(made.editor, first)
    reply = client.get("/read/af/count-stock/")
    assert reply["Location"] == f"/read/af/{afrikaans.slug}/"
    head = client.get(f"/read/af/{afrikaans.slug}/").content.decode()
    for language, slug in (("en", "count-stock"), ("af", afrikaans.slug), ("x-default", "count-stock")):
        there = "en" if language == "x-default" else language
        assert f'hreflang="{language}" href="http://testserver/read/{there}/{slug}/"' in head.replace(
            "http://localhost:8000", "http://testserver"
        ), language


def test_related_pieces_are_in_the_language_of_the_text(cast: Cast) -> None:
    first, afrikaans, _zulu = family(cast)
    blocks = [{"id": "aaaaaaaa", "kind": "related", "text": "", "data": {"pieces": [first.public_id]}}]
    about = shelf.published(cast.thandi, "Oor voorraad", language="af", audience="team", blocks=blocks)
    assert f"own/{afrikaans.public_id}/" in page(cast.bongani, f"{HOME}{about.public_id}/")


def test_the_api_tells_languages_and_lists_each_once(cast: Cast) -> None:
    first, afrikaans, zulu = family(cast)
    client: Any = cast.bongani.client()
    base = "/api/v1/o/umoja-foods/library/reading/own/"
    assert len(client.get(base).json()["results"]) == 3
    told = client.get(f"{base}?prefer=af").json()["results"]
    assert [each["id"] for each in told] == [afrikaans.public_id]
    one = client.get(f"{base}{first.public_id}/").json()
    assert one["translations"] == [
        {"id": afrikaans.public_id, "language": "af"},
        {"id": zulu.public_id, "language": "zu"},
    ]


def test_the_api_of_editors_tells_states_and_walks_through_a_translation(cast: Cast) -> None:
    first = original(cast.thandi)
    client: Any = cast.bongani.client()
    base = "/api/v1/o/umoja-foods/library/drafts/"
    made = client.post(f"{base}{first.public_id}/translations/", {"language": "af"}, "application/json")
    assert made.status_code == 201, made.content
    key = made.json()["draft"]["id"]
    states = {each["language"]: each["state"] for each in made.json()["translations"]}
    assert states == {"en": "live", "af": "writing", "zu": "missing", "xh": "missing", "st": "missing"}
    twice = client.post(f"{base}{first.public_id}/translations/", {"language": "af"}, "application/json")
    assert (twice.status_code, twice.json()["code"]) == (409, "publishing.translation.exists")
    beside = client.get(f"{base}{key}/translation/").json()
    assert (beside["follows"], beside["current"], beside["is_framed"]) == (1, 1, True)
    assert [part["is_untranslated"] for part in beside["parts"]] == [True, True, True, True, False]
    late = client.put(f"{base}{key}/translation/", {"follows": 7}, "application/json")
    assert (late.status_code, late.json()["code"]) == (409, "publishing.translation.no_such_revision")
    asked = client.post(f"{base}{key}/translation/machine/", {}, "application/json")
    assert (asked.status_code, asked.json()["code"]) == (409, "publishing.translation.cannot_draft")
    assert client.get(f"{base}{key}/translation/machine/").status_code == 404
    assert client.post(f"{base}{key}/translation/read/", {}, "application/json").json() == {"left": []}
    listed = client.get(f"{base}translations/?state=writing&language=af").json()["results"]
    assert [each["id"] for each in listed] == [first.public_id]


def test_the_best_language_costs_no_query_more(cast: Cast) -> None:
    counts = []
    for many in (1, 4):
        for number in range(many):
            first = original(cast.thandi, f"Piece {many} {number}")
            published(cast.thandi, first)
        client = cast.bongani.client()
        client.get(HOME)
        with CaptureQueriesContext(connection) as asked:
            client.get(HOME)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_list_in_another_language_is_a_page_in_the_reader_s(cast: Cast) -> None:
    shelf.published(shelf.platform(cast).editor, "Brood", language="af")
    for spoken, tag in (("en", "en"), ("af", "af")):
        page = Client().get("/read/af/", headers={"Accept-Language": spoken}).content.decode()
        assert f'<html lang="{tag}' in page
        assert '<h2 lang="af"><a href="/read/af/brood/"' in page
