"""Every way to a piece, for every kind of reader: what one door refuses, no other gives.

The table below is written by hand from the words of the audiences, not from the code that decides.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from publishing import features
from publishing.models import OldAddress, Piece
from publishing.selectors import found, readers
from publishing.services import previews
from publishing.terms import Audience
from publishing.tests import shelf
from synthai.core import entitlements
from synthai.core.entitlements import Grant, Grants
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
WHOLE, TEASER, NOTHING = "whole", "teaser", "nothing"
SECRET = "quagga"

# Of the platform's pieces: nobody; signed in without an organisation; a member without the plan; one with it; the platform's own
# member; its manager. Public pages know of signing in and of plans; what is the platform's own is read inside it.
PLATFORM: dict[str, dict[str, str]] = {
    Audience.PUBLIC: dict.fromkeys(("nobody", "person", "poor", "rich", "staff", "lead"), WHOLE),
    Audience.MEMBERS: {"nobody": TEASER, **dict.fromkeys(("person", "poor", "rich", "staff", "lead"), WHOLE)},
    Audience.PLAN: {**dict.fromkeys(("nobody", "person", "poor"), TEASER), **dict.fromkeys(("rich", "staff", "lead"), WHOLE)},
    Audience.TEAM: {**dict.fromkeys(("nobody", "person", "poor", "rich"), NOTHING), "staff": WHOLE, "lead": WHOLE},
    Audience.LEADERS: {**dict.fromkeys(("nobody", "person", "poor", "rich", "staff"), NOTHING), "lead": WHOLE},
}  # fmt: skip
# Of Umoja's own pieces: nobody and strangers get what is public, whatever stands in the row; its people the rest.
OWN: dict[str, dict[str, str]] = {
    Audience.PUBLIC: dict.fromkeys(("nobody", "person", "rich", "staff", "lead"), WHOLE),
    Audience.MEMBERS: {**dict.fromkeys(("nobody", "person", "rich"), NOTHING), "staff": WHOLE, "lead": WHOLE},
    Audience.PLAN: {**dict.fromkeys(("nobody", "person", "rich"), NOTHING), "staff": WHOLE, "lead": WHOLE},
    Audience.TEAM: {**dict.fromkeys(("nobody", "person", "rich"), NOTHING), "staff": WHOLE, "lead": WHOLE},
    Audience.LEADERS: {**dict.fromkeys(("nobody", "person", "rich", "staff"), NOTHING), "lead": WHOLE},
}


class PlansOf:
    """Says which organisations have the library in their plan: what billing says in the product."""

    def __init__(self, *rich: int) -> None:
        self.rich = rich

    def grants(self, organisation_id: int) -> Grants:
        has = {features.MEMBERS_LIBRARY: Grant(None)} if organisation_id in self.rich else {}
        return Grants(by_feature=has, plan="Free")

    def consume(self, *_: Any, **__: Any) -> None:
        raise AssertionError("Nothing is metered here.")

    def has_prepaid(self, _organisation_id: int, _code: str) -> bool:
        return False

    def where_to_upgrade(self, _organisation_id: int) -> str:
        return "/plans/"


@pytest.fixture
def plans() -> Iterator[Any]:
    before = entitlements._source
    yield lambda *rich: entitlements.offer_source(PlansOf(*rich))
    entitlements.offer_source(before)


def pieces_of(by: Person, asset: Any) -> dict[str, Piece]:
    """One piece of each audience, with a tag, a series, an old address and a picture."""
    steps, made = shelf.series(by, "All steps"), {}
    for place, audience in enumerate(Audience.values, start=1):
        picture = {
            "id": "picture2",
            "kind": "image",
            "text": "",
            "data": {"asset": asset.public_id, "alt": ""},
        }
        piece = shelf.published(
            by,
            f"Piece for {audience}",
            audience=audience,
            blocks=[shelf.text(shelf.SECRET), picture],
            tags=("Steps",),
            series=steps,
            series_position=place,
            allows_comments=True,
        )
        with tenant(by.organisation):
            OldAddress.objects.create(piece=piece, language="en", slug=f"old-{audience}", left_at=shelf.NOW)
        made[audience] = piece
    return made


def got(reply: Any) -> str:
    """What a page gave: the text, its frame, or nothing."""
    if reply.status_code in {404, 403}:
        return NOTHING
    assert reply.status_code == 200
    return WHOLE if SECRET in reply.content.decode() else TEASER


def fetched(client: Client, address: str) -> int:
    """The status of a file's answer, the file closed."""
    reply: Any = client.get(address)
    b"".join(reply.streaming_content if reply.streaming else [])
    for close in reply._resource_closers:  # `close()` would end the test's transaction too
        close()
    return int(reply.status_code)


