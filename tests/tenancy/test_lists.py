"""What members see of their organisation holds nothing of another: every page, list and file, with two at hand."""

import json
from typing import Any

import pytest

from tests.tenancy.expectations import EXPECTATIONS, Guarded
from tests.tenancy.test_urls import address_of, close_file, visit
from tests.tenancy.world import CONSTANTS, World

pytestmark = pytest.mark.django_db

READS = sorted(
    name for name, line in EXPECTATIONS.items() if isinstance(line, Guarded) and "GET" in line.methods
)

# Lists, and the noun whose row must be on them. A list of the API (it answers `results`) without a line fails.
LISTS: dict[str, str] = {
    "accounts:team": "member",
    "pricing:recommendation-list": "product",
    "pricing:product-list": "product",
    "pricing:import-list": "import",
    "pricing:run-list": "run",
    "pricing:price-list": "accepted",
    "pricing:price-list-file": "sku",
    "billing:history": "charge",
    "billing:invoices": "document",
    "billing:methods": "method",
    "billing:checks": "checked",
    "api:billing-checks": "checked",
    "api:billing-documents": "document",
    "api:billing-documents-waiting": "waiting",
    "api:billing-charges": "charge",
    "api:billing-methods": "method",
    "api:billing-credit": "credit",
    "api:billing-wallet-moves": "move",
    "content:bulk-list": "bulk_title",
    "api:documents-bulk-runs": "bulk_run",
    "api:documents-bulk-rows": "bulk_name",
    "content:document-list": "content_document",
    "api:documents": "content_document",
    "api:documents-versions": "content_version",
    "content:obligations": "content_obligation",
    "api:documents-dates": "content_obligation",
    "api:documents-links": "content_link",
    "api:documents-signings": "content_signing",
    "api:documents-clauses": "content_clause",
    "content:clause-list": "content_clause",
    "content:template-list": "content_template",
    "api:documents-own-templates": "content_template",
    "content:word-templates": "content_word_template",
    "api:documents-word-templates": "content_word_template",
    "media:asset-list": "media_asset",
    "api:media-assets": "media_asset",
    "api:media-uses": "library_piece",
    "courses:mine": "course",
    "courses:write-list": "course",
    "courses:people": "course",
    "courses:learners": "learner",
    "api:courses-enrolments": "course",
    "api:courses-people": "learner",
    "courses:question-list": "question",
    "courses:quiz-list": "quiz",
    "courses:certificate-list": "certificate",
    "courses:sale-list": "sale",
    "courses:coupon-list": "coupon",
    "courses:purchase-list": "order",
    "api:courses-purchases": "purchase",
    "courses:certificate-people": "certificate",
    "courses:marking-list": "answer",
    "courses:handin-list": "handin",
    "courses:write-board": "handin",
    "api:courses-submissions": "handin",
    "courses:quiz-statistics": "quiz",
    "courses:key-list": "issuer_key",
    "api:courses-questions": "question",
    "api:courses-certificates": "certificate",
    "api:courses-quizzes": "quiz",
    "api:courses-attempts": "attempt",
    "courses:post-unanswered": "post",
    "courses:lesson-posts": "post",
    "courses:review-list": "review",
    "courses:note-list": "bookmark",
    "api:courses-posts-unanswered": "post",
    "api:courses-lesson-posts": "post",
    "api:courses-bookmarks": "bookmark",
    "api:courses-notes": "lesson",
    "api:courses-reviews": "review",
    "courses:class-list": "live_class",
    "courses:class-people": "booking",
    "courses:path-list": "path",
    "courses:path-write-list": "path",
    "courses:path-people": "path_assignment",
    "api:courses-classes": "live_class",
    "api:courses-class-people": "booking",
    "api:courses-paths": "path",
    "publishing:write-list": "library_piece",
    "publishing:write-series-list": "library_series",
    "publishing:write-reviews": "library_piece",
    "publishing:write-translations": "library_piece",
    "api:library-translations": "library_piece",
    "publishing:write-checks": "library_finding",
    "api:library-checks": "library_finding",
    "api:library-drafts": "library_piece",
    "api:library-reviews": "library_piece",
    "api:library-series-list": "library_series",
    "notifications-organisation:announcement-list": "announcement",
    "publishing:wanted-list": "searched_in_vain",
    "content:ai-calls": "model_call",
    "api:documents-runs": "writing_run",
    "content:copy-list": "content_copy",
    "content:copy-words": "content_word",
    "api:content-copies": "content_copy",
    "content:read-list": "content_read",
    "api:content-reads": "content_read",
    "publishing:reading-front": "library_piece",
    "publishing:reading-list": "library_piece",
    "publishing:reading-mine": "library_piece",
    "api:library-reading-list": "library_piece",
    "publishing:comments": "library_comment",
    "publishing:comment-queue": "library_comment",
    "publishing:readers": "library_piece",
    "api:library-comments": "library_comment",
    "api:library-comment-queue": "library_comment",
    "api:library-readers": "library_piece",
    "api:ask-list": "library_question",
    "accounts:trail": "decided",
    "accounts:trail-export": "decided",
    "api:trail": "decided",
    "accounts:role-table": "role",
    "accounts:rule-list": "rule",
    "accounts:key-list": "key",
    "accounts:branch-list": "branch",
    "notifications-organisation:following": "product",
    "api:notifications-following": "product",
    "api:branches": "branch",
    "api:roles": "role",
    "api:rules": "rule",
    "api:keys": "key",
    "api:members": "member",
    "api:invitations": "invitation",
    "api:pricing-imports": "import",
    "api:pricing-products": "product",
    "api:pricing-runs": "run",
    "api:pricing-recommendations": "recommendation",
    "api:pricing-price-list": "sku",
}
# Answers that are lists, but not of rows that have names.
NAMELESS = {
    "api:library-draft-notes": "what is said about one piece, found by its id",
    "api:library-tags": "words; the same may stand in both organisations",
    "api:library-draft-related": "pieces to point at, of one piece, found by its id",
    "api:library-draft-suggestions": "words for one piece, found by its id",
    "api:library-draft-revisions": "numbers of one piece, found by its id",
    "api:courses": "courses that one has not started; one's own are api:courses-enrolments",
    "api:notification-consents": "what a person may agree to, across organisations",
    "api:billing-plans": "the price list, the same for all",
    "api:billing-ways": "the gateways that are set up, the same for all",
    "api:content-read-search": "places in one document, found by its id",
    "api:documents-templates": "our templates, the same for all; an organisation's own are a list of theirs",
    "api:pricing-import-problems": "what is wrong in one file, found by the import's id",
}


