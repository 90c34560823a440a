"""Lines of tests/tenancy/expectations.py for the question bank, quizzes and attempts."""

from tests.tenancy.lines import Everyone, Expectation, Guarded, form, own, posts, reads

_VIEW, _LEARN = "courses.course.view", "courses.course.learn"
_WRITE, _MARK = "courses.quiz.change", "courses.attempt.mark"
_QUESTION, _QUIZ = {"public_id": "question"}, {"public_id": "quiz"}
_SECTION, _ENTRY = {"public_id": "section"}, {"public_id": "entry"}
_ATTEMPT, _OPEN = {"public_id": "attempt"}, {"public_id": "open_attempt"}
_ASKED = {**_OPEN, "position": "position"}

QUIZZES: dict[str, Expectation] = {
    "courses:question-list": reads(_WRITE),
    "courses:question-create": form(_WRITE),
    "courses:question-import": form(_WRITE),
    "courses:question-media": own({"GET": _VIEW}, media="question_media", size="media_size"),
    "courses:question-export": reads(_WRITE, file_format="question_format"),
    "courses:question-edit": form(_WRITE, **_QUESTION),
    "courses:question-remove": posts(_WRITE, **_QUESTION),
    "courses:question-restore": posts(_WRITE, **_QUESTION),
    "courses:quiz-list": reads(_VIEW),
    "courses:quiz-create": form(_WRITE),
    "courses:quiz-detail": reads(_VIEW, **_QUIZ),
    "courses:quiz-begin": posts(_LEARN, **_QUIZ),
    "courses:quiz-edit": reads(_WRITE, **_QUIZ),
    "courses:quiz-rules": form(_WRITE, **_QUIZ),
    "courses:quiz-publish": posts(_WRITE, **_QUIZ),
    "courses:quiz-close": posts(_WRITE, **_QUIZ),
    "courses:quiz-remove": posts(_WRITE, **_QUIZ),
    "courses:quiz-restore": posts(_WRITE, **_QUIZ),
    "courses:quiz-statistics": reads(_MARK, **_QUIZ),
    "courses:section-create": form(_WRITE, **_QUIZ),
    "courses:section-edit": form(_WRITE, **_SECTION),
    "courses:section-remove": posts(_WRITE, **_SECTION),
    "courses:section-add": form(_WRITE, **_SECTION),
    "courses:entry-remove": posts(_WRITE, **_ENTRY),
    "courses:entry-move": posts(_WRITE, **_ENTRY),
    "courses:attempt-detail": own({"GET": _LEARN}, **_ATTEMPT),
    "courses:attempt-question": own({"GET": _LEARN, "POST": _LEARN}, **_ASKED),
    "courses:attempt-finish": own({"GET": _LEARN, "POST": _LEARN}, **_OPEN),
    "courses:marking-list": reads(_MARK),
    "courses:marking-answer": form(_MARK, public_id="answer"),
}

_NUMBER = {"number": "certificate"}
_OWNER = {"owner": "nonsense"}
CERTIFICATES: dict[str, Expectation] = {
    "courses:certificate-list": reads(_LEARN),
    "courses:certificate-people": reads("courses.certificate.manage"),
    "courses:certificate-file": own({"GET": _LEARN}, **_NUMBER),
    "courses:certificate-renew": posts("courses.certificate.manage", **_NUMBER),
    "courses:certificate-revoke": form("courses.certificate.manage", **_NUMBER),
    "courses:certificate-terms": form("courses.course.change", course="course"),
    "courses:certificate-preview": reads("courses.course.change", course="course"),
    "courses:certificate-again": posts(_LEARN, course="course"),
    "courses:key-list": reads("courses.key.manage"),
    "courses:key-turn": posts("courses.key.manage"),
    "courses:key-withdraw": posts("courses.key.manage", key="issuer_key"),
    "certificates:certificate": Everyone((404,), {**_OWNER, "number": "nonsense"}),
    "certificates:check": Everyone((404,), {**_OWNER, "number": "nonsense"}),
    "certificates:credential": Everyone((404,), {**_OWNER, "number": "nonsense"}),
    "certificates:issuer": Everyone((404,), _OWNER),
    "certificates:keys": Everyone((404,), _OWNER),
    "certificates:key": Everyone((404,), {**_OWNER, "key": "nonsense"}),
    "certificates:revoked": Everyone((404,), _OWNER),
}

QUIZZES_API: dict[str, Expectation] = {
    "api:courses-questions": form(_WRITE),
    "api:courses-question-media": posts(_WRITE),
    "api:courses-question-file": own({"GET": _VIEW}, media="question_media", size="media_size"),
    "api:courses-question": Guarded({"GET": _WRITE, "PUT": _WRITE}, _QUESTION),
    "api:courses-question-put-away": Guarded({"POST": _WRITE, "DELETE": _WRITE}, _QUESTION),
    "api:courses-certificates": reads(_LEARN),
    "api:courses-certificate": own({"GET": _LEARN}, **_NUMBER),
    "api:courses-certificate-file": own({"GET": _LEARN}, **_NUMBER),
    "api:courses-certificate-credential": own({"GET": _LEARN}, **_NUMBER),
    "api:courses-quizzes": reads(_VIEW),
    "api:courses-quiz": reads(_VIEW, **_QUIZ),
    "api:courses-attempts": Guarded({"GET": _VIEW, "POST": _LEARN}, _QUIZ),
    "api:courses-attempt": own({"GET": _LEARN}, **_ATTEMPT),
    "api:courses-attempt-answer": own({"PUT": _LEARN}, **_ASKED),
    "api:courses-attempt-hand-in": own({"POST": _LEARN}, **_OPEN),
    "api:courses-attempt-review": own({"GET": _LEARN}, **_ATTEMPT),
}
