"""Live classes as people see them: lists, one class, its people, a calendar. A constant number of queries each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from courses import permissions
from courses.live_terms import WAS_THERE, Answer, Attendance
from courses.models import Booking, CalendarFeed, ClassTrainer, Course, Enrolment, Lesson, LiveClass
from courses.terms import Rule
from synthai.core.access import Actor
from synthai.core.errors import NotFound

KEPT = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class ClassLine:
    """A class in a list, with one's own booking."""

    live_class: LiveClass
    booking: Booking | None
    placed: int
    teaches: bool

    @property
    def left(self) -> int | None:
        """Places that are left; None without a limit."""
        seats = self.live_class.seats
        return None if seats is None else max(seats - self.placed, 0)


@dataclass(frozen=True, kw_only=True)
class ClassPage:
    """One class for one person. `join_url` is empty while they may not see it."""

    live_class: LiveClass
    booking: Booking | None
    trainers: list[Any]
    placed: int
    waiting: int
    leads: bool
    join_url: str
    is_in_course: bool
    others: list[LiveClass]

    @property
    def left(self) -> int | None:
        """Places that are left; None without a limit."""
        seats = self.live_class.seats
        return None if seats is None else max(seats - self.placed, 0)

    @property
    def may_answer(self) -> bool:
        """Whether the person may say that they come."""
        if self.booking is not None:
            return self.booking.removed_at is None
        return self.is_in_course


@dataclass(frozen=True)
class Shown:
    """What a calendar shows: bookings with their classes, and the trainers of each class."""

    bookings: list[Booking]
    trainers: dict[int, list[Any]]


def classes_query(actor: Actor) -> Any:
    """Classes that the person may see: asked to, teaching, of a course of theirs, or open to the team; all for who manages them."""
    rows = LiveClass.objects.select_related("course")
    if actor.can(permissions.CLASS_MANAGE):
        return rows
    user_id = actor.user_id or 0
    here = OuterRef("pk")
    mine = Exists(Booking.objects.present().filter(live_class_id=here, user_id=user_id))
    teaching = Exists(ClassTrainer.objects.filter(live_class_id=here, user_id=user_id))
    taken = Enrolment.objects.current().filter(user_id=user_id).values("course_id")
    alone = Q(pk=None) if actor.is_guest else Q(course__isnull=True)
    return rows.filter(alone | Q(course_id__in=taken) | mine | teaching)


def classes_to_tell(actor: Actor, *, now: datetime) -> Any:
    """Classes to come with `placed`, `my_answer` and `my_waiting`, for lists that page by key. One query."""
    here = Booking.objects.present().filter(live_class_id=OuterRef("pk"))
    mine = here.filter(user_id=actor.user_id or 0)
    placed = here.filter(answer=Answer.YES, waiting_since__isnull=True).order_by().values("live_class_id")
    return (
        classes_query(actor)
        .filter(ends_at__gt=now)
        .annotate(
            placed=Coalesce(Subquery(placed.annotate(count=Count("pk")).values("count")[:1]), 0),
            my_answer=Coalesce(Subquery(mine.values("answer")[:1]), Value("")),
            my_waiting=Subquery(mine.values("waiting_since")[:1]),
        )
    )


def lines(rows: Collection[LiveClass], user_id: int | None) -> list[ClassLine]:
    """Classes with one's own bookings. Three queries, however many."""
    keys = [row.pk for row in rows]
    mine = {
        row.live_class_id: row
        for row in Booking.objects.present().filter(live_class_id__in=keys, user_id=user_id or 0)
    }
    teaching = set(
        ClassTrainer.objects.filter(live_class_id__in=keys, user_id=user_id or 0).values_list(
            "live_class_id", flat=True
        )
    )
    counts = dict(
        Booking.objects.placed()
        .filter(live_class_id__in=keys)
        .order_by()
        .values_list("live_class_id")
        .annotate(count=Count("pk"))
    )
    return [
        ClassLine(
            live_class=row,
            booking=mine.get(row.pk),
            placed=counts.get(row.pk, 0),
            teaches=row.pk in teaching,
        )
        for row in rows
    ]