def judge_public(root: str, client: Client, made: dict[str, Piece], expected: dict[str, str]) -> None:
    """Every public door: the piece, its old address, its file, every list, what stands beside other pieces."""
    lists = ("en/", "en/tag/steps/", "en/series/all-steps/")
    texts = {path: client.get(root + path).content.decode() for path in lists}
    shows_any = client.get(f"{root}en/piece-for-public/").content.decode()
    for audience, piece in made.items():
        want, path = expected[audience], f"{root}en/{piece.slug}/"
        assert got(client.get(path)) == want, (path, want)
        assert client.get(f"{root}en/old-{audience}/").status_code == (404 if want == NOTHING else 301)
        asset = piece.live.blocks[1]["data"]["asset"] if piece.live else ""
        status = fetched(client, f"{root}files/{piece.public_id}/{asset}/w640.avif")
        assert status == (200 if want == WHOLE else 404), audience
        for place, text in texts.items():
            assert SECRET not in text
            assert (path in text) == (want != NOTHING), (place, audience)
        assert want != NOTHING or path not in shows_any


def judge_programs(root: str, made: dict[str, Piece], expected: dict[str, str]) -> None:
    """Feeds and the sitemap: what nobody in particular may have, whoever asks."""
    atom = Client().get(f"{root}en/feed.atom").content.decode()
    feed = json.loads(Client().get(f"{root}en/feed.json").content)
    plan = Client().get(f"{root}sitemap.xml").content.decode()
    items = {item["url"].rpartition("/read")[2]: json.dumps(item) for item in feed["items"]}
    for audience, piece in made.items():
        path, want = f"{root}en/{piece.slug}/", expected[audience]
        assert (path in atom) == (want != NOTHING)
        assert (path in plan) == (want != NOTHING)
        item = items.get(path.removeprefix("/read"), "")
        assert bool(item) == (want != NOTHING)
        assert (SECRET in item) == (want == WHOLE)
    assert atom.count(SECRET) == sum(want == WHOLE for want in expected.values())


def judge_inside(person: Person, word: str, made: dict[str, Piece], expected: dict[str, str]) -> None:
    """Every door inside an organisation, pages and API."""
    home, api = (
        f"/o/{person.organisation.slug}/library/read/{word}/",
        f"/api/v1/o/{person.organisation.slug}/library/reading/{word}/",
    )
    client = person.client()
    listed, answered = client.get(home).content.decode(), client.get(api).json()
    ids = {each["id"] for each in answered["results"]}
    assert SECRET not in listed
    assert SECRET not in json.dumps(answered)
    for audience, piece in made.items():
        want, key = expected[audience], piece.public_id
        assert got(client.get(f"{home}{key}/")) == want, (home, audience)
        assert (f"{home}{key}/" in listed) == (want != NOTHING)
        assert (key in ids) == (want != NOTHING)
        judge_api(client, f"{api}{key}/", want)
        asset = piece.live.blocks[1]["data"]["asset"] if piece.live else ""
        status = fetched(client, f"{home}{key}/files/{asset}/file")
        assert status == (200 if want == WHOLE else 404)
        judge_graphql(client, person.organisation.slug, word, key, want)
        judge_comments(client, f"{home}{key}/comments/", f"{api}{key}/comments/", want)
        marked = client.post(f"{home}{key}/mark/", {"mark": "bookmark"})
        assert marked.status_code == (404 if want == NOTHING else 302)
    assert SECRET not in client.get(f"/o/{person.organisation.slug}/library/read/mine/").content.decode()


def judge_graphql(client: Client, organisation: str, word: str, key: str, want: str) -> None:
    """GraphQL tells no more of a piece than its page does."""
    query = """query ($shelf: Shelf!, $id: ID!) { piece(shelf: $shelf, id: $id) { title isWhole blocks { text } files { url } } }"""
    body = {"query": query, "variables": {"shelf": word.upper(), "id": key}}
    address = f"/api/v1/o/{organisation}/library/graphql/"
    reply = client.post(address, json.dumps(body), content_type="application/json")
    told = reply.json()["data"]["piece"]
    assert (told is None) == (want == NOTHING)
    assert (SECRET in reply.content.decode()) == (want == WHOLE)
    assert told is None or bool(told["files"]) == (want == WHOLE)


