"""Shapes of the API of assignments and hand-ins. Points are decimal text."""

from typing import Any

from rest_framework import serializers

from courses.handin_terms import LINK_LENGTH, WORK_LENGTH
from courses.models import Submission, SubmissionFile, SubmissionMark
from synthai.core.versions import version_of


class LevelOut(serializers.Serializer[Any]):
    """One level of a criterion."""

    title = serializers.CharField()
    points = serializers.DecimalField(max_digits=7, decimal_places=2)
    text = serializers.CharField()


class CriterionOut(serializers.Serializer[Any]):
    """One line of a rubric."""

    key = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    levels = LevelOut(many=True)


class TaskOut(serializers.Serializer[Any]):
    """What an assignment asks for."""

    takes = serializers.ListField(child=serializers.ChoiceField(choices=["text", "link", "files"]))
    kinds = serializers.ListField(child=serializers.CharField())
    most_files = serializers.IntegerField()
    most_bytes = serializers.IntegerField()
    is_hard = serializers.BooleanField()
    again = serializers.ChoiceField(choices=["never", "returned", "always"])
    most_tries = serializers.IntegerField(allow_null=True)
    done_when = serializers.ChoiceField(choices=["handed_in", "passed"])
    pass_points = serializers.DecimalField(max_digits=7, decimal_places=2, allow_null=True)
    maximum = serializers.DecimalField(max_digits=7, decimal_places=2, allow_null=True)
    rubric = CriterionOut(many=True, source="criteria")


class FileOut(serializers.Serializer[SubmissionFile]):
    """A file that is handed in."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    type = serializers.CharField(source="content_type")
    size = serializers.IntegerField()
    added_at = serializers.DateTimeField()


class ScoreOut(serializers.Serializer[Any]):
    """What one criterion earned."""

    title = serializers.CharField()
    level = serializers.CharField()
    points = serializers.DecimalField(max_digits=7, decimal_places=2)
    most = serializers.DecimalField(max_digits=7, decimal_places=2)
    comment = serializers.CharField()


class MarkOut(serializers.Serializer[SubmissionMark]):
    """How a hand-in was marked."""

    outcome = serializers.ChoiceField(choices=["passed", "returned", "failed"])
    points = serializers.DecimalField(max_digits=7, decimal_places=2, allow_null=True)
    maximum = serializers.DecimalField(max_digits=7, decimal_places=2, allow_null=True)
    comment = serializers.CharField()
    marked_by = serializers.CharField(source="marked_by_label")
    marked_at = serializers.DateTimeField()
    scores = ScoreOut(many=True, source="scored")


class SubmissionOut(serializers.Serializer[Submission]):
    """One try. `state` is as its learner may know it: a mark is seen a minute after it was given."""

    id = serializers.CharField(source="public_id")
    number = serializers.IntegerField()
    state = serializers.ChoiceField(
        choices=["draft", "waiting", "passed", "returned", "failed"], source="seen_state"
    )
    text = serializers.CharField()
    link = serializers.CharField()
    version = serializers.SerializerMethodField()
    saved_at = serializers.DateTimeField()
    handed_in_at = serializers.DateTimeField(allow_null=True)
    is_late = serializers.BooleanField()

    def get_version(self, row: Submission) -> str:
        """What the next draft must have seen."""
        return version_of(row)


class SubmissionLineOut(SubmissionOut):
    """One try in the list of all of one's own, with the address of its assignment."""

    course = serializers.CharField(source="course.public_id")
    lesson = serializers.CharField()
    block = serializers.CharField()
    title = serializers.CharField(source="lesson_title")


class TryOut(serializers.Serializer[Any]):
    """One try with its files and mark."""

    submission = SubmissionOut()
    files = FileOut(many=True)
    mark = MarkOut(allow_null=True)


class AssignmentOut(serializers.Serializer[Any]):
    """An assignment and one's own work at it."""

    course = serializers.CharField()
    lesson = serializers.CharField()
    block = serializers.CharField()
    brief = serializers.CharField()
    brief_html = serializers.CharField()
    task = TaskOut()
    due_at = serializers.DateTimeField(allow_null=True)
    may_write = serializers.BooleanField()
    tries = TryOut(many=True)


class DraftIn(serializers.Serializer[Any]):
    """What was written. `version` is the one that the app saw, "new" for none; another device's change in between: 412."""

    text = serializers.CharField(max_length=WORK_LENGTH, default="", allow_blank=True, trim_whitespace=False)
    link = serializers.CharField(max_length=LINK_LENGTH, default="", allow_blank=True)
    version = serializers.CharField(max_length=40, required=False, allow_null=True, default=None)


class HandInIn(serializers.Serializer[Any]):
    """Which try is handed in: the one the app showed. Left out it is the draft."""

    number = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)


class WorkFileIn(serializers.Serializer[Any]):
    """One file, as multipart/form-data."""

    file = serializers.FileField()
