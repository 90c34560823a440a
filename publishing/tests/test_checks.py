"""Checks of pieces: kept, told, let stay; links asked by real HTTP of a server on this machine."""

import datetime as dt
import html
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.utils import timezone

from publishing.check_terms import LinkState
from publishing.gateways import web
from publishing.models import Finding, LinkCheck, OldAddress, Piece, PieceCheck
from publishing.services import check_digests, check_wishes, checks, findings, keeping, link_checks, parts
from publishing.services.parts import Content
from publishing.tests import shelf
from synthai.core import outbox
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries
from synthai.core.testing.tasks import tasks_at_once

pytestmark = pytest.mark.django_db
BASE = "/o/umoja-foods/library/write/"
API = "/api/v1/o/umoja-foods/library/drafts/"
HTMX = {"HX-Request": "true"}
NOW = shelf.NOW


def looked_at(piece: Piece, cast: Cast, now: dt.datetime = NOW) -> list[str]:
    with tenant(cast.umoja):
        check_wishes.wanted(piece.pk, now=now)
        checks.check(piece.pk, now=now)
        return list(
            Finding.objects.shown()
            .filter(piece=piece)
            .order_by("urgency", "pk")
            .values_list("kind", flat=True)
        )


def a_piece(cast: Cast, *texts: str, who: Any = None, **more: Any) -> Piece:
    blocks = [shelf.text(text, f"block{number + 2}aaa") for number, text in enumerate(texts)]
    told = {"blocks": blocks, "tags": ("Stock",), **more}
    return shelf.published(who or cast.thandi, "Stock", audience="team", **told)


def body(reply: Any) -> str:
    return html.unescape(str(reply.content, "utf-8"))


class Site(BaseHTTPRequestHandler):
    """Answers by path; notes what was asked."""

    asked: list[str] = []  # noqa: RUF012 - one list for the test's server
    answers: dict[str, int] = {}  # noqa: RUF012 - as above

    def do_HEAD(self) -> None:  # noqa: N802 - the library's name
        self._answer("HEAD")

    def do_GET(self) -> None:  # noqa: N802 - the library's name
        self._answer("GET")

    def _answer(self, method: str) -> None:
        self.asked.append(f"{method} {self.path}")
        if self.path in {"/away", "/round"}:
            self.send_response(301)
            self.send_header("Location", "/fine" if self.path == "/away" else "/round")
        elif self.path == "/no-head":
            self.send_response(405 if method == "HEAD" else 200)
        elif self.path == "/large" and method == "GET":
            self.send_response(200)
            self.send_header("Content-Length", str(10**12))
        else:
            self.send_response(self.answers.get(self.path, 404))
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def site(settings: Any) -> Iterator[str]:
    settings.OUTBOUND_PRIVATE_ADDRESSES = True
    cache.clear()
    Site.asked.clear()
    Site.answers = {"/fine": 200, "/shy": 403, "/busy": 429, "/broken": 500}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/fine", "fine"),
        ("/away", "fine"),
        ("/no-head", "fine"),
        ("/shy", "unsure"),
        ("/busy", "unsure"),
        ("/gone", "gone"),
        ("/broken", "gone"),
        ("/round", "gone"),
    ],
)
def test_asks_by_head_and_then_get(site: str, path: str, answer: str) -> None:
    assert web.ask(f"{site}{path}").answer == answer
    assert Site.asked[0] == f"HEAD {path}"


def test_reads_no_body(site: str) -> None:
    Site.answers["/large"] = 405
    assert web.ask(f"{site}/large").answer == "fine"


def test_nobody_there_and_private_addresses(site: str, settings: Any) -> None:
    assert web.ask("http://127.0.0.1:9/").answer == "gone"
    settings.OUTBOUND_PRIVATE_ADDRESSES = False
    Site.asked.clear()
    assert web.ask(f"{site}/fine").answer == "unsure"
    assert Site.asked == [], "nothing is sent"


