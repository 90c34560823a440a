"""What Stripe remembers while the sandbox runs: objects by id, in the order they were made, and events."""

import copy
import itertools
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from synthai.embedded.sandbox.gateway import Faults
from synthai.embedded.sandbox.stripe_errors import Refused, missing
from synthai.embedded.sandbox.stripe_forms import whole

VERSION = "2026-08-26.dahlia"
MOST = 100
Object = dict[str, Any]
# What an object shows only when it is asked for.
INCLUDED = {
    "customer": ("sources", "subscriptions", "tax_ids"),
    "checkout.session": ("line_items",),
    "price": ("currency_options", "tiers"),
}
EMPTY: dict[str, Any] = {"currency_options": {}, "tiers": None}
_SPANS: dict[str, Callable[[int, int], bool]] = {
    "gte": lambda at, limit: at >= limit,
    "lte": lambda at, limit: at <= limit,
    "gt": lambda at, limit: at > limit,
    "lt": lambda at, limit: at < limit,
}


@dataclass
class World:
    """State of the played account. `base` is the address the hosted pages are reached at."""

    faults: Faults
    deliver: Callable[[Object], None]
    base: str = ""
    objects: dict[str, Object] = field(default_factory=dict)
    request: Object = field(default_factory=lambda: {"id": None, "idempotency_key": None})
    held: list[Object] = field(default_factory=list)

    def make(
        self, kind: str, prefix: str, *, nulls: str = "", has_mode: bool = True, **values: Any
    ) -> Object:
        """A new object; `nulls` names the fields that are there and empty."""
        mode = {"livemode": False} if has_mode else {}
        made = {
            "id": f"{prefix}_{secrets.token_hex(12)}",
            "object": kind,
            "created": int(time.time()),
            **mode,
            **dict.fromkeys(nulls.split()),
            **values,
        }
        self.objects[made["id"]] = made
        return made

    def get(self, kind: str, identity: Any, *, param: str = "id") -> Object:
        """The object with this id. Raises Refused (404) when there is none of that kind."""
        found = self.objects.get(str(identity))
        if found is None or found["object"] != kind:
            raise missing(kind, str(identity), param)
        return found

    def all(self, kind: str) -> Iterator[Object]:
        """Every object of a kind, newest first."""
        return (found for found in reversed(self.objects.values()) if found["object"] == kind)

    def page(self, kind: str, url: str, given: Object, *filters: str) -> Object:
        """A list as Stripe answers it: newest first, cut by `limit` and `starting_after`."""
        limit = whole(given, "limit") if "limit" in given else 10
        if not 1 <= limit <= MOST:
            raise Refused("This value must be between 1 and 100.", param="limit")
        found = [
            each
            for each in self.all(kind)
            if all(each.get(name) == given[name] for name in filters if name in given)
            and all(_SPANS[span](each["created"], int(at)) for span, at in given.get("created", {}).items())
        ]
        if after := given.get("starting_after"):
            self.get(kind, after, param="starting_after")
            found = list(itertools.dropwhile(lambda each: each["id"] != after, found))[1:]
        return listed(found, url, limit=limit)

    def expanded(self, answer: Object, paths: list[str]) -> Object:
        """A copy of the answer in which ids along these paths are replaced by their objects."""
        whole_answer = copy.deepcopy(answer)
        for path in paths:
            self._expand(whole_answer, path.split("."), path)
        return whole_answer

    def _expand(self, at: Any, parts: list[str], path: str) -> None:
        if isinstance(at, list):
            for each in at:
                self._expand(each, parts, path)
            return
        if not parts or not isinstance(at, dict):
            return
        name, *rest = parts
        if name not in at and name in INCLUDED.get(at.get("object", ""), ()):
            lines = self.objects.get(f"lines:{at['id']}", {}).get(name, [])
            at[name] = EMPTY[name] if name in EMPTY else listed(copy.deepcopy(lines), f"/v1/{name}")
        if name == "breakdown":  # of a session's total_details
            at[name] = {"discounts": [], "taxes": []}
        if name not in at:
            raise Refused(f"This property cannot be expanded ({path}).", param="expand")
        if isinstance(at[name], str) and at[name] in self.objects:
            at[name] = copy.deepcopy(self.objects[at[name]])
        self._expand(at[name], rest, path)

    def emit(self, kind: str, about: Object, **previous: Any) -> None:
        """An event with the object as it is now, kept and sent on once the answer is known."""
        data: Object = {"object": copy.deepcopy(about)}
        if previous:
            data["previous_attributes"] = previous
        event = self.make(
            "event",
            "evt",
            api_version=VERSION,
            data=data,
            pending_webhooks=1,
            request=dict(self.request),
            type=kind,
        )
        self.held.append(event)

    def send_held(self) -> None:
        """Hand the events of this request to the deliverer, in the order they happened."""
        held, self.held = self.held, []
        for event in held:
            self.deliver(copy.deepcopy(event))


def listed(found: list[Object], url: str, *, limit: int = MOST) -> Object:
    """Objects in Stripe's list envelope."""
    return {"object": "list", "data": found[:limit], "has_more": len(found) > limit, "url": url}
