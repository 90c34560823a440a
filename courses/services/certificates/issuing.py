"""Certificates: given to who completes a course, renewed, taken back."""

import secrets
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import selectors as people
from courses import events, locks, permissions
from courses.engine.certificates import badge, revocations, signing
from courses.engine.certificates.badge import Achievement, Awarded, Issuer
from courses.engine.certificates.numbers import new_number
from courses.engine.certificates.standing import last_day, renewed_until
from courses.models import Certificate, CertificateTerms, Course, Enrolment, IssuerKey
from courses.models.certificates import REASON_LENGTH, Look
from courses.services.certificates import addresses, keys
from courses.terms import EnrolmentState
from synthai.core.access import Actor, require, system_actor
from synthai.core.audit import audit
from synthai.core.documents.sheets import HOUSE_COLOUR
from synthai.core.errors import Conflict, DomainError, NotFound
from synthai.core.events import publish
from synthai.core.versions import check_version

LIST_HOLDS = timedelta(days=1)


class NotPresent(Conflict):
    """It was taken back, or renewed, already."""

    code = "courses.certificate.not_present"
    message = _("This certificate was taken back or renewed already, so it stays as it is.")


class ReasonMissing(DomainError):
    """Taking back without a word."""

    code = "courses.certificate.reason"
    status = 422
    field = "reason"
    message = _("Say why the certificate is taken back: whoever checks it reads this.")


@transaction.atomic
def set_terms(
    course: Course, values: dict[str, Any], *, by: Actor, expected: str | None = None
) -> CertificateTerms:
    """Say what the course's certificate says; those given already stay as they are. Raises NotAllowed, PreconditionFailed."""
    locks.lock_course(course.pk)
    require(by, permissions.COURSE_CHANGE)
    terms = CertificateTerms.objects.filter(course_id=course.pk).order_by("pk").first()
    if terms is None:
        terms = CertificateTerms(course=course, version=0)
    else:
        check_version(terms, expected)
    changes = {
        name: [getattr(terms, name), value] for name, value in values.items() if getattr(terms, name) != value
    }
    if changes or not terms.version:
        for name, value in values.items():
            setattr(terms, name, value)
        terms.version += 1
        terms.full_clean()
        terms.save()
        audit(course, "courses.certificate.terms_changed", by=by, changes=changes)
    found: CertificateTerms = terms
    return found


@transaction.atomic
def issue_for(enrolment_id: int, *, now: datetime) -> Certificate | None:
    """Give who completed a course its certificate. None when the course gives none, they hold one, or left. Idempotent.

    Needs the tenant.
    """
    locks.lock_issuing(_owner_of(Enrolment, enrolment_id))
    enrolment = Enrolment.objects.filter(pk=enrolment_id).select_related("course", "user", "version").first()
    if enrolment is None or enrolment.completed_at is None or enrolment.state == EnrolmentState.ENDED:
        return None  # a place that was paid back meanwhile, say
    terms = CertificateTerms.objects.filter(course_id=enrolment.course_id, is_on=True).order_by("pk").first()
    if terms is None:
        return None
    mine = Certificate.objects.filter(course_id=enrolment.course_id, user_id=enrolment.user_id)
    held = mine.present().order_by("-pk").first()
    if held is not None and _was_taken_again(enrolment, held):
        return _renewed(locks.lock_certificate(held.pk), by=system_actor(enrolment.organisation_id), now=now)
    # One that was taken back is not given again by itself: somebody had a reason.
    if mine.exists():
        return None
    last_on = last_day(timezone.localdate(now), terms.months)
    made = _make(enrolment.course, enrolment.user, enrolment.version.title, terms, last_on=last_on, now=now)
    _tell(made, "courses.certificate.issued", by=system_actor(enrolment.organisation_id))
    return made


@transaction.atomic
def renew(certificate_id: int, *, by: Actor, now: datetime) -> Certificate:
    """Give a new certificate in place of one that ends or ended; who renews early loses no day.

    Raises NotAllowed, NotFound, NotPresent.
    """
    locks.lock_issuing(_owner_of(Certificate, certificate_id))  # first, as `issue_for` does
    old = locks.lock_certificate(certificate_id)
    require(by, permissions.CERTIFICATE_MANAGE)
    return _renewed(old, by=by, now=now)


def _owner_of(model: Any, key: int) -> int:
    found: int | None = model.objects.filter(pk=key).values_list("organisation_id", flat=True).first()
    return found or 0


def _was_taken_again(enrolment: Enrolment, held: Certificate) -> bool:
    """Whether the course was done once more, for this certificate, since it was given."""
    begun, done = enrolment.begun_again_at, enrolment.completed_at
    return begun is not None and done is not None and held.issued_at < begun <= done


