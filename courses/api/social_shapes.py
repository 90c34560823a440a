"""Shapes of the API around learning: notes, bookmarks, questions, reviews, a learner's days."""

from typing import Any

from rest_framework import serializers

from courses.models import Bookmark, Post, Review
from courses.social_terms import LABEL_LENGTH, NOTE_LENGTH, POST_LENGTH, REASON_LENGTH, REVIEW_LENGTH
from synthai.core.versions import version_of


class NoteIn(serializers.Serializer[Any]):
    """One's note; empty text deletes it. `version` is what was read, and empty for a new one."""

    text = serializers.CharField(allow_blank=True, max_length=NOTE_LENGTH, trim_whitespace=False)
    version = serializers.CharField(required=False, allow_blank=True, max_length=40, default="")


class NoteOut(serializers.Serializer[Any]):
    """One's note beside a lesson; `text` is empty where there is none."""

    lesson = serializers.CharField()
    text = serializers.CharField()
    version = serializers.CharField()
    updated_at = serializers.DateTimeField(allow_null=True)


class NoteLineOut(serializers.Serializer[Any]):
    """A note in the list of a course."""

    lesson = serializers.CharField(source="note.lesson")
    title = serializers.CharField(source="lesson")
    text = serializers.CharField(source="note.text")
    version = serializers.SerializerMethodField()
    updated_at = serializers.DateTimeField(source="note.updated_at")

    def get_version(self, line: Any) -> str:
        """What a change of it names."""
        return version_of(line.note)


class BookmarkIn(serializers.Serializer[Any]):
    """A place to find again."""

    lesson = serializers.SlugField(max_length=16)
    block = serializers.RegexField(r"^[a-z2-7]{0,16}$", required=False, allow_blank=True, default="")
    label = serializers.CharField(  # type: ignore[assignment]  # a field, not the argument
        max_length=LABEL_LENGTH, required=False, allow_blank=True, default=""
    )


class BookmarkOut(serializers.Serializer[Bookmark]):
    """A marked place; `block` is empty for the whole lesson."""

    id = serializers.CharField(source="public_id")
    lesson = serializers.CharField()
    block = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field, not the argument
    created_at = serializers.DateTimeField()


class PostIn(serializers.Serializer[Any]):
    """A question or an answer in Markdown."""

    text = serializers.CharField(max_length=POST_LENGTH)


class ShownPostOut(serializers.Serializer[Any]):
    """A question or an answer as one may see it; of what is gone only `why_gone` is told."""

    id = serializers.CharField(source="post.public_id")
    author = serializers.CharField(source="name")
    is_trainer = serializers.BooleanField(source="post.is_trainer")
    is_mine = serializers.BooleanField()
    text = serializers.SerializerMethodField()
    html = serializers.CharField()
    is_gone = serializers.BooleanField()
    why_gone = serializers.CharField(source="why")
    version = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField(source="post.created_at")
    edited_at = serializers.DateTimeField(source="post.edited_at", allow_null=True)

    def get_text(self, shown: Any) -> str:
        """The Markdown, where one may see it."""
        return "" if shown.is_gone else shown.post.text

    def get_version(self, shown: Any) -> str:
        """What a change of it names (If-Match)."""
        return version_of(shown.post)


class ThreadOut(serializers.Serializer[Any]):
    """A question with its answers, oldest first."""

    question = ShownPostOut()
    answered_at = serializers.DateTimeField(source="question.post.answered_at", allow_null=True)
    answers = ShownPostOut(many=True)


class WaitingPostOut(serializers.Serializer[Post]):
    """A question that waits for an answer."""

    id = serializers.CharField(source="public_id")
    course = serializers.CharField(source="course.public_id")
    title = serializers.CharField(source="course.title")
    lesson = serializers.CharField()
    text = serializers.CharField()
    asked_at = serializers.DateTimeField(source="created_at")


class AnsweredIn(serializers.Serializer[Any]):
    """Whether a question is answered."""

    is_answered = serializers.BooleanField()


class HiddenIn(serializers.Serializer[Any]):
    """Whether everybody sees it, and why not."""

    is_hidden = serializers.BooleanField()
    reason = serializers.CharField(max_length=REASON_LENGTH, required=False, allow_blank=True, default="")


class ReviewIn(serializers.Serializer[Any]):
    """Stars and words."""

    stars = serializers.IntegerField(min_value=1, max_value=5)
    text = serializers.CharField(max_length=REVIEW_LENGTH, required=False, allow_blank=True, default="")


class ReviewOut(serializers.Serializer[Review]):
    """What somebody thinks of a course."""

    id = serializers.CharField(source="public_id")
    author = serializers.CharField(source="user.label")
    stars = serializers.IntegerField()
    text = serializers.CharField()
    reply = serializers.CharField()
    replied_by = serializers.CharField(source="reply_by_label")
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    hidden_reason = serializers.SerializerMethodField()

    def get_hidden_reason(self, review: Review) -> str:
        """Why a trainer hid it; empty while everybody sees it."""
        return review.hidden_reason if review.hidden_at else ""


class SummaryOut(serializers.Serializer[Any]):
    """Average and spread of the stars."""

    count = serializers.IntegerField()
    average = serializers.FloatField()
    spread = serializers.SerializerMethodField()

    def get_spread(self, summary: Any) -> dict[str, int]:
        """How many gave how many stars."""
        return {str(stars): count for stars, count, _share in summary.spread}


class OpeningIn(serializers.Serializer[Any]):
    """When a lesson opens for a learner: a day, or at once without one."""

    lesson = serializers.SlugField(max_length=16)
    opens_on = serializers.DateField(allow_null=True)


class DueIn(serializers.Serializer[Any]):
    """The day to finish by, or none."""

    due_on = serializers.DateField(allow_null=True)
