"""Comments: written, answered, mended, taken back, reported, judged, told of; on one's own shelf and on the platform's."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.services import memberships
from notifications.models import Notification
from publishing import tasks
from publishing.comment_refusals import (
    CommentEmpty,
    CommentGone,
    CommentHidden,
    CommentsClosed,
    CommentTooLong,
    OwnComment,
    ReasonMissing,
    RepliesGoOneDeep,
    TooLateToChange,
    TooManyComments,
)
from publishing.models import Comment, CommentReport, Piece
from publishing.refusals import ReaderOnly
from publishing.selectors import comments as selectors
from publishing.selectors import readers, reading
from publishing.services import comment_moderation, comments, erasure
from publishing.terms import Audience
from publishing.tests import shelf
from synthai.core import entitlements
from synthai.core.errors import NotAllowed, NotFound
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
HOME = "/o/umoja-foods/library/"


def own(cast: Cast, **fields: Any) -> Piece:
    return shelf.published(cast.thandi, "How we bake", audience=Audience.TEAM, allows_comments=True, **fields)


def shared(editor: Person, **fields: Any) -> Piece:
    return shelf.published(editor, "Ask more", allows_comments=True, **fields)


def before(person: Person, piece: Piece, word: str = "own") -> reading.Shown:
    with tenant(person.organisation), readers.beside(person.organisation, word) as found:
        return reading.get_by_key(
            found, piece.public_id, readers.of_actor(person.actor, found), now=timezone.now()
        )


def say(person: Person, piece: Piece, text: str = "Good.", word: str = "own", **more: Any) -> Comment:
    return comments.write(
        before(person, piece, word), text=text, by=person.actor, now=more.pop("now", timezone.now()), **more
    )


def page(person: Person, path: str) -> str:
    reply = person.client().get(path)
    assert reply.status_code == 200
    return str(reply.content, "utf-8")


def address(person: Person, piece: Piece, word: str = "own") -> str:
    return f"/o/{person.organisation.slug}/library/read/{word}/{piece.public_id}/comments/"


def follow(organisation: Any) -> None:
    """What follows from what was said, twice."""
    known = {
        "publishing.CommentShown": tasks.comments_tell,
        "publishing.CommentWaits": tasks.comments_wait,
    }
    with tenant(organisation):
        rows = list(OutboxEvent.objects.filter(name__in=known).order_by("pk"))
        for row in [*rows, *rows]:
            known[row.name](organisation_id=organisation.pk, payload=row.payload)


def told(kind: str) -> list[tuple[int, str]]:
    rows = Notification.objects.filter(kind=kind).order_by("pk")
    return list(rows.values_list("user_id", "title"))


def test_colleagues_comment_and_answer_at_once(cast: Cast) -> None:
    piece, client = own(cast), cast.bongani.client()
    url = address(cast.bongani, piece)
    reply = client.post(url, {"text": "Do **we** count\nbags? See https://sars.gov.za/x."})
    with tenant(cast.umoja):
        made = Comment.objects.get()
    assert reply["Location"] == f"{url}#comment-{made.public_id}"
    cast.thandi.client().post(url, {"text": "Yes.", "reply_to": made.public_id})
    shown = page(cast.thandi, url)
    assert "Do **we** count<br>" in shown
    assert 'href="https://sars.gov.za/x" rel="noopener noreferrer nofollow"' in shown
    assert shown.index("Do **we**") < shown.index("Yes.")
    assert "Bongani Dlamini" in shown
    beside = page(cast.bongani, f"{HOME}read/own/{piece.public_id}/")
    assert "Do **we** count" in beside
    assert "Thandi Mokoena" in beside
    assert (
        "Do **we**"
        not in cast.charlize.client().get(f"/read/o/umoja-foods/en/{piece.slug}/").content.decode()
    )


def test_scripts_and_signs_nobody_sees_stay_text(cast: Cast) -> None:
    piece = own(cast)
    say(
        cast.bongani,
        piece,
        "<script>alert(1)</script> [x](javascript:alert(1)) \u202eabc ![p](https://e.vil/p.png)",
    )
    shown = page(cast.bongani, address(cast.bongani, piece))
    assert "<script>alert" not in shown
    assert "javascript:alert" not in shown.replace("[x](javascript:alert(1))", "")
    assert "\u202e" not in shown
    assert '<img src="https://e.vil' not in shown


def test_what_is_refused(cast: Cast) -> None:
    piece = own(cast)
    viewer = cast.hire("viewer")
    with pytest.raises(NotAllowed):
        say(viewer, piece)
    assert "Your comment" not in page(viewer, address(viewer, piece))
    for text, refusal in (("  \u200b ", CommentEmpty), ("x" * 2001, CommentTooLong)):
        with pytest.raises(refusal):
            say(cast.bongani, piece, text)
    first = say(cast.bongani, piece)
    reply = say(cast.thandi, piece, "So it is.", reply_to=first.public_id)
    with pytest.raises(RepliesGoOneDeep):
        say(cast.bongani, piece, "And more.", reply_to=reply.public_id)
    other = own(cast)
    with pytest.raises(NotFound):
        say(cast.bongani, other, "Elsewhere.", reply_to=first.public_id)
    key = cast.bongani.actor.__class__(
        kind="api_key",
        label="Till",
        organisation_id=cast.umoja.pk,
        organisation_public_id=cast.umoja.public_id,
        capabilities=cast.bongani.actor.capabilities,
    )
    with pytest.raises(ReaderOnly):
        comments.write(before(cast.bongani, piece), text="Beep.", by=key, now=timezone.now())
    with tenant(cast.umoja):
        Piece.objects.update(allows_comments=False)
    with pytest.raises(CommentsClosed):
        say(cast.bongani, piece, "Too late.")
    assert "Comments are closed." in page(cast.bongani, address(cast.bongani, piece))


def test_the_same_sent_twice_is_one_and_floods_are_braked(cast: Cast) -> None:
    piece, now = own(cast), timezone.now()
    assert say(cast.bongani, piece, now=now).pk == say(cast.bongani, piece, now=now).pk
    for number in range(4):
        say(cast.bongani, piece, f"Number {number}", now=now)
    with pytest.raises(TooManyComments):
        say(cast.bongani, piece, "One more", now=now)
    say(cast.thandi, piece, "I may", now=now)
    say(cast.bongani, piece, "Later", now=now + dt.timedelta(minutes=2))


def test_one_s_own_is_mended_for_a_quarter_of_an_hour(cast: Cast) -> None:
    piece = own(cast)
    made = say(cast.bongani, piece)
    soon, late = made.created_at + dt.timedelta(minutes=14), made.created_at + dt.timedelta(minutes=16)
    change: Any = lambda person, now: comments.change(  # noqa: E731
        before(person, piece), made.public_id, text="Better.", by=person.actor, now=now
    )
    with pytest.raises(NotFound):
        change(cast.thandi, soon)
    assert change(cast.bongani, soon).version == 2
    with pytest.raises(TooLateToChange):
        change(cast.bongani, late)
    url = f"{address(cast.bongani, piece)}{made.public_id}/"
    client = cast.bongani.client()
    assert "Better." in str(client.get(f"{url}edit/").content)
    assert client.post(f"{url}edit/", {"text": "Best."}).status_code == 302
    assert "changed" in page(cast.thandi, address(cast.thandi, piece))
    assert cast.thandi.client().get(f"{url}edit/").status_code == 404


def test_taking_back_leaves_the_replies_and_can_be_undone(cast: Cast) -> None:
    piece = own(cast)
    made = say(cast.bongani, piece, "I was wrong")
    say(cast.thandi, piece, "Not at all", reply_to=made.public_id)
    client, url = cast.bongani.client(), address(cast.bongani, piece)
    gone = client.post(f"{url}{made.public_id}/remove/", follow=True).content.decode()
    assert "I was wrong" not in gone
    assert "Not at all" in gone
    assert f"{made.public_id}/restore/" in gone
    assert cast.thandi.client().post(f"{url}{made.public_id}/restore/").status_code == 404
    with pytest.raises(CommentGone):
        say(cast.thandi, piece, "Still here?", reply_to=made.public_id)
    client.post(f"{url}{made.public_id}/restore/")
    assert "I was wrong" in page(cast.thandi, url)
    comments.take_back(before(cast.bongani, piece), made.public_id, by=cast.bongani.actor, now=timezone.now())
    with tenant(cast.umoja):
        assert comments.forget_words(now=timezone.now() + dt.timedelta(days=29)) == 0
        assert comments.forget_words(now=timezone.now() + dt.timedelta(days=31)) == 1
    with pytest.raises(NotFound):
        comments.put_back(before(cast.bongani, piece), made.public_id, by=cast.bongani.actor)


def test_moderators_hide_with_a_reason_and_show_again(cast: Cast) -> None:
    piece = own(cast)
    made = say(cast.bongani, piece, "Buy my shoes")
    with tenant(cast.umoja):
        with pytest.raises(NotAllowed):
            comment_moderation.hide(made.public_id, reason="x", by=cast.bongani.actor, now=timezone.now())
        with pytest.raises(ReasonMissing):
            comment_moderation.hide(made.public_id, reason=" ", by=cast.thandi.actor, now=timezone.now())
    client = cast.thandi.client()
    after = client.post(
        f"{HOME}comments/{made.public_id}/hide/", {"reason": "Advertising", "queue": "shown"}, follow=True
    )
    assert f"{HOME}comments/{made.public_id}/show/" in after.content.decode()
    mine = page(cast.bongani, address(cast.bongani, piece))
    assert "A moderator hid it: Advertising" in mine
    assert "Buy my shoes" not in page(cast.hire("member"), address(cast.bongani, piece))
    with pytest.raises(CommentHidden):
        comments.change(
            before(cast.bongani, piece), made.public_id, text="No", by=cast.bongani.actor, now=timezone.now()
        )
    assert "Buy my shoes" in page(cast.thandi, f"{HOME}comments/?queue=hidden")
    client.post(f"{HOME}comments/{made.public_id}/show/", {"queue": "hidden"})
    assert "Buy my shoes" in page(cast.bongani, address(cast.bongani, piece))
    with tenant(cast.umoja):
        deeds = AuditEntry.objects.filter(code__startswith="publishing.comment").order_by("pk")
        assert list(deeds.values_list("code", flat=True)) == [
            "publishing.comment.hidden",
            "publishing.comment.shown",
        ]
    assert cast.bongani.client().get(f"{HOME}comments/").status_code == 403


def test_reports_are_one_a_person_and_answered_by_a_moderator(cast: Cast) -> None:
    piece = own(cast)
    made = say(cast.bongani, piece, "You are all fools")
    with pytest.raises(OwnComment):
        comments.report(
            before(cast.bongani, piece), made.public_id, reason="x", by=cast.bongani.actor, now=timezone.now()
        )
    other = cast.hire("viewer")
    url = f"{address(other, piece)}{made.public_id}/report/"
    for reason in ("Rude", "Very rude"):
        assert other.client().post(url, {"reason": reason}).status_code == 302
    listed = page(cast.thandi, f"{HOME}comments/")
    assert "Very rude" in listed
    assert "Let it stand" in listed
    cast.thandi.client().post(f"{HOME}comments/{made.public_id}/show/", {"queue": "reported"})
    assert "Nobody reported anything" in page(cast.thandi, f"{HOME}comments/?queue=reported")
    with tenant(cast.umoja):
        assert CommentReport.objects.get().settled_at is not None
        assert selectors.figures() == {"waiting": 0, "reported": 0, "shown": 1, "hidden": 0}


def test_strangers_under_the_platform_s_pieces_wait_until_a_moderator_knows_them(cast: Cast) -> None:
    made = shelf.platform(cast)
    piece = shared(made.editor)
    url = address(cast.bongani, piece, "shared")
    client = cast.bongani.client()
    assert "Show my first name and my organisation" in page(cast.bongani, url)
    client.post(url, {"text": "We tried it.", "signs": "on"})
    assert "Only you see it yet" in page(cast.bongani, url)
    assert "We tried it." not in page(cast.charlize, address(cast.charlize, piece, "shared"))
    with tenant(made.organisation):
        waiting = Comment.objects.get()
    # A manager of another organisation judges nothing here.
    refused = cast.thandi.client().post(f"{HOME}comments/{waiting.public_id}/show/")
    assert refused.status_code == 404
    assert "We tried it." in page(made.editor, f"/o/{made.organisation.slug}/library/comments/")
    made.editor.client().post(f"/o/{made.organisation.slug}/library/comments/{waiting.public_id}/show/")
    seen = page(cast.charlize, address(cast.charlize, piece, "shared"))
    assert "Bongani, Umoja Foods" in seen
    assert "Dlamini" not in seen
    say(cast.bongani, piece, "Now at once.", "shared")
    seen = page(cast.charlize, address(cast.charlize, piece, "shared"))
    assert "Now at once." in seen
    assert "A reader" in seen
    assert say(cast.bongani, piece, "See www.shoes.example", "shared").state == "waiting"
    answered = say(made.editor, piece, "Thank you.", reply_to=waiting.public_id)
    assert answered.state == "shown"
    assert "SynthAI" in page(cast.charlize, address(cast.charlize, piece, "shared"))
    edited = say(cast.bongani, piece, "No link", "shared", now=timezone.now() + dt.timedelta(minutes=2))
    kept = comments.change(
        before(cast.bongani, piece, "shared"),
        edited.public_id,
        text="Now https://shoes.example",
        by=cast.bongani.actor,
        now=edited.created_at,
    )
    assert kept.state == "waiting"


def test_who_is_told(cast: Cast) -> None:
    made = shelf.platform(cast)
    piece = shared(made.editor)
    first = say(cast.bongani, piece, "First", "shared")
    say(cast.charlize, piece, "Second", "shared")
    follow(made.organisation)
    assert told("publishing.to_moderate") == [(made.editor.user.pk, "2 comments wait for you")]
    with tenant(made.organisation):
        comment_moderation.show(first.public_id, by=made.editor.actor, now=timezone.now())
    say(made.editor, piece, "Answer", reply_to=first.public_id)
    follow(made.organisation)
    assert told("publishing.commented") == [(made.editor.user.pk, "A comment on “Ask more”")]
    assert told("publishing.replied") == [(cast.bongani.user.pk, "A reply under “Ask more”")]
    line = Notification.objects.get(kind="publishing.replied")
    assert line.organisation_id == cast.umoja.pk
    assert line.url.startswith(f"/o/umoja-foods/library/read/shared/{piece.public_id}/comments/#comment-")
    assert cast.bongani.client().get(line.url).status_code == 200


def test_who_left_hears_nothing_and_speaks_in_no_name(cast: Cast) -> None:
    made = shelf.platform(cast)
    piece = shared(made.editor)
    first = say(cast.bongani, piece, "First", "shared", signs=True)
    with tenant(made.organisation):
        comment_moderation.show(first.public_id, by=made.editor.actor, now=timezone.now())
    with tenant(cast.umoja):
        memberships.remove(cast.bongani.membership.public_id, by=cast.thandi.actor)
        tasks.comments_unsign(organisation_id=cast.umoja.pk, payload={"user_id": cast.bongani.user.pk})
    say(made.editor, piece, "Answer", reply_to=first.public_id)
    follow(made.organisation)
    assert told("publishing.replied") == []
    seen = page(cast.charlize, address(cast.charlize, piece, "shared"))
    assert "Umoja Foods" not in seen
    assert "First" in seen


def test_an_account_that_ends_takes_name_and_words_and_leaves_the_replies(cast: Cast) -> None:
    piece = own(cast)
    made = say(cast.bongani, piece, "My words")
    say(cast.thandi, piece, "An answer", reply_to=made.public_id)
    with all_tenants(reason="test"):
        get_user_model().objects.get(pk=cast.bongani.user.pk).delete()
    with tenant(cast.umoja):
        left = Comment.objects.get(pk=made.pk)
    assert (left.text, left.signed, left.home_key, left.author_id) == ("", "", "", None)
    assert left.removed_at is not None
    seen = page(cast.thandi, address(cast.thandi, piece))
    assert "Somebody who is no longer here wrote this." in seen
    assert "An answer" in seen


def test_an_organisation_that_ends_is_named_under_no_piece(cast: Cast) -> None:
    made = shelf.platform(cast)
    mine, theirs = own(cast), shared(made.editor)
    say(cast.bongani, mine)
    say(cast.bongani, theirs, "Signed", "shared", signs=True)
    with tenant(cast.umoja):
        erasure.erase(cast.umoja.pk)
        assert not Comment.objects.exists()
    with tenant(made.organisation):
        left = Comment.objects.get()
    assert (left.signed, left.home_key, left.text) == ("", "", "Signed")


def test_a_person_takes_all_of_it_home(cast: Cast) -> None:
    made = shelf.platform(cast)
    mine, theirs = own(cast), shared(made.editor)
    say(cast.bongani, mine, "At home")
    say(cast.bongani, theirs, "Elsewhere", "shared", signs=True)
    say(cast.thandi, mine, "Hers")
    cast.bongani.client().post(f"{HOME}read/own/{mine.public_id}/mark/", {"mark": "bookmark"})
    found = cast.bongani.client().get(f"{HOME}read/mine/data/").json()
    assert [each["text"] for each in found["comments"]] == ["At home", "Elsewhere"]
    assert found["comments"][1]["signed"] == "Bongani, Umoja Foods"
    assert [each["piece"] for each in found["reading"]] == [mine.public_id]


def test_many_comments_cost_as_many_queries_as_few(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entitlements, "FRESH_SECONDS", 3600)  # or a slow machine asks anew in between
    piece, client, now = own(cast), cast.thandi.client(), timezone.now()
    counts = []
    for many in (1, 6):
        for number in range(many):
            person = cast.hire("member", name=f"Person{many}{number}")
            first = say(person, piece, f"Number {number}", now=now)
            say(person, piece, f"Reply {number}", reply_to=first.public_id, now=now)
        for path in (
            address(cast.thandi, piece),
            f"{HOME}comments/?queue=shown",
            f"{HOME}read/own/{piece.public_id}/",
        ):
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            counts.append(len(asked))
    assert counts[:3] == counts[3:]


def test_over_the_api(cast: Cast) -> None:
    piece, client = own(cast), cast.bongani.client()
    base = f"/api/v1/o/umoja-foods/library/reading/own/{piece.public_id}/comments/"
    send: Any = lambda who, path, data=None, **more: who.post(  # noqa: E731
        path, data or {}, content_type="application/json", **more
    )
    once = {"Idempotency-Key": "5f7f6a2e-54d3-4b5f-9f4b-9d3f0a7d1c11"}
    made = send(client, base, {"text": "Over **here**"}, headers=once)
    again = send(client, base, {"text": "Over **here**"}, headers=once)
    assert (made.status_code, again.json()["id"]) == (201, made.json()["id"])
    key, tag = made.json()["id"], f'"{made.json()["version"]}"'
    send(cast.thandi.client(), base, {"text": "I see", "reply_to": key})
    listed = cast.thandi.client().get(base).json()["results"]
    assert [(each["text"], [one["text"] for one in each["replies"]]) for each in listed] == [
        ("Over **here**", ["I see"])
    ]
    change: Any = lambda **more: client.patch(  # noqa: E731
        f"{base}{key}/", {"text": "Over there"}, content_type="application/json", **more
    )
    assert change().status_code == 428
    assert change(headers={"If-Match": tag}).json()["text"] == "Over there"
    assert change(headers={"If-Match": tag}).status_code == 412
    assert send(cast.thandi.client(), f"{base}{key}/report/", {"reason": "Odd"}).status_code == 204
    queue = "/api/v1/o/umoja-foods/library/comments/"
    (waiting,) = cast.thandi.client().get(f"{queue}?queue=reported").json()["results"]
    assert (waiting["id"], waiting["reports"]) == (key, ["Odd"])
    hidden = send(cast.thandi.client(), f"{queue}{key}/hide/", {"reason": "Odd"})
    assert hidden.json()["state"] == "hidden"
    assert send(client, f"{base}{key}/report/", {"reason": "x"}).status_code == 404
    assert send(cast.thandi.client(), f"{queue}{key}/show/").json()["state"] == "shown"
    assert client.delete(f"{base}{key}/").status_code == 204
    assert send(client, f"{base}{key}/restoration/").json()["text"] == "Over there"
    closed = send(client, base, {"text": ""})
    assert closed.status_code == 400