def body(reply: Any) -> str:
    content = reply.getvalue() if reply.streaming else reply.content
    close_file(reply)
    return str(content, "utf-8", "replace")


def read(world: World, name: str) -> Any:
    line: Any = EXPECTATIONS[name]
    return visit(world.cast.thandi.client(), "GET", address_of(name, line.ids, world.umoja))


@pytest.mark.parametrize("name", READS)
def test_nothing_of_another_organisation_is_shown(name: str, world: World) -> None:
    shown = body(read(world, name))
    theirs = {noun: value for noun, value in world.karoo.items() if noun not in CONSTANTS}
    people = {"name": "Karoo", "owner": "Charlize", "mail": "karoo.example", "colleague": "karoo-cycles"}
    assert [noun for noun, value in (theirs | people).items() if value in shown] == []


@pytest.mark.parametrize("name", LISTS)
def test_lists_show_ones_own(name: str, world: World) -> None:
    assert world.umoja[LISTS[name]] in body(read(world, name))


@pytest.mark.parametrize("name", [name for name in READS if name.startswith("api:")])
def test_every_list_of_the_api_is_on_the_table(name: str, world: World) -> None:
    reply = read(world, name)
    answer = json.loads(body(reply)) if "json" in reply["Content-Type"] else {}
    close_file(reply)
    is_list = isinstance(answer, list) or "results" in answer
    assert not is_list or name in LISTS or name in NAMELESS, "add it to LISTS"
