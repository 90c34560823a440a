"""Why a line of a bank statement is not matched as it was asked."""

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import Conflict, DomainError


class LineClosed(Conflict):
    """Something was made of it already."""

    code = "billing.bank_line.closed"
    title = _("This line is no longer open")
    message = _("Something was made of this line already. Undo that first.")


class NotAnEft(DomainError):
    """The reference leads to no payment that a bank line can pay."""

    code = "billing.bank_line.no_payment"
    title = _("No such EFT payment")
    message = _(
        "There is no EFT payment %(reference)s. Check the reference, or choose one of the suggestions."
    )
    remedy = _("Use the reference of a payment by EFT.")
    field = "reference"


class TooLittle(DomainError):
    """Less came than is owed."""

    code = "billing.bank_line.too_little"
    title = _("Less than is owed")
    message = _(
        "%(came)s came, and %(due)s is owed. Keep it as a part: it counts, and the customer is asked for the rest."
    )
    remedy = _("Keep the line as a part payment.")


class NothingOwed(TooLittle):
    """What it was for is paid, or not wanted any more."""

    code = "billing.bank_line.nothing_owed"
    title = _("Nothing is owed for it")
    message = _(
        "%(came)s came, and nothing is owed for %(reference)s any more. Keep it as credit: it pays what else is open, or what comes next."
    )
    remedy = _("Keep the line as credit.")


class ReferenceMissing(NotAnEft):
    """None was typed."""

    message = _("Type the reference of the payment that this line pays.")
