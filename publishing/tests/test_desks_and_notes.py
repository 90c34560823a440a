"""Who writes in a piece now, and what editors say to each other: seen by colleagues, by readers never."""

import datetime as dt
import html
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.services import memberships
from notifications.models import Notification
from publishing.models import Desk, Piece, PieceNote
from publishing.selectors import notes as talks
from publishing.services import desks, erasure, keeping, notes, parts, pieces, previews
from publishing.services.parts import Content
from publishing.tests import shelf
from publishing.tests.following import followed
from publishing.workflow_refusals import CannotBeAsked, EmptyNote
from synthai.core.access import Actor
from synthai.core.errors import NotAllowed, NotFound
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
MINUTE = dt.timedelta(minutes=1)
BASE = "/o/umoja-foods/library/write/"
API = "/api/v1/o/umoja-foods/library/drafts/"
HTMX = {"HX-Request": "true"}
WORDS = "Only colleagues find the word hadeda."


@pytest.fixture
def piece(cast: Cast) -> Any:
    """Bongani's."""
    with tenant(cast.umoja):
        yield shelf.whole(pieces.begin(title="Stock", by=cast.bongani.actor, now=NOW), "Count it.")


def told(kind: str, who: Person) -> int:
    return int(Notification.objects.filter(kind=f"publishing.{kind}", user=who.user).count())


def test_one_sits_and_the_other_sees_it(cast: Cast, piece: Piece) -> None:
    first = desks.sit(piece.pk, by=cast.bongani.actor, now=NOW)
    assert first.is_mine
    seen = desks.sit(piece.pk, by=cast.thandi.actor, now=NOW + MINUTE)
    assert (seen.is_others, seen.who, seen.since) == (True, "Bongani Dlamini", NOW)
    assert desks.sit(piece.pk, by=cast.bongani.actor, now=NOW + MINUTE).since == NOW, "goes on"
    after = desks.sit(piece.pk, by=cast.thandi.actor, now=NOW + 2 * MINUTE)
    assert after.is_others, "the ping renewed it"
    assert desks.sit(piece.pk, by=cast.thandi.actor, now=NOW + 3 * MINUTE).is_mine, (
        "two minutes after the last"
    )
    assert Desk.objects.count() == 1


def test_who_takes_over_tells_the_other(cast: Cast, piece: Piece) -> None:
    desks.sit(piece.pk, by=cast.bongani.actor, now=NOW)
    with followed():
        for _ in range(2):
            assert desks.take_over(piece.pk, by=cast.thandi.actor, now=NOW + MINUTE).is_mine
    assert (told("taken_over", cast.bongani), told("taken_over", cast.thandi)) == (1, 0)
    seen = desks.sit(piece.pk, by=cast.bongani.actor, now=NOW + MINUTE)
    assert (seen.is_others, seen.was_mine) == (True, True)
    key = piece.blocks[0]["id"]
    content = Content(text="From the old tab.", data={})
    kept = parts.write_block(
        piece.pk, key, content, by=cast.bongani.actor, now=NOW + MINUTE, seen=piece.version
    )
    assert kept.blocks[0]["text"] == "From the old tab.", "a courtesy and no wall"


def test_who_leaves_makes_room(cast: Cast, piece: Piece) -> None:
    desks.sit(piece.pk, by=cast.bongani.actor, now=NOW)
    desks.leave(piece.pk, by=cast.thandi.actor, now=NOW)
    for _ in range(2):
        desks.leave(piece.pk, by=cast.bongani.actor, now=NOW)
    assert desks.sit(piece.pk, by=cast.thandi.actor, now=NOW + desks.MOMENT).is_mine
    desks.leave(piece.pk, by=cast.thandi.actor, now=NOW + MINUTE)
    again = desks.sit(piece.pk, by=cast.thandi.actor, now=NOW + MINUTE)
    assert again.is_mine, "loaded anew"
    assert desks.sit(piece.pk, by=cast.bongani.actor, now=NOW + 2 * MINUTE).is_others


def test_who_may_not_write_holds_nothing(cast: Cast, piece: Piece) -> None:
    other = cast.hire("member", name="Lerato").actor
    viewer = cast.hire("viewer", name="Jan").actor
    key = Actor(
        kind="api_key",
        label="Till",
        organisation_id=cast.umoja.pk,
        organisation_public_id=cast.umoja.public_id,
        organisation_slug=cast.umoja.slug,
        capabilities=cast.thandi.actor.capabilities,
    )
    for verb in (desks.sit, desks.take_over, desks.leave):
        with pytest.raises(NotFound):
            verb(piece.pk, by=other, now=NOW)
        with pytest.raises(NotAllowed):
            verb(piece.pk, by=viewer, now=NOW)
    assert desks.sit(piece.pk, by=key, now=NOW).who == ""
    keeping.put_away(piece.pk, by=cast.bongani.actor, now=NOW)
    assert desks.sit(piece.pk, by=cast.bongani.actor, now=NOW).who == ""
    assert not Desk.objects.exists()


