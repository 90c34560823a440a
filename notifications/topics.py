"""What can be followed: kinds of things that apps above declare, "this product", "this price run".

The app says who may follow a thing and what it is called; who follows what is kept here (services/following.py).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from synthai.core.access import Actor
from synthai.core.errors import DomainError

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class UnknownThing(DomainError):
    """Nothing of this name can be followed here."""

    code = "notifications.unknown_thing"
    title = _("There is no such thing to follow")
    status = 422
    message = _(
        "There is nothing of this name here that you could follow. Open its page again, it may be gone."
    )
    field = "subject"


@dataclass(frozen=True)
class Thing:
    """One thing in words: its name, and the path of its page."""

    name: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class TopicKind:
    """A kind of thing that people follow.

    `capability` is what following it asks for. `things(organisation_id, subjects)` finds them by their public names, in the
    active tenant, and leaves out what is not there. `among(organisation_id, user_ids)` says who of these may hear of such
    things now: asked each time something is told, so that who lost the right hears no more.
    """

    code: str
    title: "_StrOrPromise"
    capability: str
    things: Callable[[int, Collection[str]], dict[str, Thing]]
    among: Callable[[int, Collection[int]], Collection[int]]

    def thing(self, organisation_id: int, subject: str) -> Thing:
        """One thing. Raises UnknownThing."""
        found = self.things(organisation_id, [subject]).get(subject)
        if found is None:
            raise UnknownThing
        return found

    def may(self, actor: Actor) -> bool:
        """Whether this actor may follow such things."""
        return actor.can(self.capability)


_KINDS: dict[str, TopicKind] = {}


def declare(kind: TopicKind) -> TopicKind:
    """Offer a kind of thing to be followed. Declaring the same code again replaces it."""
    _KINDS[kind.code] = kind
    return kind


def find(code: str) -> TopicKind:
    """A declared kind. Raises UnknownThing."""
    try:
        return _KINDS[code]
    except KeyError:
        raise UnknownThing from None


def known() -> dict[str, TopicKind]:
    """Every declared kind by code."""
    return dict(sorted(_KINDS.items()))
