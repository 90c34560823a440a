"""Reads of certificates: one's own, everybody's, and the one that somebody checks."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts import selectors as people
from courses.engine.certificates.numbers import NumberWrong, read_number
from courses.models import Certificate, CertificateTerms, Course, IssuerKey
from courses.models.certificates import CertificateQuerySet
from synthai.core.errors import NotFound
from synthai.core.tenancy import tenant


@dataclass(frozen=True, kw_only=True)
class Owner:
    """The organisation whose certificates are looked at from outside."""

    public_id: str
    name: str


@contextmanager
def opened(owner: str) -> Iterator[Owner]:
    """The organisation of a public address, its tenant active inside the block. Raises NotFound."""
    organisation = people.organisation_by_public_id(owner)
    with tenant(organisation.pk):
        yield Owner(public_id=organisation.public_id, name=organisation.name)


def checked(number: str) -> Certificate:
    """The certificate with this number, as somebody typed it. Needs its tenant. Raises NotFound."""
    try:
        kept = read_number(number)
    except NumberWrong as error:
        raise NotFound from error
    found = Certificate.objects.filter(number=kept).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def certificates(*, user_id: int | None = None, expiring_on: date | None = None) -> CertificateQuerySet:
    """A person's certificates, or everybody's; only those that end within 60 days of a day, or ended."""
    rows = Certificate.objects.select_related("user", "course")
    if user_id is not None:
        rows = rows.filter(user_id=user_id)
    return rows if expiring_on is None else rows.expiring(on=expiring_on)


def get_certificate(number: str, *, of_user: int | None = None) -> Certificate:
    """A certificate of the active organisation; with `of_user` only that person's. Raises NotFound."""
    rows: Any = Certificate.objects.filter(number=number)
    found: Certificate | None = (
        (rows if of_user is None else rows.filter(user_id=of_user)).order_by("pk").first()
    )
    if found is None:
        raise NotFound
    return found


def present_of(course_id: int, *, user_id: int) -> Certificate | None:
    """What a person holds for a course, where they hold one. One query."""
    rows = Certificate.objects.present().filter(course_id=course_id, user_id=user_id)
    found: Certificate | None = rows.order_by("pk").first()
    return found


def typed(number: str, *, of_user: int) -> Certificate:
    """A person's certificate by its number as somebody typed it. Raises NotFound."""
    try:
        return get_certificate(read_number(number), of_user=of_user)
    except NumberWrong as error:
        raise NotFound from error


def terms_of(course: Course) -> CertificateTerms | None:
    """What the course's certificate says, if somebody said so."""
    found: CertificateTerms | None = (
        CertificateTerms.objects.filter(course_id=course.pk).order_by("pk").first()
    )
    return found


def key_ids() -> list[str]:
    """Public ids of the keys that verify, newest first."""
    return list(IssuerKey.objects.trusted().values_list("public_id", flat=True))


def get_key(public_id: str) -> IssuerKey:
    """One of them. Raises NotFound."""
    found = IssuerKey.objects.trusted().filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def keys() -> list[IssuerKey]:
    """All keys, newest first, those that were withdrawn too."""
    return list(IssuerKey.objects.order_by("-id"))


def renewable(user_id: int, course_ids: Collection[int], *, on: date) -> dict[int, Certificate]:
    """A person's certificates that end within 60 days or ended, by course: who takes the course again gets a new one."""
    rows = Certificate.objects.filter(user_id=user_id, course_id__in=course_ids).expiring(on=on)
    return {row.course_id: row for row in rows}
