"""Lines of tests/tenancy/expectations.py for assignments, hand-ins and the board of a course."""

from tests.tenancy.lines import Expectation, Guarded, form, own, posts, reads

_LEARN, _MARK = "courses.course.learn", "courses.submission.mark"
_TASK = {"course": "handin_course", "block": "task"}
_AT = {**_TASK, "lesson": "handin_lesson"}
_FILE = {**_AT, "file": "handin_file"}
_HANDIN = {"public_id": "handin"}

HANDINS: dict[str, Expectation] = {
    "courses:handin-list": reads(_MARK),
    "courses:handin-next": posts(_MARK),
    "courses:handin-marking": form(_MARK, **_HANDIN),
    "courses:handin-claim": posts(_MARK, **_HANDIN),
    "courses:handin-release": posts(_MARK, **_HANDIN),
    "courses:handin-undo": posts(_MARK, **_HANDIN),
    "courses:submission-file": own({"GET": "courses.course.view"}, file="handin_file", size="media_size"),
    "courses:write-board": reads("courses.progress.view", course="handin_course"),
    "courses:write-task": form("courses.course.change", **_TASK),
    "courses:assignment": form(_LEARN, **_AT),
    "courses:assignment-file": posts(_LEARN, **_AT),
    "courses:assignment-file-remove": posts(_LEARN, **_FILE),
    "courses:assignment-take-back": posts(_LEARN, **_AT),
    "courses:assignment-upload-begin": posts(_LEARN, **_AT),
    "courses:assignment-upload-state": own({"GET": _LEARN}, **_AT, upload="handin_upload"),
    "courses:assignment-upload-end": own({"POST": _LEARN}, **_AT, upload="handin_upload"),
    "api:courses-submissions": reads(_LEARN),
    "api:courses-assignment": reads(_LEARN, **_AT),
    "api:courses-assignment-draft": Guarded({"PUT": _LEARN}, _AT),
    "api:courses-assignment-files": posts(_LEARN, **_AT),
    "api:courses-assignment-file": Guarded({"DELETE": _LEARN}, _FILE),
    "api:courses-assignment-hand-in": posts(_LEARN, **_AT),
    "api:courses-assignment-take-back": posts(_LEARN, **_AT),
}
