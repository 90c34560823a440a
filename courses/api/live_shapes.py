"""Shapes of the API of live classes and learning paths."""

from typing import Any

from rest_framework import serializers

from courses.live_terms import Answer, Attendance


class ClassOut(serializers.Serializer[Any]):
    """A class to come, and what one said to it."""

    id = serializers.CharField(source="public_id")
    title = serializers.CharField()
    course = serializers.CharField(source="course.public_id", default="", allow_blank=True)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    zone = serializers.CharField()
    is_online = serializers.BooleanField()
    address = serializers.CharField()
    is_cancelled = serializers.SerializerMethodField()
    seats = serializers.IntegerField(allow_null=True)
    placed = serializers.IntegerField()
    my_answer = serializers.CharField()
    is_waiting = serializers.SerializerMethodField()

    def get_is_cancelled(self, row: Any) -> bool:
        """Whether it does not take place."""
        return not row.is_planned

    def get_is_waiting(self, row: Any) -> bool:
        """Whether one is on the waiting list."""
        return row.my_waiting is not None


class ClassPageOut(serializers.Serializer[Any]):
    """One class. `join_url` is empty while one may not see it."""

    id = serializers.CharField(source="live_class.public_id")
    title = serializers.CharField(source="live_class.title")
    description = serializers.CharField(source="live_class.description")
    starts_at = serializers.DateTimeField(source="live_class.starts_at")
    ends_at = serializers.DateTimeField(source="live_class.ends_at")
    zone = serializers.CharField(source="live_class.zone")
    is_online = serializers.BooleanField(source="live_class.is_online")
    address = serializers.CharField(source="live_class.address")
    state = serializers.CharField(source="live_class.state")
    cancel_reason = serializers.CharField(source="live_class.cancel_reason")
    seats = serializers.IntegerField(source="live_class.seats", allow_null=True)
    placed = serializers.IntegerField()
    waiting = serializers.IntegerField()
    trainers = serializers.SerializerMethodField()
    my_answer = serializers.SerializerMethodField()
    is_waiting = serializers.SerializerMethodField()
    attendance = serializers.SerializerMethodField()
    may_answer = serializers.BooleanField()
    may_lead = serializers.BooleanField(source="leads")
    join_url = serializers.CharField()

    def get_trainers(self, page: Any) -> list[str]:
        """Their names."""
        return [each.label for each in page.trainers]

    def get_my_answer(self, page: Any) -> str:
        """Empty for who was not asked."""
        return str(page.booking.answer) if page.booking else ""

    def get_is_waiting(self, page: Any) -> bool:
        """Whether one is on the waiting list."""
        return bool(page.booking and page.booking.is_waiting)

    def get_attendance(self, page: Any) -> str:
        """Whether one was there; empty while nobody noted it."""
        return str(page.booking.attendance) if page.booking else ""


class ComingIn(serializers.Serializer[Any]):
    """Whether one comes."""

    answer = serializers.ChoiceField(choices=[Answer.YES.value, Answer.MAYBE.value, Answer.NO.value])


class CodeIn(serializers.Serializer[Any]):
    """The code that is shown in the class."""

    code = serializers.CharField(max_length=12)


class BookingOut(serializers.Serializer[Any]):
    """A person and a class, for its trainer."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField(source="user.label")
    answer = serializers.CharField()
    is_waiting = serializers.BooleanField()
    attendance = serializers.CharField()
    minutes = serializers.IntegerField(allow_null=True)
    marked_how = serializers.CharField()


class ClassPeopleOut(serializers.Serializer[Any]):
    """Everybody who was asked to a class."""

    people = BookingOut(many=True)


class AttendanceIn(serializers.Serializer[Any]):
    """Whether somebody was there; empty takes the note back."""

    attendance = serializers.ChoiceField(choices=["", *Attendance.values], allow_blank=True)


class OwnPathOut(serializers.Serializer[Any]):
    """A path that one is on."""

    id = serializers.CharField(source="path.public_id")
    title = serializers.CharField(source="path.title")
    state = serializers.ChoiceField(choices=["active", "done", "ended"])
    due_on = serializers.DateField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)


class PathLineOut(serializers.Serializer[Any]):
    """A course of a path. `opens_after` is the course that comes first."""

    id = serializers.CharField(source="step.public_id")
    course = serializers.CharField(source="step.course.public_id")
    title = serializers.CharField(source="step.course.title")
    is_elective = serializers.BooleanField(source="step.is_elective")
    state = serializers.ChoiceField(choices=["done", "started", "open", "closed", "away"])
    opens_after = serializers.CharField(source="first")
    is_next = serializers.BooleanField()
    is_mine = serializers.BooleanField(source="leg.is_in")
    due_on = serializers.DateField(source="enrolment.due_on", allow_null=True, default=None)


class PathOut(serializers.Serializer[Any]):
    """A path and where one stands on it."""

    id = serializers.CharField(source="path.public_id")
    title = serializers.CharField(source="path.title")
    summary = serializers.CharField(source="path.summary")
    is_ordered = serializers.BooleanField(source="path.is_ordered")
    electives_needed = serializers.IntegerField(source="path.electives_needed")
    is_on = serializers.BooleanField()
    state = serializers.CharField(source="member.state", default="")
    due_on = serializers.DateField(source="member.due_on", allow_null=True, default=None)
    done = serializers.IntegerField(source="journey.done")
    total = serializers.IntegerField(source="journey.total")
    courses = PathLineOut(many=True, source="lines")
