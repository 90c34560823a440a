"""How an organisation looks in mails about it: its name, and its logo at an address that a mail program fetches without signing in.

The address is sealed and names the organisation alone: it always answers with the present logo, tells nothing else, and is only
in mails. Organisations behind single sign-on show their name, as their pages do.
"""

import json
from typing import Any, Final

from django.conf import settings
from django.http import Http404
from django.urls import reverse

from accounts.models import Logo, Organisation
from notifications import branding
from notifications.branding import Look
from synthai.core.sealing import BrokenSeal, seal, unseal
from synthai.core.tenancy import tenant

_PURPOSE: Final = "accounts.mail_logo"
_HIGHEST: Final = 40  # pixels of a mail
_WIDEST: Final = 200


def offer() -> None:
    """Tell notifications how organisations look."""
    branding.offer(of)


def of(organisation: Organisation) -> Look:
    """Name and logo. No query."""
    kept: dict[str, Any] = organisation.logo
    if not kept or organisation.requires_sso:
        return Look(name=organisation.name)
    scale = min(_HIGHEST / kept["height"], _WIDEST / kept["width"], 1)
    return Look(
        name=organisation.name,
        logo_url=settings.SITE_URL.rstrip("/")
        + reverse("accounts:mail-logo", args=[_token(organisation.pk)]),
        logo_width=max(1, round(kept["width"] * scale)),
        logo_height=max(1, round(kept["height"] * scale)),
        ground=kept["ground"],
    )


def digest_of(token: str) -> tuple[int, str]:
    """The organisation that an address names, and its present logo. Raises Http404."""
    try:
        organisation_id = json.loads(unseal(token, purpose=_PURPOSE))
    except (BrokenSeal, ValueError) as error:
        raise Http404 from error
    found = Organisation.objects.filter(pk=organisation_id, requires_sso=False).order_by("pk").first()
    if found is None:
        raise Http404
    with tenant(found):
        current = Logo.objects.current().values_list("digest", flat=True).first()
    if current is None:
        raise Http404
    return found.pk, current


def _token(organisation_id: int) -> str:
    return seal(json.dumps(organisation_id).encode(), purpose=_PURPOSE)
