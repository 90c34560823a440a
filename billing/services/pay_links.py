"""Links that let anybody pay one charge without signing in: sealed, for thirty days, or until it is paid or cancelled.

The link says which charge of which organisation, and until when; nobody can read or change it. It opens nothing but the amount
and the ways to pay, and what is paid with it keeps no card.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts import selectors as people
from billing.models import Charge, Payment
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.errors import DomainError, NotFound
from synthai.core.sealing import BrokenSeal, seal, unseal
from synthai.core.tenancy import tenant

VALID_FOR = timedelta(days=30)
_PURPOSE = "billing.pay_link"


class LinkOver(DomainError):
    """Its thirty days are over."""

    code = "billing.pay_link.over"
    title = _("This link has expired")
    message = _("This pay link is older than 30 days. Ask whoever sent it for a new one.")
    remedy = _("Make a new link on the charge's page.")
    status = 410


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What somebody with the link may know, and the charge itself for those who go on from here."""

    organisation_name: str
    charge: Charge
    newest_payment: Payment | None


def make(charge: Charge, organisation_public_id: str, *, now: datetime) -> str:
    """A link's token; the same one for the whole day, so that copying it again changes nothing."""
    ends = (now + VALID_FOR).replace(hour=23, minute=59, second=0, microsecond=0)
    content = [organisation_public_id, charge.public_id, int(ends.timestamp())]
    return seal(json.dumps(content, separators=(",", ":")).encode(), purpose=_PURPOSE)


def note_shared(charge: Charge, *, by: Actor) -> None:
    """The trail keeps who made a link."""
    audit(charge, "billing.charge.link_made", by=by)


@contextmanager
def opened(token: str, *, now: datetime) -> Iterator[Opened]:
    """The link's charge, with its tenant active inside the block. Raises NotFound, LinkOver."""
    organisation_id, charge_id, ends = _read(token)
    if now >= datetime.fromtimestamp(ends, UTC):
        raise LinkOver
    organisation = people.organisation_by_public_id(organisation_id)
    with tenant(organisation.pk):
        charge = Charge.objects.filter(public_id=charge_id).order_by("pk").first()
        if charge is None:
            raise NotFound
        payments = Payment.objects.filter(charge=charge).order_by("-created_at", "-pk")
        yield Opened(organisation_name=organisation.name, charge=charge, newest_payment=payments.first())


def _read(token: str) -> tuple[str, str, int]:
    try:
        organisation, charge, ends = json.loads(unseal(token, purpose=_PURPOSE))
    except (BrokenSeal, ValueError) as error:
        raise NotFound from error
    return str(organisation), str(charge), int(ends)