def test_three_bad_days_make_a_link_broken(site: str, cast: Cast) -> None:
    piece = a_piece(cast, f"See [the form]({site}/form#part).")
    assert looked_at(piece, cast) == []
    with tenant(cast.umoja):
        link = LinkCheck.objects.get()
        assert (link.url, link.host) == (f"{site}/form", "127.0.0.1")
        for day in range(3):
            assert LinkCheck.objects.get().state != LinkState.BROKEN
            now = timezone.now() + dt.timedelta(days=day)
            for _twice in range(2):  # on one day counts once
                link_checks.settle(link.pk, web.ask(link.url), now=now)
        assert LinkCheck.objects.get().state == LinkState.BROKEN
        assert PieceCheck.objects.due(now=now + dt.timedelta(minutes=1)).exists(), (
            "the piece is looked at again"
        )
    assert looked_at(piece, cast) == ["link_broken"]
    with tenant(cast.umoja):
        Site.answers["/form"] = 200
        link_checks.settle(link.pk, web.ask(link.url), now=now)
    assert looked_at(piece, cast) == []


def test_a_run_asks_each_host_once_and_keeps_the_answer_a_week(site: str, cast: Cast) -> None:
    looked_at(a_piece(cast, f"[One]({site}/fine) and [two]({site}/shy)."), cast)
    now = timezone.now()
    with tenant(cast.umoja):
        assert link_checks.ask_due(now=now) == 1
        assert Site.asked == ["HEAD /fine"]
        assert link_checks.ask_due(now=now) == 0, "the other one waits for its host"
        cache.clear()
        assert link_checks.ask_due(now=now + dt.timedelta(minutes=2)) == 1
        told = dict(LinkCheck.objects.values_list("url", "state"))
        assert told == {f"{site}/fine": "fine", f"{site}/shy": "unsure"}
        assert not LinkCheck.objects.due(now=now + dt.timedelta(days=6)).exists()
        assert LinkCheck.objects.due(now=now + dt.timedelta(days=8)).count() == 2
        assert link_checks.clean(now=now) == 0
        LinkCheck.objects.update(seen_at=now - dt.timedelta(days=100))
        assert link_checks.clean(now=now) == 2


def test_links_to_pages_of_ours(cast: Cast, settings: Any) -> None:
    settings.SITE_URL = "https://synthai.example"
    platform = shelf.platform(cast)
    shelf.published(platform.editor, "Ask more")
    moved = shelf.published(platform.editor, "Count more")
    with tenant(platform.organisation):
        OldAddress.objects.create(piece=moved, language="en", slug="old-count", left_at=NOW)
    own = shelf.published(cast.thandi, "Own", audience="leaders")
    inside = f"/o/umoja-foods/library/read/own/{own.public_id}/"
    fine = [
        "/read/en/ask-more/",
        "https://synthai.example/read/en/ask-more",
        inside,
        "/o/karoo-cycles/library/read/own/x/",
    ]
    fine += ["mailto:a@b.example", "tel:+27215550100", "#there", "/o/umoja-foods/pricing/", "/static/x.pdf"]
    assert looked_at(a_piece(cast, " ".join(f"[fine page]({url})" for url in fine)), cast) == []
    broken = [
        "/read/en/none/",
        "/nowhere/",
        "www.sars.gov.za",
        "//x.example/",
        inside.replace(own.public_id, "b" * 16),
    ]
    wrong = a_piece(
        cast, " ".join(f"[wrong page]({url})" for url in broken), "[Old page](/read/en/old-count/)"
    )
    assert looked_at(wrong, cast) == ["link_broken"] * len(broken) + ["link_moved"]


def test_draft_and_live_are_told_apart(cast: Cast) -> None:
    piece = a_piece(cast, "Look [here](/read/).")
    assert looked_at(piece, cast) == ["link_words"]
    with tenant(cast.umoja):
        now = NOW + dt.timedelta(hours=1)
        parts.write_block(
            piece.pk,
            "block2aaa",
            Content(text="Look at [stock](/read/).", data={}),
            by=cast.thandi.actor,
            now=now,
        )
        checks.check(piece.pk, now=now)
        [row] = Finding.objects.all()
        assert (row.in_draft, row.in_live) == (False, True)
        keeping.put_away(piece.pk, by=cast.thandi.actor, now=now)
        assert not Finding.objects.open().exists()


