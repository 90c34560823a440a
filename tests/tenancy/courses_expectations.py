"""Lines of tests/tenancy/expectations.py for courses."""

from tests.tenancy.lines import Expectation, Guarded, form, own, posts, reads

_VIEW, _LEARN = "courses.course.view", "courses.course.learn"
_WRITE, _PUBLISH = "courses.course.change", "courses.course.publish"
_ASSIGN, _SEE, _DOWNLOAD = "courses.enrolment.assign", "courses.progress.view", "courses.progress.export"
_COURSE = {"course": "course"}
_CHAPTER = {**_COURSE, "chapter": "chapter"}
_LESSON = {**_COURSE, "lesson": "lesson"}
_BLOCK = {**_COURSE, "block": "block"}
_FILM = {**_COURSE, "block": "film_block"}

COURSES: dict[str, Expectation] = {
    "courses:mine": reads(_VIEW),
    "courses:course": reads(_VIEW, **_COURSE),
    "courses:course-start": posts(_LEARN, **_COURSE),
    "courses:course-go-on": reads(_LEARN, **_COURSE),
    "courses:course-leave": posts(_LEARN, **_COURSE),
    "courses:course-move": posts(_LEARN, **_COURSE),
    "courses:lesson": reads(_VIEW, **_LESSON),
    "courses:lesson-done": posts(_LEARN, **_LESSON),
    "courses:media": reads(_VIEW, media="media", size="media_size"),
    "courses:media-rendition": reads(_VIEW, media="film", label="media_label", ending="media_ending"),
    "courses:media-captions": reads(_VIEW, media="film", language="language"),
    "courses:watching": posts(_VIEW),
    "courses:upload-begin": posts(_WRITE, **_FILM),
    "courses:upload-state": own({"GET": _WRITE}, **_FILM, upload="upload"),
    "courses:upload-end": own({"POST": _WRITE}, **_FILM, upload="upload"),
    "courses:film-state": reads(_WRITE, **_FILM),
    "courses:film-again": posts(_WRITE, **_FILM),
    "courses:captions-put": posts(_WRITE, **_FILM),
    "courses:captions-remove": posts(_WRITE, **_FILM, language="language"),
    "courses:write-list": reads(_WRITE),
    "courses:write-create": form(_WRITE),
    "courses:write-import": form(_WRITE),
    "courses:write-contents": reads(_WRITE, **_COURSE),
    "courses:write-settings": form(_WRITE, **_COURSE),
    "courses:course-put-away": posts(_PUBLISH, **_COURSE),
    "courses:course-bring-back": posts(_PUBLISH, **_COURSE),
    "courses:course-duplicate": posts(_WRITE, **_COURSE),
    "courses:course-export": reads(_WRITE, **_COURSE),
    "courses:publish": form(_PUBLISH, **_COURSE),
    "courses:publish-cancel": posts(_PUBLISH, **_COURSE),
    "courses:unpublish": posts(_PUBLISH, **_COURSE),
    "courses:reopen": posts(_PUBLISH, **_COURSE),
    "courses:preview": reads(_WRITE, **_COURSE),
    "courses:preview-lesson": reads(_WRITE, **_LESSON),
    "courses:chapter-add": posts(_WRITE, **_COURSE),
    "courses:chapter-rename": posts(_WRITE, **_CHAPTER),
    "courses:chapter-move": posts(_WRITE, **_CHAPTER),
    "courses:chapter-remove": posts(_WRITE, **_CHAPTER),
    "courses:chapter-restore": posts(_WRITE, **_CHAPTER),
    "courses:lesson-add": posts(_WRITE, **_CHAPTER),
    "courses:write-lesson": reads(_WRITE, **_LESSON),
    "courses:write-lesson-settings": posts(_WRITE, **_LESSON),
    "courses:lesson-move": posts(_WRITE, **_LESSON),
    "courses:lesson-remove": posts(_WRITE, **_LESSON),
    "courses:lesson-restore": posts(_WRITE, **_LESSON),
    "courses:block-add": posts(_WRITE, **_LESSON),
    "courses:block-save": posts(_WRITE, **_BLOCK),
    "courses:block-file": posts(_WRITE, **_BLOCK),
    "courses:block-move": posts(_WRITE, **_BLOCK),
    "courses:block-remove": posts(_WRITE, **_BLOCK),
    "courses:block-restore": posts(_WRITE, **_BLOCK),
    "courses:people": reads(_SEE),
    "courses:people-file": reads(_DOWNLOAD, file_format="file_format"),
    "courses:learners": form(_ASSIGN, **_COURSE),
    "courses:learner-end": posts(_ASSIGN, **_COURSE, learner="learner"),
    "courses:assignment-end": posts(_ASSIGN, **_COURSE, assignment="assignment"),
}

COURSES_API: dict[str, Expectation] = {
    "api:courses": reads(_VIEW),
    "api:courses-enrolments": reads(_VIEW),
    "api:courses-course": reads(_VIEW, **_COURSE),
    "api:courses-enrolment": posts(_LEARN, **_COURSE),
    "api:courses-lesson": reads(_VIEW, **_LESSON),
    "api:courses-people": reads(_SEE),
    "api:courses-watching": Guarded({"GET": _VIEW, "PATCH": _VIEW}),
    "api:courses-progress": Guarded({"POST": _LEARN}),
}
