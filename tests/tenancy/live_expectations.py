"""Lines of tests/tenancy/expectations.py for live classes and learning paths."""

from tests.tenancy.lines import Everyone, Expectation, form, own, posts, reads

_VIEW, _LEARN = "courses.course.view", "courses.course.learn"
_WRITE, _PUBLISH = "courses.course.change", "courses.course.publish"
_MANAGE, _ASSIGN = "courses.class.manage", "courses.enrolment.assign"
_CLASS = {"live_class": "live_class"}
_BOOKING = {**_CLASS, "booking": "booking"}
_PATH = {"path": "path"}
_STEP = {**_PATH, "step": "step"}

_CLASSES: dict[str, Expectation] = {
    "courses:class-list": reads(_VIEW),
    "courses:class-create": form(_MANAGE),
    "courses:class-detail": reads(_VIEW, **_CLASS),
    "courses:class-answer": posts(_LEARN, **_CLASS),
    "courses:class-join": reads(_LEARN, **_CLASS),
    "courses:class-file": reads(_LEARN, **_CLASS),
    "courses:class-check-in": form(_LEARN, **_CLASS),
    "courses:class-edit": form(_MANAGE, **_CLASS),
    "courses:class-cancel": form(_MANAGE, **_CLASS),
    "courses:class-recording": own({"POST": _LEARN}, **_CLASS),
    "courses:class-people": own({"GET": _LEARN}, **_CLASS),
    "courses:class-ask": own({"POST": _LEARN}, **_CLASS),
    "courses:class-attendance-file": own({"GET": _LEARN}, **_CLASS),
    "courses:class-code": own({"GET": _LEARN}, **_CLASS),
    "courses:class-report": own({"GET": _LEARN, "POST": _LEARN}, **_CLASS),
    "courses:class-mark": own({"POST": _LEARN}, **_BOOKING),
    "courses:class-take-out": own({"POST": _LEARN}, **_BOOKING),
    "courses:class-put-back": own({"POST": _LEARN}, **_BOOKING),
    "courses:calendar": form(_LEARN),
    "courses:calendar-dates": posts(_LEARN),
    "courses:calendar-close": posts(_LEARN),
    "live-calendars:feed": Everyone((404,), {"owner": "nonsense", "token": "nonsense"}),
}

_PATHS: dict[str, Expectation] = {
    "courses:path-list": reads(_VIEW),
    "courses:path-create": form(_WRITE),
    "courses:path-write-list": reads(_WRITE),
    "courses:path-detail": reads(_VIEW, **_PATH),
    "courses:path-start": posts(_LEARN, **_PATH),
    "courses:path-leave": posts(_LEARN, **_PATH),
    "courses:path-take": posts(_LEARN, **_STEP),
    "courses:path-edit": reads(_WRITE, **_PATH),
    "courses:path-settings": form(_WRITE, **_PATH),
    "courses:path-publish": posts(_PUBLISH, **_PATH),
    "courses:path-unpublish": posts(_PUBLISH, **_PATH),
    "courses:path-put-away": posts(_PUBLISH, **_PATH),
    "courses:path-bring-back": posts(_PUBLISH, **_PATH),
    "courses:path-step-add": posts(_WRITE, **_PATH),
    "courses:path-step-change": posts(_WRITE, **_STEP),
    "courses:path-step-move": posts(_WRITE, **_STEP),
    "courses:path-step-remove": posts(_WRITE, **_STEP),
    "courses:path-people": form(_ASSIGN, **_PATH),
    "courses:path-member-end": posts(_ASSIGN, **_PATH, member="path_member"),
    "courses:path-assignment-end": posts(_ASSIGN, **_PATH, assignment="path_assignment"),
}

_API: dict[str, Expectation] = {
    "api:courses-classes": reads(_VIEW),
    "api:courses-class": reads(_VIEW, **_CLASS),
    "api:courses-class-answer": posts(_LEARN, **_CLASS),
    "api:courses-class-check-in": posts(_LEARN, **_CLASS),
    "api:courses-class-people": own({"GET": _LEARN}, **_CLASS),
    "api:courses-class-attendance": own({"PUT": _LEARN}, **_BOOKING),
    "api:courses-paths": reads(_VIEW),
    "api:courses-path": reads(_VIEW, **_PATH),
    "api:courses-path-start": posts(_LEARN, **_PATH),
    "api:courses-path-take": posts(_LEARN, **_STEP),
}

LIVE: dict[str, Expectation] = {**_CLASSES, **_PATHS, **_API}
