"""Facts of courses that are sold."""

from dataclasses import dataclass

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class OfferChanged(Event):
    """A course is offered otherwise: who sees it, what it costs, whether it is on sale."""

    course_id: int
    public_id: str
    visibility: str


@dataclass(frozen=True, kw_only=True)
class CourseBought(Event):
    """A place was paid. `user_id` is None until the buyer has claimed it; `sale` is billing's public id."""

    course_id: int
    purchase: str
    sale: str
    user_id: int | None


@dataclass(frozen=True, kw_only=True)
class PurchaseReturned(Event):
    """A place was paid back, and its learner left the course."""

    course_id: int
    purchase: str
    sale: str
    user_id: int | None