def test_a_removed_member_sits_nowhere(cast: Cast, piece: Piece) -> None:
    naledi = cast.hire("manager", name="Naledi")
    desks.sit(piece.pk, by=naledi.actor, now=NOW)
    with followed():
        memberships.remove(naledi.membership.public_id, by=cast.thandi.actor)
    assert not Desk.objects.exists()


def test_two_editors_and_an_old_tab_in_the_browser(cast: Cast, piece: Piece) -> None:
    here, key = f"{BASE}{piece.public_id}/", piece.blocks[0]["id"]
    old, other = cast.bongani.client(), cast.thandi.client()
    assert "Colleagues see that you are writing" in old.post(f"{here}desk/", headers=HTMX).content.decode()
    page = other.get(here).content.decode()
    assert "Bongani Dlamini is writing here" in page
    assert f'action="{here}desk/take/"' in page
    assert other.post(f"{here}desk/take/").status_code == 302, "without a script as well"
    assert "Thandi Mokoena took over from you" in old.post(f"{here}desk/", headers=HTMX).content.decode()
    sent = {"text": "Thandi's words", "seen": piece.version}
    assert "Saved at" in other.post(f"{here}blocks/{key}/", sent, headers=HTMX).content.decode()
    late = old.post(f"{here}blocks/{key}/", {**sent, "text": "From the old tab"}, headers=HTMX)
    both = html.unescape(late.content.decode())
    assert "Thandi's words" in both
    assert "From the old tab</textarea>" in both, "no word is lost"
    assert Piece.objects.get(pk=piece.pk).blocks[0]["text"] == "Thandi's words"
    assert other.post(f"{here}desk/leave/", headers=HTMX).status_code == 204


def test_a_desk_by_program(cast: Cast, piece: Piece) -> None:
    here = f"{API}{piece.public_id}/desk/"
    mine, other = cast.bongani.client(), cast.thandi.client()
    assert mine.post(here).json()["is_mine"] is True
    assert (other.get(here).json()["who"], other.post(here).json()["is_mine"]) == ("Bongani Dlamini", False)
    assert other.post(f"{here}take-over/").json()["is_mine"] is True
    assert mine.get(here).json()["was_mine"] is True
    assert other.delete(here).status_code == 204
    for method, place in (("get", ""), ("post", ""), ("delete", ""), ("post", "take-over/")):
        assert getattr(cast.charlize.client(), method)(f"{here}{place}").status_code == 404


def test_a_note_is_answered_settled_and_opened_again(cast: Cast, piece: Piece) -> None:
    key, thandi, bongani = piece.blocks[0]["id"], cast.thandi.actor, cast.bongani.actor
    with followed():
        note = notes.write(piece.pk, WORDS, by=thandi, now=NOW, block=key)
    assert (told("noted", cast.bongani), told("noted", cast.thandi)) == (1, 0), "the writer of the piece"
    assert talks.open_counts(piece) == {key: 1}
    with followed():
        answer = notes.reply(note.pk, "On Fridays.", by=bongani, now=NOW)
    assert (told("noted", cast.bongani), told("noted", cast.thandi)) == (1, 1)
    with pytest.raises(NotFound):
        notes.reply(answer.pk, "Deeper", by=bongani, now=NOW)
    for _ in range(2):
        notes.settle(note.pk, by=bongani, now=NOW)
    assert talks.open_counts(piece) == {}
    notes.reopen(note.pk, by=thandi, now=NOW)
    notes.settle(note.pk, by=thandi, now=NOW)
    notes.reply(note.pk, "And on Mondays?", by=thandi, now=NOW)
    assert talks.open_counts(piece) == {key: 1}, "an answer opens it again"
    parts.remove_block(piece.pk, key, by=bongani, now=NOW)
    (talk,) = talks.talks(Piece.objects.get(pk=piece.pk))
    assert (talk.is_gone, [each.words for each in talk.replies]) == (True, ["On Fridays.", "And on Mondays?"])


def test_who_is_asked_by_name_is_told(cast: Cast, piece: Piece) -> None:
    naledi, lerato = cast.hire("manager", name="Naledi"), cast.hire("member", name="Lerato")
    with followed():
        notes.write(piece.pk, WORDS, by=cast.thandi.actor, now=NOW, asked=naledi.user.public_id)
    assert (told("noted", naledi), told("noted", cast.bongani)) == (1, 0)
    for who in (lerato, cast.charlize):
        with pytest.raises(CannotBeAsked):
            notes.write(piece.pk, WORDS, by=cast.thandi.actor, now=NOW, asked=who.user.public_id)
    with pytest.raises(EmptyNote):
        notes.write(piece.pk, "<script></script>", by=cast.thandi.actor, now=NOW)
    with pytest.raises(NotFound):
        notes.write(piece.pk, WORDS, by=cast.thandi.actor, now=NOW, block="a" * 16)
    with pytest.raises(NotFound):
        notes.write(piece.pk, WORDS, by=lerato.actor, now=NOW)


