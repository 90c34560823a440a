"""From a document that was read to billing's invoice checker: each field confirmed by a person first."""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from billing.services import checking, checking_answers
from content import permissions
from content.models import ReadDocument
from synthai.core.access import Actor, require
from synthai.core.errors import DomainError

CHECK: Final = "billing.invoice.check"
FIELDS: Final = (
    "heading", "supplier_name", "supplier_vat_number", "recipient_vat_number", "number", "issued_on", "supplied_on", "excl", "vat", "incl",
)  # fmt: skip


class Unconfirmed(DomainError):
    """A field that nobody compared with the paper."""

    code = "content.read.unconfirmed"
    title = _("Not every field is confirmed")
    status = 422
    field = "confirmed"
    message = _("Compare each field with the document and tick it: %(names)s.")


def fields_of(found: ReadDocument) -> list[dict[str, Any]]:
    """What the rules found, for the form."""
    return list(found.slip.get("fields", []))


def send(
    found: ReadDocument, values: dict[str, Any], confirmed: set[str], *, by: Actor, now: datetime
) -> str:
    """Judge the invoice and keep it in billing's list; returns its id there. `values` are cleaned, by the names of FIELDS.

    Raises NotAllowed (here or there), Unconfirmed, and what the checker refuses.
    """
    require(by, permissions.READING_USE)
    given = {name: values[name] for name in FIELDS if values.get(name) not in (None, "")}
    if left := [name for name in given if name not in confirmed]:
        raise Unconfirmed(names=", ".join(str(_NAMES[name]) for name in left))
    question = checking_answers.question(given, checking_answers.known(found.tenant_id))
    kept = checking.keep(question, checking_answers.as_answers(given), by=by, now=now)
    return kept.public_id


_NAMES: Final = {
    "heading": _("what it is headed"),
    "supplier_name": _("supplier"),
    "supplier_vat_number": _("the supplier's VAT number"),
    "recipient_vat_number": _("your VAT number"),
    "number": _("invoice number"),
    "issued_on": _("date of the invoice"),
    "supplied_on": _("date of supply"),
    "excl": _("amount without VAT"),
    "vat": _("VAT"),
    "incl": _("amount with VAT"),
}
