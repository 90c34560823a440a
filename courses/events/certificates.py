"""Facts of certificates and of the keys that sign them."""

from dataclasses import dataclass

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(Event):
    """A person got a certificate, first or again. `last_on` is an ISO date or empty."""

    certificate_id: int
    course_id: int
    user_id: int
    last_on: str


@dataclass(frozen=True, kw_only=True)
class CertificateRevoked(Event):
    """A certificate was taken back."""

    certificate_id: int
    course_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class CredentialKeyWithdrawn(Event):
    """A key that signed certificates is trusted no more; what it signed is signed again."""

    key_id: int


@dataclass(frozen=True, kw_only=True)
class EnrolmentBegunAgain(Event):
    """A learner takes a course once more, for a certificate that ends. `due_on` is an ISO date or empty."""

    enrolment_id: int
    course_id: int
    user_id: int
    due_on: str
