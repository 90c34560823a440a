"""How Stripe says no: a status and an `error` object."""

from typing import Any


class Refused(Exception):
    """The request is not acted on."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        code: str = "",
        param: str = "",
        kind: str = "invalid_request_error",
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"type": kind, "message": message, **more}
        if code:
            self.error |= {"code": code, "doc_url": f"https://docs.stripe.com/error-codes/{code}"}
        if param:
            self.error["param"] = param

    def body(self) -> dict[str, Any]:
        """What is answered."""
        return {"error": self.error}


def missing(kind: str, identity: str, param: str = "id") -> Refused:
    """There is no such object."""
    return Refused(f"No such {kind}: '{identity}'", status=404, code="resource_missing", param=param)


def declined(code: str, *, message: str = "", **more: Any) -> Refused:
    """A card error: 402, with the decline code and the payment intent it happened to."""
    is_authentication = code == "authentication_required"
    return Refused(
        message or DECLINE_WORDS.get(code, "Your card was declined."),
        status=402,
        kind="card_error",
        code=code if is_authentication or code in OWN_CODES else "card_declined",
        decline_code=code,
        **more,
    )


# Error codes of their own; every other decline is `card_declined` with a decline code.
OWN_CODES = {"expired_card", "incorrect_cvc", "processing_error"}
DECLINE_WORDS = {
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
}
