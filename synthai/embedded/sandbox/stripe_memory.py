"""What the played Stripe writes down, and how it is taken up again."""

from typing import Any

from synthai.embedded.sandbox.gateway import NEWEST
from synthai.embedded.sandbox.stripe_world import Object, World


def of(world: World, *, without: set[str]) -> dict[str, Object]:
    """Every object by its id, in their order; of events the newest."""
    events = [identity for identity, each in world.objects.items() if each["object"] == "event"]
    left = without | set(events[:-NEWEST])
    return {identity: each for identity, each in world.objects.items() if identity not in left}


def recalled(found: dict[str, Any]) -> dict[str, Object]:
    """The objects again. A list inside an object (items, lines, refunds) holds the very objects that are known by their ids."""
    for each in found.values():
        if each["object"] == "event":  # tells how things were
            continue
        for part in each.values():
            if isinstance(part, dict) and part.get("object") == "list":
                part["data"] = [found.get(one["id"], one) for one in part["data"]]
    return found
