"""Invoices and notes whose mail did not arrive: told in the app, shown on the document's page."""

from django.db import transaction
from django.urls import reverse

from accounts import selectors as people
from billing import permissions
from billing.models import TaxDocument
from notifications.services import mail_fates, messages
from notifications.services.mail_fates import LostMail

KIND = "billing.document_returned"
_ABOUT = "billing.document:"


def about(public_id: str) -> str:
    """What a document's mails are about."""
    return f"{_ABOUT}{public_id}"


def lost(document: TaxDocument) -> LostMail | None:
    """The document's newest mail, when it did not arrive. One query."""
    name = about(document.public_id)
    return mail_fates.lost([name]).get(name)


@transaction.atomic
def tell(event_id: str, mail_about: str, *, organisation_id: int) -> int:
    """Tell those who look after plan and payments that a document's mail came back. Idempotent by the event. Needs the tenant."""
    if not mail_about.startswith(_ABOUT):
        return 0
    public_id = mail_about.removeprefix(_ABOUT)
    document = TaxDocument.objects.filter(public_id=public_id).order_by("pk").first()
    if document is None:
        return 0
    return messages.tell(
        KIND,
        people.member_ids_holding(organisation_id, permissions.PLAN_VIEW),
        values={"number": document.number},
        url=reverse("billing:invoice", args=[people.slug_of(organisation_id), public_id]),
        organisation_id=organisation_id,
        key=f"billing:{event_id}",
    )
