"""Comments on the platform's shelf, what is told of them, how they end; their cost, and their API."""

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
from publishing.models import Comment
from publishing.services import comment_moderation, comments, erasure
from publishing.tests import shelf
from publishing.tests.commenting import HOME, address, before, follow, own, page, say, shared, told
from synthai.core import entitlements
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db


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


def test_whose_comment_was_hidden_waits_again_for_a_while(cast: Cast) -> None:
    made = shelf.platform(cast)
    piece, now = shared(made.editor), timezone.now()
    first = say(cast.bongani, piece, "First", "shared", now=now)
    bad = say(cast.bongani, piece, "Shoes", "shared", now=now)
    with tenant(made.organisation):
        comment_moderation.show(first.public_id, by=made.editor.actor, now=now)
        comment_moderation.hide(bad.public_id, reason="Advertising", by=made.editor.actor, now=now)
    comments.take_back(before(cast.bongani, piece, "shared"), bad.public_id, by=cast.bongani.actor, now=now)
    assert say(cast.bongani, piece, "Soon", "shared", now=now + dt.timedelta(days=89)).state == "waiting"
    assert say(cast.bongani, piece, "Later", "shared", now=now + dt.timedelta(days=91)).state == "shown"


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
