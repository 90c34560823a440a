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


@dataclass(frozen=True)
class Hint:
    """One hint: its topic, and the public id it is about."""

    topic: str
    id: str


def topic_of(organisation_public_id: str, area: str) -> str:
    """What a page of an area listens to."""
    return realtime.organisation_topic(organisation_public_id, area)


def hints_of(payload: dict[str, Any], organisation_id: int) -> list[Hint]:
    """Whom a fact concerns: the course's board, the markers' lists, and the learner's own tabs. Needs the tenant."""
    organisation, user_id = people.public_id_of(organisation_id), payload.get("user_id")
    courses = _courses_of(payload)
    found = [Hint(topic_of(organisation, LEARNING), course) for course in courses]
    found.append(Hint(topic_of(organisation, PEOPLE), ""))
    if "submission_id" in payload or "attempt_id" in payload:
        found.append(Hint(topic_of(organisation, MARKING), ""))
    learner = _member(organisation_id, user_id) if user_id else ""
    if learner:
        found += [Hint(realtime.user_topic(learner), course) for course in courses]
    return found


def ring(hint: Hint) -> bool:
    """Tell open tabs now, unless they were just told: then True says to come again after PAUSE (`ring_late`), once a burst."""
    try:
        client, length = valkey.client(), int(PAUSE * 1000)
        if client.set(_key("told", hint), 1, nx=True, px=length):
            _push(hint)
            return False
        return bool(client.set(_key("late", hint), 1, nx=True, px=length * 5))
    except valkey.Unreachable:
        return False  # tabs without their line fetch by themselves


def ring_late(hint: Hint) -> None:
    """The end of a burst: whatever came in since is on the page that is fetched now."""
    try:
        client = valkey.client()
        client.delete(_key("late", hint))
        client.set(_key("told", hint), 1, px=int(PAUSE * 1000))
    except valkey.Unreachable:
        return
    _push(hint)


def _push(hint: Hint) -> None:
    realtime.push(hint.topic, KIND, hint.id)


def _key(word: str, hint: Hint) -> str:
    return valkey.key("courses", "live", word, hint.topic, hint.id)


def _courses_of(payload: dict[str, Any]) -> list[str]:
    """The course that a fact names; one that names none (a quiz) is told in every course the person is in."""
    if "course_id" in payload:
        rows = Course.objects.filter(pk=payload["course_id"])
        return list(rows.order_by("pk").values_list("public_id", flat=True))
    mine = Enrolment.objects.current().filter(user_id=payload.get("user_id") or 0)
    return list(mine.order_by("pk").values_list("course__public_id", flat=True)[:50])


def _member(organisation_id: int, user_id: int) -> str:
    """The public id of a person who is in the organisation now; empty for who left."""
    rows = people.members_query(organisation_id).filter(user_id=user_id)
    return rows.order_by("pk").values_list("user__public_id", flat=True).first() or ""
