"""The link in an invitation: which invitation, in which organisation, and the number of the mail it came in.

Signed, so that it cannot be guessed or altered; it says nothing that is secret and needs no row of its own. Sending
again raises the number, so the older link stops working.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accounts.models import Invitation, Organisation

_SIGNER_SALT = "accounts.invitation"
_PARTS = 3


@dataclass(frozen=True, kw_only=True)
class Link:
    """What a link names."""

    organisation_public_id: str
    invitation_public_id: str
    number: int


def token_of(invitation: Invitation, organisation: Organisation) -> str:
    """The token for the newest mail of this invitation."""
    text = f"{organisation.public_id}-{invitation.public_id}-{invitation.link_number}"
    return _signer().sign(text)


def url_of(invitation: Invitation, organisation: Organisation) -> str:
    """The whole address that goes into the mail."""
    path = reverse("accounts:invitation-accept", args=[token_of(invitation, organisation)])
    return settings.SITE_URL.rstrip("/") + path


def read(token: str) -> Link | None:
    """What the token names; None when it was altered or cut off."""
    try:
        parts = _signer().unsign(token).split("-")
    except BadSignature:
        return None
    if len(parts) != _PARTS or not parts[2].isdigit():
        return None
    return Link(organisation_public_id=parts[0], invitation_public_id=parts[1], number=int(parts[2]))


def _signer() -> Signer:
    return Signer(sep=".", salt=_SIGNER_SALT)
