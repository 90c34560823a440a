"""Several lists become one: by rank, not by score, since scores of different kinds cannot be compared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from synthai.core.search.asking import Lists, Match
from synthai.core.search.results import How, Why

# Reciprocal rank fusion: an entry gets weight / (CONSTANT + its place) from each list that has it.
CONSTANT: Final = 20
WEIGHTS: Final = {"words": 1.0, "named": 0.5, "meaning": 1.0}


@dataclass(frozen=True, slots=True)
class Fused:
    """An entry of the one list."""

    organisation_id: int
    entry_id: int
    score: float
    met: Mapping[str, Match]

    @property
    def why(self) -> tuple[Why, ...]:
        """How it was met; worked out for those that are shown."""
        return tuple(_why(self.met))


def fuse(organisation_id: int, lists: Lists) -> list[Fused]:
    """One list of the three, in no order, with how each entry was met."""
    scores: dict[int, float] = {}
    met: dict[int, dict[str, Match]] = {}
    for name, matches in (("words", lists.words), ("named", lists.named), ("meaning", lists.meaning)):
        for place, match in enumerate(matches):
            scores[match.entry_id] = scores.get(match.entry_id, 0) + WEIGHTS[name] / (CONSTANT + place + 1)
            met.setdefault(match.entry_id, {})[name] = match
    return [Fused(organisation_id, key, score, met[key]) for key, score in scores.items()]


def in_order(fused: Iterable[Fused]) -> list[Fused]:
    """Best first; the newer of equals first."""
    return sorted(fused, key=lambda each: (-each.score, -each.entry_id))


def _why(met: Mapping[str, Match]) -> Iterable[Why]:
    by_how: dict[str, list[str]] = {}
    if "words" in met:
        for word, how in met["words"].words:
            by_how.setdefault(how, []).append(word)
    ways: tuple[How, ...] = ("word", "same", "spelling")
    yield from (Why(how, tuple(by_how[how])) for how in ways if how in by_how)
    if "named" in met:
        yield Why("named")
    if "meaning" in met:
        yield Why("meaning")
