"""How asking a gateway can fail. The difference decides what may be tried again."""


class GatewayError(Exception):
    """Base. The text is for staff and logs: it names no person, card or secret."""


class GatewayUnreachable(GatewayError):
    """Nothing was sent, or the gateway said that it did nothing (503, 429): the same request may be sent again."""


class GatewayKeyRefused(GatewayUnreachable):
    """The gateway does not know the key: it did nothing, and does nothing until somebody types in another."""


class GatewayUnclear(GatewayError):
    """The request went out and no clear answer came (time-out, 5xx): money may have moved.

    Never send it again: ask `fetch` what became of it until the gateway knows.
    """


class GatewayRefused(GatewayError):
    """The gateway understood and said no (a card declined, a refund too large). `reason` is for the customer."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason

    @property
    def is_our_fault(self) -> bool:
        """Our own credentials were refused: nothing that the customer's card did, or that she could mend."""
        return self.code.endswith(".unauthorised")
