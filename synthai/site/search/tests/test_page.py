"""The page of search: what it shows to whom, what it links to, what it says when something is amiss."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publishing.terms import Audience
from publishing.tests import shelf as pieces
from synthai.core.models import OutboxEvent, SearchChange, SearchDay, SearchEntry, SearchHit, SearchMiss
from synthai.core.search import counting, index, misses
from synthai.core.search.tests.opensearch_server import Server
from synthai.core.search.tests.shelf import KIND, Shelf, work_off
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
PAGE = "/o/umoja-foods/search/"


def stock(shelf: Shelf, cast: Cast) -> None:
    facts: dict[str, Any] = {"facets": {"topic": ("tax",)}}
    shelf.put(cast.umoja, "vat", "Registering for VAT", "Who must register, and when", **facts)
    shelf.put(cast.umoja, "btw", "Registreer vir BTW", "Wie moet registreer", language="af", **facts)
    shelf.put(cast.umoja, "own", "VAT of the owner", readers=("cap:accounts.organisation.delete",))
    shelf.put(cast.umoja, "xss", "VAT <script>alert(1)</script>", "vat <img src=x onerror=alert(1)>")
    shelf.put(cast.karoo, "karoo", "VAT of the neighbour")
    work_off(cast.umoja, cast.karoo)


def read(who: Person | None, path: str = PAGE, **query: Any) -> str:
    client = who.client() if who else Client()
    reply = client.get(path, query)
    assert reply.status_code == 200, reply.status_code
    return reply.content.decode()


def titles(page: str) -> list[str]:
    found = re.findall(r"<h2[^>]*><a href=[^>]*>(.*?)</a></h2>", page, re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", title)) for title in found]


def test_finds_says_why_and_links(cast: Cast, shelf: Shelf) -> None:
    stock(shelf, cast)
    page = read(cast.bongani, q="vat")
    assert set(titles(page)) == {"Registering for VAT", "Registreer vir BTW", "VAT <script>alert(1)</script>"}
    assert "Registering for <mark>VAT</mark>" in page
    assert "Why: has vat" in page
    assert "has another word for vat" in page
    assert '<h2 lang="af">' in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "VAT of the owner" in titles(read(cast.thandi, q="vat"))
    assert "neighbour" not in page
    assert cast.charlize.client().get(PAGE, {"q": "vat"}).status_code == 404


def test_narrowing_by_links(cast: Cast, shelf: Shelf) -> None:
    stock(shelf, cast)
    page = read(cast.bongani, q="vat")
    assert "?q=vat&amp;language=af" in page
    assert "?q=vat&amp;topic=tax" in page
    narrowed = read(cast.bongani, q="vat", language="af", topic="tax")
    assert titles(narrowed) == ["Registreer vir BTW"]
    assert 'href="?q=vat&amp;topic=tax"' in narrowed, "without the language"
    assert "Show everything" in narrowed
    nothing = read(cast.bongani, q="vat", kind="of.nothing")
    assert "Nothing found for “vat”" in nothing
    assert "Look among everything" in nothing


def test_pages_of_twenty(cast: Cast, shelf: Shelf) -> None:
    for number in range(45):
        shelf.put(cast.umoja, f"bread-{number}", f"Bread number {number}", "Bread")
    work_off(cast.umoja)
    first, third = read(cast.bongani, q="bread"), read(cast.bongani, q="bread", page="3")
    assert len(titles(first)) == 20
    assert len(titles(third)) == 5
    assert "Page 3 of 3" in third
    assert 'href="?q=bread&amp;page=2"' in third
    assert 'data-place="41"' in third
    for odd in ("0", "-1", "x", "99999", "٣"):
        assert "Bread" in read(cast.bongani, q="bread", page=odd) or odd == "99999"


def test_a_constant_number_of_queries(cast: Cast, shelf: Shelf) -> None:
    client = cast.bongani.client()
    shelf.put(cast.umoja, "one", "Bread one")
    work_off(cast.umoja)
    client.get(PAGE, {"q": "bread"})
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE, {"q": "bread"})
    for number in range(15):
        shelf.put(cast.umoja, f"more-{number}", f"Bread more {number}")
    work_off(cast.umoja)
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE, {"q": "bread"})
    assert len(few) == len(many)


def test_mended_words_and_the_way_back(cast: Cast, shelf: Shelf) -> None:
    stock(shelf, cast)
    page = read(cast.bongani, q="regsitering")
    assert "Showing results for <b>registering</b> instead of regsitering." in page
    assert "?q=regsitering&amp;exact=1" in page
    exact = read(cast.bongani, q="regsitering", exact="1")
    assert "Showing results for" not in exact


def test_without_words_and_without_result(cast: Cast) -> None:
    pieces.published(cast.thandi, "How we bake", audience=Audience.TEAM)
    pieces.published(cast.thandi, "What we pay", audience=Audience.LEADERS)
    page = read(cast.bongani)
    assert "Read most lately" in page
    assert "How we bake" in page
    assert "What we pay" not in page
    assert "What we pay" in read(cast.thandi)
    nothing = read(cast.bongani, q="zzyzx quokka")
    assert "Nothing found for “zzyzx quokka”" in nothing
    assert "How we bake" in nothing
    assert "/library/wanted/" not in nothing
    assert "/library/wanted/" in read(cast.thandi, q="zzyzx quokka")


@pytest.mark.parametrize(
    "words", ["'", "%", "\\", "a" * 5000, "\x00vat", "<b>", "&", "😀", '"', ":*", "' OR 1=1 --"]
)
def test_odd_words_are_answered(cast: Cast, words: str) -> None:
    assert "<b>" not in read(cast.bongani, q=words).partition("<main")[2].replace("<b></b>", "")


def test_pages_of_the_product_stand_above_and_are_no_search_in_vain(cast: Cast) -> None:
    page = read(cast.thandi, q="change password")
    assert 'href="/accounts/password/change/"' in page
    assert "Nothing else was found." in page
    with tenant(cast.umoja):
        assert not SearchMiss.objects.exists()
        assert counting.figures(now=timezone.now()) == counting.Figures(searches=1, in_vain=0, opened=0)
    assert "/settings/bank/" in read(cast.thandi, q="bank details")
    assert "/settings/bank/" not in read(cast.hire("viewer"), q="bank details")
    assert "/accounts/password/change/" not in read(cast.thandi, q="password", language="af")
    assert "/accounts/password/change/" in read(cast.thandi, q="wagwoord")
    with tenant(cast.umoja):
        assert {"wagwoord"} == {miss.words for miss in misses.open_ones()} - {"bank details", "password"}


def test_typing_counts_nothing_and_a_search_counts_once(cast: Cast, shelf: Shelf) -> None:
    stock(shelf, cast)
    client = cast.bongani.client()
    reply = client.get(PAGE, {"q": "regist", "typing": "1"}, headers={"HX-Request": "true"})
    page = reply.content.decode()
    assert "<html" not in page
    assert "Registering for VAT" in titles(page)
    assert 'hx-swap-oob="innerHTML:#found-count"' in page
    with tenant(cast.umoja):
        assert not SearchDay.objects.exists()
        assert not OutboxEvent.objects.filter(name="core.Searched").exists()
    for query in ({"q": "vat"}, {"q": "vat", "page": "2"}, {"q": "vat", "language": "af"}):
        client.get(PAGE, query)
    with tenant(cast.umoja):
        assert counting.figures(now=timezone.now()).searches == 1
        assert OutboxEvent.objects.filter(name="core.Searched").count() == 1
        assert not SearchMiss.objects.exists()
    nothing = client.get(PAGE, {"q": "giraffes of the kalahari"}).content.decode()
    assert titles(nothing) == []
    with tenant(cast.umoja):
        assert SearchMiss.objects.get().language == "en"


def test_what_was_opened_is_counted_and_stands_in_the_palette(cast: Cast, shelf: Shelf) -> None:
    stock(shelf, cast)
    made = pieces.published(cast.thandi, "Ask more for bread", audience=Audience.TEAM)
    work_off(cast.umoja)
    client = cast.bongani.client()
    told = {"q": "bread price", "kind": "publishing.piece", "key": made.public_id, "place": "3"}
    assert client.post(f"{PAGE}opened/", told).status_code == 204
    assert client.post(f"{PAGE}opened/", {**told, "kind": KIND, "key": "own"}).status_code == 204
    assert (
        client.post(f"{PAGE}opened/", {**told, "kind": KIND, "key": "vat", "place": "x"}).status_code == 204
    )
    with tenant(cast.umoja):
        (hit,) = SearchHit.objects.all()
        assert (hit.key, hit.words, hit.place) == (made.public_id, "bread price", 3)
        assert counting.figures(now=timezone.now()).opened == 2
    palette = client.get(f"{PAGE}palette/").content.decode()
    assert palette.index("Registering for VAT") < palette.index("Ask more for bread")
    assert "VAT of the owner" not in palette
    shelf.change(cast.umoja, "vat", readers=("cap:accounts.organisation.delete",))
    work_off(cast.umoja)
    assert "Registering for VAT" not in client.get(f"{PAGE}palette/").content.decode()


def test_an_index_that_is_late_says_so(cast: Cast, shelf: Shelf) -> None:
    stock(shelf, cast)
    shelf.put(cast.umoja, "new", "New bread")
    with tenant(cast.umoja):
        SearchChange.objects.update(at=timezone.now() - timedelta(minutes=5))
    assert "The index is catching up" in read(cast.bongani, q="vat")
    assert "Nothing found" in read(cast.bongani, q="bread quokka")
    with tenant(cast.umoja):
        assert not SearchMiss.objects.exists(), "it may only not be indexed yet"
    work_off(cast.umoja)
    assert "The index is catching up" not in read(cast.bongani, q="vat")


def test_an_index_that_was_lost_says_so_and_comes_back(cast: Cast, shelf: Shelf) -> None:
    stock(shelf, cast)
    with tenant(cast.umoja):
        SearchEntry.objects.all().delete()
        index.rebuild(cast.umoja.pk)
        SearchChange.objects.update(at=timezone.now() - timedelta(minutes=5))
    page = read(cast.bongani, q="vat")
    assert "The index is catching up" in page
    assert titles(page) == []
    work_off(cast.umoja)
    assert "Registering for VAT" in titles(read(cast.bongani, q="vat"))


def test_without_meanings_words_go_on(cast: Cast, shelf: Shelf, settings: Any) -> None:
    stock(shelf, cast)
    settings.SEARCH_EMBEDDINGS = False
    page = read(cast.bongani, q="vat")
    assert "Only the words themselves are looked for" in page
    assert "Registering for VAT" in titles(page)


def test_without_its_search_server_the_database_answers(cast: Cast, shelf: Shelf, settings: Any) -> None:
    server = Server()
    settings.OPENSEARCH_URL = server.url
    stock(shelf, cast)
    assert "The search server does not answer" not in read(cast.bongani, q="vat")
    server.close()
    page = read(cast.bongani, q="vat")
    assert "The search server does not answer" in page
    assert "Registering for VAT" in titles(page)
    assert server.refused == []


def test_the_public_page_finds_the_public_shelf_alone(cast: Cast, shelf: Shelf) -> None:
    stock(shelf, cast)
    made = pieces.platform(cast)
    pieces.published(made.editor, "VAT for everybody")
    pieces.published(made.editor, "VAT for members", audience=Audience.MEMBERS)
    work_off(made.organisation)
    reply = Client().get("/read/en/search/", {"q": "vat"})
    page = reply.content.decode()
    assert titles(page) == ["VAT for everybody"]
    assert reply["X-Robots-Tag"] == "noindex, follow"
    assert '<meta name="robots" content="noindex, follow">' in page
    assert Client().get("/read/xx/search/").status_code == 404
    assert "VAT for everybody" in read(None, "/read/af/search/", q="zzyzx quokka"), "what is read most"
    with tenant(made.organisation):
        assert SearchMiss.objects.get().words == "zzyzx quokka"
    assert 'action="/read/en/search/"' in read(None, "/read/en/")


def test_what_visitors_open_is_counted_for_nobody(cast: Cast, shelf: Shelf) -> None:
    made = pieces.platform(cast)
    piece = pieces.published(made.editor, "VAT for everybody")
    members = pieces.published(made.editor, "VAT for members", audience=Audience.MEMBERS)
    work_off(made.organisation)
    told = {"q": "vat", "kind": "publishing.piece", "key": piece.public_id, "place": "1"}
    client = Client(enforce_csrf_checks=True)
    assert client.post("/read/search-opened", told).status_code == 204
    assert client.post("/read/search-opened", {**told, "key": members.public_id}).status_code == 204
    with tenant(made.organisation):
        (hit,) = SearchHit.objects.all()
        assert (hit.key, hit.words) == (piece.public_id, "vat")
    inside = cast.bongani.client()
    inside.post(f"{PAGE}opened/", {**told, "q": "our secret plan"})
    with tenant(made.organisation):
        assert {hit.words for hit in SearchHit.objects.all()} == {"vat", ""}
    with tenant(cast.umoja):
        assert not SearchHit.objects.exists()


def test_too_often_is_refused(cast: Cast, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    from synthai.site.search import limits

    limits.RATES["public"] = "2/m/ip"
    try:
        answers = [Client().get("/read/en/search/", {"q": "vat"}).status_code for _ in range(3)]
    finally:
        limits.RATES["public"] = "60/m/ip"
    assert answers == [200, 200, 429]