def test_who_lost_the_draft_hears_nothing_of_it(cast: Cast, piece: Piece) -> None:
    naledi = cast.hire("manager", name="Naledi")
    note = notes.write(piece.pk, WORDS, by=naledi.actor, now=NOW)
    naledi.membership.delete()
    with followed():
        notes.reply(note.pk, "Gone?", by=cast.thandi.actor, now=NOW)
    assert told("noted", naledi) == 0


def test_readers_never_see_notes_reviews_or_who_writes(cast: Cast) -> None:
    made = shelf.platform(cast)
    row = shelf.published(made.editor, "Ask more", blocks=[shelf.text("Ask.")])
    with tenant(made.organisation):
        notes.write(row.pk, WORDS, by=made.editor.actor, now=NOW, block="abcdefgh")
        token = previews.token(row, by=made.editor.actor, now=NOW)
    cache.clear()
    inside = f"/o/umoja-foods/library/read/shared/{row.public_id}/"
    member = cast.hire("member", name="Staff", organisation=made.organisation)
    own = f"/o/{made.organisation.slug}/library"
    doors = [
        (Client(), "/read/en/ask-more/"),
        (Client(), "/read/en/feed.atom"),
        (Client(), "/read/en/feed.json"),
        (cast.bongani.client(), inside),
        (cast.bongani.client(), f"/api/v1/o/umoja-foods/library/reading/shared/{row.public_id}/"),
        (member.client(), f"{own}/preview/{token}/"),
        (member.client(), f"{own}/read/own/{row.public_id}/"),
    ]
    for client, address in doors:
        reply = client.get(address)
        assert reply.status_code == 200, address
        assert "hadeda" not in reply.content.decode(), address
    for place in ("notes/", "review/"):
        assert member.client().get(f"{own}/write/{row.public_id}/{place}").status_code == 404
        assert cast.bongani.client().get(f"{own}/write/{row.public_id}/{place}").status_code == 404


def test_notes_by_form_and_program(cast: Cast, piece: Piece) -> None:
    here, there = f"{BASE}{piece.public_id}/", f"{API}{piece.public_id}/notes/"
    browser, key = cast.thandi.client(), piece.blocks[0]["id"]
    assert "No notes yet" in browser.get(f"{here}notes/").content.decode()
    sent = {"words": "<b>Who</b> & when?", "block": key, "asked": cast.bongani.user.public_id}
    assert browser.post(f"{here}notes/", sent).status_code == 302
    assert "Show all notes" not in browser.get(f"{here}notes/").content.decode()
    page = browser.get(f"{here}notes/?block={key}").content.decode()
    assert "Show all notes" in page
    assert "**Who** &amp; when?" in page
    assert "for Bongani Dlamini" in page
    assert "1 note<" in browser.get(here).content.decode()
    note = PieceNote.objects.get()
    assert browser.post(f"{here}notes/", {"words": ""}).status_code == 422
    reply = f"{here}notes/{note.public_id}/"
    assert browser.post(f"{reply}reply/", {"words": ""}).status_code == 422
    assert browser.post(f"{reply}reply/", {"words": "On Fridays."}).status_code == 302
    assert "Open it again" in browser.post(f"{reply}settle/", follow=True).content.decode()
    assert browser.post(f"{reply}reopen/").status_code == 302
    made = browser.post(there, {"words": "And the till?"}, content_type="application/json")
    assert (made.status_code, made.json()["block"]) == (201, "")
    answered = browser.post(
        f"{there}{made.json()['id']}/replies/", {"words": "Later."}, content_type="application/json"
    )
    assert [each["words"] for each in answered.json()["replies"]] == ["Later."]
    assert browser.post(f"{there}{made.json()['id']}/settled/").json()["settled_at"] is not None
    assert browser.delete(f"{there}{made.json()['id']}/settled/").status_code == 204
    assert len(browser.get(there).json()) == 2
    other = pieces.begin(title="Till", by=cast.thandi.actor, now=NOW)
    assert browser.post(f"{API}{other.public_id}/notes/{note.public_id}/settled/").status_code == 404


def test_many_notes_cost_the_same(cast: Cast, piece: Piece) -> None:
    browser, address = cast.thandi.client(), f"{BASE}{piece.public_id}/notes/"
    browser.get(address)
    for number in range(15):
        note = notes.write(piece.pk, f"Note {number}", by=cast.thandi.actor, now=NOW)
        notes.reply(note.pk, f"Answer {number}", by=cast.bongani.actor, now=NOW)
    with assert_max_queries(12):
        assert "Answer 14" in browser.get(address).content.decode()


def test_everything_goes_with_the_organisation(cast: Cast, piece: Piece) -> None:
    note = notes.write(piece.pk, WORDS, by=cast.thandi.actor, now=NOW)
    notes.reply(note.pk, "Yes.", by=cast.thandi.actor, now=NOW)
    desks.sit(piece.pk, by=cast.thandi.actor, now=NOW)
    erasure.erase(cast.umoja.pk)
    assert not PieceNote.objects.exists()
    assert not Desk.objects.exists()
