"""What goes on until somebody has taken it: policies, and who is asked in which order. Apps offer orders, as they offer audiences.

escalations.offer_order("accounts.carers", carers)
escalations.policy("billing.payment", title=_("A payment failed"), order="accounts.carers")
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from notifications.channels.protocol import Channel
from notifications.engine.escalation import Ladder, Step

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Order = Callable[[int | None], Sequence[int]]

USUAL = Ladder(
    steps=(
        Step(after=timedelta(), channels=(Channel.IN_APP, Channel.PUSH, Channel.WEB_PUSH, Channel.EMAIL)),
        Step(after=timedelta(minutes=5), channels=(Channel.SMS, Channel.WHATSAPP)),
    ),
    next_person_after=timedelta(minutes=15),
)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Its steps, and whose order they follow."""

    code: str
    title: "_StrOrPromise"
    order: str
    ladder: Ladder


_POLICIES: dict[str, Policy] = {}
_ORDERS: dict[str, Order] = {}


def offer_order(name: str, order: Order) -> None:
    """Let `order(organisation_id)` say who is asked, by their keys, the first first. Offering a name again replaces it."""
    _ORDERS[name] = order


def policy(code: str, *, title: "_StrOrPromise", order: str, ladder: Ladder = USUAL) -> str:
    """Declare a policy; returns its code. Declaring it again replaces it."""
    _POLICIES[code] = Policy(code=code, title=title, order=order, ladder=ladder)
    return code


def find(code: str) -> Policy:
    """The policy of this code. Raises LookupError."""
    try:
        return _POLICIES[code]
    except KeyError:
        raise LookupError(f"Nobody declared the escalation {code!r}.") from None


def known(code: str) -> Policy | None:
    """The policy of this code; None for one that is gone."""
    return _POLICIES.get(code)


def policies() -> list[Policy]:
    """All of them, by code."""
    return [_POLICIES[code] for code in sorted(_POLICIES)]


def people(order: str, organisation_id: int | None) -> list[int]:
    """Who may be asked, the first first. Raises LookupError for an order that nobody offers."""
    try:
        resolver = _ORDERS[order]
    except KeyError:
        raise LookupError(f"Nobody offers the order {order!r}.") from None
    return list(resolver(organisation_id))
