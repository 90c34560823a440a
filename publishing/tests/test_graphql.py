"""The library by GraphQL: what is told to whom, pages, cost, depth, errors, queries; and drafts by preview links."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from graphql import get_introspection_query

from publishing.models import Piece
from publishing.services import previews
from publishing.terms import Audience
from publishing.tests import shelf
from synthai.core import entitlements
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
SECRET = "quagga"
EVERYTHING = """
query ($first: Int, $after: String, $shelf: Shelf!) {
  pieces(shelf: $shelf, first: $first, after: $after) {
    edges { cursor node { id title isWhole blocks { id html text } files { id url } cover { url }
      translations { id language blocks { id } } related { title } series { title } tags { slug } authors { name } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""


def ask(person: Person, query: str, *, status: int = 200, **variables: Any) -> Any:
    address = f"/api/v1/o/{person.organisation.slug}/library/graphql/"
    body = {"query": query, "variables": variables}
    reply = person.client().post(address, body, content_type="application/json")
    assert reply.status_code == status, reply.content
    return reply.json()


def codes(told: Any) -> list[str]:
    return [each["extensions"]["code"] for each in told["errors"]]


def test_pieces_with_all_that_stands_beside_them(cast: Cast, files_in_tmp: Any) -> None:
    made = shelf.platform(cast)
    cover, steps = shelf.picture(made.editor), shelf.series(made.editor)
    other = shelf.published(made.editor, "Another", tags=("VAT",))
    see = {"id": "relatedx", "kind": "related", "text": "", "data": {"pieces": [other.public_id]}}
    shelf.published(
        made.editor,
        "Ask more",
        tags=("Prices",),
        cover=cover,
        series=steps,
        blocks=[shelf.text("**Now**"), see],
    )
    edges = ask(cast.bongani, EVERYTHING, shelf="SHARED")["data"]["pieces"]["edges"]
    (node,) = [each["node"] for each in edges if each["node"]["title"] == "Ask more"]
    assert "<strong>Now</strong>" in node["blocks"][0]["html"]
    assert node["cover"]["url"].startswith("http")
    assert [each["id"] for each in node["files"]] == [cover.public_id]
    assert node["related"] == [{"title": "Another"}]
    assert (node["series"], node["tags"]) == ({"title": "First steps"}, [{"slug": "prices"}])
    assert [each["id"] for each in node["translations"]] == [node["id"]]
    told = ask(
        cast.bongani,
        """{ tags(shelf: SHARED) { slug } authors(shelf: SHARED) { name }
        seriesList(shelf: SHARED) { nodes { id title parts { title } } pageInfo { hasNextPage } }
        one: pieces(shelf: SHARED, tag: "vat", kind: ARTICLE, language: "en") { nodes { title } } }""",
    )["data"]
    assert [each["slug"] for each in told["tags"]] == ["prices", "vat"]
    (series,) = told["seriesList"]["nodes"]
    assert series["parts"] == [{"title": "Ask more"}]
    assert told["one"]["nodes"] == [{"title": "Another"}]
    single = ask(cast.bongani, f'{{ series(shelf: SHARED, id: "{series["id"]}") {{ title }} }}')
    assert single["data"]["series"]["title"] == "First steps"


def test_the_paywall_holds_in_every_field(cast: Cast) -> None:
    made = shelf.platform(cast)
    see: Any = lambda key: {"id": "relatedx", "kind": "related", "text": "", "data": {"pieces": [key]}}  # noqa: E731
    plan = shelf.published(made.editor, "With a plan", audience=Audience.PLAN)
    team = shelf.published(made.editor, "Ours alone", audience=Audience.TEAM)
    shelf.published(made.editor, "Open", blocks=[see(plan.public_id), see(team.public_id)])
    with tenant(made.organisation):
        Piece.objects.filter(pk=team.pk).update(original=plan)
    before = entitlements._source
    entitlements.offer_source(_Nothing())
    try:
        told = ask(cast.charlize, EVERYTHING, shelf="SHARED")
        related = """{ pieces(shelf: SHARED, first: 10) { nodes { title isWhole blocks { text }
            related { title blocks { text } } translations { title } } } }"""
        deeper = ask(cast.charlize, related)
    finally:
        entitlements.offer_source(before)
    text = json.dumps([told, deeper])
    assert SECRET not in text
    assert "Ours alone" not in text
    (teaser,) = [each for each in deeper["data"]["pieces"]["nodes"] if each["title"] == "With a plan"]
    assert (teaser["isWhole"], teaser["blocks"]) == (False, [])
    for key in (team.public_id, "a" * 16):
        missing = ask(cast.charlize, f'{{ piece(shelf: SHARED, id: "{key}") {{ title }} }}')
        assert (missing["data"]["piece"], codes(missing)) == (None, ["core.not_found"])


class _Nothing:
    def grants(self, _organisation_id: int) -> Any:
        return entitlements.Grants(by_feature={}, plan="Free")

    def where_to_upgrade(self, _organisation_id: int) -> str:
        return "/plans/"

    def consume(self, *_: Any, **__: Any) -> None:
        raise AssertionError("Nothing is metered here.")

    def has_prepaid(self, _organisation_id: int, _code: str) -> bool:
        return False


def test_own_shelves_are_their_own(cast: Cast) -> None:
    leaders = shelf.published(cast.thandi, "What we pay", audience=Audience.LEADERS)
    one = (
        f'{{ piece(id: "{leaders.public_id}") {{ title blocks {{ text }} }} pieces {{ nodes {{ title }} }} }}'
    )
    assert SECRET in json.dumps(ask(cast.thandi, one))
    for person in (cast.bongani, cast.charlize):
        told = ask(person, one)
        assert (codes(told), told["data"]["pieces"]["nodes"]) == (["core.not_found"], [])
    address = "/api/v1/o/umoja-foods/library/graphql/"
    assert (
        cast.charlize.client().post(address, {"query": one}, content_type="application/json").status_code
        == 404
    )
    assert Client().post(address, {"query": one}, content_type="application/json").status_code == 401
    assert codes(ask(cast.bongani, "{ pieces(shelf: SHARED) { nodes { title } } }")) == ["core.not_found"]


def test_pages_go_forwards_and_backwards_by_sealed_cursors(cast: Cast) -> None:
    for number in range(5):
        shelf.published(cast.thandi, f"Number {number}")
    page = """query ($first: Int, $after: String, $last: Int, $before: String) {
      pieces(first: $first, after: $after, last: $last, before: $before) {
        nodes { title } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
    ask_page: Any = lambda **asked: ask(cast.bongani, page, **asked)["data"]["pieces"]  # noqa: E731
    titles: Any = lambda told: [each["title"][-1] for each in told["nodes"]]  # noqa: E731
    first = ask_page(first=2)
    second = ask_page(first=2, after=first["pageInfo"]["endCursor"])
    last = ask_page(first=2, after=second["edges"][-1]["cursor"])
    assert [titles(each) for each in (first, second, last)] == [["4", "3"], ["2", "1"], ["0"]]
    assert [each["pageInfo"]["hasNextPage"] for each in (first, second, last)] == [True, True, False]
    back = ask_page(last=2, before=second["pageInfo"]["startCursor"])
    assert (titles(back), back["pageInfo"]["hasPreviousPage"]) == (["4", "3"], False)
    for wrong in ({"first": 0}, {"first": 101}, {"last": 2}, {"first": 1, "before": "x"}):
        assert codes(ask(cast.bongani, page, **wrong)) == ["publishing.graphql.page_size"]
    for cursor in ("nonsense", first["pageInfo"]["endCursor"][:-2]):
        assert codes(ask(cast.bongani, page, first=2, after=cursor)) == ["core.cursor_invalid"]
    other = 'query ($after: String) { pieces(language: "af", after: $after) { nodes { title } } }'
    assert codes(ask(cast.bongani, other, after=first["pageInfo"]["endCursor"])) == ["core.cursor_invalid"]


def test_what_is_too_much_or_no_graphql_is_refused(cast: Cast) -> None:
    deep = "{ pieces { nodes " + "{ related " * 9 + "{ id } " + "} " * 9 + "} }"
    wide = "{ pieces(first: 100) { nodes { translations { blocks { id } } } } }"
    many = (
        "{ "
        + " ".join(f"a{number}: pieces(first: 100) {{ nodes {{ blocks {{ id }} }} }}" for number in range(9))
        + " }"
    )
    spread = """{ ...A ...A ...A } fragment A on Query { b: pieces(first: 100) { nodes { ...B } } c: pieces(first: 100) { nodes { ...B } } }
        fragment B on Piece { blocks { id } related { blocks { id } } }"""
    circle = "{ pieces { nodes { ...A } } } fragment A on Piece { related { ...A } }"
    for query, code in (
        ("{ pieces {", "publishing.graphql.unreadable"),
        ("{ secrets }", "publishing.graphql.invalid"),
        ("mutation { wipe }", "publishing.graphql.invalid"),
        ("{ " + "id " * 3000 + "}", "publishing.graphql.unreadable"),
        ("#" * 21_000, "publishing.graphql.unreadable"),
        (circle, "publishing.graphql.invalid"),
        (deep, "publishing.graphql.too_deep"),
        (wide, "publishing.graphql.too_costly"),
        (many, "publishing.graphql.too_costly"),
        (spread, "publishing.graphql.too_costly"),
    ):
        assert code in codes(ask(cast.bongani, query, status=400)), query[:80]
    variable = "query ($n: Int) { pieces(first: $n) { nodes { translations { blocks { id } } } } }"
    assert codes(ask(cast.bongani, variable, status=400, n=100)) == ["publishing.graphql.too_costly"]
    unsent = variable.replace("$n: Int", "$n: Int = 100")
    assert codes(ask(cast.bongani, unsent, status=400)) == ["publishing.graphql.too_costly"]
    assert ask(cast.bongani, variable, n=2)["extensions"]["cost"] <= 5000
    body = cast.bongani.client().post(
        "/api/v1/o/umoja-foods/library/graphql/", {}, content_type="application/json"
    )
    assert (body.status_code, body.json()["code"]) == (400, "core.invalid")


def test_the_schema_tells_itself(cast: Cast) -> None:
    told = ask(cast.bongani, get_introspection_query())
    names = {each["name"] for each in told["data"]["__schema"]["types"]}
    assert {"Piece", "PieceConnection", "PageInfo", "Block"} <= names


def test_many_pieces_cost_as_many_queries_as_few(
    cast: Cast, files_in_tmp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entitlements, "FRESH_SECONDS", 3600)  # or a slow machine asks anew in between
    made, client, counts = shelf.platform(cast), cast.bongani.client(), []
    cover, steps = shelf.picture(made.editor), shelf.series(made.editor)
    address = "/api/v1/o/umoja-foods/library/graphql/"
    for many in (2, 7):
        last = ""
        for number in range(many):
            see = {
                "id": "relatedx",
                "kind": "related",
                "text": "",
                "data": {"pieces": [last] if last else []},
            }
            more: Any = {"cover": cover, "series": steps, "tags": ("VAT",)}
            piece = shelf.published(
                made.editor, f"Piece {many} {number}", blocks=[shelf.text("Words"), see], **more
            )
            last = piece.public_id
        body = {"query": EVERYTHING, "variables": {"shelf": "SHARED", "first": 20}}
        client.post(address, body, content_type="application/json")
        with CaptureQueriesContext(connection) as asked:
            reply = client.post(address, body, content_type="application/json")
        assert "errors" not in reply.json()
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_preview_token_shows_the_draft_to_who_may_read_the_piece(cast: Cast) -> None:
    piece = shelf.published(cast.thandi, "How we bake", audience=Audience.TEAM)
    hidden = shelf.published(cast.thandi, "What we pay", audience=Audience.LEADERS)
    with tenant(cast.umoja):
        Piece.objects.update(title="The draft", blocks=[shelf.text("Words to come")])
        piece.refresh_from_db()
        tokens = [previews.token(each, by=cast.thandi.actor, now=timezone.now()) for each in (piece, hidden)]
    draft = "query ($token: String!) { draft(token: $token) { title isDraft isWhole blocks { text } } }"
    told = ask(cast.bongani, draft, token=tokens[0])["data"]["draft"]
    assert (told["title"], told["isDraft"], told["blocks"][0]["text"]) == ("The draft", True, "Words to come")
    live = ask(cast.bongani, f'{{ piece(id: "{piece.public_id}") {{ title isDraft }} }}')["data"]["piece"]
    assert live == {"title": "How we bake", "isDraft": False}
    rest = f"/api/v1/o/umoja-foods/library/previews/{tokens[0]}/"
    shown = cast.bongani.client().get(rest).json()
    assert (shown["title"], shown["blocks"][0]["text"]) == ("The draft", "Words to come")
    assert codes(ask(cast.bongani, draft, token=tokens[1])) == ["core.not_found"]
    assert cast.bongani.client().get(rest.replace(tokens[0], tokens[1])).status_code == 404
    assert codes(ask(cast.charlize, draft, token=tokens[0])) == ["core.not_found"]
    assert cast.charlize.client().get(rest.replace("umoja-foods", "karoo-cycles")).status_code == 404
    for wrong in ("nonsense", f"{tokens[0][:-1]}{'A' if tokens[0][-1] != 'A' else 'B'}"):
        assert codes(ask(cast.bongani, draft, token=wrong)) == ["core.not_found"]
    with tenant(cast.umoja):
        Piece.objects.filter(pk=piece.pk).update(live=None)
    assert ask(cast.bongani, draft, token=tokens[0])["data"]["draft"]["title"] == "The draft"


def test_see_also_names_nobody_a_piece_that_they_may_not_know_of(cast: Cast) -> None:
    pay = shelf.published(cast.thandi, "What we pay", audience=Audience.LEADERS)
    see = {"id": "relatedx", "kind": "related", "text": "", "data": {"pieces": [pay.public_id]}}
    piece = shelf.published(cast.thandi, "How we bake", audience=Audience.TEAM, blocks=[see])
    blocks = f'{{ piece(id: "{piece.public_id}") {{ blocks {{ data }} }} }}'
    named = [ask(who, blocks)["data"]["piece"]["blocks"] for who in (cast.thandi, cast.bongani)]
    assert named == [[{"data": {"pieces": [pay.public_id]}}], [{"data": {"pieces": []}}]]


def test_half_signs_are_refused(cast: Cast) -> None:
    query = "query ($token: String!) { draft(token: $token) { title } }"
    assert codes(ask(cast.bongani, query, status=400, token="\ud800")) == ["publishing.graphql.unreadable"]


def test_the_same_sum_by_many_names_is_made_once(cast: Cast, django_assert_max_num_queries: Any) -> None:
    shelf.published(cast.thandi, "How we bake", audience=Audience.TEAM, tags=("Bread",))
    names = " ".join(f"t{number}: tags {{ slug }}" for number in range(50))
    with CaptureQueriesContext(connection) as few:
        ask(cast.bongani, "{ tags { slug } }")
    with django_assert_max_num_queries(len(few)):
        assert len(ask(cast.bongani, f"{{ {names} }}")["data"]) == 50
