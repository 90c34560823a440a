"""Suggestions beside a draft: by rule, by a played provider, and never put in without a person."""

import html
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from content.models import AiSettings
from content.services import calls
from publishing.engine import extracts
from publishing.models import HelpChoice, Piece, Suggestion
from publishing.services import suggesting
from publishing.tests import shelf
from synthai.core import outbox
from synthai.core.ai import metering, registry
from synthai.core.ai.metering import CallRecord
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.tasks import tasks_at_once

pytestmark = pytest.mark.django_db
BASE = "/o/umoja-foods/library/write/"
API = "/api/v1/o/umoja-foods/library/drafts/"
HTMX = {"HX-Request": "true"}
TEXT = (
    "Count the bread on the shelf every Friday before the till is closed. Write the number into the book, and let a second "
    "person count again. A difference of more than 3 loaves is looked into on the same day. Call Thandi on 082 555 0134. "
    "Stock that nobody counts is stock that walks out of the door, and a shop with 12 shelves on 3 walls, or shelves by the door, loses more than it earns."
)
Play = Callable[..., list[Any]]


@pytest.fixture(autouse=True)
def _no_provider() -> Iterator[None]:
    registry.use([])
    yield
    registry.use(None)


class _Keeper:
    """Who keeps the log, in place of content's, which writes beside the test's transaction."""

    def __init__(self) -> None:
        self.records: list[CallRecord] = []

    def keep(self, record: CallRecord) -> None:
        """Note it."""
        self.records.append(record)


@pytest.fixture(autouse=True)
def kept_calls() -> Iterator[list[CallRecord]]:
    keeper = _Keeper()
    metering.use_keeper(calls.KEEPER, keeper)
    yield keeper.records
    metering.use_keeper(calls.KEEPER, calls.CallKeeper())


def a_piece(cast: Cast, text: str = TEXT, **more: Any) -> Piece:
    return shelf.published(
        cast.thandi, "Count your stock", audience="team", blocks=[shelf.text(text)], **more
    )


def body(reply: Any) -> str:
    return html.unescape(str(reply.content, "utf-8"))


def ask(cast: Cast, piece: Piece, part: str) -> str:
    address = f"{BASE}{piece.public_id}/help/ask/"
    with tasks_at_once():
        panel = body(cast.thandi.client().post(address, {"part": part}, headers=HTMX))
        outbox.relay_waiting()
    return panel


def wants_models(cast: Cast) -> None:
    reply = cast.thandi.client().post(f"{BASE}suggestions/", {"uses_models": "on"})
    assert reply.status_code == 302


def kept(cast: Cast, piece: Piece, part: str) -> Suggestion:
    with tenant(cast.umoja):
        return Suggestion.objects.get(piece=piece, part=part)


def test_extracts_by_rule() -> None:
    blocks = [shelf.text(f"# Heading\n\n{TEXT}")]
    assert extracts.summary(blocks, most=300).startswith("Count the bread on the shelf every Friday")
    assert extracts.summary(blocks, most=20) == ""
    known = ["Stock", "Shelves", "VAT", "Staff matters", "Loaves"]
    assert extracts.tags("Count your stock", blocks, known)[:3] == ["Stock", "Shelves"]
    assert "VAT" not in extracts.tags("Count your stock", blocks, known)
    assert extracts.strange_numbers("3 of 12, and R 1 250.00", "12 and 3 or R1250,00") == []
    assert extracts.strange_numbers("4 of 12", "12 and 3") == ["4"]


def test_a_summary_from_the_text_is_used_by_a_press(cast: Cast) -> None:
    piece = a_piece(cast, summary="")
    panel = ask(cast, piece, "summary")
    assert "Taken from your text" in panel
    assert "Count the bread on the shelf every Friday" in panel
    client, row = cast.thandi.client(), kept(cast, piece, "summary")
    with tenant(cast.umoja):
        assert Piece.objects.get(pk=piece.pk).summary == "", "nothing is put in unasked"
    form = {"text": row.values[0], "seen": piece.version, "settles": "1"}
    whole = client.post(f"{BASE}{piece.public_id}/head/summary/", form, headers=HTMX)
    assert whole["HX-Retarget"] == "#block-summary"
    with tenant(cast.umoja):
        assert Piece.objects.get(pk=piece.pk).summary == row.values[0]


