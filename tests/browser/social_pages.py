"""Rows for the pages of notes, questions, reviews and one learner that every browser check visits."""

from datetime import timedelta

from django.utils import timezone

from courses.models import Chapter, Course, Enrolment, Lesson, Post, Review, WaitingPlace
from courses.selectors import learning
from courses.services import assignments, inviting, notes
from courses.services.assignments import Wish
from courses.services.inviting import Guest
from courses.tests.social import answer, ask, view
from courses.tests.writing import enrol, keys_of, publish, write_course
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.browser.courses_pages import address
from tests.browser.page import Page


def a_course_people_talk_about(cast: Cast) -> Course:
    """Days, a note, bookmarks, questions with answers, and a review of the kitchen course; Bongani has done half of it."""
    course = write_course(cast.thandi, title="Food safety for kitchens")
    with tenant(cast.umoja):
        Chapter.objects.filter(course=course, title="Chapter 2").update(opens_after=5)
        Lesson.objects.filter(title="Lesson 2.2").update(opens_on=timezone.localdate() + timedelta(days=12))
    course = publish(cast.thandi, course)
    first, second, *_rest = keys_of(course)
    mine = enrol(cast.bongani, course)
    view(cast.bongani, mine, first, second)
    asked = ask(cast.bongani, course, first, "How often is the **fridge** cleaned, and who signs for it?")
    answer(cast.thandi, asked, "Once a week:\n\n- on Mondays\n- whoever opens signs")
    waits = ask(cast.bongani, course, first, "Does the same hold for the freezer?")
    now, by = timezone.now(), cast.bongani.actor
    with tenant(cast.umoja):
        Post.objects.filter(pk=waits.pk).update(created_at=now - timedelta(days=2))
        study = learning.get_study(course.public_id, cast.bongani.user.pk)
        notes.keep(study, first, text="Fridge: 5 °C or colder.\nAsk Thandi for the key.", by=by, now=now)
        notes.mark(study, first, by=by, now=now)
        notes.mark(study, second, by=by, now=now, label="The list for the wall")
        Review.objects.create(
            course=course,
            user=cast.bongani.user,
            stars=4,
            text="Short and to the point. I would like more pictures.",
            reply="They come with the next version.",
            reply_by_label="Thandi Mokoena",
            replied_at=now,
        )
        jan = cast.hire("viewer", name="Jan")
        Review.objects.create(course=course, user=jan.user, stars=5)
    return course


def course_with_reviews(cast: Cast) -> str:
    return address("course", a_course_people_talk_about(cast).public_id)


def lesson_with_note(cast: Cast) -> str:
    course = a_course_people_talk_about(cast)
    return address("lesson", course.public_id, keys_of(course)[0])


def note_list(cast: Cast) -> str:
    return address("note-list", a_course_people_talk_about(cast).public_id)


def questions(cast: Cast) -> str:
    course = a_course_people_talk_about(cast)
    return address("lesson-posts", course.public_id, keys_of(course)[0])


def question_to_hide(cast: Cast) -> str:
    a_course_people_talk_about(cast)
    with tenant(cast.umoja):
        return address("post-hide", Post.objects.order_by("pk")[0].public_id)


def question_to_change(cast: Cast) -> str:
    a_course_people_talk_about(cast)
    with tenant(cast.umoja):
        return address("post-edit", Post.objects.order_by("pk")[0].public_id)


def unanswered(cast: Cast) -> str:
    a_course_people_talk_about(cast)
    return address("post-unanswered")


def reviews(cast: Cast) -> str:
    return address("review-list", a_course_people_talk_about(cast).public_id)


def review_to_hide(cast: Cast) -> str:
    a_course_people_talk_about(cast)
    with tenant(cast.umoja):
        return address("review-hide", Review.objects.order_by("pk")[0].public_id)


def learner(cast: Cast) -> str:
    course = a_course_people_talk_about(cast)
    with tenant(cast.umoja):
        return address("learner", course.public_id, Enrolment.objects.get().public_id)


def learners_waiting(cast: Cast) -> str:
    """A full course for everybody, somebody who waits, somebody who is invited."""
    course = publish(cast.thandi, write_course(cast.thandi, title="First aid", seats=2))
    now, by = timezone.now(), cast.thandi.actor
    with tenant(cast.umoja):
        due_on = timezone.localdate() + timedelta(days=9)
        assignments.assign(course.pk, Wish(audience="everybody", due_on=due_on), by=by, now=now)
        WaitingPlace.objects.create(course=course, user=cast.hire("viewer", name="Jan").user)
        inviting.invite(course.pk, Guest(email="zola@new.example"), by=by, now=now)
    return address("learners", course.public_id)


def contents_with_days(cast: Cast) -> str:
    return address("write-contents", a_course_people_talk_about(cast).public_id)


def lesson_settings_with_days(cast: Cast) -> str:
    course = a_course_people_talk_about(cast)
    return address("write-lesson", course.public_id, keys_of(course)[3])


PAGES = (
    Page(name="course-with-reviews", who="bongani", prepare=course_with_reviews),
    Page(name="lesson-with-note", who="bongani", prepare=lesson_with_note),
    Page(name="notes", who="bongani", prepare=note_list),
    Page(name="lesson-questions", who="bongani", prepare=questions),
    Page(name="lesson-questions-trainer", who="thandi", prepare=questions),
    Page(name="question-hide", who="thandi", prepare=question_to_hide),
    Page(name="question-change", who="bongani", prepare=question_to_change),
    Page(name="unanswered-empty", path=lambda: address("post-unanswered"), who="thandi"),
    Page(name="unanswered", who="thandi", prepare=unanswered),
    Page(name="reviews", who="bongani", prepare=reviews),
    Page(name="review-hide", who="thandi", prepare=review_to_hide),
    Page(name="learner", who="thandi", prepare=learner),
    Page(name="learners-waiting", who="thandi", prepare=learners_waiting),
)
