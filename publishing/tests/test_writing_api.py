"""Drafts over the API."""

import json
from typing import Any

import pytest

from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
BASE = "/api/v1/o/umoja-foods/library/drafts/"


def call(browser: Any, method: str, address: str, data: Any = None) -> Any:
    return browser.generic(
        method, f"{BASE}{address}", json.dumps(data or {}), content_type="application/json"
    )


def test_a_piece_from_its_beginning_to_its_readers(cast: Cast) -> None:
    browser = cast.thandi.client()
    made = call(browser, "POST", "", {"title": "Stock"})
    assert made.status_code == 201, made.content
    refused = call(browser, "POST", "", {"title": "Stock", "audience": "plan"})
    assert (refused.status_code, refused.json()["code"]) == (422, "publishing.piece.audience_refused")
    piece = made.json()["draft"]
    assert piece["audience"] == "team"
    here = f"{piece['id']}/"
    block = call(browser, "POST", f"{here}blocks/", {"kind": "text", "text": "<b>Count</b> it."}).json()[
        "blocks"
    ][0]
    assert block["text"] == "**Count** it."
    call(
        browser, "POST", f"{here}blocks/", {"kind": "quote", "text": "Yebo", "data": {"who": "Sipho", "x": 1}}
    )
    seen = browser.get(f"{BASE}{here}").json()["draft"]["version"]
    place = f"{here}blocks/{block['id']}/"
    assert call(browser, "PUT", place, {"text": "Count it twice.", "seen": seen}).status_code == 200
    late = call(browser, "PUT", place, {"text": "Count it never.", "seen": seen})
    assert late.status_code == 412
    assert (late.json()["mine"], late.json()["theirs"]) == ("Count it never.", "Count it twice.")
    moved = call(browser, "PUT", f"{place}place/", {"before": ""}).json()
    assert [each["kind"] for each in moved["blocks"]] == ["quote", "text"]
    assert call(browser, "DELETE", place).status_code == 204
    assert len(call(browser, "POST", f"{place}bring-back/").json()["blocks"]) == 2
    told = call(browser, "PATCH", here, {"title": "Stock by hand", "summary": "Count."}).json()
    assert told["draft"]["summary"] == "Count."
    wanted = {"kind": "article", "language": "en", "slug": "stock", "audience": "public", "tags": ["Till"]}
    assert call(browser, "PUT", f"{here}settings/", wanted).json()["tags"] == ["Till"]
    assert call(browser, "PUT", f"{here}settings/", {**wanted, "audience": "plan"}).status_code == 422
    assert call(browser, "PUT", f"{here}settings/", {**wanted, "cover": "a" * 16}).status_code == 404
    kept = call(browser, "POST", f"{here}revisions/", {"note": "Good"}).json()["number"]
    call(browser, "PUT", place, {"text": "Other words."})
    compared = browser.get(f"{BASE}{here}compare/?old={kept}").json()
    assert (compared["added"], compared["removed"]) == (2, 3)
    assert call(browser, "POST", f"{here}revisions/{kept}/restore/").status_code == 200
    assert len(browser.get(f"{BASE}{here}revisions/").json()["results"]) >= 2
    assert call(browser, "POST", f"{here}publish/").json()["live_at"] is not None
    link = call(browser, "POST", f"{here}preview/").json()["url"]
    assert browser.get(link).status_code == 200
    assert call(browser, "POST", f"{here}copy/").json()["draft"]["title"] == "Stock by hand (copy)"
    assert call(browser, "DELETE", here).status_code == 204
    assert [row["title"] for row in browser.get(BASE).json()["results"]] == ["Stock by hand (copy)"]
    assert call(browser, "POST", f"{here}bring-back/").status_code == 200
    assert browser.get(f"{BASE}tags/").json()["results"] == [{"slug": "till", "name": "Till", "pieces": 2}]


def test_series_over_the_api(cast: Cast) -> None:
    browser = cast.thandi.client()
    made = call(browser, "POST", "series/", {"title": "Money"}).json()["series"]["id"]
    ids = []
    for title in ("One", "Two"):
        key = call(browser, "POST", "", {"title": title}).json()["draft"]["id"]
        wanted = {"kind": "article", "language": "en", "slug": title, "audience": "team", "series": made}
        call(browser, "PUT", f"{key}/settings/", wanted)
        ids.append(key)
    ordered = call(browser, "PUT", f"series/{made}/", {"title": "Cash", "order": ids[::-1]}).json()
    assert [row["title"] for row in ordered["pieces"]] == ["Two", "One"]
    assert call(browser, "PUT", f"series/{made}/", {"title": "Old", "seen": 1}).status_code == 412
    assert call(browser, "DELETE", f"series/{made}/").status_code == 409


def test_a_member_reaches_only_what_they_write(cast: Cast) -> None:
    key = call(cast.thandi.client(), "POST", "", {"title": "Hers"}).json()["draft"]["id"]
    browser = cast.bongani.client()
    assert browser.get(BASE).json()["results"] == []
    for place in ("", "compare/", "revisions/"):
        assert browser.get(f"{BASE}{key}/{place}").status_code == 404
    for place in ("copy/", "preview/", "bring-back/"):
        assert call(browser, "POST", f"{key}/{place}").status_code == 404


def test_the_platforms_pieces_are_for_everybody(cast: Cast, settings: Any) -> None:
    settings.PLATFORM_ORGANISATION = "umoja-foods"
    browser = cast.thandi.client()
    made = call(browser, "POST", "", {"title": "Stock"}).json()["draft"]
    assert made["audience"] == "public"
    assert call(browser, "POST", "", {"title": "Till", "audience": "plan"}).status_code == 201
    wanted = {"kind": "article", "language": "en", "slug": "stock", "audience": "leaders"}
    assert call(browser, "PUT", f"{made['id']}/settings/", wanted).status_code == 422