def test_tags_of_those_there_are(cast: Cast) -> None:
    shelf.published(cast.thandi, "Other", tags=("Stock", "VAT"))
    piece = a_piece(cast, tags=("Till",))
    panel = ask(cast, piece, "tags")
    assert 'value="Stock"' in panel
    assert 'value="VAT"' not in panel
    client = cast.thandi.client()
    client.post(f"{BASE}{piece.public_id}/help/tags/", {"tags": ["Stock"]})
    settings = body(client.get(f"{BASE}{piece.public_id}/settings/"))
    assert 'value="Stock, Till"' in settings


def test_too_little_text_is_told(cast: Cast) -> None:
    piece = a_piece(cast, "Count.")
    assert "Write a few sentences first" in ask(cast, piece, "summary")
    plain = cast.thandi.client().post(f"{BASE}{piece.public_id}/help/ask/", {"part": "summary"}, follow=True)
    assert "Write a few sentences first" in body(plain)
    odd = cast.thandi.client().post(f"{BASE}{piece.public_id}/help/ask/", {"part": "alt"}, headers=HTMX)
    assert "Choose what to suggest" in body(odd)


def test_a_model_is_asked_only_when_the_organisation_wants_it(
    cast: Cast, played: Play, kept_calls: list[CallRecord]
) -> None:
    [model] = played("anthropic")
    piece = a_piece(cast)
    ask(cast, piece, "summary")
    assert model.asked == []
    assert cast.bongani.client().post(f"{BASE}suggestions/", {"uses_models": "on"}).status_code == 403
    wants_models(cast)
    model.faults.says = json.dumps({"summary": "Count bread on Fridays, and look into more than 3 loaves."})
    panel = ask(cast, piece, "summary")
    assert len(model.asked) == 1
    sent = json.dumps(model.asked[0])
    assert "082 555 0134" not in sent, "masked before it goes out"
    assert "phone 1" in sent
    row = kept(cast, piece, "summary")
    assert (row.made_by, row.state) == ("model", "ready")
    assert "Count bread on Fridays" in body(
        cast.thandi.client().get(f"{BASE}{piece.public_id}/help/", headers=HTMX)
    )
    assert "Suggested by a language model" in panel + body(
        cast.thandi.client().get(f"{BASE}{piece.public_id}/")
    )
    [call] = kept_calls
    assert (call.origin.purpose, call.outcome) == ("publishing.summary", "answered")
    assert call.origin.details == {"piece": piece.public_id}
    with tenant(cast.umoja):
        assert Piece.objects.get(pk=piece.pk).summary != row.values[0]


def test_numbers_that_are_not_in_the_text_are_not_taken(cast: Cast, played: Play) -> None:
    [model] = played("openai")
    piece = a_piece(cast)
    wants_models(cast)
    model.faults.says = json.dumps({"summary": "Save 40% by counting."})
    ask(cast, piece, "summary")
    row = kept(cast, piece, "summary")
    assert len(model.asked) == 2, "once more, with what was wrong"
    assert (row.made_by, row.state) == ("extract", "ready")
    assert "left out" in row.why


def test_a_model_invents_no_tags(cast: Cast, played: Play) -> None:
    [model] = played("openai")
    shelf.published(cast.thandi, "Other", tags=("Stock", "VAT"))
    piece = a_piece(cast)
    wants_models(cast)
    model.faults.says = json.dumps({"tags": ["stock", "Blockchain"]})
    ask(cast, piece, "tags")
    row = kept(cast, piece, "tags")
    assert (row.values, row.made_by) == (["Stock"], "model")


def test_a_provider_that_is_away_and_one_that_is_off_leave_the_extract(cast: Cast, played: Play) -> None:
    [model] = played("anthropic")
    piece = a_piece(cast)
    wants_models(cast)
    model.faults.is_garbage = True
    ask(cast, piece, "summary")
    row = kept(cast, piece, "summary")
    assert (row.made_by, row.state) == ("extract", "ready")
    assert row.why
    with tenant(cast.umoja):
        AiSettings.objects.create(is_off=True, changed_at=timezone.now())
    before = len(model.asked)
    ask(cast, piece, "summary")
    assert len(model.asked) == before
    assert "switched machine writing off" in kept(cast, piece, "summary").why


