"""Public pages: what everybody reads, how it is told to search engines and feeds, where old addresses lead."""

import gzip
import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings as conf
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publishing.models import OldAddress, Piece
from publishing.services import page_cache
from publishing.terms import Audience
from publishing.tests import shelf
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def _parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - our own feeds


def page(path: str, **headers: Any) -> str:
    reply = Client().get(path, **headers)
    assert reply.status_code == 200, path
    return reply.content.decode()


def test_a_piece_is_read_by_everybody_and_says_what_it_is(cast: Cast) -> None:
    by = shelf.platform(cast).editor
    shelf.published(
        by, "VAT & <b>you</b>", tags=("VAT",), blocks=[shelf.text("### First\n\n##### Deep\n\n# Top")]
    )
    shown = page("/read/en/vat-b-you-b/")
    assert "VAT &amp; &lt;b&gt;you&lt;/b&gt;" in shown
    for heading in ("<h2>First</h2>", "<h3>Deep</h3>", "<h2>Top</h2>"):
        assert heading in shown
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', shown, re.S)
    data = json.loads(block)
    assert (data["@type"], data["headline"], data["isAccessibleForFree"]) == (
        "Article",
        "VAT & <b>you</b>",
        True,
    )
    assert data["author"] == [{"@type": "Person", "name": by.user.name}]
    assert f'<link rel="canonical" href="{data["url"]}">' in shown
    assert "style=" not in shown
    assert not re.findall(r"<script(?![^>]*(?:src|ld\+json))", shown)


def test_every_block_is_drawn_and_none_brings_script(cast: Cast, files_in_tmp: Path) -> None:
    by = shelf.platform(cast).editor
    asset = shelf.picture(by)
    other = shelf.published(by, "The other one")
    bad = '<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror="alert(1)">'
    data: list[tuple[str, dict[str, Any]]] = [
        ("text", {}),
        ("image", {"asset": asset.public_id, "alt": bad}),
        ("gallery", {"assets": [{"asset": asset.public_id, "alt": ""}]}),
        ("file", {"asset": asset.public_id, "title": bad}),
        ("table", {"rows": [["A", bad], ["1", "2"]], "head": True}),
        ("quote", {"who": bad}),
        ("callout", {"tone": "warning", "title": bad}),
        ("embed", {"url": "https://youtu.be/abcdefghijk", "title": bad}),
        ("related", {"pieces": [other.public_id]}),
        ("action", {"label": "Go", "url": "/read/en/"}),
        ("action", {"label": "Never", "url": "javascript:alert(1)"}),
    ]
    blocks = [
        {"id": f"aaaaaaa{place}", "kind": kind, "text": bad, "data": each}
        for place, (kind, each) in zip("abcdefghijk", data, strict=True)
    ]
    shelf.published(by, "All kinds", blocks=blocks)
    shown = page("/read/en/all-kinds/")
    assert "<script>alert" not in shown
    assert "onerror=" not in re.sub(r"&lt;.*?&gt;", "", shown)
    assert 'href="javascript' not in shown
    assert ">Never<" not in shown
    assert "w640.avif?v=1 640w" in shown
    assert "<iframe" not in shown
    assert "The other one" in shown
    played = Client().get("/read/en/all-kinds/?play=aaaaaaah")
    assert b'src="https://www.youtube-nocookie.com/embed/abcdefghijk"' in played.content
    assert "frame-src https://www.youtube-nocookie.com" in played["Content-Security-Policy"]


def test_an_old_address_leads_to_the_new_one(cast: Cast) -> None:
    made = shelf.platform(cast)
    piece = shelf.published(made.editor, "New words")
    with tenant(made.organisation):
        OldAddress.objects.create(piece=piece, language="en", slug="old-words", left_at=shelf.NOW)
    reply = Client().get("/read/en/old-words/")
    assert (reply.status_code, reply["Location"]) == (301, "/read/en/new-words/")
    with tenant(made.organisation):
        Piece.objects.filter(pk=piece.pk).update(audience=Audience.TEAM)
    assert Client().get("/read/en/old-words/").status_code == 404


def test_what_ended_or_was_put_away_is_gone(cast: Cast) -> None:
    made = shelf.platform(cast)
    now = timezone.now()
    shelf.published(made.editor, "Over", ends_at=now - timedelta(minutes=1))
    away = shelf.published(made.editor, "Away")
    with tenant(made.organisation):
        Piece.objects.filter(pk=away.pk).update(removed_at=now)
    shelf.published(made.editor, "Here", ends_at=now + timedelta(days=1))
    listed = page("/read/en/")
    assert "Here" in listed
    for word in ("over", "away"):
        assert Client().get(f"/read/en/{word}/").status_code == 404
        assert f"/read/en/{word}/" not in listed


def test_lists_by_tag_author_and_series(cast: Cast) -> None:
    by = shelf.platform(cast).editor
    steps = shelf.series(by)
    shelf.published(by, "Second", series=steps, series_position=2, tags=("VAT",))
    shelf.published(by, "First", series=steps, series_position=1)
    tagged = page("/read/en/tag/vat/")
    assert "Second" in tagged
    assert "First" not in tagged
    assert "Second" in page(f"/read/en/by/{by.user.name.lower()}/")
    ordered = page("/read/en/series/first-steps/")
    assert ordered.index(">First<") < ordered.index(">Second<")
    assert "part 1 of 2" in page("/read/en/first/")
    assert "Next in this series" in page("/read/en/first/")
    for missing in ("tag/none", "by/nobody", "series/none"):
        assert Client().get(f"/read/en/{missing}/").status_code == 404
    assert Client().get("/read/xx/").status_code == 404