def get_class(public_id: str, actor: Actor) -> LiveClass:
    """One class that the person may see. Raises NotFound."""
    found: LiveClass | None = classes_query(actor).filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def get_class_to_lead(public_id: str, actor: Actor) -> LiveClass:
    """One class, for its trainers and who manages classes. Raises NotFound."""
    found = get_class(public_id, actor)
    if not actor.can(permissions.CLASS_MANAGE):
        teaching = ClassTrainer.objects.filter(live_class_id=found.pk, user_id=actor.user_id or 0)
        if not teaching.exists():
            raise NotFound
    return found


def page_of(live_class: LiveClass, actor: Actor, *, now: datetime) -> ClassPage:
    """The class with everything its page says. A constant number of queries."""
    user_id = actor.user_id or 0
    trainers = [row.user for row in trainers_of([live_class.pk])]
    mine = Booking.objects.filter(live_class_id=live_class.pk, user_id=user_id).order_by("pk").first()
    leads = actor.can(permissions.CLASS_MANAGE) or any(each.pk == user_id for each in trainers)
    counts = Booking.objects.present().filter(live_class_id=live_class.pk)
    summed = counts.aggregate(
        placed=Count("pk", filter=Q(answer=Answer.YES, waiting_since__isnull=True)),
        waiting=Count("pk", filter=Q(waiting_since__isnull=False)),
    )
    return ClassPage(
        live_class=live_class,
        booking=mine,
        trainers=trainers,
        placed=summed["placed"],
        waiting=summed["waiting"],
        leads=leads,
        join_url=live_class.join_url if may_join(live_class, mine, leads=leads, now=now) else "",
        is_in_course=_is_in_course(live_class, user_id),
        others=_others(live_class, actor),
    )


def may_join(live_class: LiveClass, mine: Booking | None, *, leads: bool, now: datetime) -> bool:
    """Whether somebody may see the link: who leads the class until it is over, who has a place once the link is open."""
    if leads:
        return live_class.is_planned and bool(live_class.join_url) and not live_class.is_over(now)
    return mine is not None and mine.has_place and live_class.link_is_open(now)


def trainers_of(class_ids: Collection[int]) -> list[ClassTrainer]:
    """Who teaches these classes, with the people. One query."""
    rows = ClassTrainer.objects.filter(live_class_id__in=class_ids).select_related("user")
    return list(rows.order_by("live_class_id", "pk"))


def people_of(live_class: LiveClass) -> list[Booking]:
    """Everybody asked to a class, those with a place first, then the waiting list, with the people. One query."""
    rows = Booking.objects.present().filter(live_class_id=live_class.pk).select_related("user")
    rank = {Answer.YES: 0, Answer.MAYBE: 2, Answer.ASKED: 3, Answer.NO: 4}

    def place(row: Booking) -> tuple[Any, ...]:
        since = row.waiting_since.timestamp() if row.waiting_since else 0
        return (1 if row.is_waiting else rank[Answer(row.answer)], since, row.user.label.lower(), row.pk)

    return sorted(rows.order_by("pk"), key=place)


def get_booking(live_class: LiveClass, public_id: str) -> Booking:
    """One booking of a class, taken out or not. Raises NotFound."""
    rows = Booking.objects.filter(live_class_id=live_class.pk, public_id=public_id).select_related("user")
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def own_booking(live_class: LiveClass, user: Any) -> Booking:
    """A person's booking; for who has none, one that is not stored, so that they can put the class into a calendar."""
    rows = Booking.objects.filter(live_class_id=live_class.pk, user_id=user.pk)
    found = rows.order_by("pk").first() or Booking(live_class=live_class, asked_at=live_class.created_at)
    found.user, found.live_class = user, live_class
    return found


