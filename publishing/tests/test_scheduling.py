"""When pieces go live and end: kept until then, at the time or with words why not, and told once."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from notifications.models import Notification
from publishing.models import Piece, Revision
from publishing.refusals import NotReady, PiecePutAway
from publishing.selectors import found
from publishing.services import keeping, live, parts, pieces, reviews, scheduling
from publishing.services.parts import Content
from publishing.services.scheduling import Plan
from publishing.tests import shelf
from publishing.tests.following import beat, followed
from publishing.workflow_refusals import EndsTooEarly, TimePassed
from synthai.core.errors import NotAllowed
from synthai.core.fan_out import organisations_with_abandoned
from synthai.core.models import AuditEntry, OutboxEvent, SearchEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
HOUR = dt.timedelta(hours=1)
BASE = "/o/umoja-foods/library/write/"


@pytest.fixture
def piece(cast: Cast) -> Any:
    with tenant(cast.umoja):
        yield shelf.whole(pieces.begin(title="Stock", by=cast.thandi.actor, now=NOW), "Count it.")


def write(piece: Piece, words: str, by: Any, now: dt.datetime = NOW) -> Piece:
    key = Piece.objects.get(pk=piece.pk).blocks[0]["id"]
    return parts.write_block(piece.pk, key, Content(text=words, data={}), by=by, now=now)


def read(piece: Piece) -> str:
    row = Piece.objects.select_related("live").get(pk=piece.pk)
    return str(row.live.blocks[0]["text"]) if row.live else ""


def told(kind: str, who: Any) -> int:
    return int(Notification.objects.filter(kind=f"publishing.{kind}", user=who.user).count())


def test_what_is_planned_is_kept_and_the_live_version_stays(cast: Cast, piece: Piece) -> None:
    by = cast.thandi.actor
    live.publish(piece.pk, by=by, now=NOW)
    write(piece, "Count it twice.", by)
    planned = scheduling.plan(piece.pk, Plan(goes_live_at=NOW + HOUR), by=by, now=NOW)
    write(piece, "Still writing.", by)
    assert read(piece) == "Count it."
    assert scheduling.due(now=NOW) == []
    assert scheduling.due(now=NOW + HOUR) == [piece.pk]
    for _ in range(2):
        scheduling.turn(piece.pk, now=NOW + HOUR)
    assert read(piece) == "Count it twice."
    after = Piece.objects.get(pk=piece.pk)
    assert (after.next_id, after.goes_live_at, after.blocks[0]["text"]) == (None, None, "Still writing.")
    assert OutboxEvent.objects.filter(name="publishing.PiecePublished").count() == 2
    assert planned.next is not None
    assert planned.next.kind == "planned"


def test_times_that_make_no_sense_are_refused(cast: Cast, piece: Piece) -> None:
    by, late = cast.thandi.actor, NOW - HOUR
    with pytest.raises(TimePassed) as begins:
        scheduling.plan(piece.pk, Plan(goes_live_at=late), by=by, now=NOW)
    assert begins.value.field == "goes_live_at"
    with pytest.raises(TimePassed) as ends:
        scheduling.plan(piece.pk, Plan(ends_at=late), by=by, now=NOW)
    assert ends.value.field == "ends_at"
    both = Plan(goes_live_at=NOW + 2 * HOUR, ends_at=NOW + HOUR)
    with pytest.raises(EndsTooEarly):
        scheduling.plan(piece.pk, both, by=by, now=NOW)
    with pytest.raises(NotAllowed):
        scheduling.plan(piece.pk, Plan(goes_live_at=NOW + HOUR), by=cast.bongani.actor, now=NOW)
    Piece.objects.filter(pk=piece.pk).update(summary="")
    with pytest.raises(NotReady):
        scheduling.plan(piece.pk, Plan(goes_live_at=NOW + HOUR), by=by, now=NOW)
    keeping.put_away(piece.pk, by=by, now=NOW)
    with pytest.raises(PiecePutAway):
        scheduling.plan(piece.pk, Plan(goes_live_at=NOW + HOUR), by=by, now=NOW)
    assert not Revision.objects.exists()


def test_a_plan_is_changed_and_taken_back(cast: Cast, piece: Piece) -> None:
    by = cast.thandi.actor
    first = scheduling.plan(piece.pk, Plan(goes_live_at=NOW + HOUR), by=by, now=NOW).next_id
    scheduling.plan(piece.pk, Plan(goes_live_at=NOW + HOUR), by=by, now=NOW)
    assert AuditEntry.objects.filter(code="publishing.piece.planned").count() == 1, (
        "the same again is nothing"
    )
    write(piece, "Count it twice.", by)
    other = Plan(goes_live_at=NOW + 2 * HOUR, takes_draft=False)
    assert scheduling.plan(piece.pk, other, by=by, now=NOW).next_id == first, "the words that were planned"
    renewed = Plan(goes_live_at=NOW + 2 * HOUR)
    assert scheduling.plan(piece.pk, renewed, by=by, now=NOW).next_id != first
    for _ in range(2):
        scheduling.withdraw(piece.pk, by=by, now=NOW)
    assert scheduling.due(now=NOW + 3 * HOUR) == []
    assert scheduling.turn(piece.pk, now=NOW + 3 * HOUR) is not None
    assert read(piece) == ""
    scheduling.plan(piece.pk, renewed, by=by, now=NOW)
    live.take_down(piece.pk, by=by, now=NOW)
    assert scheduling.due(now=NOW + 3 * HOUR) == []


def test_what_cannot_go_live_tells_the_editor_and_is_not_tried_again(
    cast: Cast, piece: Piece, files_in_tmp: Path
) -> None:
    by, picture = cast.thandi.actor, shelf.picture(cast.thandi)
    data = {"asset": picture.public_id, "alt": ""}
    parts.add_block(piece.pk, "image", content=Content(data=data), by=cast.thandi.actor, now=NOW)
    live.publish(piece.pk, by=by, now=NOW)
    write(piece, "Count it twice.", by)
    past = NOW - HOUR  # so that beat finds it due
    scheduling.plan(piece.pk, Plan(goes_live_at=past + HOUR / 2), by=by, now=past)
    type(picture).objects.filter(pk=picture.pk).update(removed_at=NOW)
    for _ in range(2):
        beat()
    after = Piece.objects.get(pk=piece.pk)
    assert read(piece) == "Count it.", "readers see what they saw"
    assert (after.next_id, after.missed["troubles"][0]["code"]) == (None, "file_put_away")
    assert told("missed", cast.thandi) == 1
    page = cast.thandi.client().get(f"{BASE}{piece.public_id}/review/").content.decode()
    assert "It could not go live" in page
    assert "was put away in the media library" in page
    assert "Could not go live" in page
    type(picture).objects.filter(pk=picture.pk).update(removed_at=None)
    live.publish(piece.pk, by=by, now=NOW)
    assert Piece.objects.get(pk=piece.pk).missed == {}


def test_files_of_what_is_planned_are_in_use(cast: Cast, piece: Piece, files_in_tmp: Path) -> None:
    from django.apps import apps  # noqa: PLC0415 - another app's table

    by, picture, used = (
        cast.thandi.actor,
        shelf.picture(cast.thandi),
        apps.get_model("media.AssetUse").objects,
    )
    content = Content(data={"asset": picture.public_id, "alt": ""})
    _piece, key = parts.add_block(piece.pk, "image", content=content, by=by, now=NOW)
    scheduling.plan(piece.pk, Plan(goes_live_at=NOW + HOUR), by=by, now=NOW)
    parts.remove_block(piece.pk, key, by=by, now=NOW)
    assert used.count() == 1
    scheduling.withdraw(piece.pk, by=by, now=NOW)
    assert used.count() == 0


def test_beat_publishes_what_is_due_and_tells_its_writer(cast: Cast, piece: Piece) -> None:
    mine = shelf.whole(pieces.begin(title="Till", by=cast.bongani.actor, now=NOW))
    scheduling.plan(mine.pk, Plan(goes_live_at=NOW - HOUR), by=cast.thandi.actor, now=NOW - 2 * HOUR)
    scheduling.plan(piece.pk, Plan(goes_live_at=NOW + 9 * HOUR), by=cast.thandi.actor, now=NOW)
    for _ in range(2):
        beat()
    assert Piece.objects.get(pk=mine.pk).live_id is not None
    assert Piece.objects.get(pk=piece.pk).live_id is None
    assert (told("published", cast.bongani), told("published", cast.thandi)) == (1, 0)
    entry = AuditEntry.objects.get(code="publishing.piece.published")
    assert entry.actor_kind == "system"


def test_only_organisations_with_something_due_are_visited(cast: Cast, piece: Piece) -> None:
    assert organisations_with_abandoned("publishing.Piece", "due") == []
    scheduling.plan(piece.pk, Plan(goes_live_at=NOW - HOUR), by=cast.thandi.actor, now=NOW - 2 * HOUR)
    assert organisations_with_abandoned("publishing.Piece", "due") == [cast.umoja.pk]
    assert organisations_with_abandoned("publishing.Piece", "over") == []


def test_a_piece_that_ended_leaves_search_pages_and_the_library_once(cast: Cast, files_in_tmp: Path) -> None:
    made = shelf.platform(cast)
    by, now = made.editor.actor, timezone.now()
    cover = shelf.picture(made.editor)
    cache.clear()
    with followed():
        row = shelf.published(made.editor, "Ask more", now=now - 2 * HOUR, cover=cover)
    with tenant(made.organisation):
        assert SearchEntry.objects.filter(key=row.public_id).exists()
        scheduling.plan(row.pk, Plan(ends_at=now + HOUR), by=by, now=now - HOUR)
        Piece.objects.filter(pk=row.pk).update(ends_at=now - HOUR / 2)
    assert Client().get("/read/en/ask-more/").status_code == 404
    for _ in range(2):
        beat()
    with tenant(made.organisation):
        assert not SearchEntry.objects.filter(key=row.public_id).exists()
        assert found.load([row.public_id]) == []
        assert OutboxEvent.objects.filter(name="publishing.PieceTakenDown").count() == 1
        assert AuditEntry.objects.filter(code="publishing.piece.ended").count() == 1
        first = Piece.objects.get(pk=row.pk).ended_told_at
        assert first is not None
        scheduling.turn(row.pk, now=now + HOUR)
        assert Piece.objects.get(pk=row.pk).ended_told_at == first
        back = scheduling.plan(row.pk, Plan(ends_at=now + 9 * HOUR), by=by, now=now)
        assert back.ended_told_at is None
    assert Client().get("/read/en/ask-more/").status_code == 200


def test_kept_pages_end_with_the_piece(cast: Cast) -> None:
    made = shelf.platform(cast)
    now = timezone.now()
    row = shelf.published(made.editor, "Ask more", now=now - HOUR)
    cache.clear()
    assert "Ask more" in Client().get("/read/en/").content.decode()
    assert "Ask more" in Client().get("/read/en/feed.atom").content.decode()
    with tenant(made.organisation):
        Piece.objects.filter(pk=row.pk).update(ends_at=now - dt.timedelta(seconds=1))
    assert "Ask more" in Client().get("/read/en/").content.decode(), "still kept"
    beat()
    for place in ("/read/en/", "/read/en/feed.atom", "/read/en/feed.json", "/read/sitemap.xml"):
        assert "ask-more" not in Client().get(place).content.decode(), place


def test_publishing_again_what_ended_shows_it(cast: Cast, piece: Piece) -> None:
    by = cast.thandi.actor
    live.publish(piece.pk, by=by, now=NOW - 2 * HOUR)
    Piece.objects.filter(pk=piece.pk).update(ends_at=NOW - HOUR)
    scheduling.turn(piece.pk, now=NOW)
    after = live.publish(piece.pk, by=by, now=NOW)
    assert after.is_live(now=NOW)
    assert (after.ends_at, after.ended_told_at) == (None, None)


def test_what_passed_while_it_was_put_away_does_not_go_live(cast: Cast, piece: Piece) -> None:
    by = cast.thandi.actor
    scheduling.plan(piece.pk, Plan(goes_live_at=NOW + HOUR), by=by, now=NOW)
    keeping.put_away(piece.pk, by=by, now=NOW)
    scheduling.turn(piece.pk, now=NOW + 2 * HOUR)
    back = keeping.bring_back(piece.pk, by=by, now=NOW + 2 * HOUR)
    assert (back.next_id, back.missed["troubles"][0]["code"]) == (None, "put_away")
    scheduling.turn(piece.pk, now=NOW + 2 * HOUR)
    assert read(piece) == ""


def test_what_could_not_go_live_before_its_end_does_not_stay_for_ever(cast: Cast, piece: Piece) -> None:
    by = cast.thandi.actor
    live.publish(piece.pk, by=by, now=NOW)
    write(piece, "This week only.", by)
    scheduling.plan(piece.pk, Plan(goes_live_at=NOW + HOUR, ends_at=NOW + 2 * HOUR), by=by, now=NOW)
    after = scheduling.turn(piece.pk, now=NOW + 3 * HOUR)  # no worker ran meanwhile
    assert after is not None
    assert (after.next_id, after.missed["troubles"][0]["code"]) == (None, "time_over")
    assert read(piece) == "Count it."
    assert not after.is_live(now=NOW + 3 * HOUR)
    assert after.ended_told_at == NOW + 3 * HOUR


def test_what_was_sent_for_review_after_it_was_planned_still_waits_when_it_goes_live(
    cast: Cast, piece: Piece
) -> None:
    by = cast.thandi.actor
    scheduling.plan(piece.pk, Plan(goes_live_at=NOW + HOUR), by=by, now=NOW)
    reviews.ask(piece.pk, by=by, now=NOW)
    scheduling.turn(piece.pk, now=NOW + HOUR)
    after = Piece.objects.get(pk=piece.pk)
    assert (after.live_id is not None, after.standing) == (True, "waiting")


def test_a_plan_by_form_in_south_african_time(cast: Cast, piece: Piece) -> None:
    browser, here = cast.thandi.client(), f"{BASE}{piece.public_id}/"
    assert "South African time" in browser.get(f"{here}review/").content.decode()
    kept = browser.post(f"{here}plan/", {"goes_live_at": "2099-01-05T08:00", "ends_at": "2099-02-05T08:00"})
    assert kept.status_code == 302
    after = Piece.objects.get(pk=piece.pk)
    assert after.goes_live_at == dt.datetime(2099, 1, 5, 6, 0, tzinfo=dt.UTC)
    page = browser.get(f"{here}review/").content.decode()
    assert "2099-01-05T08:00" in page
    assert "5\xa0January 2099, 08:00" in page
    refused = browser.post(f"{here}plan/", {"goes_live_at": "2020-01-05T08:00"})
    assert refused.status_code == 422
    assert "still to come" in refused.content.decode()
    assert browser.post(f"{here}unplan/").status_code == 302
    assert Piece.objects.get(pk=piece.pk).next_id is None


def test_a_plan_by_program(cast: Cast, piece: Piece) -> None:
    browser, here = cast.thandi.client(), f"/api/v1/o/umoja-foods/library/drafts/{piece.public_id}/schedule/"

    def put(given: dict[str, Any]) -> Any:
        return browser.put(here, given, content_type="application/json")

    planned = put({"goes_live_at": "2099-01-05T08:00:00+02:00"}).json()
    assert (planned["goes_live_at"], planned["revision"]) == ("2099-01-05T08:00:00+02:00", 1)
    assert browser.get(here).json() == planned
    late = put({"goes_live_at": "2020-01-05T08:00:00+02:00"})
    assert (late.status_code, late.json()["code"]) == (422, "publishing.schedule.time_passed")
    assert late.json()["errors"][0]["pointer"] == "#/goes_live_at"
    early = put({"goes_live_at": "2099-01-05T08:00:00+02:00", "ends_at": "2099-01-04T08:00:00+02:00"})
    assert early.json()["code"] == "publishing.schedule.ends_too_early"
    assert browser.delete(here).status_code == 204
    assert browser.get(here).json()["goes_live_at"] is None
