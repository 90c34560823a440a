"""Facts of pricing. Only ever extended."""

from dataclasses import dataclass

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class RunRequested(Event):
    """Somebody asked for new prices."""

    run_id: int


@dataclass(frozen=True, kw_only=True)
class RunFinished(Event):
    """New recommendations are there."""

    run_id: int
    products: int
    changes: int


@dataclass(frozen=True, kw_only=True)
class RunFailed(Event):
    """A run ended without recommendations; `error` is the sentence for the customer."""

    run_id: int
    error: str


@dataclass(frozen=True, kw_only=True)
class RecommendationsDecided(Event):
    """Prices were accepted, rejected, or a decision undone; at most 50 ids, `count` is all."""

    verb: str
    count: int
    public_ids: tuple[str, ...]
