"""Who may read which piece: the one rule that pages, feeds, search, API, previews and file links ask."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from publishing.terms import Audience


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who reads. `is_home`: acts for the organisation the piece belongs to. `has_plan`: its plan has the whole library."""

    is_signed_in: bool = False
    is_home: bool = False
    is_leader: bool = False
    has_plan: bool = False


ANYBODY = Reader()


HOME: Final = "publishing:home"  # the token of who reads the organisation's own shelf


class Verdict(Enum):
    """What a reader gets of a live piece."""

    WHOLE = "whole"
    TEASER = "teaser"  # title, summary and cover, and how to get the rest
    NOTHING = "nothing"  # as if it were not there


def verdict(audience: str, reader: Reader) -> Verdict:
    """What this reader gets of a live piece with this audience.

    The platform's pieces for members or for plans show everybody a teaser, which is how people learn of them. What an
    organisation keeps for its own is not there for anybody else.
    """
    match audience:
        case Audience.PUBLIC:
            return Verdict.WHOLE
        case Audience.MEMBERS:
            return Verdict.WHOLE if reader.is_signed_in else Verdict.TEASER
        case Audience.PLAN:
            return Verdict.WHOLE if reader.has_plan or reader.is_home else Verdict.TEASER
        case Audience.TEAM:
            return Verdict.WHOLE if reader.is_home else Verdict.NOTHING
        case Audience.LEADERS:
            return Verdict.WHOLE if reader.is_home and reader.is_leader else Verdict.NOTHING
        case _:
            return Verdict.NOTHING


def tokens_of(audience: str) -> tuple[str, ...]:
    """The readers of the whole text, as the search index keeps them (synthai.core.search.pieces)."""
    match audience:
        case Audience.PUBLIC:
            return ("public",)
        case Audience.MEMBERS:
            return ("signed-in",)
        case Audience.PLAN:
            return ("feature:publishing.library", HOME)
        case Audience.TEAM:
            return (HOME,)
        case _:
            return ("cap:publishing.leaders.read",)
