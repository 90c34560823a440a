"""Which lessons are still to open for learners: the course's days and those that were set for one person."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone

from courses.engine import drip
from courses.engine.drip import Opening
from courses.engine.outline import Outline, outline_from
from courses.models import Enrolment, ReleaseOverride

Own = dict[str, date | None]


def later_of(enrolments: Collection[Enrolment], *, today: date) -> dict[int, dict[str, Opening]]:
    """What is still to open in each enrolment, by its key. One query, none where no version has days."""
    found = openings_of(enrolments)
    return {key: drip.later(each, today) for key, each in found.items()}


def openings_of(enrolments: Collection[Enrolment]) -> dict[int, dict[str, Opening]]:
    """Every day in each enrolment whose version has some, by its key. One query, or none."""
    rows = [row for row in enrolments if row.version.is_drip]
    own = own_days([row.pk for row in rows]) if rows else {}
    outlines = {row.version_id: row.version for row in rows}
    read = {key: outline_from(version.outline) for key, version in outlines.items()}
    return {row.pk: drip.openings(read[row.version_id], started_on(row), own.get(row.pk, {})) for row in rows}


def openings_for(enrolment: Enrolment | None, outline: Outline, *, today: date) -> Mapping[str, Opening]:
    """The days of one learner; who has not started sees when it would be if they started today. No query where the enrolment came `with_own_days`."""
    if not drip.is_drip(outline):
        return {}
    if enrolment is None:
        return drip.openings(outline, today, {})
    return drip.openings(outline, started_on(enrolment), _own_of(enrolment))


def with_own_days(rows: Any) -> Any:
    """Enrolments with what was set for their learners, in the same query."""
    own = ReleaseOverride.objects.filter(enrolment_id=OuterRef("pk")).order_by("pk")
    return rows.annotate(
        own_openings=ArraySubquery(own.values(told=JSONObject(lesson="lesson", on="opens_on")))
    )


def _own_of(enrolment: Enrolment) -> Own:
    told = getattr(enrolment, "own_openings", None)
    if told is None:
        return own_days([enrolment.pk]).get(enrolment.pk, {})
    return {each["lesson"]: date.fromisoformat(each["on"]) if each["on"] else None for each in told}


def own_days(enrolment_ids: Collection[int]) -> dict[int, Own]:
    """The days that were set for learners, by enrolment and lesson; None is at once. One query."""
    found: dict[int, Own] = {}
    rows = ReleaseOverride.objects.filter(enrolment_id__in=enrolment_ids)
    for enrolment_id, lesson, opens_on in rows.values_list("enrolment_id", "lesson", "opens_on"):
        found.setdefault(enrolment_id, {})[lesson] = opens_on
    return found


def started_on(enrolment: Enrolment) -> date:
    """The day that days after the start are counted from."""
    return timezone.localdate(enrolment.enrolled_at)
