"""What courses deletes when an organisation ends: every row and file of it (POPIA s24)."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models.signals import pre_delete

from courses.models import (
    Assignment,
    Attempt,
    AttemptQuestion,
    Block,
    Booking,
    Bookmark,
    CalendarFeed,
    Caption,
    Certificate,
    CertificateTerms,
    Chapter,
    ClassTrainer,
    Course,
    CourseVersion,
    EditSession,
    Enrolment,
    InvitedLearner,
    IssuerKey,
    Lesson,
    LessonProgress,
    LiveClass,
    MediaFile,
    Note,
    Offer,
    Path,
    PathAssignment,
    PathMember,
    PathStep,
    Post,
    Prerequisite,
    ProgressEvent,
    PublishedLesson,
    Purchase,
    Question,
    QuestionMedia,
    QuestionTag,
    QuestionVersion,
    Quiz,
    QuizEntry,
    QuizSection,
    ReleaseOverride,
    Reminder,
    Rendition,
    Review,
    Submission,
    SubmissionFile,
    SubmissionMark,
    WaitingPlace,
    Watching,
)
from courses.services import media_cleaning
from synthai.core import files
from synthai.core.after_commit import after_commit

# Children first: nothing is left for a foreign key to protect.
_MODELS = (
    EditSession,
    Reminder,
    ReleaseOverride,
    WaitingPlace,
    InvitedLearner,
    Note,
    Bookmark,
    Post,
    Review,
    CalendarFeed,
    Booking,
    ClassTrainer,
    LiveClass,
    PathMember,
    PathAssignment,
    PathStep,
    Path,
    Purchase,
    Offer,
    SubmissionMark,
    SubmissionFile,
    Submission,
    Certificate,
    CertificateTerms,
    IssuerKey,
    AttemptQuestion,
    Attempt,
    QuizEntry,
    QuizSection,
    Quiz,
    QuestionTag,
    QuestionVersion,
    Question,
    QuestionMedia,
    ProgressEvent,
    LessonProgress,
    Enrolment,
    Assignment,
    Block,
    Rendition,
    Caption,
    MediaFile,
    Watching,
    Lesson,
    Chapter,
    Prerequisite,
    PublishedLesson,
)


def listen() -> None:
    """Listen to people being deleted."""
    pre_delete.connect(_forget_files, sender=get_user_model(), dispatch_uid="courses.erasure")


def _forget_files(sender: Any, **kwargs: Any) -> None:
    """The database takes a person's rows with them; the files that they handed in go from storage after the commit."""
    del sender
    rows = SubmissionFile.objects.filter(submission__user_id=kwargs["instance"].pk)
    for path in (path for row in rows.values_list("path", "small_path") for path in row if path):
        after_commit(files.delete, path)


def erase(organisation_id: int) -> None:
    """Delete the organisation's rows now, and its files after the commit. Needs its tenant."""
    stored = MediaFile.objects.filter(organisation_id=organisation_id).values_list("pk", flat=True)
    paths = set(media_cleaning.paths_of(stored))
    for kept in (QuestionMedia, SubmissionFile):
        rows = kept.objects.filter(organisation_id=organisation_id).values_list("path", "small_path")
        paths |= {path for row in rows for path in row if path}
    for path in paths:
        after_commit(files.delete, path)
    for model in _MODELS:
        _delete(model, organisation_id)
    Course.objects.filter(organisation_id=organisation_id).update(live_version=None, state="draft")
    _delete(CourseVersion, organisation_id)
    _delete(Course, organisation_id)


def _delete(model: Any, organisation_id: int) -> None:
    # Straight to SQL: the progress of ten thousand learners must not become objects.
    rows = model.objects.filter(organisation_id=organisation_id)
    rows._raw_delete(rows.db)  # noqa: SLF001 - Django's own fast path, without collecting
