"""What others say of our pages and feeds: the standard's HTML parser with its rules, and a feed reader."""

import json
from datetime import datetime
from pathlib import Path

import feedparser
import pytest
from django.test import Client

from publishing.models import Piece
from publishing.terms import Audience
from publishing.tests import shelf
from publishing.tests.every_block import every_block
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.markup import mistakes

# Names of an item, https://www.jsonfeed.org/version/1.1/#items-a-name-items-a
_ITEM = {
    "id",
    "url",
    "external_url",
    "title",
    "content_html",
    "content_text",
    "summary",
    "image",
    "banner_image",
    "date_published",
    "date_modified",
    "authors",
    "tags",
    "language",
    "attachments",
}
pytestmark = pytest.mark.django_db


def published(cast: Cast) -> Piece:
    """A piece with every kind of block, in a series, with a tag; one for members beside it; another language."""
    by = shelf.platform(cast).editor
    steps = shelf.series(by)
    other = shelf.published(by, "The other one", tags=("VAT",), series_id=steps.pk, series_position=1)
    piece = shelf.published(
        by,
        "All kinds & <more>",
        tags=("VAT",),
        blocks=every_block(shelf.picture(by).public_id, other.public_id),
        series_id=steps.pk,
        series_position=2,
    )
    shelf.published(by, "Members", audience=Audience.MEMBERS)
    shelf.published(by, "Alles", language="af", original_id=piece.pk)
    return piece


def test_public_pages_are_valid_html(cast: Cast, files_in_tmp: Path) -> None:
    published(cast)
    paths = (
        "/read/en/",
        "/read/af/",
        "/read/en/all-kinds-more/",
        "/read/en/members/",
        "/read/en/tag/vat/",
        "/read/en/series/first-steps/",
        "/read/en/by/editor/",
        "/read/en/search/?q=kinds",
    )
    for path in paths:
        reply = Client().get(path)
        assert reply.status_code == 200, path
        assert mistakes(reply.content.decode()) == [], path


def test_pages_inside_an_organisation_are_valid_html(cast: Cast, files_in_tmp: Path) -> None:
    piece, reader = published(cast), cast.thandi.client()
    base = f"/o/{cast.umoja.slug}/library/"
    reader.post(f"{base}read/shared/{piece.public_id}/mark/", {"mark": "bookmark"})
    with tenant(cast.umoja):
        draft = shelf.published(cast.thandi, "Ours", audience=Audience.TEAM)
    write = f"{base}write/{draft.public_id}/"
    paths = [f"{base}read/{each}" for each in ("shared/", "own/", "mine/", f"shared/{piece.public_id}/")]
    paths += [
        f"{base}{each}/" for each in ("write", "comments", "readers", "wanted", f"readers/{draft.public_id}")
    ]
    paths += [
        f"{base}write/{each}/"
        for each in ("new", "series", "reviews", "checks", "translations", "suggestions")
    ]
    steps = ("settings", "preview", "revisions", "review", "notes", "checks", "languages")
    paths += [write, *(f"{write}{each}/" for each in steps)]
    home = f"/o/{cast.umoja.slug}/"
    paths += [
        f"{home}search/",
        f"{home}search/?q=kinds",
        f"{home}ask/",
        f"{home}library/read/shared/{piece.public_id}/comments/",
    ]
    for path in paths:
        reply = reader.get(path)
        assert reply.status_code == 200, path
        assert mistakes(reply.content.decode()) == [], path


def test_a_feed_reader_takes_our_feeds_without_complaint(cast: Cast, files_in_tmp: Path) -> None:
    published(cast)
    read = feedparser.parse(Client().get("/read/en/feed.atom").content)
    assert (read.bozo, read.version) == (False, "atom10"), read.get("bozo_exception")
    assert len({each.id for each in read.entries}) == len(read.entries) == 3
    for each in read.entries:
        assert each.updated_parsed
        assert each.title
        assert each.link.startswith("http")
    document = json.loads(Client().get("/read/en/feed.json").content)
    for each in document["items"]:
        assert each.keys() <= _ITEM, each.keys() - _ITEM
        assert isinstance(each["id"], str)
        assert bool(each.get("content_html")) != bool(each.get("content_text"))
        assert datetime.fromisoformat(each["date_published"]).tzinfo is not None
        assert all(set(author) <= {"name", "url", "avatar"} for author in each["authors"])


def test_the_checker_finds_what_is_wrong() -> None:
    page = "<!doctype html><html lang=en><title>T</title><p><div>x</div><ul><p>y</p></ul><a href=/><button>b</button></a>"
    page += '<label for=none>n</label><i id=a></i><i id=a></i><img src="x.png"><span><p>z</p></span></html>'
    said = " | ".join(mistakes(page))
    for each in (
        "right inside <ul>",
        "inside <a>",
        "points to nothing",
        "2 times",
        "no alt",
        "inside <span>",
    ):
        assert each in said, said
