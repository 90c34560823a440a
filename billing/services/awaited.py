"""What a charge waits for already: an EFT, whose reference is given again to who chooses EFT again, or a card being charged."""

from django.utils.translation import gettext_lazy as _

from billing.gateways.eft import Eft
from billing.models import Charge, Payment, PaymentState
from synthai.core.errors import Conflict


class BeingCharged(Conflict):
    """A kept card is being charged, and may have been already."""

    code = "billing.charge.being_charged"
    title = _("Your card is being charged")
    message = _("Your card is being charged for it just now. Wait until that is decided.")


def eft_of(charge: Charge, gateway: str, *, is_last: bool = False) -> Payment | None:
    """The undecided EFT for all that is missing of an open charge, where EFT is what was chosen; None where there is none. Read only.

    With `is_last` only when nothing was tried since. The caller holds a lock under which no other is made.
    """
    if gateway != Eft.code:
        return None
    rows = Payment.objects.filter(charge=charge).order_by("-created_at", "-pk")
    states = (PaymentState.CREATED, PaymentState.PENDING)
    found: Payment | None = rows.filter(
        gateway=Eft.code, state__in=states, gateway_id="", amount=charge.due
    ).first()
    if found is None or (is_last and rows.values_list("pk", flat=True).first() != found.pk):
        return None
    return found


def follow(charge: Charge) -> None:
    """The EFT that is awaited asks for what is still missing: it is ours alone, and its reference stays. Charge is locked."""
    if charge.due:
        rows = Payment.objects.awaited_efts().filter(charge=charge, gateway_id="")
        rows.exclude(amount=charge.due).update(amount=charge.due)


def refuse_charging(*charges: Charge) -> None:
    """Not while a kept card is being charged for one of them: what comes would find nothing to pay. Raises BeingCharged.

    The customer's lock is held.
    """
    if Payment.objects.being_charged().filter(charge__in=charges).exists():
        raise BeingCharged