def test_a_wish_is_taken_once_and_a_lost_one_given_up(cast: Cast, played: Play) -> None:
    [model] = played("openai")
    piece = a_piece(cast)
    wants_models(cast)
    with tenant(cast.umoja):
        row = suggesting.ask(piece.pk, "summary", by=cast.thandi.actor, now=timezone.now())
        assert suggesting.ask(piece.pk, "summary", by=cast.thandi.actor, now=timezone.now()).pk == row.pk
        Suggestion.objects.update(lease_token="another", lease_until=timezone.now() - timedelta(seconds=1))
        suggesting.write(row.pk)
        assert model.asked == [], "whoever had it may have paid"
        assert Suggestion.objects.lost(now=timezone.now()).count() == 1
        assert suggesting.give_up(now=timezone.now()) == 1
        row.refresh_from_db()
    assert (row.state, row.made_by) == ("ready", "extract")
    assert "did not answer in time" in row.why


def test_who_took_the_choice_back_sends_nothing_that_was_asked_before(cast: Cast, played: Play) -> None:
    [model] = played("openai")
    piece = a_piece(cast)
    wants_models(cast)
    with tenant(cast.umoja):
        row = suggesting.ask(piece.pk, "summary", by=cast.thandi.actor, now=timezone.now())
        suggesting.choose(uses_models=False, by=cast.thandi.actor, now=timezone.now())
        suggesting.write(row.pk)
        row.refresh_from_db()
    assert model.asked == []
    assert (row.state, row.made_by) == ("ready", "extract")
    assert "lets no language model read drafts" in row.why


def test_related_pieces_by_tags_and_search(cast: Cast) -> None:
    near = shelf.published(cast.thandi, "The till on Fridays", audience="team", tags=("Stock",))
    shelf.published(cast.thandi, "For managers", audience="leaders", tags=("Other",))
    hidden = shelf.published(cast.thandi, "Leaders only", audience="leaders", tags=("Stock",))
    shelf.published(cast.charlize, "Theirs", tags=("Stock",))
    with tenant(cast.umoja):
        Piece.objects.filter(pk=near.pk).update(title="A title that nobody reads yet")
    piece = a_piece(cast, tags=("Stock",))
    client = cast.thandi.client()
    panel = body(client.get(f"{BASE}{piece.public_id}/help/?related=1", headers=HTMX))
    assert "The till on Fridays" in panel
    assert "Also about Stock" in panel
    assert "Theirs" not in panel
    assert "nobody reads yet" not in panel, "as readers know it"
    client.post(f"{BASE}{piece.public_id}/help/related/", {"pieces": [near.public_id, "b" * 16]})
    with tenant(cast.umoja):
        assert Piece.objects.get(pk=piece.pk).blocks[-1]["data"] == {"pieces": [near.public_id]}
    told = client.get(f"{API}{piece.public_id}/related/").json()
    assert near.public_id not in [each["id"] for each in told], "it points there already"
    assert hidden.public_id in [each["id"] for each in told], "Thandi reads what is for managers"


def test_suggestions_over_the_api(cast: Cast) -> None:
    piece, client = a_piece(cast), cast.thandi.client()
    here = f"{API}{piece.public_id}/suggestions/"
    made = client.post(here, {"part": "summary"}, content_type="application/json")
    assert (made.status_code, made.json()["made_by"]) == (202, "extract")
    assert [each["part"] for each in client.get(here).json()] == ["summary"]
    assert client.post(here, {"part": "alt"}, content_type="application/json").status_code == 400
    assert cast.bongani.client().get(here).status_code == 404
    assert cast.charlize.client().get(here).status_code == 404


def test_the_choice_is_on_record(cast: Cast) -> None:
    wants_models(cast)
    page = body(cast.thandi.client().get(f"{BASE}suggestions/"))
    assert "checked" in page
    assert "No language model is set up here" in page
    cast.thandi.client().post(f"{BASE}suggestions/", {})
    with tenant(cast.umoja):
        assert not HelpChoice.objects.get().uses_models
