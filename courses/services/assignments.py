"""Courses are given to people, to a role or to everybody, with a day; who comes later gets them by the same rule."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import selectors as people
from courses import events, locks, permissions
from courses.models import Assignment, Course
from courses.refusals import DueInThePast, NobodyChosen
from courses.services import enrolments, waiting
from courses.services.enrolments import Way
from courses.terms import Audience, Source
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish
from synthai.core.tenancy import active_organisation_id


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Whom a course is for: people by key, a role, everybody, or only who joins from now on; due on a day, later comers after so
    many days."""

    audience: str
    user_ids: Collection[int] = ()
    role: str = ""
    due_on: date | None = None
    due_days: int | None = None


@transaction.atomic
def assign(course_id: int, wish: Wish, *, by: Actor, now: datetime) -> list[Assignment]:
    """Give a course to people of the organisation: they are in it from now on. Needs the tenant.

    Raises NotAllowed, NobodyChosen, DueInThePast, CourseClosed, CourseFull: then nobody was enrolled.
    """
    course = locks.lock_course(course_id)
    require(by, permissions.ENROLMENT_ASSIGN)
    if wish.due_on is not None and wish.due_on < timezone.localdate(now):
        raise DueInThePast
    members = people.members(course.organisation_id or 0)
    chosen = [row.user_id for row in members if is_meant(row, wish)]
    if not chosen and wish.audience != Audience.JOINERS:
        raise NobodyChosen
    made = _kept(course, chosen, wish, by=by, now=now)
    by_rule = wish.audience != Audience.PERSON
    way = Way(source=Source.RULE if by_rule else Source.ASSIGNED, due_on=wish.due_on)
    came = enrolments.enrol(course, chosen, way, now=now)
    told = {"audience": [None, wish.role or wish.audience], "people": [None, len(came)]}
    audit(course, "courses.course.assigned", by=by, changes={**told, "due_on": [None, wish.due_on]})
    publish(events.CourseAssigned(course_id=course.pk, assignment_id=made[0].pk, people=len(came)))
    return made


@transaction.atomic
def take_back(assignment: Assignment, *, by: Actor, now: datetime) -> None:
    """Nobody new gets the course by this rule; who is in it stays. Idempotent. Raises NotAllowed."""
    course = locks.lock_course(assignment.course_id)
    require(by, permissions.ENROLMENT_ASSIGN)
    ended = Assignment.objects.in_force().filter(pk=assignment.pk).update(ended_at=now)
    if ended:
        told = {"audience": [assignment.role or assignment.audience, None]}
        audit(course, "courses.course.assignment_taken_back", by=by, changes=told)


@transaction.atomic
def follow_member(user_id: int, role: str, *, now: datetime, has_joined: bool = True) -> int:
    """Somebody joined, or has another role: the courses of their role and of everybody are theirs. Idempotent.

    What is for new people alone is theirs when they joined after it was assigned. Needs the tenant. A closed course is passed over;
    for a full one they wait (`waiting`). Returns how many courses are new to them.
    """
    rows = Assignment.objects.in_force().exclude(audience=Audience.PERSON)
    rules = [rule for rule in rows.order_by("course_id", "pk") if rule.role in {"", role}]
    joined_at = joining_of(user_id) if has_joined else None
    return sum(_followed(rule, user_id, now=now) for rule in rules if takes_in(rule, joined_at))


def joining_of(user_id: int) -> datetime | None:
    """When somebody joined the organisation; None for who is not in it. Needs the tenant. One query."""
    members = people.members_query(active_organisation_id() or 0).filter(user_id=user_id)
    return members.order_by("pk").values_list("joined_at", flat=True).first()


def takes_in(rule: Any, joined_at: datetime | None) -> bool:
    """Whether a rule takes in who joined then, or (None) who only changed role: what is for new people asks when they came."""
    if rule.audience != Audience.JOINERS:
        return True
    return joined_at is not None and joined_at >= rule.assigned_at


def _followed(rule: Assignment, user_id: int, *, now: datetime) -> int:
    course = locks.lock_course(rule.course_id)
    way = Way(source=Source.RULE, due_on=waiting.due_day(rule, None, now=now))
    return waiting.enrol_or_wait(course, user_id, way, now=now, assignment=rule)


def is_meant(member: Any, wish: Wish) -> bool:
    """Whether an assignment is for this member."""
    if wish.audience == Audience.PERSON:
        return member.user_id in wish.user_ids
    if wish.audience == Audience.JOINERS:
        return False  # nobody who is here already
    return wish.audience == Audience.EVERYBODY or member.role == wish.role


def _kept(
    course: Course, chosen: Collection[int], wish: Wish, *, by: Actor, now: datetime
) -> list[Assignment]:
    """One row for a rule, and one for each person that was named."""
    named = chosen if wish.audience == Audience.PERSON else [None]
    return Assignment.objects.bulk_create(
        [
            Assignment(
                organisation_id=course.organisation_id,
                course=course,
                audience=wish.audience,
                user_id=user_id,
                role=wish.role if wish.audience == Audience.ROLE else "",
                due_on=wish.due_on,
                due_days=wish.due_days if user_id is None else None,
                assigned_by_label=by.label,
                assigned_at=now,
            )
            for user_id in named
        ]
    )
