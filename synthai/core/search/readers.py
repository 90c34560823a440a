"""Whose tokens somebody holds: what an entry's readers are compared with, inside the query."""

from collections.abc import Callable, Iterable

from synthai.core import entitlements
from synthai.core.access import Actor, capabilities
from synthai.core.tenancy import tenant

PUBLIC, SIGNED_IN, HOME = "public", "signed-in", "home"
Holding = Callable[[Actor], Iterable[str]]
_HOLDINGS: dict[str, Holding] = {}
_WITHHELD: dict[str, Holding] = {}


def also(app: str, holding: Holding) -> None:
    """Declare further tokens that people hold at home, as an app works them out when they ask: "courses:taken:<id>". At most one
    query; it runs inside the tenant. A right that comes and goes with each person so costs no entry a change."""
    _HOLDINGS[app] = holding


def unless(app: str, withheld: Holding) -> None:
    """Declare tokens that an actor is not given though they are of the team, or their plan has it: an app's own door asks for more than
    that, as of a key without its scope. No query."""
    _WITHHELD[app] = withheld


def holds(actor: Actor, capability: str) -> bool:
    """Whether the actor holds a capability, and no rule narrows it for them."""
    return actor.can(capability) and not actor.has_rules_on(capability)


def at_home(actor: Actor) -> list[str]:
    """The tokens for the entries of the organisation that the actor acts for.

    A capability that a rule narrows for the actor does not count: whether the rule lets this one thing pass is not known
    here, so it is not found. A guest is not at home, nor is support: it finds what the customer's consent names.
    """
    tokens = abroad(actor)
    if not actor.is_guest and not actor.support_public_id:
        tokens.append(HOME)
    if actor.user_public_id:
        tokens.append(f"user:{actor.user_public_id}")
    tokens += [f"cap:{code}" for code in capabilities() if holds(actor, code)]
    with tenant(actor.organisation_id or 0):
        held = tokens + [token for holding in _HOLDINGS.values() for token in holding(actor)]
    return _left(held, actor)


def abroad(actor: Actor | None) -> list[str]:
    """The tokens for the platform's entries: what everybody, everybody signed in, or a plan may read."""
    if actor is None or actor.organisation_id is None:
        return [PUBLIC] if actor is None else [PUBLIC, SIGNED_IN]
    codes = [code for code, each in entitlements.features().items() if each.kind == "switch"]
    allowed = [code for code in codes if entitlements.allows(actor.organisation_id, code)]
    return _left([PUBLIC, SIGNED_IN, *(f"feature:{code}" for code in allowed)], actor)


def _left(tokens: list[str], actor: Actor) -> list[str]:
    withheld = {token for each in _WITHHELD.values() for token in each(actor)}
    return [token for token in tokens if token not in withheld]
