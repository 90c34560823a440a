"""A certificate on paper, set anew each time from what was given."""

import io
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from PIL import Image

from accounts import selectors as people
from accounts.services import logos
from courses.engine.certificates.paper import Paper, diploma
from courses.engine.certificates.standing import last_day
from courses.models import Certificate, Course
from courses.services.certificates import addresses
from synthai.core.documents import Brand, diplomas

_SAMPLE_NUMBER: Final = "0" * 17


def pdf_of(certificate: Certificate) -> bytes:
    """The PDF: the same bytes every time, as long as the organisation keeps its name and its logo. Needs the tenant."""
    organisation_id = certificate.organisation_id or 0
    paper = Paper(
        sender=people.name_of(organisation_id),
        name=certificate.name,
        course=certificate.title,
        text=certificate.text,
        number=certificate.number,
        issued_on=timezone.localdate(certificate.issued_at),
        last_on=certificate.last_on,
        signed_by=certificate.signed_by,
        link=addresses.of_certificate(people.public_id_of(organisation_id), certificate.number),
        look=certificate.look,
    )
    return diplomas.as_pdf(diploma(paper), at=certificate.issued_at, brand=_brand(certificate.colour))


def sample_of(course: Course, terms: dict[str, Any], *, name: str, now: datetime) -> bytes:
    """What a course's certificate would look like today, as a WebP that says it is a sample: its number is none. Needs the tenant."""
    organisation_id = course.organisation_id or 0
    today = timezone.localdate(now)
    paper = Paper(
        sender=people.name_of(organisation_id),
        name=name,
        course=course.title,
        text=terms["text"],
        number=_SAMPLE_NUMBER,
        issued_on=today,
        last_on=last_day(today, terms["months"]),
        signed_by=terms["signed_by"],
        link=addresses.of_certificate(people.public_id_of(organisation_id), _SAMPLE_NUMBER),
        look=terms["look"],
        is_sample=True,
    )
    drawn = diplomas.as_picture(diploma(paper), brand=_brand(terms["colour"]))
    small = io.BytesIO()
    with Image.open(io.BytesIO(drawn), formats=["PNG"]) as picture:
        picture.convert("RGB").save(small, "WEBP", quality=70, method=4)
    return small.getvalue()


def _brand(colour: str) -> Brand:
    return Brand(colour=colour, logo=logos.on_paper())