def judge_comments(client: Client, page: str, api: str, want: str) -> None:
    """Who does not get the whole text reads no comments, and writes none: not even that there are any is told."""
    said = {"text": "Is it so?"}
    told = json.dumps(said)
    statuses = (
        client.get(page).status_code,
        client.get(api).status_code,
        client.post(page, said).status_code,
        client.post(api, told, content_type="application/json").status_code,
    )
    assert statuses == ((200, 200, 302, 201) if want == WHOLE else (404,) * 4)


def judge_preview(
    person: Person, sealed: dict[str, str], pieces: dict[str, Piece], expected: dict[str, str]
) -> None:
    """The link to a draft, and the files it shows: whoever does not get the whole piece inside gets nothing."""
    for audience, token in sealed.items():
        reply = person.client().get(f"/o/{person.organisation.slug}/library/preview/{token}/")
        want = WHOLE if expected[audience] == WHOLE else NOTHING
        assert got(reply) == want, audience
        live = pieces[audience].live
        asset = live.blocks[1]["data"]["asset"] if live else ""
        assert ("<img" in reply.content.decode().partition("write-paper")[2]) == (
            want == WHOLE and bool(asset)
        )


def judge_api(client: Client, address: str, want: str) -> None:
    reply = client.get(address)
    assert reply.status_code == (404 if want == NOTHING else 200)
    if want != NOTHING:
        told = reply.json()
        assert told["is_whole"] == (want == WHOLE)
        assert (SECRET in json.dumps(told)) == (want == WHOLE)
        assert bool(told["files"]) == (want == WHOLE)


def sealed_links(by: Person, made: dict[str, Piece]) -> dict[str, str]:
    """The link to each draft, as its writer hands it on."""
    with tenant(by.organisation):
        return {key: previews.token(each, by=by.actor, now=timezone.now()) for key, each in made.items()}


def column(table: dict[str, dict[str, str]], who: str, **other: str) -> dict[str, str]:
    return {audience: other.get(audience, line[who]) for audience, line in table.items()}


def signed_in(email: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_user(email=email, password="x" * 20))
    return client


def test_the_platform_s_pieces(cast: Cast, plans: Any, files_in_tmp: Path) -> None:
    made = shelf.platform(cast)
    plans(cast.umoja.pk)
    pieces = pieces_of(made.editor, shelf.picture(made.editor))
    staff = cast.hire("member", name="Staff", organisation=made.organisation)
    public_only = {Audience.TEAM: NOTHING, Audience.LEADERS: NOTHING}
    clients = {
        "nobody": Client(),
        "person": signed_in("lerato@example.com"),
        "poor": cast.charlize.client(),
        "rich": cast.bongani.client(),
        "staff": staff.client(),
    }
    for who, client in clients.items():
        # On public pages the platform's people are readers like others: they have no plan of the library.
        other = {**public_only, Audience.PLAN: TEASER} if who == "staff" else {}
        cache.clear()
        judge_public("/read/", client, pieces, column(PLATFORM, who, **other))
    judge_programs("/read/", pieces, column(PLATFORM, "nobody"))
    judge_inside(cast.charlize, "shared", pieces, column(PLATFORM, "poor"))
    judge_inside(cast.bongani, "shared", pieces, column(PLATFORM, "rich"))
    judge_inside(staff, "own", pieces, column(PLATFORM, "staff"))
    judge_inside(made.editor, "own", pieces, column(PLATFORM, "lead"))