def booking_by_key(booking_id: int) -> Booking:
    """One booking with class, course and person. Raises NotFound."""
    rows = Booking.objects.select_related("live_class", "live_class__course", "user")
    found = rows.filter(pk=booking_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def find(class_id: int) -> LiveClass | None:
    """A class by its key, for work behind the scenes."""
    return LiveClass.objects.select_related("course").filter(pk=class_id).order_by("pk").first()


def of_course(course_id: int, *, now: datetime) -> list[LiveClass]:
    """The next dates of a course. One query."""
    rows = LiveClass.objects.to_come(now=now).filter(course_id=course_id)
    return list(rows.order_by("starts_at", "pk")[:5])


def next_date(live_class: LiveClass, *, now: datetime) -> LiveClass | None:
    """The next class of the same series, else of the same lesson."""
    same = Q(pk=None)
    if live_class.series:
        same |= Q(series=live_class.series)
    if live_class.lesson:
        same |= Q(course_id=live_class.course_id, lesson=live_class.lesson)
    rows = LiveClass.objects.to_come(now=now).filter(same, starts_at__gt=live_class.starts_at)
    return rows.order_by("starts_at", "pk").first()


def due_keys(*, now: datetime) -> list[int]:
    """Classes with something to do by themselves now. Needs the tenant."""
    return list(LiveClass.objects.due(now=now).order_by("pk").values_list("pk", flat=True)[:500])


def calendar_of(user: Any, *, now: datetime) -> Shown:
    """Classes of the last 90 days and to come that somebody is asked to and has not declined, and those they teach. Three queries."""
    rows = Booking.objects.present().filter(user_id=user.pk, live_class__ends_at__gt=now - KEPT)
    bookings = list(rows.exclude(answer=Answer.NO).select_related("live_class", "live_class__course"))
    known = {row.live_class_id for row in bookings}
    teaching = ClassTrainer.objects.filter(user_id=user.pk, live_class__ends_at__gt=now - KEPT)
    for row in teaching.select_related("live_class"):
        if row.live_class_id not in known:
            asked_at = row.live_class.created_at
            bookings.append(Booking(live_class=row.live_class, answer=Answer.YES, asked_at=asked_at))
    for booking in bookings:
        booking.user = user
    bookings.sort(key=lambda row: (row.live_class.starts_at, row.live_class_id))
    trainers: dict[int, list[Any]] = {}
    for taught in trainers_of([row.live_class_id for row in bookings]):
        trainers.setdefault(taught.live_class_id, []).append(taught.user)
    return Shown(bookings, trainers)


def own_feed(user_id: int) -> CalendarFeed | None:
    """A person's calendar address, if they have one."""
    found: CalendarFeed | None = CalendarFeed.objects.filter(user_id=user_id).order_by("pk").first()
    return found


def courses_to_teach() -> list[Course]:
    """Courses that a class may belong to, by title. One query."""
    return list(Course.objects.kept().order_by("title", "pk")[:500])


def lessons_to_attend(course_id: int | None = None) -> list[Lesson]:
    """Lessons that are done by being at a class, of one course or of all, with their course. One query."""
    rows = Lesson.objects.kept().filter(rule=Rule.ATTENDED, course__removed_at__isnull=True)
    if course_id is not None:
        rows = rows.filter(course_id=course_id)
    return list(rows.select_related("course").order_by("course__title", "position", "pk")[:500])


def attendance_counts(user_ids: Collection[int], *, now: datetime) -> dict[int, tuple[int, int]]:
    """How many classes each of these people was at, of those that are over and that they were marked at. One query."""
    rows = Booking.objects.present().filter(
        user_id__in=user_ids, live_class__ends_at__lte=now, live_class__state="planned"
    )
    marked: Any = rows.exclude(attendance__in=["", Attendance.EXCUSED]).order_by().values("user_id")
    counted = marked.annotate(there=Count("pk", filter=Q(attendance__in=WAS_THERE)), marked=Count("pk"))
    return {row["user_id"]: (row["there"], row["marked"]) for row in counted}


def attended(user_ids: Collection[int]) -> list[Booking]:
    """Everything that was noted about these people's attendance, by date, for a file. One query."""
    rows = Booking.objects.present().filter(user_id__in=user_ids).exclude(attendance="")
    return list(
        rows.select_related("live_class", "live_class__course", "user").order_by(
            "live_class__starts_at", "pk"
        )
    )


def _is_in_course(live_class: LiveClass, user_id: int) -> bool:
    if live_class.course_id is None:
        return True
    return Enrolment.objects.current().filter(course_id=live_class.course_id, user_id=user_id).exists()


def _others(live_class: LiveClass, actor: Actor) -> list[LiveClass]:
    """The other dates of its series."""
    if not live_class.series:
        return []
    rows = classes_query(actor).filter(series=live_class.series).exclude(pk=live_class.pk)
    return list(rows.order_by("starts_at", "pk"))
