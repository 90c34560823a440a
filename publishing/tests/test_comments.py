"""Comments: written, answered, mended, taken back, reported, judged, told of; on one's own shelf and on the platform's."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

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
from publishing.services import comment_moderation, comments
from publishing.tests.commenting import HOME, address, before, own, page, say
from synthai.core.errors import NotAllowed, NotFound
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db


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
        assert selectors.figures(is_leader=True) == {"waiting": 0, "reported": 0, "shown": 1, "hidden": 0}