def test_an_author_whose_name_has_no_latin_letters_is_named_without_a_page(cast: Cast) -> None:
    made = shelf.platform(cast)
    by = replace(made.editor, actor=replace(made.editor.actor, label="\u674e"))
    shelf.published(by, "Tea")
    assert "\u674e" in page("/read/en/tea/")


def test_languages_name_each_other(cast: Cast) -> None:
    by = shelf.platform(cast).editor
    first = shelf.published(by, "Prices")
    shelf.published(by, "Pryse", language="af", original=first)
    shown = page("/read/en/prices/")
    assert f'hreflang="af" href="{conf.SITE_URL}/read/af/pryse/"' in shown
    assert '<article lang="en">' in shown
    assert f'hreflang="en" href="{conf.SITE_URL}/read/en/prices/"' in page("/read/af/pryse/")
    assert "xhtml:link" in page("/read/sitemap.xml")


def test_feeds_and_sitemap_are_well_formed_and_hold_public_texts_alone(cast: Cast) -> None:
    by = shelf.platform(cast).editor
    shelf.published(by, "Open <script>x</script>", blocks=[shelf.text("Open words")], tags=("VAT",))
    shelf.published(by, "Members", audience=Audience.MEMBERS)
    shelf.published(by, "Team", audience=Audience.TEAM)
    feed = _parsed(page("/read/en/feed.atom"))
    entries = feed.findall(f"{ATOM}entry")
    assert {each.findtext(f"{ATOM}title") for each in entries} == {"Open <script>x</script>", "Members"}
    for each in (feed, *entries):
        assert all(each.findtext(f"{ATOM}{name}") for name in ("id", "updated", "title"))
    document = json.loads(page("/read/en/feed.json"))
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert {("content_html" in each) for each in document["items"]} == {True, False}
    assert all({"id", "url", "title"} <= each.keys() for each in document["items"])
    plan = _parsed(page("/read/sitemap.xml"))
    places = [each.text or "" for each in plan.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(places) == 3
    for path in ("/read/en/feed.atom", "/read/en/feed.json", "/read/sitemap.xml", "/read/en/"):
        assert "quagga" not in page(path)
    assert "Sitemap: " in page("/robots.txt")


def test_a_list_of_many_costs_as_many_queries_as_one_of_few(cast: Cast) -> None:
    by = shelf.platform(cast).editor
    counts = []
    for many in (1, 6):
        for number in range(many):
            shelf.published(by, f"Piece {many} {number}", tags=("VAT",))
        for path in ("/read/en/", "/read/en/feed.atom", "/read/sitemap.xml", "/read/en/tag/vat/"):
            cache.clear()
            with CaptureQueriesContext(connection) as asked:
                page(path)
            counts.append((path, len(asked)))
    assert counts[:4] == counts[4:]
    assert max(count for _path, count in counts) <= 5


def test_who_is_not_signed_in_is_answered_from_the_cache(cast: Cast) -> None:
    made = shelf.platform(cast)
    piece = shelf.published(made.editor, "Kept", blocks=[shelf.text("First words")])
    first = Client().get("/read/en/kept/")
    assert first["Cache-Control"] == "public, max-age=60"
    with CaptureQueriesContext(connection) as asked:
        again = Client().get("/read/en/kept/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, len(asked)) == (304, 0)
    with tenant(made.organisation):
        Piece.objects.filter(pk=piece.pk).update(audience=Audience.TEAM)
    assert Client().get("/read/en/kept/").status_code == 200
    page_cache.forget(made.organisation.slug, is_platform=True)
    assert Client().get("/read/en/kept/").status_code == 404


def test_what_is_kept_for_all_is_nobody_s(cast: Cast) -> None:
    by = shelf.platform(cast).editor
    shelf.published(by, "Members", audience=Audience.MEMBERS)
    path = "/read/en/members/"
    signed_in = cast.charlize.client()
    own = signed_in.get(path)
    assert b"quagga" in own.content
    assert own["Cache-Control"] == "private, no-cache"
    assert "quagga" not in page(path)
    assert b"quagga" in signed_in.get(path).content
    assert "quagga" not in page(path)


def test_an_organisation_s_public_pieces_have_addresses_of_their_own(cast: Cast) -> None:
    shelf.published(cast.thandi, "Our bread")
    assert "quagga" in page("/read/o/umoja-foods/en/our-bread/")
    assert "Our bread" in page("/read/o/umoja-foods/en/")
    assert Client().get("/read/en/our-bread/").status_code == 404
    assert Client().get("/read/o/karoo-cycles/en/our-bread/").status_code == 404


def test_a_page_weighs_little(cast: Cast) -> None:
    by = shelf.platform(cast).editor
    words = "\n\n".join(["One sentence of a long piece about prices and what they do."] * 120)
    shelf.published(by, "Long", blocks=[shelf.text(words)], tags=("VAT",))
    shown = page("/read/en/long/")
    weight = len(gzip.compress(shown.encode()))
    for found in re.findall(r'(?:src|href)="/static/([^"]+\.(?:css|js|svg))(?:\?[^"]*)?"', shown):
        weight += len(gzip.compress((Path(conf.BASE_DIR) / "static" / found).read_bytes()))
    assert weight <= 60_000