def test_what_is_let_stay_comes_back_when_its_words_change(cast: Cast) -> None:
    piece = a_piece(cast, "Look [here](/read/).")
    looked_at(piece, cast)
    client = cast.thandi.client()
    with tenant(cast.umoja):
        [row] = Finding.objects.all()
    address = f"{BASE}{piece.public_id}/checks/{row.public_id}/"
    assert client.post(f"{address}dismiss/", {"reason": " "}).status_code in {302, 422}
    told = body(client.post(f"{address}dismiss/", {"reason": "Known to all"}, headers=HTMX))
    assert "Because: Known to all" in told
    assert "Undo" in told
    assert looked_at(piece, cast) == ["link_words"]
    with tenant(cast.umoja):
        assert Finding.objects.open().count() == 0
    assert "Because: Known to all" in body(client.get(f"{BASE}checks/?urgency=dismissed"))
    write(piece, cast, "See [stock](/read/).")
    write(piece, cast, "Look [here](/read/).")
    with tenant(cast.umoja):
        assert Finding.objects.open().count() == 0, "the same words again: still let stay"
    write(piece, cast, "Look [here](/other/).")
    with tenant(cast.umoja):
        assert Finding.objects.open().filter(kind="link_words").count() == 1
    client.post(f"{address}take-back/", {"from_list": "1"})
    with tenant(cast.umoja):
        assert Finding.objects.get(pk=row.pk).dismissed_at is None


def write(piece: Piece, cast: Cast, text: str) -> None:
    with tenant(cast.umoja):
        now = timezone.now()
        parts.write_block(piece.pk, "block2aaa", Content(text=text, data={}), by=cast.thandi.actor, now=now)
        checks.check(piece.pk, now=now)


def test_changes_are_looked_at_soon_and_every_night(cast: Cast) -> None:
    piece = a_piece(cast, "Look [here](/read/).")
    with tenant(cast.umoja):
        assert checks.run_due(now=NOW) == 0, "a pause after the first change"
        later = NOW + dt.timedelta(seconds=16)
        assert checks.run_due(now=later) == 1
        assert checks.run_due(now=later) == 0
        row = PieceCheck.objects.get()
        assert (row.version, row.revision) == (piece.version, 1)
        assert row.due_at - timezone.now() < dt.timedelta(days=1)
        assert 1 <= timezone.localtime(row.due_at).hour < 5
        PieceCheck.objects.all().delete()
        assert check_wishes.adopt(now=timezone.now()) == 1
        assert check_wishes.adopt(now=timezone.now()) == 0


def test_publishing_wishes_for_a_look(cast: Cast) -> None:
    piece = a_piece(cast, "Count.")
    with tenant(cast.umoja):
        PieceCheck.objects.all().delete()
    with tasks_at_once():
        outbox.relay_waiting()
    with tenant(cast.umoja):
        assert PieceCheck.objects.filter(piece=piece).exists()


def test_files_of_the_media_library(cast: Cast, files_in_tmp: Path) -> None:
    asset = shelf.picture(cast.thandi)
    with tenant(cast.umoja):
        apps.get_model("media.Asset").objects.filter(pk=asset.pk).update(alt="")
    image = {"id": "picture2", "kind": "image", "text": "", "data": {"asset": asset.public_id, "alt": ""}}
    piece = a_piece(cast, blocks=[image])
    assert looked_at(piece, cast) == ["alt_missing"]
    with tenant(cast.umoja):
        apps.get_model("media.Asset").objects.filter(pk=asset.pk).update(alt="A shelf", removed_at=NOW)
    assert looked_at(piece, cast) == ["file_gone"]


def test_looking_costs_the_same_for_a_long_text(cast: Cast) -> None:
    short = a_piece(cast, "Look [here](https://a.example/).")
    long = a_piece(cast, *(f"Look [here](https://b.example/{number})." for number in range(5)), language="af")
    with tenant(cast.umoja):
        for piece in (short, long):
            with assert_max_queries(22):
                checks.check(piece.pk, now=NOW)


