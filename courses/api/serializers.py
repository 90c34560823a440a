"""Shapes of the API of courses."""

from datetime import date
from typing import Any, ClassVar

from django.utils import timezone
from rest_framework import serializers

from courses.models import Course, Enrolment
from courses.selectors import matrix
from courses.terms import TITLE_LENGTH, Variant

MOST_EVENTS = 500


class CourseOut(serializers.Serializer[Course]):
    """A course that can be started."""

    id = serializers.CharField(source="public_id")
    title = serializers.CharField(source="live_version.title")
    summary = serializers.CharField(source="live_version.summary")
    lessons = serializers.IntegerField(source="live_version.lesson_count")
    minutes = serializers.IntegerField(source="live_version.minutes")
    version = serializers.IntegerField(source="live_version.number")


class EnrolmentOut(serializers.Serializer[Enrolment]):
    """Where a learner stands in a course."""

    id = serializers.CharField(source="public_id")
    course = serializers.CharField(source="course.public_id")
    title = serializers.CharField(source="version.title")
    version = serializers.IntegerField(source="version.number")
    state = serializers.ChoiceField(choices=["active", "done", "ended"])
    percent = serializers.IntegerField()
    lessons_done = serializers.IntegerField(source="done_count")
    lessons = serializers.IntegerField(source="total_count")
    last_lesson = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    enrolled_at = serializers.DateTimeField()
    completed_at = serializers.DateTimeField(allow_null=True)


class PersonInCourseOut(serializers.Serializer[Enrolment]):
    """Where one person of the team stands in one course."""

    id = serializers.CharField(source="public_id")
    person = serializers.CharField(source="user.public_id")
    name = serializers.CharField(source="user.label")
    course = serializers.CharField(source="course.public_id")
    title = serializers.CharField(source="course.title")
    state = serializers.SerializerMethodField()
    percent = serializers.IntegerField()
    due_on = serializers.DateField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)
    certificate_ends_on = serializers.SerializerMethodField()

    def get_state(self, row: Enrolment) -> str:
        """One of overdue, due, going, done, expiring, expired; the last two are done, with a certificate that ends."""
        return matrix.cell_of(row, today=timezone.localdate()).state

    def get_certificate_ends_on(self, row: Enrolment) -> date | None:
        """The last day of a certificate that ends within 60 days, or has ended."""
        return matrix.cell_of(row, today=timezone.localdate()).ends_on


class LessonLineOut(serializers.Serializer[Any]):
    """A lesson in the list of a course."""

    key = serializers.CharField(source="lesson.key")
    title = serializers.CharField(source="lesson.title")
    minutes = serializers.IntegerField(source="lesson.minutes")
    rule = serializers.CharField(source="lesson.rule")
    rule_value = serializers.IntegerField(source="lesson.rule_value")
    counts = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=["done", "started", "open", "closed"])
    why_closed = serializers.CharField(source="why")
    opens_on = serializers.DateField(allow_null=True)

    def get_counts(self, line: Any) -> bool:
        """Whether it counts towards the end."""
        return not line.lesson.is_optional


class ChapterOut(serializers.Serializer[Any]):
    """A chapter with its lessons."""

    title = serializers.CharField(max_length=TITLE_LENGTH)
    lessons = LessonLineOut(many=True, source="lines")


class StudyOut(serializers.Serializer[Any]):
    """A course and where one stands in it."""

    id = serializers.CharField(source="course.public_id")
    title = serializers.CharField()
    summary = serializers.CharField()
    minutes = serializers.IntegerField()
    enrolment = EnrolmentOut(allow_null=True)
    needs = serializers.ListField(child=serializers.CharField(), source="missing_courses")
    next_lesson = serializers.CharField(source="next_key")
    chapters = ChapterOut(many=True)


class RenditionOut(serializers.Serializer[Any]):
    """One thing to load of a file, by a link that needs no session and expires. `label`: w640, 360p, sound, poster."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field, not the property
    type = serializers.CharField()
    size = serializers.IntegerField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    url = serializers.CharField()


class CueOut(serializers.Serializer[Any]):
    """What is said from `start` until `end`, in seconds."""

    start = serializers.FloatField()
    end = serializers.FloatField()
    text = serializers.CharField()


class CaptionsOut(serializers.Serializer[Any]):
    """What is said in a film or sound, in one language."""

    language = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field, not the property
    cues = CueOut(many=True)


class BlockOut(serializers.Serializer[Any]):
    """A piece of a lesson. `html` is clean; `url` leads to its file for a browser, `small_url` to a small picture of it.

    For apps: `renditions` with their sizes, smallest first; `file_url` is the file itself where nothing smaller was made.
    """

    key = serializers.CharField()
    kind = serializers.CharField()
    text = serializers.CharField()
    html = serializers.CharField()
    data = serializers.DictField()  # type: ignore[assignment]  # a field, not the property
    url = serializers.CharField(required=False)
    small_url = serializers.CharField(required=False)
    media = serializers.DictField(required=False)
    file_url = serializers.CharField(required=False)
    renditions = RenditionOut(many=True, required=False)
    captions = CaptionsOut(many=True, required=False)


class LessonOut(serializers.Serializer[Any]):
    """A lesson with its text."""

    key = serializers.CharField(source="lesson.key")
    title = serializers.CharField(source="lesson.title")
    minutes = serializers.IntegerField(source="lesson.minutes")
    rule = serializers.CharField(source="lesson.rule")
    rule_value = serializers.IntegerField(source="lesson.rule_value")
    is_done = serializers.BooleanField()
    stopped_at = serializers.DictField()
    saves_data = serializers.BooleanField()
    links_last = serializers.IntegerField(help_text="Seconds for which the links of files are good.")
    blocks = BlockOut(many=True)


class WatchingIn(serializers.Serializer[Any]):
    """How one likes to watch; what is left out stays."""

    variant = serializers.ChoiceField(choices=Variant.choices, required=False)
    saves_data = serializers.BooleanField(required=False)


class WatchingOut(serializers.Serializer[Any]):
    """How one likes to watch. `variant` empty: the smallest that fits."""

    variant = serializers.CharField()
    saves_data = serializers.BooleanField()


class HappenedIn(serializers.Serializer[Any]):
    """One thing a learner did. `id` is the app's own: an event sent again counts once."""

    KINDS: ClassVar = ["opened", "viewed", "time", "video"]

    id = serializers.UUIDField()
    enrolment = serializers.CharField(max_length=16)
    lesson = serializers.CharField(max_length=16)
    kind = serializers.ChoiceField(choices=KINDS)
    seconds = serializers.IntegerField(min_value=0, max_value=86_400, default=0)
    block = serializers.CharField(max_length=16, default="", allow_blank=True)
    start = serializers.FloatField(min_value=0, max_value=1e6, default=0)
    end = serializers.FloatField(min_value=0, max_value=1e6, default=0)
    at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class BatchIn(serializers.Serializer[Any]):
    """What happened, in its order."""

    events = serializers.ListField(child=HappenedIn(), allow_empty=False, max_length=MOST_EVENTS)


class VerdictOut(serializers.Serializer[Any]):
    """What became of an event."""

    id = serializers.UUIDField()
    verdict = serializers.ChoiceField(
        choices=["taken", "repeated", "not_in_course", "no_such_lesson", "closed"]
    )


class BatchOut(serializers.Serializer[Any]):
    """What became of each event, and where the learner stands now."""

    events = VerdictOut(many=True)
    enrolments = EnrolmentOut(many=True)
