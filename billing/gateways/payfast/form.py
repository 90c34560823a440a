"""The signed form that the customer's browser posts to PayFast."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.gateways.payfast import money, refusals
from billing.gateways.payfast.config import PayFastConfig
from billing.gateways.payfast.signing import form_signature, in_order
from billing.gateways.steps import FormPost, PaymentRequest

SHORT, LONG = 100, 255
CARD_PAGE = "https://payment.payfast.io"  # where the live host redirects the posted form to
# Ours, echoed by notifications: PayFast's do not say of which type an agreement is.
SCHEDULE_MARK = "schedule"
FREQUENCIES = {"daily": 1, "weekly": 2, "monthly": 3, "quarterly": 4, "biannual": 5, "annual": 6}


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """An agreement that PayFast charges by itself (subscription_type 1).

    `frequency` is a key of FREQUENCIES. `cycles` 0 means until cancelled. `recurring_amount` is what each later charge
    takes; `billing_date` the day of the first of them (PayFast takes today when there is none).
    """

    frequency: str
    recurring_amount: Decimal
    billing_date: date | None = None
    cycles: int = 0


def once(config: PayFastConfig, request: PaymentRequest) -> FormPost:
    """A payment now; with `keeps_method` PayFast keeps the card and charges it again only when asked to."""
    fields = _fields(config, request, may_be_free=request.keeps_method)
    if request.keeps_method:
        _require_passphrase(config)
        fields["subscription_type"] = "2"
    return _post(config, fields)


def scheduled(config: PayFastConfig, request: PaymentRequest, schedule: Schedule) -> FormPost:
    """A payment now and by PayFast's schedule later. An amount of 0.00 is a free first period: it needs a billing date."""
    _require_passphrase(config)
    fields = _fields(config, request, may_be_free=schedule.billing_date is not None)
    if schedule.recurring_amount < money.MINIMUM:
        raise refusals.below_minimum()
    if schedule.cycles < 0:
        raise ValueError("Cycles are counted from 0, which means without end.")
    fields |= {
        "custom_str1": SCHEDULE_MARK,
        "subscription_type": "1",
        "billing_date": schedule.billing_date.isoformat() if schedule.billing_date else "",
        "recurring_amount": refusals.checked(money.rand, schedule.recurring_amount),
        "frequency": str(FREQUENCIES[schedule.frequency]),
        "cycles": str(schedule.cycles),
    }
    return _post(config, fields)


def shorten(text: str, limit: int) -> str:
    """On one line, at most `limit` characters, cut between words when that costs less than a third of it."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    whole_words = cut.rpartition(" ")[0] if not line[limit - 1].isspace() else cut
    return (whole_words if len(whole_words) > limit * 2 // 3 else cut).rstrip() + "…"


def _fields(config: PayFastConfig, request: PaymentRequest, *, may_be_free: bool) -> dict[str, str]:
    if request.currency != money.CURRENCY:
        raise refusals.wrong_currency()
    if request.amount < money.MINIMUM and not (may_be_free and request.amount == 0):
        raise refusals.below_minimum()
    if len(request.reference) > SHORT:
        raise ValueError("Our reference is longer than PayFast keeps.")
    email = request.buyer.email
    return {
        "merchant_id": config.merchant_id,
        "merchant_key": config.merchant_key,
        "return_url": request.return_url,
        "cancel_url": request.cancel_url,
        "notify_url": request.notify_url,
        "name_first": shorten(request.buyer.name_first, SHORT),
        "name_last": shorten(request.buyer.name_last, SHORT),
        "email_address": email if len(email) <= SHORT else "",  # half an address would be somebody else's
        "m_payment_id": request.reference,
        "amount": refusals.checked(money.rand, request.amount),
        "item_name": shorten(request.description, SHORT),
        "item_description": shorten(request.organisation, LONG),
    }


def _post(config: PayFastConfig, fields: Mapping[str, str]) -> FormPost:
    ordered = in_order(fields)
    signature = form_signature(ordered, config.passphrase)
    return FormPost(
        url=f"{config.host}/eng/process",
        fields=(*ordered, ("signature", signature)),
        leads_to=() if config.is_test else (CARD_PAGE,),
    )


def _require_passphrase(config: PayFastConfig) -> None:
    if not config.passphrase:
        raise refusals.no_passphrase()