def _renewed(old: Certificate, *, by: Actor, now: datetime) -> Certificate:
    """A new one in place of a locked one. Needs the lock of issuing. Raises NotPresent."""
    if old.revoked_at or old.renewed_at:
        raise NotPresent
    terms = CertificateTerms.objects.filter(course_id=old.course_id).order_by("pk").first()
    months = terms.months if terms else None
    last_on = renewed_until(old.held, renewed_on=timezone.localdate(now), months=months)
    old.renewed_at = now
    old.save(update_fields=["renewed_at"])
    made = _make(old.course, old.user, old.title, terms, last_on=last_on, now=now)
    _tell(made, "courses.certificate.renewed", by=by)
    return made


@transaction.atomic
def revoke(certificate_id: int, reason: str, *, by: Actor, now: datetime) -> Certificate:
    """Take a certificate back: its page and the list of revocations say so at once. Raises NotAllowed, NotPresent, ReasonMissing."""
    found = locks.lock_certificate(certificate_id)
    require(by, permissions.CERTIFICATE_MANAGE)
    if found.revoked_at:
        raise NotPresent
    if not reason.strip():
        raise ReasonMissing
    found.revoked_at, found.revoked_reason = now, reason.strip()[:REASON_LENGTH]
    found.save(update_fields=["revoked_at", "revoked_reason"])
    audit(found, "courses.certificate.revoked", by=by, changes={"reason": [None, found.revoked_reason]})
    publish(
        events.CertificateRevoked(certificate_id=found.pk, course_id=found.course_id, user_id=found.user_id)
    )
    return found


@transaction.atomic
def revocation_list(owner: str, name: str, *, now: datetime) -> str:
    """The signed list of what was taken back, good for a day. Needs the tenant. Raises NotFound where none was given yet."""
    if not IssuerKey.objects.trusted().exists():
        raise NotFound
    revoked = Certificate.objects.filter(revoked_at__isnull=False).values_list("place", flat=True)
    url = addresses.of_list(owner)
    body = revocations.status_list(
        issuer_of(owner, name), url, revoked, at=now, until=now + LIST_HOLDS, last=_last_place() or 0
    )
    held = keys.signing(now=now)
    return signing.sign(body, key=held.key, kid=addresses.of_key(owner, held.public_id))


def issuer_of(owner: str, name: str) -> Issuer:
    """The organisation as the world knows it."""
    address = addresses.of_issuer(owner)
    return Issuer(id=address, name=name, url=address)


def _make(
    course: Course,
    user: Any,
    title: str,
    terms: CertificateTerms | None,
    *,
    last_on: date | None,
    now: datetime,
) -> Certificate:
    taken = _last_place()
    made = Certificate(
        number=new_number(),
        course=course,
        user=user,
        name=user.get_full_name() or str(user),
        title=title,
        text=terms.text if terms else "",
        signed_by=terms.signed_by if terms else "",
        look=terms.look if terms else Look.FRAME,
        colour=terms.colour if terms else HOUSE_COLOUR,
        issued_at=now,
        last_on=last_on,
        place=0 if taken is None else taken + 1,
    )
    made.token = _credential(made, user.email, now=now)
    made.full_clean(exclude=["course", "user"])
    made.save()
    return made


def _last_place() -> int | None:
    found: int | None = Certificate.objects.aggregate(last=Max("place"))["last"]
    return found


def _credential(made: Certificate, email: str, *, now: datetime) -> str:
    organisation_id = made.course.organisation_id or 0
    owner, sender = people.public_id_of(organisation_id), people.name_of(organisation_id)
    held = keys.signing(now=now)
    ends = None
    if made.last_on is not None:
        ends = timezone.make_aware(datetime.combine(made.last_on + timedelta(days=1), time.min))
    achievement = Achievement(
        id=addresses.of_achievement(owner, made.course.public_id),
        name=made.title,
        description=made.text or made.course.summary or made.title,
        criteria=str(_("Completed every lesson of the course that counts.")),
    )
    awarded = Awarded(
        id=addresses.of_certificate(owner, made.number),
        name=made.name,
        email=email,
        salt=secrets.token_hex(8),
        valid_from=now,
        valid_until=ends,
        list_url=addresses.of_list(owner),
        place=made.place,
    )
    body = badge.credential(issuer_of(owner, sender), achievement, awarded)
    return signing.sign(body, key=held.key, kid=addresses.of_key(owner, held.public_id))


def _tell(made: Certificate, code: str, *, by: Actor) -> None:
    audit(made, code, by=by, changes={"course": [None, made.title], "last_on": [None, made.last_on]})
    publish(
        events.CertificateIssued(
            certificate_id=made.pk,
            course_id=made.course_id,
            user_id=made.user_id,
            last_on=made.last_on.isoformat() if made.last_on else "",
        )
    )
