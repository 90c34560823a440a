"""Lines of tests/tenancy/expectations.py for notes, questions, reviews and what trainers decide for one learner."""

from tests.tenancy.lines import Expectation, Guarded, form, own, posts, reads

_VIEW, _LEARN = "courses.course.view", "courses.course.learn"
_WRITE, _ASSIGN, _MODERATE = "courses.course.change", "courses.enrolment.assign", "courses.post.moderate"
_COURSE = {"course": "course"}
_LESSON = {**_COURSE, "lesson": "lesson"}
_LEARNER = {**_COURSE, "learner": "learner"}
_POST, _REVIEW, _MARK = {"post": "post"}, {"review": "review"}, {"bookmark": "bookmark"}

_PAGES: dict[str, Expectation] = {
    "courses:post-unanswered": reads(_MODERATE),
    "courses:lesson-posts": form(_VIEW, **_LESSON),
    "courses:post-answer": posts(_LEARN, **_POST),
    "courses:post-edit": own({"GET": _LEARN, "POST": _LEARN}, **_POST),
    "courses:post-remove": own({"POST": _LEARN}, **_POST),
    "courses:post-restore": own({"POST": _LEARN}, **_POST),
    "courses:post-answered": own({"POST": _LEARN}, **_POST),
    "courses:post-hide": form(_MODERATE, **_POST),
    "courses:post-show": posts(_MODERATE, **_POST),
    "courses:review-list": form(_VIEW, **_COURSE),
    "courses:review-remove": own({"POST": _LEARN}, **_REVIEW),
    "courses:review-restore": own({"POST": _LEARN}, **_REVIEW),
    "courses:review-reply": posts(_MODERATE, **_REVIEW),
    "courses:review-hide": form(_MODERATE, **_REVIEW),
    "courses:review-show": posts(_MODERATE, **_REVIEW),
    "courses:note-list": reads(_LEARN, **_COURSE),
    "courses:note-file": reads(_LEARN, **_COURSE),
    "courses:note-save": posts(_LEARN, **_LESSON),
    "courses:bookmark-add": posts(_LEARN, **_LESSON),
    "courses:bookmark-remove": own({"POST": _LEARN}, **_MARK),
    "courses:people-remind": posts(_ASSIGN),
    "courses:learner": form(_ASSIGN, **_LEARNER),
    "courses:learner-opening": posts(_ASSIGN, **_LEARNER),
    "courses:learner-invite": posts(_ASSIGN, **_COURSE),
    "courses:invited-end": posts(_ASSIGN, **_COURSE, invited="invited"),
    "courses:waiting-end": posts(_ASSIGN, **_COURSE, waiter="waiter"),
    "courses:chapter-opening": posts(_WRITE, **_COURSE, chapter="chapter"),
}

_API: dict[str, Expectation] = {
    "api:courses-posts-unanswered": reads(_MODERATE),
    "api:courses-lesson-posts": Guarded({"GET": _VIEW, "POST": _LEARN}, _LESSON),
    "api:courses-post": own({"PATCH": _LEARN, "DELETE": _LEARN}, **_POST),
    "api:courses-post-answers": posts(_LEARN, **_POST),
    "api:courses-post-restoration": own({"POST": _LEARN}, **_POST),
    "api:courses-post-answered": own({"PUT": _LEARN}, **_POST),
    "api:courses-post-hidden": Guarded({"PUT": _MODERATE}, _POST),
    "api:courses-bookmark": own({"DELETE": _LEARN}, **_MARK),
    "api:courses-bookmarks": Guarded({"GET": _LEARN, "POST": _LEARN}, _COURSE),
    "api:courses-notes": reads(_LEARN, **_COURSE),
    "api:courses-note": Guarded({"GET": _LEARN, "PUT": _LEARN}, _LESSON),
    "api:courses-reviews": reads(_VIEW, **_COURSE),
    "api:courses-reviews-summary": reads(_VIEW, **_COURSE),
    "api:courses-review": Guarded({"PUT": _LEARN, "DELETE": _LEARN}, _COURSE),
    "api:courses-enrolment-opening": Guarded({"PUT": _ASSIGN}, {"learner": "learner"}),
    "api:courses-enrolment-due": Guarded({"PUT": _ASSIGN}, {"learner": "learner"}),
    "api:courses-enrolment-reminder": posts(_ASSIGN, learner="learner"),
}

SOCIAL = {**_PAGES, **_API}
