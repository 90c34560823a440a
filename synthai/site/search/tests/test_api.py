"""Search over the API: the same answer as a document, its limits as problems, and a scope for programs."""

from typing import Any

import pytest

from accounts import key_text
from accounts.tests.factories import ApiKeyFactory
from publishing.tests import shelf as pieces
from synthai.core.search.tests.shelf import KIND, Shelf, work_off
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/o/umoja-foods/search/"


def ask(client: Any, status: int = 200, **query: Any) -> Any:
    reply = client.get(ADDRESS, query)
    assert reply.status_code == status, reply.content
    return reply.json()


def stock(shelf: Shelf, cast: Cast) -> None:
    shelf.put(cast.umoja, "vat", "Registering for VAT", "Who must", facets={"format": ("article",)})
    shelf.put(cast.umoja, "own", "VAT of the owner", readers=("cap:accounts.organisation.delete",))
    shelf.put(cast.karoo, "karoo", "VAT of the neighbour")
    work_off(cast.umoja, cast.karoo)


def test_answers_with_why_facets_and_notices(cast: Cast, shelf: Shelf, settings: Any) -> None:
    stock(shelf, cast)
    answer = ask(cast.bongani.client(), q="vat", format="article", kind=KIND)
    (found,) = answer["results"]
    assert (answer["q"], answer["total"], answer["page"], answer["pages"]) == ("vat", 1, 1, 1)
    assert (found["id"], found["kind"], found["kind_label"], found["path"]) == (
        "vat",
        KIND,
        "Note",
        "/notes/vat/",
    )
    assert {"how": "word", "words": ["vat"], "said": "has vat"} in found["why"]
    assert {"text": "VAT", "is_match": True} in found["title_parts"]
    assert answer["facets"]["kind"] == [{"value": KIND, "label": "Note", "count": 1}]
    assert answer["facets"]["format"] == [{"value": "article", "label": "Article", "count": 1}]
    assert answer["notices"] == []
    assert ask(cast.bongani.client(), q="regsitering")["mended"] == {"regsitering": ["registering"]}
    assert ask(cast.bongani.client(), q="regsitering", exact="1")["mended"] == {}
    settings.SEARCH_EMBEDDINGS = False
    assert [each["code"] for each in ask(cast.bongani.client(), q="vat")["notices"]] == ["without_meaning"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, "core.search.nothing_asked"),
        ({"q": " \x00 "}, "core.search.nothing_asked"),
        ({"q": "a" * 201}, "core.search.too_long"),
        ({"q": "vat", "page": "16"}, "core.search.no_such_page"),
        ({"q": "vat", "page": "x"}, "core.search.no_such_page"),
    ],
)
def test_limits_are_problems(cast: Cast, query: dict[str, str], code: str) -> None:
    reply = cast.bongani.client().get(ADDRESS, query)
    assert reply.status_code == 400
    assert reply["Content-Type"] == "application/problem+json"
    assert reply.json()["code"] == code


def test_finds_what_the_person_may_see_and_counts_requests(cast: Cast, shelf: Shelf) -> None:
    stock(shelf, cast)
    owners = cast.thandi.client().get(ADDRESS, {"q": "vat"})
    assert {each["id"] for each in owners.json()["results"]} == {"vat", "own"}
    assert "RateLimit" in owners
    assert {each["id"] for each in ask(cast.bongani.client(), q="vat")["results"]} == {"vat"}
    assert cast.charlize.client().get(ADDRESS, {"q": "vat"}).status_code == 404


def test_a_key_needs_the_scope_and_finds_what_its_scopes_open(cast: Cast, shelf: Shelf, client: Any) -> None:
    stock(shelf, cast)

    def key(*scopes: str) -> Any:
        secret = key_text.make()
        with tenant(cast.umoja):
            ApiKeyFactory(
                organisation=cast.umoja, responsible=cast.thandi.user, scopes=list(scopes), secret=secret
            )
        return client.get(ADDRESS, {"q": "vat"}, headers={"Authorization": f"Bearer {secret.text}"})

    refused = key("pricing.product.view")
    assert (refused.status_code, refused.json()["code"]) == (403, "core.not_allowed")
    assert {each["id"] for each in key("core.search.use").json()["results"]} == {"vat"}
    more = key("core.search.use", "accounts.organisation.delete")
    assert {each["id"] for each in more.json()["results"]} == {"vat", "own"}


def test_a_key_finds_no_pieces_without_the_right_to_read_them(cast: Cast, client: Any) -> None:
    for title, audience in (("Bonus quagga", "team"), ("Dismissal quagga", "leaders")):
        pieces.published(cast.thandi, title, audience=audience)
    platform = pieces.platform(cast)
    pieces.published(platform.editor, "Plans quagga", audience="plan")
    work_off(cast.umoja, platform.organisation)

    def found(*scopes: str) -> set[str]:
        secret = key_text.make()
        with tenant(cast.umoja):
            ApiKeyFactory(
                organisation=cast.umoja, responsible=cast.thandi.user, scopes=list(scopes), secret=secret
            )
        headers = {"Authorization": f"Bearer {secret.text}"}
        reply = client.get(ADDRESS, {"q": "quagga"}, headers=headers)
        assert reply.status_code == 200, reply.content
        return {each["title"] for each in reply.json()["results"]}

    read, leaders = "publishing.library.read", "publishing.leaders.read"
    assert found("core.search.use") == set()
    assert found("core.search.use", leaders) == set()
    assert "Bonus quagga" in found("core.search.use", read)
    assert {"Bonus quagga", "Dismissal quagga"} <= found("core.search.use", read, leaders)
