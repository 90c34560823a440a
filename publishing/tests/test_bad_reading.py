"""What nobody types by hand: signs that no database takes, cursors of elsewhere, words where paths belong."""

import pytest
from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.core.cache import cache
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import reverse

from publishing.services import page_cache
from publishing.tests import shelf
from publishing.views import public
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
ODD = ("%00", "a%00b", "%ff", "%F0%9F%92%A9", "9" * 400, "'", "../..", "%E2%80%AE")


@pytest.mark.parametrize("word", ODD)
def test_odd_words_in_public_addresses_are_no_fault_of_ours(cast: Cast, word: str) -> None:
    shelf.published(shelf.platform(cast).editor, "One")
    asked = Client(raise_request_exception=False)
    for path in (
        f"/read/en/?cursor={word}",
        f"/read/{word}/",
        f"/read/en/{word}/",
        f"/read/en/tag/{word}/",
        f"/read/en/by/{word}/",
        f"/read/en/one/?play={word}",
        f"/read/o/{word}/en/",
        f"/read/files/{word}/{word}/file",
    ):
        reply = asked.get(path)
        assert reply.status_code in {200, 301, 302, 400, 404}, (path, reply.status_code)


@pytest.mark.parametrize("word", ["\x00", "a\x00b", "9" * 400, "💩"])
def test_odd_words_told_by_a_page_are_let_be(cast: Cast, word: str) -> None:
    shelf.platform(cast)
    asked = Client(raise_request_exception=False)
    for told in ({"key": word}, {"key": "x", "owner": word}, {"key": word, "what": word}):
        assert asked.post("/read/seen", {"what": "opened", **told}).status_code == 204, told


def _apart(asked: Client, path: str) -> HttpResponseBase:
    """What a refused statement leaves of the test's transaction is rolled back."""
    mark = transaction.savepoint()
    reply = asked.get(path)
    transaction.savepoint_rollback(mark)
    return reply


@pytest.mark.parametrize("word", ODD)
def test_odd_words_inside_an_organisation_are_no_fault_of_ours(cast: Cast, word: str) -> None:
    by = shelf.platform(cast).editor
    piece = shelf.published(by, "One")
    asked = by.client()
    asked.raise_request_exception = False
    slug = by.organisation.slug
    for name in ("language", "tag", "author", "series", "cursor"):
        reply = _apart(asked, f"/o/{slug}/library/read/own/?{name}={word}")
        assert reply.status_code in {200, 400, 404}, (name, word, reply.status_code)
    for query in (f"language={word}", f"tag={word}", f"cursor={word}"):
        reply = _apart(asked, f"/api/v1/o/{slug}/library/reading/own/?{query}")
        assert reply.status_code in {200, 400, 404}, (query, reply.status_code)
    mark = reverse("publishing:reading-mark", args=[slug, "own", piece.public_id])
    back = asked.post(mark, {"mark": "bookmark", "next": "elsewhere"})
    assert back.status_code == 302
    assert back["Location"].endswith(f"/{piece.public_id}/")


@pytest.mark.parametrize(
    "address", ["//evil.example/", "https://evil.example/", "/\\evil.example", "word", "", "a\x00b"]
)
def test_the_switch_of_languages_leads_to_paths_of_this_site_alone(address: str, client: Client) -> None:
    client.raise_request_exception = False
    reply = client.post(reverse("accounts:language"), {"language": "af", "next": address})
    assert reply.status_code == 302, address
    assert reply["Location"] == reverse("site:home")


def test_what_one_visitor_was_told_is_kept_for_nobody(cast: Cast, rf: RequestFactory, client: Client) -> None:
    shelf.published(shelf.platform(cast).editor, "One")
    cache.clear()
    told = client.get("/read/en/one/")  # the first draws, and keeps
    assert "public" in told["Cache-Control"]
    cache.clear()
    request = rf.get("/read/en/one/")
    request.user = told.wsgi_request.user
    request.session = client.session
    setattr(request, "_messages", default_storage(request))  # noqa: B010 - as the middleware does
    messages.success(request, "You have signed out, Thandi.")
    reply = public.piece(request, language="en", slug="one")
    assert b"Thandi" in getattr(reply, "content", b"")
    assert reply["Cache-Control"] == "private, no-store"
    _place, kept = page_cache.find("", "en-za /read/en/one/")
    assert kept is None
    assert b"Thandi" not in client.get("/read/en/one/").content
