"""A certificate on paper, set anew each time from what was given."""

from django.utils import timezone

from accounts import selectors as people
from courses.engine.certificates.paper import Paper, diploma
from courses.models import Certificate
from courses.services.certificates import addresses
from synthai.core.documents import diplomas


def pdf_of(certificate: Certificate) -> bytes:
    """The PDF: the same bytes every time, as long as the organisation keeps its name."""
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
    )
    return diplomas.as_pdf(diploma(paper), at=certificate.issued_at)
