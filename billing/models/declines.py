"""Why a payment did not work, in sentences: gateways say it in codes, in words of their own, or not at all."""

import re
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_CODE: Final = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")  # "insufficient_funds": no word for people
_FUNDS: Final = gettext_lazy("There was not enough money in the account.")
_REFUSED: Final = gettext_lazy("The bank refused the card. It says why only to whom the card belongs.")
_LIMIT: Final = gettext_lazy("The card's limit is reached. The bank can raise it.")
_EXPIRED: Final = gettext_lazy("The card has expired.")
_TYPED: Final = gettext_lazy("A digit of the card was not right.")
_CONFIRM: Final = gettext_lazy("The bank wants the payment confirmed in its app or with a code.")
_LATER: Final = gettext_lazy("The bank could not be reached. Later it may work.")
_CLOSED: Final = gettext_lazy("The card is closed or blocked. Use another one.")
_NOT_AGAIN: Final = gettext_lazy(
    "This card cannot be charged again as it is kept. Pay with it anew, or use another one."
)

# Stripe's decline codes and Paystack's and PayFast's words, in small letters with one underscore between words.
SENTENCES: Final[dict[str, "_StrOrPromise"]] = {
    "insufficient_funds": _FUNDS,
    "not_sufficient_funds": _FUNDS,
    "do_not_honor": _REFUSED,
    "do_not_honour": _REFUSED,
    "card_declined": _REFUSED,
    "generic_decline": _REFUSED,
    "declined": _REFUSED,
    "transaction_not_allowed": _REFUSED,
    "transaction_not_permitted_to_cardholder": _REFUSED,
    "withdrawal_count_limit_exceeded": _LIMIT,
    "card_velocity_exceeded": _LIMIT,
    "exceeds_withdrawal_limit": _LIMIT,
    "expired_card": _EXPIRED,
    "incorrect_cvc": _TYPED,
    "invalid_cvc": _TYPED,
    "incorrect_number": _TYPED,
    "invalid_number": _TYPED,
    "incorrect_pin": _TYPED,
    "authentication_required": _CONFIRM,
    "card_not_authenticated": _CONFIRM,
    "processing_error": _LATER,
    "issuer_not_available": _LATER,
    "issuer_or_switch_inoperative": _LATER,
    "try_again_later": _LATER,
    "lost_card": _CLOSED,
    "stolen_card": _CLOSED,
    "pickup_card": _CLOSED,
    "restricted_card": _CLOSED,
    "token_invalid": _CLOSED,
    "email_does_not_match_authorization_code_please_confirm": _NOT_AGAIN,
}


def said(reason: str) -> str:
    """A gateway's reason as one sentence, with its full stop; nothing for nothing."""
    words = " ".join(reason.split())
    if not words:
        return ""
    known = SENTENCES.get("_".join(re.findall(r"[a-z0-9]+", words.lower())))
    if known is not None:
        return str(known)
    if _CODE.fullmatch(words):
        return _("The bank did not accept it.")
    return words if words[-1] in ".!?" else f"{words}."
