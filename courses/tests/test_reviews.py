"""Reviews: by who knows the course, once each, summed up, answered and hidden."""

from typing import Any

import pytest
from django.utils import timezone

from courses import social_tasks
from courses.models import Review
from courses.selectors import learning, talk
from courses.services import reviews
from courses.social_refusals import IsHidden, NotFarEnough
from courses.tests.social import view
from courses.tests.writing import enrol, keys_of, published_course
from notifications.models import Notification
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db
BASE = "/o/umoja-foods/courses/"
API = "/api/v1/o/umoja-foods/courses/"


def body(reply: Any) -> str:
    return str(reply.content, "utf-8")


def review(person: Person, course: Any, stars: int, text: str = "") -> Review:
    with tenant(person.organisation):
        study = learning.get_study(course.public_id, person.user.pk)
        return reviews.write(study, stars=stars, text=text, by=person.actor, now=timezone.now())


def half_done(person: Person, course: Any) -> None:
    enrolment = enrol(person, course)
    assert view(person, enrolment, *keys_of(course)[:2]) == ["taken", "taken"]


def test_only_who_has_done_half_of_it_reviews_a_course_and_once(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrolment = enrol(cast.bongani, course)
    view(cast.bongani, enrolment, keys_of(course)[0])
    client, page = cast.bongani.client(), f"{BASE}{course.public_id}/reviews/"
    assert "when you have done half of it" in body(client.get(page))
    with pytest.raises(NotFarEnough):
        review(cast.bongani, course, 5)
    view(cast.bongani, enrolment, keys_of(course)[1])
    assert "Choose how many stars." in body(client.post(page, {"text": "Nice"}))
    assert "Your review stands." in body(client.post(page, {"stars": "4", "text": "Nice"}, follow=True))
    again = review(cast.bongani, course, 2, "On second thought")
    with tenant(cast.umoja):
        kept = Review.objects.get()
    assert (kept.pk, kept.stars, kept.edited_at is not None) == (again.pk, 2, True)


def test_average_and_spread_are_on_the_course_in_no_more_queries(cast: Cast) -> None:
    course = published_course(cast.thandi)
    for number, stars in enumerate((5, 4, 2)):
        person = cast.hire("viewer", name=f"Person{number}")
        half_done(person, course)
        review(person, course, stars, "Words of one")
    enrol(cast.bongani, course)
    client = cast.bongani.client()
    client.get(f"{BASE}{course.public_id}/")
    with assert_max_queries(8):
        page = body(client.get(f"{BASE}{course.public_id}/"))
    assert '<span class="num">3.7</span>' in page
    assert "from 3 reviews" in page
    told = client.get(f"{API}{course.public_id}/reviews/summary/").json()
    assert told == {"count": 3, "average": 3.7, "spread": {"5": 1, "4": 1, "3": 0, "2": 1, "1": 0}}
    assert body(client.get(f"{BASE}{course.public_id}/reviews/")).count("Words of one") == 3


def test_a_trainer_answers_and_the_author_hears(cast: Cast) -> None:
    course = published_course(cast.thandi)
    half_done(cast.bongani, course)
    kept = review(cast.bongani, course, 3, "Too long")
    trainer = cast.thandi.client()
    base = f"{BASE}reviews/{kept.public_id}/"
    page = trainer.post(f"{base}reply/", {"text": "We cut it by half."}, follow=True)
    assert "We cut it by half." in body(page)
    with tenant(cast.umoja):
        for _ in range(2):
            social_tasks.review_tell(organisation_id=cast.umoja.pk, payload={"review_id": kept.pk})
    (line,) = Notification.objects.filter(kind="courses.answered")
    assert (line.user_id, line.title) == (
        cast.bongani.user.pk,
        "An answer to your review of “Till basics”",
    )


def test_what_is_hidden_does_not_count_and_its_author_reads_why(cast: Cast) -> None:
    course = published_course(cast.thandi)
    half_done(cast.bongani, course)
    kept = review(cast.bongani, course, 1, "Rude words")
    trainer = cast.thandi.client()
    hide = f"{BASE}reviews/{kept.public_id}/hide/"
    assert "Say why" in body(trainer.post(hide, {"reason": ""}))
    trainer.post(hide, {"reason": "Be polite"})
    author = body(cast.bongani.client().get(f"{BASE}{course.public_id}/reviews/"))
    assert "A trainer hid your review" in author
    assert "Be polite" in author
    jan = cast.hire("viewer", name="Jan")
    assert "Rude words" not in body(jan.client().get(f"{BASE}{course.public_id}/reviews/"))
    with tenant(cast.umoja):
        assert talk.summary(course.pk).count == 0
        assert AuditEntry.objects.filter(code="courses.review.hidden").count() == 1
    with pytest.raises(IsHidden):
        review(cast.bongani, course, 5)
    trainer.post(f"{BASE}reviews/{kept.public_id}/show/")
    with tenant(cast.umoja):
        assert talk.summary(course.pk).average == 1.0


def test_taking_back_has_its_undo(cast: Cast) -> None:
    course = published_course(cast.thandi)
    half_done(cast.bongani, course)
    kept = review(cast.bongani, course, 4, "Good words")
    client = cast.bongani.client()
    gone = client.post(f"{BASE}reviews/{kept.public_id}/remove/", follow=True)
    assert "Undo" in body(gone)
    with tenant(cast.umoja):
        assert talk.summary(course.pk).count == 0
    client.post(f"{BASE}reviews/{kept.public_id}/restore/")
    with tenant(cast.umoja):
        assert talk.summary(course.pk).count == 1


def test_an_app_reviews(cast: Cast) -> None:
    course = published_course(cast.thandi)
    half_done(cast.bongani, course)
    client, mine = cast.bongani.client(), f"{API}{course.public_id}/review/"
    json: Any = {"content_type": "application/json"}
    assert client.put(mine, {"stars": 6}, **json).status_code == 400
    assert client.put(mine, {"stars": 5, "text": "Good"}, **json).json()["stars"] == 5
    (line,) = client.get(f"{API}{course.public_id}/reviews/").json()["results"]
    assert (line["author"], line["text"]) == ("Bongani Dlamini", "Good")
    assert client.delete(mine).status_code == 204
    assert client.get(f"{API}{course.public_id}/reviews/").json()["results"] == []
