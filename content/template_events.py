"""Facts of templates and clauses."""

from dataclasses import dataclass
from typing import Final

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TemplatePublished(Event):
    """Documents can be made of it: `number` is its version."""

    template_id: int
    public_id: str
    number: int


@dataclass(frozen=True, kw_only=True)
class ClauseApproved(Event):
    """Drafts of documents say it from now on: `number` is its version, `name` what templates call it."""

    clause_id: int
    public_id: str
    name: str
    number: int


TEMPLATE_NAMES: Final[dict[type[Event], str]] = {
    TemplatePublished: "template.published",
    ClauseApproved: "clause.approved",
}
