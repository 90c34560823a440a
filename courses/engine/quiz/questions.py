"""Questions with their keys. None of these may go to a browser: see `shown`."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from courses.engine.quiz.numbers import NumberRule
from courses.engine.quiz.texts import TextRule


class Kind(StrEnum):
    """The kinds of question. Values are kept in the database."""

    CHOICE = "choice"
    SEVERAL = "several"
    TRUE_FALSE = "true_false"
    MATCH = "match"
    ORDER = "order"
    NUMERIC = "numeric"
    SHORT = "short"
    CLOZE = "cloze"
    ESSAY = "essay"


@dataclass(frozen=True, kw_only=True)
class Option:
    """One answer to choose. `feedback` is told to whoever chose it; a pinned one keeps its place in a shuffle."""

    key: str
    text: str
    is_right: bool = False
    feedback: str = ""
    is_pinned: bool = False


@dataclass(frozen=True, kw_only=True)
class Item:
    """Something to match or to put in order."""

    key: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A gap in a text: typed and judged by a rule, or picked from options. `weight` is its part of the points."""

    key: str
    rule: "TextRule | NumberRule | PickRule"
    weight: int = 1


@dataclass(frozen=True, kw_only=True)
class PickRule:
    """A gap's options, of which one is right."""

    options: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class _Question:
    """What all kinds have. `explanation` is for the review."""

    text: str
    points: Decimal = Decimal(1)
    explanation: str = ""


@dataclass(frozen=True, kw_only=True)
class Choice(_Question):
    """One of several answers is right."""

    options: tuple[Option, ...]
    kind: Kind = field(default=Kind.CHOICE, init=False)


@dataclass(frozen=True, kw_only=True)
class Several(_Question):
    """Any number of answers is right."""

    options: tuple[Option, ...]
    is_all_or_nothing: bool = False
    kind: Kind = field(default=Kind.SEVERAL, init=False)


@dataclass(frozen=True, kw_only=True)
class TrueFalse(_Question):
    """A statement that is true or false."""

    is_true: bool
    kind: Kind = field(default=Kind.TRUE_FALSE, init=False)


@dataclass(frozen=True, kw_only=True)
class Match(_Question):
    """Each of `lefts` belongs to one of `rights`, by `pairs` of keys. Rights without a left only lead astray."""

    lefts: tuple[Item, ...]
    rights: tuple[Item, ...]
    pairs: tuple[tuple[str, str], ...]
    kind: Kind = field(default=Kind.MATCH, init=False)

    @property
    def right_of(self) -> dict[str, str]:
        """The key of the right side by the key of the left."""
        return dict(self.pairs)


@dataclass(frozen=True, kw_only=True)
class Order(_Question):
    """Steps, in their right order."""

    steps: tuple[Item, ...]
    kind: Kind = field(default=Kind.ORDER, init=False)


@dataclass(frozen=True, kw_only=True)
class Numeric(_Question):
    """A number, near enough."""

    rule: NumberRule
    kind: Kind = field(default=Kind.NUMERIC, init=False)


@dataclass(frozen=True, kw_only=True)
class Short(_Question):
    """A word or a few."""

    rule: TextRule
    kind: Kind = field(default=Kind.SHORT, init=False)


@dataclass(frozen=True, kw_only=True)
class Cloze(_Question):
    """A text with gaps. `pieces` are texts and keys of gaps in turn: text, gap, text, gap, text."""

    pieces: tuple[str, ...]
    gaps: tuple[Gap, ...]
    kind: Kind = field(default=Kind.CLOZE, init=False)


@dataclass(frozen=True, kw_only=True)
class Essay(_Question):
    """Written at length and marked by hand. `guide` tells the marker what to look for."""

    guide: str = ""
    kind: Kind = field(default=Kind.ESSAY, init=False)


Question = Choice | Several | TrueFalse | Match | Order | Numeric | Short | Cloze | Essay
TRUE, FALSE = "true", "false"  # the keys of the two answers to a statement
