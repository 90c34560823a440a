"""What a learning path in order holds back: for people in courses, the courses that come first. Constant queries, one where no path is."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.db.models.functions import JSONObject

from courses.engine.paths import Leg, closed_legs
from courses.live_terms import MemberState, PathState
from courses.models import Enrolment, LiveClass, PathMember, PathStep, Prerequisite
from courses.terms import CourseState, EnrolmentState

Pair = tuple[int, int]  # a person and a course


@dataclass
class Taken:
    """Who is in which course, and who has done it: pairs of person and course."""

    inside: set[Pair] = field(default_factory=set)
    done: set[Pair] = field(default_factory=set)


def hints(user_id: int | None) -> dict[str, Any]:
    """For a course that is read for a person: what comes first, by itself (`needed`) and by paths in order that hold it and that they
    are on (`path_legs`), and whether it has live classes. No query of their own.
    """
    done = Enrolment.objects.filter(user_id=user_id or 0, completed_at__isnull=False).values("course_id")
    needs = Prerequisite.objects.filter(course_id=OuterRef("pk")).exclude(needs_id__in=done)
    return {
        "needed": ArraySubquery(needs.order_by("needs__title").values("needs__title")),
        "path_legs": ArraySubquery(_legs_around(user_id or 0)),
        "has_classes": Exists(
            LiveClass.objects.planned().filter(course_id=OuterRef("pk"), followed_at__isnull=True)
        ),
    }


def _legs_around(user_id: int) -> Any:
    """Every course of the person's paths in order that hold a course, with where they stand in it."""
    on = PathMember.objects.filter(user_id=user_id, state=MemberState.ACTIVE).values("path_id")
    holding = PathStep.objects.filter(course_id=OuterRef(OuterRef("pk"))).values("path_id")
    rows = PathStep.objects.filter(path_id__in=on, path__is_ordered=True, path__state=PathState.LIVE)
    rows = rows.filter(path__removed_at__isnull=True, path_id__in=holding)
    mine = Enrolment.objects.filter(user_id=user_id, course_id=OuterRef("course_id"))
    rows = rows.annotate(
        is_done=Exists(mine.filter(completed_at__isnull=False)), is_in=Exists(mine.current())
    )
    told = JSONObject(
        path="path_id",
        course="course_id",
        title="course__title",
        is_elective="is_elective",
        state="course__state",
        removed="course__removed_at",
        is_done="is_done",
        is_in="is_in",
    )
    return rows.order_by("path_id", "position", "pk").values(told=told)


def missing_by(legs: Iterable[dict[str, Any]], course_id: int) -> list[str]:
    """Titles of the courses that come before a course, by its `path_legs`: what `missing` says, without a query."""
    found: list[str] = []
    for _path, group in groupby(legs, key=lambda leg: leg["path"]):
        path = list(group)
        closed = closed_legs([_leg(leg) for leg in path])
        for place, first in closed.items():
            if path[place]["course"] == course_id and path[first]["title"] not in found:
                found.append(path[first]["title"])
    return found


def _leg(told: dict[str, Any]) -> Leg:
    is_here = told["removed"] is None
    return Leg(
        course_id=told["course"],
        is_elective=told["is_elective"],
        days=None,
        is_offered=is_here and told["state"] == CourseState.LIVE,
        is_in=is_here and told["is_in"] and not told["is_done"],
        is_done=told["is_done"],
    )


def missing(pairs: Collection[Pair]) -> dict[Pair, list[str]]:
    """Titles of the courses that each person must do before this course, by the paths in order that they are on."""
    if not pairs:
        return {}
    courses = {course for _user, course in pairs}
    named = PathStep.objects.filter(course_id__in=courses, path__is_ordered=True, path__state=PathState.LIVE)
    paths = set(named.filter(path__removed_at__isnull=True).values_list("path_id", flat=True))
    if not paths:
        return {}
    on = PathMember.objects.filter(path_id__in=paths, user_id__in={user for user, _course in pairs})
    members = list(on.filter(state=MemberState.ACTIVE).values_list("user_id", "path_id"))
    if not members:
        return {}
    steps = steps_of(paths)
    taken = taken_of(
        {user for user, _path in members}, {step.course_id for rows in steps.values() for step in rows}
    )
    found: dict[Pair, list[str]] = {}
    for user, path in members:
        for course, title in _closed(steps[path], user, taken):
            if (user, course) in pairs and title not in found.get((user, course), []):
                found.setdefault((user, course), []).append(title)
    return found


def steps_of(path_ids: Collection[int]) -> dict[int, list[PathStep]]:
    """Courses of paths in their order, with their course. One query."""
    found: dict[int, list[PathStep]] = {key: [] for key in path_ids}
    rows = PathStep.objects.filter(path_id__in=path_ids).select_related("course")
    for step in rows.order_by("path_id", "position", "pk"):
        found[step.path_id].append(step)
    return found


def taken_of(user_ids: Collection[int], course_ids: Collection[int]) -> Taken:
    """Which of these courses these people are in, or have done. One query."""
    taken = Taken()
    rows = Enrolment.objects.filter(user_id__in=user_ids, course_id__in=course_ids)
    for user, course, state, done_at in rows.values_list("user_id", "course_id", "state", "completed_at"):
        if done_at is not None:
            taken.done.add((user, course))
        elif state != EnrolmentState.ENDED:
            taken.inside.add((user, course))
    return taken


def legs_of(steps: Iterable[PathStep], user_id: int, taken: Taken) -> list[Leg]:
    """A path for one person, as the engine reads it. A course that was put away asks for nothing, even of who is in it."""
    return [
        Leg(
            course_id=step.course_id,
            is_elective=step.is_elective,
            days=step.days,
            is_offered=step.course.is_live,
            is_in=(user_id, step.course_id) in taken.inside and step.course.removed_at is None,
            is_done=(user_id, step.course_id) in taken.done,
        )
        for step in steps
    ]


def _closed(steps: list[PathStep], user_id: int, taken: Taken) -> Iterable[tuple[int, str]]:
    """Courses of a path that wait for a person, each with the title of the one that comes first."""
    closed = closed_legs(legs_of(steps, user_id, taken))
    return ((steps[place].course_id, steps[first].course.title) for place, first in closed.items())
