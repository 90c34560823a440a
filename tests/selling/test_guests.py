"""What somebody from outside may do in the course they bought, and what stays closed to them and to who is gone."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from accounts.models import Guest
from accounts.services import memberships
from courses import tasks
from courses.models import Attempt, Enrolment, Lesson, Post, Purchase, WaitingPlace
from courses.services import blocks, enrolments, media, telling_social, waiting
from courses.services.blocks import Content
from courses.services.certificates import issuing
from courses.services.live import booking, telling
from courses.services.selling import returning
from courses.tests import meeting, quizzing, writing
from courses.tests.quizzing import FRIDGE
from notifications.models import Mail, Notification
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.selling import shop
from tests.selling.shop import Follower, Gateway, bought

pytestmark = pytest.mark.django_db
PASSWORD = "quiet-otter-71-lamp"
HOME = "/o/umoja-foods/courses/"


def rich_course(cast: Cast) -> Any:
    """On sale, its first lesson with a picture, an assignment and a quiz."""
    course = writing.write_course(cast.thandi, title="Food safety", chapters=1, lessons=2)
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        made = quizzing.quiz(by, FRIDGE)
        lesson = Lesson.objects.filter(course=course).order_by("pk")[0]
        picture = blocks.add(lesson, kind="image", by=by, now=now)
        kept = media.take(
            writing.png(800, 600), name="hands.png", course=course, by=by, now=now, wanted="image"
        )
        blocks.save(picture.pk, Content(data={"alt": "Hands"}, media=kept), by=by, now=now)
        blocks.add(lesson, kind="assignment", by=by, now=now, content=Content(text="Your plan"))
        quiz = Content(data={"ref": made.public_id})
        blocks.add(lesson, kind="quiz", by=by, now=now, content=quiz)
    course = writing.publish(cast.thandi, course)
    shop.offer(cast, course)
    return course, made


def comes_in(payfast: Gateway, follows: Follower, course: Any) -> Client:
    client = bought(payfast, follows, course)
    reply = client.post(shop.claim_links()[-1], {"name": "Lerato Dube", "password": PASSWORD})
    assert reply.status_code == 302, reply.content.decode()[:2000]
    return client


def lerato() -> Any:
    return get_user_model().objects.get(email="lerato@example.com")


def test_a_buyer_has_all_of_the_course(cast: Cast, payfast: Gateway, follows: Follower) -> None:
    shop.opens_shop(cast)
    course, _made = rich_course(cast)
    inside = writing.published_course(cast.thandi, title="For staff only")
    client = comes_in(payfast, follows, course)
    key = writing.keys_of(course)[0]
    page = client.get(f"{HOME}{course.public_id}/lessons/{key}/")
    shown = page.context["blocks"]
    (picture,) = [each for each in shown if each["kind"] == "image"]
    (work,) = [each for each in shown if each["kind"] == "assignment"]
    smallest = [each["smallest"] for each in picture["sources"]]
    assert smallest, "a picture is drawn in several sizes"
    lesson = f"{HOME}{course.public_id}/lessons/{key}/"
    pages = [f"{lesson}assignments/{work['key']}/", f"{lesson}questions/", f"{HOME}{course.public_id}/notes/"]
    for path in [*smallest, *pages, f"{HOME}{course.public_id}/reviews/", f"{HOME}certificates/"]:
        reply: Any = client.get(path)
        assert reply.status_code == 200, path
        for close in getattr(
            reply, "_resource_closers", []
        ):  # not reply.close(): it closes the connection too
            close()
    assert client.post(f"{lesson}note/", {"text": "Soap"}).status_code == 302
    assert client.post(f"{lesson}questions/", {"text": "How long?"}).status_code == 302
    with tenant(cast.umoja):
        asked = Post.objects.get()
    cast.thandi.client().post(f"{HOME}posts/{asked.public_id}/answer/", {"text": "Twenty seconds"})
    with tenant(cast.umoja):
        telling_social.answered(Post.objects.get(question=asked).pk)
    assert Notification.objects.filter(user=lerato(), kind="courses.answered").exists()
    assert client.post(f"{HOME}posts/{asked.public_id}/remove/").status_code == 302
    theirs = writing.keys_of(inside)[0]
    for path in (
        f"{inside.public_id}/lessons/{theirs}/questions/",
        f"{inside.public_id}/notes/",
        f"{inside.public_id}/reviews/",
        "unanswered/",
        "paths/",
        "marking/assignments/",
    ):
        assert client.get(f"{HOME}{path}").status_code == 404, path


def test_classes_of_the_course_are_the_buyer_s_and_no_others(
    cast: Cast, payfast: Gateway, follows: Follower
) -> None:
    shop.opens_shop(cast)
    course, _made = rich_course(cast)
    own, other = (
        meeting.plan(cast.thandi, course=course, invites="course"),
        meeting.plan(cast.thandi, title="Staff meeting"),
    )
    client = comes_in(payfast, follows, course)
    assert client.get(f"{HOME}classes/{own.public_id}/").status_code == 200
    with tenant(cast.umoja):
        booking.ask_learner(lerato().pk, course.pk, now=timezone.now())
        telling.tell(own.pk, now=timezone.now())
    invited = Mail.objects.filter(recipient="lerato@example.com", subject__contains="Knife skills")
    assert invited.exists(), list(Mail.objects.values_list("kind", "recipient", "subject"))
    assert client.post(f"{HOME}classes/{own.public_id}/answer/", {"answer": "yes"}).status_code == 302
    assert client.get(f"{HOME}classes/{other.public_id}/").status_code == 404
    assert client.post(f"{HOME}classes/{other.public_id}/answer/", {"answer": "yes"}).status_code == 404


def test_what_was_paid_back_shows_its_questions_no_more(
    cast: Cast, payfast: Gateway, follows: Follower
) -> None:
    shop.opens_shop(cast)
    course, made = rich_course(cast)
    client = comes_in(payfast, follows, course)
    comes_in_again = shop.on_sale(cast, title="Another course")
    client.post(f"{HOME}quizzes/{made.public_id}/begin/")
    with tenant(cast.umoja):
        attempt = Attempt.objects.get(user=lerato())
    path = f"{HOME}attempts/{attempt.public_id}/1/"
    assert client.get(path).status_code == 200
    reply = shop.buys(client, comes_in_again)
    payfast.hands_on(payfast.pays(client, reply["Location"]))
    follows.run()  # in at once: signed in with the confirmed address
    with tenant(cast.umoja):
        first = Purchase.objects.get(course=course)
        returning.by_trainer(first, "", by=cast.thandi.actor, now=timezone.now())
    follows.run()
    assert client.get(f"{HOME}{comes_in_again.public_id}/").status_code == 200
    assert client.get(path).status_code == 404
    assert client.get(f"{HOME}quizzes/{made.public_id}/").status_code == 404


def test_who_left_the_team_keeps_what_they_bought_and_nothing_of_the_team_s(
    cast: Cast, payfast: Gateway, follows: Follower
) -> None:
    shop.opens_shop(cast)
    inside = writing.published_course(cast.thandi, title="For staff only")
    writing.enrol(cast.bongani, inside)
    course, client = shop.on_sale(cast), cast.bongani.client()
    reply = shop.buys(client, course, email=cast.bongani.user.email)
    payfast.hands_on(payfast.pays(client, reply["Location"]))
    follows.run()
    with tenant(cast.umoja):
        assert Purchase.objects.get().state == "enrolled", Mail.objects.count()
        done = Enrolment.objects.filter(course=inside)
        done.update(state="done", completed_at=timezone.now())  # no longer going: leaving does not end it
        memberships.remove(cast.bongani.membership.public_id, by=cast.thandi.actor)
    gone = {"user_id": cast.bongani.user.pk, "has_left": False}
    tasks.member_leave(organisation_id=cast.umoja.pk, payload=gone)
    assert Guest.objects.filter(user=cast.bongani.user, organisation=cast.umoja).exists()
    assert client.get(f"{HOME}{course.public_id}/").status_code == 200
    assert client.get(f"{HOME}{inside.public_id}/").status_code == 404
    assert "For staff only" not in client.get(HOME).content.decode()


def test_who_bought_nothing_is_a_stranger_after_leaving(cast: Cast) -> None:
    writing.enrol(cast.bongani, writing.published_course(cast.thandi))
    with tenant(cast.umoja):
        memberships.remove(cast.bongani.membership.public_id, by=cast.thandi.actor)
    gone = {"user_id": cast.bongani.user.pk, "has_left": False}
    tasks.member_leave(organisation_id=cast.umoja.pk, payload=gone)
    with tenant(cast.umoja):
        assert Enrolment.objects.get().state == "ended"
    assert not Guest.objects.exists()


def test_a_place_held_for_a_buyer_is_not_given_to_who_waits(cast: Cast) -> None:
    course = shop_course_of_two_places(cast)
    actor = cast.thandi.actor
    with tenant(cast.umoja):
        enrolments.start(course.pk, by=actor, now=timezone.now())
        WaitingPlace.objects.create(course=course, user=cast.bongani.user)
        assert waiting.fill(course.pk, now=timezone.now()) == 0
        Purchase.objects.update(held_until=timezone.now())
        assert waiting.fill(course.pk, now=timezone.now()) == 1


def shop_course_of_two_places(cast: Cast) -> Any:
    shop.opens_shop(cast)
    course = shop.on_sale(cast, seats=2)
    assert shop.buys(Client(), course).status_code == 302
    return course


def test_a_lesson_that_is_read_over_the_api_begins_the_course(
    cast: Cast, payfast: Gateway, follows: Follower
) -> None:
    shop.opens_shop(cast)
    course = shop.on_sale(cast, promise_days=0)
    client = comes_in(payfast, follows, course)
    assert client.get(f"/api/v1{HOME}{course.public_id}/").status_code == 200
    with tenant(cast.umoja):
        assert returning.right(shop.only_purchase(cast), now=timezone.now()).is_given
    path = f"/api/v1{HOME}{course.public_id}/lessons/{writing.keys_of(course)[0]}/"
    for _again in range(2):
        assert client.get(path).status_code == 200
    with tenant(cast.umoja):
        assert returning.right(shop.only_purchase(cast), now=timezone.now()).why_not == "begun"


def test_of_two_places_the_second_is_not_swallowed_and_stays_when_one_is_paid_back(
    cast: Cast, payfast: Gateway, follows: Follower
) -> None:
    shop.opens_shop(cast)
    course = shop.on_sale(cast)
    client = comes_in(payfast, follows, course)
    second = bought(payfast, follows, course, email="sipho@example.com")
    link = shop.claim_links()[-1]
    refused = client.post(link)
    assert "You are in this course already" in refused.content.decode()
    assert second.post(link, {"name": "Sipho", "password": PASSWORD}).status_code == 302
    with tenant(cast.umoja):
        first = Purchase.objects.order_by("pk")[0]
        returning.by_trainer(first, "", by=cast.thandi.actor, now=timezone.now())
    follows.run()
    assert second.get(f"{HOME}{course.public_id}/").status_code == 200
    assert client.get(f"{HOME}{course.public_id}/").status_code == 404


def test_who_takes_the_course_once_more_has_begun_it(cast: Cast, payfast: Gateway, follows: Follower) -> None:
    shop.opens_shop(cast)
    course = shop.on_sale(cast)
    with tenant(cast.umoja):
        terms = {
            "is_on": True,
            "months": 1,
            "text": "",
            "signed_by": "Thandi",
        }  # ends soon from its first day
        issuing.set_terms(course, terms, by=cast.thandi.actor)
    client = comes_in(payfast, follows, course)
    with tenant(cast.umoja):
        Enrolment.objects.update(state="done", completed_at=timezone.now())
        issuing.issue_for(Enrolment.objects.get().pk, now=timezone.now())
    assert client.post(f"{HOME}{course.public_id}/certificate/again/").status_code == 302
    with tenant(cast.umoja):
        again = Enrolment.objects.get()
        assert (again.state, again.begun_again_at is not None) == ("active", True)
        assert not returning.right(shop.only_purchase(cast), now=timezone.now()).is_given


def test_no_certificate_comes_after_the_money_went_back(
    cast: Cast, payfast: Gateway, follows: Follower
) -> None:
    shop.opens_shop(cast)
    course = shop.on_sale(cast)
    with tenant(cast.umoja):
        terms = {"is_on": True, "months": 12, "text": "", "signed_by": "Thandi"}
        issuing.set_terms(course, terms, by=cast.thandi.actor)
    comes_in(payfast, follows, course)
    with tenant(cast.umoja):
        Enrolment.objects.update(state="done", completed_at=timezone.now())
        returning.by_trainer(shop.only_purchase(cast), "", by=cast.thandi.actor, now=timezone.now())
    follows.run()
    with tenant(cast.umoja):  # the task of the completion comes late
        assert issuing.issue_for(Enrolment.objects.get().pk, now=timezone.now()) is None


def test_orders_without_end_are_slowed_down_on_the_page_and_the_api(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from courses.views import tries  # noqa: PLC0415 - its limit is made small

    monkeypatch.setitem(tries.TRIES, "order", "2/h/ip")
    shop.opens_shop(cast)
    course = shop.on_sale(cast)
    path = f"/api/v1/c/umoja-foods/courses/{course.public_id}/orders/"
    given = {"name": "L", "email": "l@example.com", "agrees": True}
    key = "0b7e2c1a-0000-4000-8000-00000000000"
    answers = [
        Client().post(path, {**given, "key": f"{key}{turn}"}, content_type="application/json").status_code
        for turn in range(3)
    ]
    assert answers == [201, 201, 429]
    assert shop.buys(Client(), course).status_code == 429
