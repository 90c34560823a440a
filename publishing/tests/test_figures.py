"""Figures of readers: what is counted, once, by whom seen, by day."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publishing.models import Piece, PieceDay
from publishing.selectors import figures
from publishing.services import reader_hints
from publishing.tests import shelf
from synthai.core import realtime
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
HOME = "/o/umoja-foods/library/"


def counted(by: Person, piece: Piece) -> figures.Figures:
    with tenant(by.organisation):
        return figures.summed(figures.daily(7, now=timezone.now(), piece=piece))


def days(by: Person, piece: Piece, *numbers: tuple[int, int, int]) -> None:
    """So many days ago it was so often opened and finished."""
    today = timezone.localdate()
    with tenant(by.organisation):
        for ago, opened, finished in numbers:
            day = today - dt.timedelta(days=ago)
            PieceDay.objects.create(piece=piece, day=day, opened=opened, finished=finished)


def test_what_readers_do_is_counted_once(cast: Cast) -> None:
    piece = shelf.published(cast.thandi, "How we bake", audience="team")
    path, client = f"{HOME}read/own/{piece.public_id}/", cast.bongani.client()
    found = "http://testserver/o/umoja-foods/search/?q=bread"
    for _again in range(2):
        client.get(path, headers={"Referer": found})
        client.post(f"{path}mark/", {"mark": "bookmark"})
        client.post(f"{path}mark/", {"mark": "finish"})
    cast.thandi.client().get(path, headers={"Referer": "http://elsewhere.example/search/"})
    assert counted(cast.thandi, piece) == figures.Figures(opened=2, finished=1, bookmarked=1, searched=1)


def test_who_is_not_signed_in_is_counted_by_the_script_alone(cast: Cast) -> None:
    made = shelf.platform(cast)
    piece = shelf.published(made.editor, "Ask more")
    visitor = Client()
    visitor.get("/read/en/ask-more/")
    assert counted(made.editor, piece) == figures.Figures()
    for what in ("opened", "searched", "finished", "bought"):
        visitor.post("/read/seen", {"what": what, "key": piece.public_id, "owner": ""})
    assert counted(made.editor, piece) == figures.Figures(opened=1, finished=1, searched=1)


def test_the_page_shows_spans_sorts_and_one_piece_a_day(cast: Cast) -> None:
    bread, milk = shelf.published(cast.thandi, "Bread"), shelf.published(cast.thandi, "Milk")
    days(cast.thandi, bread, (0, 4, 1), (20, 40, 40))
    days(cast.thandi, milk, (1, 9, 0))
    client = cast.thandi.client()
    shown = client.get(f"{HOME}readers/?days=7").content.decode()
    assert shown.index(">Milk<") < shown.index(">Bread<")
    assert "8 of 100 openings" in shown
    assert 'data-live="org.' in shown
    wide = client.get(f"{HOME}readers/").content.decode()
    assert wide.index(">Bread<") < wide.index(">Milk<")
    by_end = client.get(f"{HOME}readers/?days=7&sort=finished").content.decode()
    assert by_end.index(">Bread<") < by_end.index(">Milk<")
    one = client.get(f"{HOME}readers/{bread.public_id}/?days=90").content.decode()
    assert "Readers a day" in one
    assert "93 of 100 openings" in one
    assert "Nobody opened it" in client.get(f"{HOME}readers/{_draft(cast)}/").content.decode()
    assert client.get(f"{HOME}readers/?days=nonsense&sort=nonsense").status_code == 200
    for long in ("0307", "0071000000000", f"030{'9' * 5000}"):
        assert 'href="?days=30" aria-current' in client.get(f"{HOME}readers/?days={long}").content.decode()


def _draft(cast: Cast) -> str:
    return shelf.published(cast.thandi, "Quiet").public_id


def test_editors_see_their_own_organisation_s_and_nobody_else_any(cast: Cast) -> None:
    piece = shelf.published(cast.thandi, "Bread")
    for address in (f"{HOME}readers/", f"{HOME}readers/{piece.public_id}/"):
        assert cast.bongani.client().get(address).status_code == 403
        assert cast.charlize.client().get(address).status_code == 404
        assert Client().get(address).status_code == 302
    assert (
        cast.charlize.client().get(f"/o/karoo-cycles/library/readers/{piece.public_id}/").status_code == 404
    )
    empty = cast.charlize.client().get("/o/karoo-cycles/library/readers/").content.decode()
    assert "Nothing is published yet" in empty
    assert "Bread" not in empty


def test_over_the_api(cast: Cast) -> None:
    piece = shelf.published(cast.thandi, "Bread")
    days(cast.thandi, piece, (0, 4, 1), (1, 0, 0))
    base = "/api/v1/o/umoja-foods/library/readers/"
    client = cast.thandi.client()
    (row,) = client.get(base).json()["results"]
    told = {"opened": 4, "finished": 1, "completion": 25, "bookmarked": 0, "searched": 0}
    assert (row["id"], row["figures"]) == (piece.public_id, told)
    span = client.get(f"{base}{piece.public_id}/?days=7").json()
    assert (span["total"], len(span["days"])) == (told, 7)
    assert span["days"][-1]["figures"] == told
    assert cast.bongani.client().get(base).status_code == 403


def test_many_pieces_cost_as_many_queries_as_few(cast: Cast) -> None:
    client, counts = cast.thandi.client(), []
    for many in (1, 6):
        for number in range(many):
            days(cast.thandi, shelf.published(cast.thandi, f"Piece {many} {number}"), (0, number, 0))
        for path in (f"{HOME}readers/", "/api/v1/o/umoja-foods/library/readers/"):
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


def test_the_line_is_editors_alone(cast: Cast) -> None:
    topic = reader_hints.topic_of(cast.umoja.public_id)
    assert realtime.may_listen(cast.thandi.user, topic)
    assert not realtime.may_listen(cast.bongani.user, topic)
    assert not realtime.may_listen(cast.charlize.user, topic)
