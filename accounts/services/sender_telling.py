"""Tell who looks after an organisation's own sender that its domain's records were found, or are gone."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import selectors
from notifications.permissions import SENDER_CHANGE
from notifications.services import inbox


@transaction.atomic
def tell(event_id: str, name: str, payload: dict[str, Any], *, organisation_id: int) -> None:
    """One line for everybody who may change the sender. Idempotent by the event. Needs the tenant."""
    is_proven = name.endswith(".SenderProven")
    domain = {"domain": payload["domain"]}
    if is_proven:
        title = _("Your mails come from %(domain)s now") % domain
        body = _("The records of the domain were found. They are looked for once a day.")
    else:
        title = _("Your mails no longer come from %(domain)s") % domain
        body = _(
            "Records of the domain are missing or wrong. Until they are right again, mails come from our address with your name. "
            "The page says what to mend."
        )
    inbox.notify(
        "accounts.sender_proven" if is_proven else "accounts.sender_lapsed",
        selectors.member_ids_holding(organisation_id, SENDER_CHANGE),
        title=title,
        body=body,
        url=reverse("notifications-organisation:sender", args=[selectors.slug_of(organisation_id)]),
        organisation_id=organisation_id,
        key=f"accounts:{event_id}",
    )
