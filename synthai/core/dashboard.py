"""What an organisation's first page shows: apps offer it here, accounts draws it, and neither knows the other.

An app registers in its `apps.py` (`ready`) or beside its permissions; the providers run inside the active tenant and
cost at most one query each. A provider answers None when it has nothing for this actor.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from synthai.core.access import Actor

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of the first-hour checklist: what to do, whether it is done, and where to do it."""

    key: str
    title: "_StrOrPromise"
    text: "_StrOrPromise"
    action: "_StrOrPromise"
    url: str
    is_done: bool


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A block under the checklist: a template of the app that offers it, and what it shows."""

    key: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)


StepProvider = Callable[[Actor], Step | None]
PanelProvider = Callable[[Actor], Panel | None]

_steps: dict[str, tuple[int, StepProvider]] = {}
_panels: dict[str, tuple[int, PanelProvider]] = {}


def checklist_step(key: str, provider: StepProvider, *, order: int) -> None:
    """Offer a step; lower `order` comes first. Registering the same key again replaces it."""
    _steps[key] = (order, provider)


def panel(key: str, provider: PanelProvider, *, order: int) -> None:
    """Offer a block of the page; lower `order` comes first. Registering the same key again replaces it."""
    _panels[key] = (order, provider)


def steps_for(actor: Actor) -> list[Step]:
    """The checklist of this actor, in order. Needs an active tenant."""
    offered = (provider(actor) for _, provider in sorted(_steps.values(), key=lambda entry: entry[0]))
    return [step for step in offered if step is not None]


def panels_for(actor: Actor) -> list[Panel]:
    """The blocks of this actor's page, in order. Needs an active tenant."""
    offered = (provider(actor) for _, provider in sorted(_panels.values(), key=lambda entry: entry[0]))
    return [block for block in offered if block is not None]
