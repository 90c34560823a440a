"""A piece from its beginning to its readers, in the services' hands."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from publishing.engine import access, blocks, words
from publishing.models import Revision
from publishing.services import live, pieces
from publishing.terms import Audience
from publishing.tests import shelf
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

NOW = dt.datetime(2026, 11, 28, 9, 0, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


def test_a_piece_is_begun_and_published_once(cast: Cast) -> None:
    by = cast.thandi.actor
    with tenant(cast.umoja):
        piece = pieces.begin(title="Pricing: a first step", by=by, now=NOW)
        other = pieces.begin(title="Pricing – a first step", by=by, now=NOW)
        assert (piece.slug, other.slug) == ("pricing-a-first-step", "pricing-a-first-step-2")
        shelf.whole(piece)
        live.publish(piece.pk, by=by, now=NOW)
        again = live.publish(piece.pk, by=by, now=NOW)
        assert again.is_live(now=NOW)
        assert Revision.objects.filter(piece_id=piece.pk).count() == 1


def test_a_revision_stays_as_it_was(cast: Cast) -> None:
    with tenant(cast.umoja):
        piece = shelf.whole(pieces.begin(title="Stock", by=cast.thandi.actor, now=NOW))
        live.publish(piece.pk, by=cast.thandi.actor, now=NOW)
        with pytest.raises(DatabaseError, match="is kept as it was"), transaction.atomic():
            Revision.objects.filter(piece_id=piece.pk).update(title="Other")


def test_what_an_organisation_keeps_for_its_own_is_not_there_for_others() -> None:
    stranger = access.Reader(is_signed_in=True, has_plan=True)
    assert access.verdict(Audience.TEAM, stranger) is access.Verdict.NOTHING
    assert access.verdict(Audience.PLAN, access.Reader(is_signed_in=True)) is access.Verdict.TEASER
    assert access.verdict("unheard of", stranger) is access.Verdict.NOTHING


def test_a_block_keeps_what_its_kind_keeps() -> None:
    kept = blocks.cleaned("abcdefgh", "image", "A\x00 shop\r\n", {"asset": "a" * 16, "onerror": "x"})
    assert kept == {
        "id": "abcdefgh",
        "kind": "image",
        "text": "A shop\n",
        "data": {"asset": "a" * 16, "alt": ""},
    }
    assert words.plain([kept]) == "A shop"
