"""PayFast sends nothing when a charge fails, so somebody has to look: what an agreement's state then means."""

from datetime import date, timedelta

from billing.gateways.facts import AgreementFact
from billing.gateways.payfast.agreements import ACTIVE, Agreement
from billing.gateways.payfast.refusals import said


def is_overdue(expected_on: date, *, today: date, grace_days: int) -> bool:
    """Whether a charge that was to come on `expected_on` is late enough to ask PayFast. The last day of grace is none yet."""
    return today > expected_on + timedelta(days=grace_days)


def meaning(token: str, agreement: Agreement) -> AgreementFact:
    """Only status 1, ACTIVE, is documented as good. Whatever else it says, somebody must look at it."""
    text = agreement.status_text.strip().upper()
    if agreement.status == ACTIVE and text in {"", "ACTIVE"}:
        return AgreementFact(agreement=token, status="active")
    reason = " ".join(part for part in (text, agreement.status_reason) if part)
    return AgreementFact(agreement=token, status="attention", reason=said(reason) or "unknown status")