def test_the_list_shows_ones_own_and_editors_everything(cast: Cast) -> None:
    theirs = a_piece(cast, "Look [here](/read/).")
    looked_at(theirs, cast)
    for address in ("checks/", f"{theirs.public_id}/checks/"):
        editor = cast.thandi.client().get(f"{BASE}{address}")
        assert "Link words say nothing" in body(editor)
    assert "Link words say nothing" not in body(cast.bongani.client().get(f"{BASE}checks/"))
    assert cast.bongani.client().get(f"{BASE}{theirs.public_id}/checks/").status_code == 404
    page = body(cast.thandi.client().get(f"{BASE}checks/?group=links"))
    assert "Nothing fits these filters" in page
    assert "Link words" in body(cast.thandi.client().get(f"{BASE}checks/?group=access&seen=live&urgency=2"))
    assert "Nothing fits" in body(cast.thandi.client().get(f"{BASE}checks/?seen=draft"))


def test_the_list_costs_the_same_for_many(cast: Cast) -> None:
    client = cast.thandi.client()
    looked_at(a_piece(cast, " ".join(f"Look [here](/read/?{number})." for number in range(9))), cast)
    client.get(f"{BASE}checks/")
    with assert_max_queries(9):
        assert body(client.get(f"{BASE}checks/")).count('class="finding"') == 9


def test_the_editor_shows_its_findings(cast: Cast) -> None:
    piece = a_piece(cast, "Look [here](/read/).")
    client = cast.thandi.client()
    assert "Not checked yet" in body(client.get(f"{BASE}{piece.public_id}/checks/"))
    assert client.post(f"{BASE}{piece.public_id}/checks/again/").status_code == 302
    panel = body(client.get(f"{BASE}{piece.public_id}/checks/", headers=HTMX))
    assert "Link words say nothing" in panel
    assert f"{BASE}{piece.public_id}/#block-block2aaa" in panel
    assert f"{BASE}{piece.public_id}/checks/" in body(client.get(f"{BASE}{piece.public_id}/"))


def test_over_the_api(cast: Cast) -> None:
    piece = a_piece(cast, "Look [here](/read/).")
    client = cast.thandi.client()
    here = f"{API}{piece.public_id}/checks/"
    [row] = client.post(here).json()["findings"]
    assert (row["kind"], row["urgency"], row["part"]) == ("link_words", "soon", "block:block2aaa")
    assert "where it leads" in row["what"]
    assert [each["id"] for each in client.get(f"{API}checks/?urgency=soon").json()["results"]] == [row["id"]]
    assert client.get(f"{API}checks/?urgency=now").json()["results"] == []
    stay = f"{here}{row['id']}/stay/"
    refused = client.put(stay, {"reason": ""}, content_type="application/json")
    assert refused.status_code == 400
    assert client.put(stay, {"reason": "Known"}, content_type="application/json").json()["reason"] == "Known"
    assert client.get(f"{API}checks/?dismissed=true").json()["results"][0]["id"] == row["id"]
    assert client.delete(stay).json()["dismissed_at"] is None
    assert cast.bongani.client().get(here).status_code == 404
    assert cast.charlize.client().get(here).status_code == 404


def test_writers_hear_once_a_week(cast: Cast) -> None:
    piece = a_piece(cast, "Look [here](/read/).")
    looked_at(piece, cast)
    monday = dt.datetime(2026, 11, 30, 8, 0, tzinfo=dt.UTC)
    with tenant(cast.umoja):
        assert Finding.objects.to_tell(now=monday).exists()
        assert not Finding.objects.to_tell(now=monday + dt.timedelta(days=1)).exists()
        assert check_digests.tell(cast.umoja.pk, now=monday) == 1
        assert check_digests.tell(cast.umoja.pk, now=monday + dt.timedelta(hours=1)) == 0
    told = apps.get_model("notifications.Notification").objects.get(user=cast.thandi.user)
    assert told.title == "1 thing to mend in what you write"
    assert "Stock: 1" in told.body
    with tenant(cast.umoja):
        Piece.objects.update(created_by=None)
        assert check_digests.tell(cast.umoja.pk, now=monday + dt.timedelta(days=7)) >= 1, (
            "editors, when the writer is gone"
        )
        [row] = Finding.objects.all()
        findings.dismiss(row.pk, reason="x", by=cast.thandi.actor, now=monday)
        assert check_digests.tell(cast.umoja.pk, now=monday + dt.timedelta(days=14)) == 0