def test_an_organisation_s_own_pieces(cast: Cast, plans: Any, files_in_tmp: Path) -> None:
    shelf.platform(cast)
    plans(cast.karoo.pk)
    pieces = pieces_of(cast.thandi, shelf.picture(cast.thandi))
    root, public_only = (
        "/read/o/umoja-foods/",
        dict.fromkeys(set(Audience.values) - {Audience.PUBLIC}, NOTHING),
    )
    clients = {"nobody": Client(), "person": signed_in("lerato@example.com"), "rich": cast.charlize.client()}
    for who, client in clients.items():
        judge_public(root, client, pieces, column(OWN, who))
    sealed = sealed_links(cast.thandi, pieces)
    judge_preview(cast.bongani, sealed, pieces, column(OWN, "staff"))
    judge_preview(cast.thandi, sealed, pieces, column(OWN, "lead"))
    judge_preview(cast.charlize, sealed, pieces, dict.fromkeys(Audience.values, NOTHING))
    # Its own people read the rest inside, where its rules of signing in hold; not on public pages.
    judge_public(root, cast.thandi.client(), pieces, column(OWN, "lead", **public_only))
    judge_programs(root, pieces, column(OWN, "nobody"))
    judge_inside(cast.bongani, "own", pieces, column(OWN, "staff"))
    judge_inside(cast.thandi, "own", pieces, column(OWN, "lead"))
    for piece in pieces.values():
        for word in ("own", "shared"):
            address = f"/o/karoo-cycles/library/read/{word}/{piece.public_id}/"
            assert cast.charlize.client().get(address).status_code == 404
            assert (
                cast.charlize.client()
                .get(f"/o/umoja-foods/library/read/{word}/{piece.public_id}/")
                .status_code
                == 404
            )


def test_search_gives_tokens_of_who_may_read_all_of_it(cast: Cast) -> None:
    made = shelf.platform(cast)
    expected: dict[str, tuple[str, ...]] = {
        Audience.PUBLIC: ("public",),
        Audience.MEMBERS: ("signed-in",),
        Audience.PLAN: ("feature:publishing.library", "publishing:home"),
        Audience.TEAM: ("publishing:home",),
        Audience.LEADERS: ("cap:publishing.leaders.read",),
    }
    own: dict[str, tuple[str, ...]] = {
        **expected,
        **dict.fromkeys((Audience.MEMBERS, Audience.PLAN), ("publishing:home",)),
    }
    for by, wanted in ((made.editor, expected), (cast.thandi, own)):
        pieces: dict[str, Piece] = {
            each: shelf.published(by, f"For {each}", audience=each) for each in Audience.values
        }
        with tenant(by.organisation):
            told = {each.key: each for each in found.load(found.keys())}
        for audience, piece in pieces.items():
            assert told[piece.public_id].readers == wanted[audience]
            assert SECRET in told[piece.public_id].text
    with tenant(made.organisation):
        Piece.objects.update(live=None)
        assert found.load(found.keys()) == []


def test_related_pieces_and_covers_follow_the_same_rule(cast: Cast, files_in_tmp: Path) -> None:
    made = shelf.platform(cast)
    asset = shelf.picture(made.editor)
    hidden = shelf.published(made.editor, "Hidden one", audience=Audience.TEAM)
    teased = shelf.published(made.editor, "Teased one", audience=Audience.MEMBERS, cover=asset)
    see = {
        "id": "relatedx",
        "kind": "related",
        "text": "",
        "data": {"pieces": [hidden.public_id, teased.public_id]},
    }
    shelf.published(made.editor, "Open one", blocks=[see])
    shown = Client().get("/read/en/open-one/").content.decode()
    assert "Teased one" in shown
    assert "Hidden one" not in shown
    assert fetched(Client(), f"/read/files/{teased.public_id}/{asset.public_id}/w640.avif") == 200
    assert Client().get(f"/read/files/{hidden.public_id}/{asset.public_id}/w640.avif").status_code == 404


def test_a_draft_is_behind_no_door(cast: Cast) -> None:
    made = shelf.platform(cast)
    piece = shelf.published(made.editor, "Live words", blocks=[shelf.text("Live words")])
    with tenant(made.organisation):
        Piece.objects.filter(pk=piece.pk).update(
            title="Draft", blocks=[shelf.text(shelf.SECRET)], summary="quagga"
        )
    for path in ("/read/en/", f"/read/en/{piece.slug}/", "/read/en/feed.json", "/read/en/feed.atom"):
        assert SECRET not in Client().get(path).content.decode()
    for path in (
        f"/o/umoja-foods/library/read/shared/{piece.public_id}/",
        f"/api/v1/o/umoja-foods/library/reading/shared/{piece.public_id}/",
    ):
        assert SECRET not in cast.bongani.client().get(path).content.decode()


def test_a_visitor_of_public_pages_is_never_at_home(cast: Cast) -> None:
    made = shelf.platform(cast)
    with readers.opened() as opened:
        for user in (AnonymousUser(), made.editor.user):
            assert not readers.of_visitor(user, opened).is_home
