"""From what each word scores in each entry to one list: rare words count more, and being there counts most."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from synthai.core.search.asking import Match
from synthai.core.search.backends.terms import Term

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_MANY: Final = 50_000  # what a word's rarity is measured by


@dataclass(frozen=True)
class Pool:
    """Entries by key, each with its boost, and a score for each way of meeting each term."""

    terms: tuple[Term, ...]
    rows: dict[int, tuple[Any, ...]]

    @classmethod
    def empty(cls, terms: Sequence[Term]) -> "Pool":
        return cls(tuple(terms), {})

    @classmethod
    def of(cls, terms: Sequence[Term], rows: Sequence[tuple[Any, ...]]) -> "Pool":
        return cls(tuple(terms), {row[0]: row[1:] for row in rows})

    def __len__(self) -> int:
        return len(self.rows)

    def joined(self, other: "Pool") -> "Pool":
        """Both."""
        return Pool(self.terms, {**self.rows, **other.rows})

    @cached_property
    def scores(self) -> "npt.NDArray[np.float64]":
        """A row for each entry: its boost, then its scores."""
        import numpy as np  # noqa: PLC0415 - who does not search needs none of it

        width = 1 + sum(len(term.ways) for term in self.terms)
        return np.array(list(self.rows.values()), dtype=np.float64).reshape(len(self.rows), width)

    @cached_property
    def held(self) -> dict[str, int]:
        """In how many of these entries each word is that is in any, as it was asked or by another word for it; where it is in none, by
        what it may have been meant to be."""
        found: dict[str, int] = {}
        for term, columns in self.columns():
            by_way = {
                how: self.scores[:, column] > 0
                for (how, _, _), column in zip(term.ways, columns, strict=True)
            }
            asked = [met for how, met in by_way.items() if how != "spelling"]
            count = int(sum(asked[1:], asked[0]).astype(bool).sum()) if asked else 0
            if not count and not term.common and "spelling" in by_way:
                count = int(by_way["spelling"].sum())
            if count:
                found[term.word] = count
        return found

    def columns(self) -> list[tuple[Term, range]]:
        """Each term with the places of its scores."""
        found, start = [], 1
        for term in self.terms:
            found.append((term, range(start, start + len(term.ways))))
            start += len(term.ways)
        return found

    def as_met(self) -> list[Term]:
        """The terms, each without what it may have been meant to be where something has it as it was asked, or nothing that."""
        found = []
        for term, columns in self.columns():
            asked = [
                column for (how, _, _), column in zip(term.ways, columns, strict=True) if how != "spelling"
            ]
            is_there = term.common or (len(self) and bool((self.scores[:, asked] > 0).any()))
            is_meant = not is_there and (term.word in self.held or term.common_near)
            found.append(replace(term, own="", same="") if is_meant else replace(term, near=""))
        return [term for term in found if term.ways]


def ranked(pool: Pool, met: Sequence[Term], most: int) -> tuple[Match, ...]:
    """The best entries, best first, each with the words that it was met by and how."""
    import numpy as np  # noqa: PLC0415 - see above

    if not len(pool):
        return ()
    keys = np.fromiter(pool.rows, dtype=np.int64, count=len(pool))
    counted = {term.word: {how for how, _, _ in term.ways} for term in met}
    total = np.zeros(len(pool))
    met_by: list[tuple[str, list[str], Any, Any]] = []
    for term, columns in pool.columns():
        hows = [how for how, _, _ in term.ways]
        worth = np.stack(
            [
                _worth(pool, term, column, counts)
                if how in counted.get(term.word, ())
                else np.zeros(len(pool))
                for (how, _, counts), column in zip(term.ways, columns, strict=True)
            ]
        )
        total += worth.max(axis=0)
        met_by.append((term.word, hows, worth.argmax(axis=0), worth.max(axis=0) > 0))
    total *= pool.scores[:, 0]
    best = np.lexsort((keys, -total))[:most]
    return tuple(
        Match(
            int(keys[place]),
            float(total[place]),
            tuple((word, hows[at[place]]) for word, hows, at, is_met in met_by if is_met[place]),
        )
        for place in best
        if total[place] > 0
    )


def _worth(pool: Pool, term: Term, column: int, counts: float) -> Any:
    """What one way of meeting a word is worth in each entry. Being there counts most; where and how often, the rest."""
    import numpy as np  # noqa: PLC0415 - see above

    scores = pool.scores[:, column]
    rarity = math.log(1 + _MANY / (max(term.common or term.common_near, pool.held.get(term.word, 0)) + 1))
    worth: Any = np.where(scores > 0, rarity * counts * (0.5 + scores), 0.0)
    return worth
