"""Hints to open tabs that people learned, handed in or were marked. A burst becomes a hint a second, and the last fact is never lost.

Hints carry the course's public id and nothing else: the page fetches what it shows and is judged there. Learners hear of
their own courses on their own line; the organisation's areas ask for the capability of the page that listens.
"""

from dataclasses import dataclass
from typing import Any, Final

from accounts import selectors as people
from courses.models import Course, Enrolment
from synthai.core import realtime, valkey

LEARNING: Final = "learning"  # one course, for who sees everybody's progress
PEOPLE: Final = "people"  # everybody by every course
MARKING: Final = "marking"  # the queues
KIND: Final = "course"
PAUSE: Final = 1.0  # seconds between two hints of the same thing


@dataclass(frozen=True, kw_only=True)
class Change:
    """What changed for whom, by keys: an area of an organisation, or one person (`user_id`); perhaps one course."""

    organisation_id: int
    area: str = ""
    user_id: int = 0
    course_id: int = 0

    @property
    def name(self) -> str:
        """The same change has the same name."""
        return f"{self.organisation_id}:{self.area}:{self.user_id}:{self.course_id}"


def topic_of(organisation_public_id: str, area: str) -> str:
    """What a page of an area listens to."""
    return realtime.organisation_topic(organisation_public_id, area)


def changes_of(payload: dict[str, Any], organisation_id: int) -> list[Change]:
    """What a fact changes: the course's board, everybody's table, the markers' lists, and the learner's own tabs.

    Needs the tenant. No query where the fact names its course.
    """
    user_id, courses = payload.get("user_id") or 0, _courses_of(payload)
    found = [Change(organisation_id=organisation_id, area=LEARNING, course_id=course) for course in courses]
    found.append(Change(organisation_id=organisation_id, area=PEOPLE))
    if "submission_id" in payload or "attempt_id" in payload:
        found.append(Change(organisation_id=organisation_id, area=MARKING))
    if user_id:
        found += [
            Change(organisation_id=organisation_id, user_id=user_id, course_id=course) for course in courses
        ]
    return found


def ring(change: Change) -> bool:
    """Tell open tabs now, unless they were just told: then True says to come again after PAUSE (`ring_late`), once a burst.

    Needs the tenant. What is told later costs no query.
    """
    try:
        client, length = valkey.client(), int(PAUSE * 1000)
        if client.set(_key("told", change), 1, nx=True, px=length):
            _push(change)
            return False
        return bool(client.set(_key("late", change), 1, nx=True, px=length * 5))
    except valkey.Unreachable:
        return False  # tabs without their line fetch by themselves


def ring_late(change: Change) -> None:
    """The end of a burst: whatever came in since is on the page that is fetched now. Needs the tenant."""
    try:
        client = valkey.client()
        client.delete(_key("late", change))
        client.set(_key("told", change), 1, px=int(PAUSE * 1000))
    except valkey.Unreachable:
        return
    _push(change)


def _push(change: Change) -> None:
    """To whom it concerns now: who has left the organisation is told nothing."""
    if change.area:
        topic = topic_of(people.public_id_of(change.organisation_id), change.area)
    elif learner := _member(change.organisation_id, change.user_id):
        topic = realtime.user_topic(learner)
    else:
        return
    realtime.push(topic, KIND, _public_id(change.course_id))


def _key(word: str, change: Change) -> str:
    return valkey.key("courses", "live", word, change.name)


def _courses_of(payload: dict[str, Any]) -> list[int]:
    """The course that a fact names; one that names none (a quiz) is told in every course the person is in."""
    if "course_id" in payload:
        return [payload["course_id"]]
    mine = Enrolment.objects.current().filter(user_id=payload.get("user_id") or 0)
    return list(mine.order_by("pk").values_list("course_id", flat=True)[:50])


def _public_id(course_id: int) -> str:
    rows = Course.objects.filter(pk=course_id) if course_id else Course.objects.none()
    return rows.order_by("pk").values_list("public_id", flat=True).first() or ""


def _member(organisation_id: int, user_id: int) -> str:
    """The public id of a person who is in the organisation now; empty for who left."""
    rows = people.members_query(organisation_id).filter(user_id=user_id)
    return rows.order_by("pk").values_list("user__public_id", flat=True).first() or ""
