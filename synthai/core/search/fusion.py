"""Several lists become one: by rank, not by score, since scores of different kinds cannot be compared."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from synthai.core.search.asking import Lists, Match
from synthai.core.search.results import How, Why

# Reciprocal rank fusion: an entry gets weight / (CONSTANT + its place) from each list that has it.
CONSTANT: Final = 20
WEIGHTS: Final = {"words": 1.0, "named": 0.5, "meaning": 1.0}


class Fused(NamedTuple):
    """An entry of the one list."""

    organisation_id: int
    entry_id: int
    score: float
    met: Mapping[str, Match]

    @property
    def why(self) -> tuple[Why, ...]:
        """How it was met; worked out for those that are shown."""
        return tuple(_why(self.met))


def fuse(lists_of: Iterable[tuple[int, Lists]], *, most: int) -> list[Fused]:
    """One list of the three lists of each organisation: so many, best first, the newer of equals first, with how each entry was met."""
    found: list[tuple[float, int, int]] = []
    met: dict[tuple[int, int], dict[str, Match]] = {}
    for organisation_id, lists in lists_of:
        scores: dict[int, float] = {}
        for name, matches in (("words", lists.words), ("named", lists.named), ("meaning", lists.meaning)):
            weight = WEIGHTS[name]
            for place, match in enumerate(matches, CONSTANT + 1):
                key = match.entry_id
                scores[key] = scores.get(key, 0) + weight / place
                met.setdefault((organisation_id, key), {})[name] = match
        found += [(score, key, organisation_id) for key, score in scores.items()]
    found.sort(reverse=True)
    return [
        Fused(organisation_id, key, score, met[organisation_id, key])
        for score, key, organisation_id in found[:most]
    ]


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
