"""What is checked: a draft or a live revision, with what is known about the things it names."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from publishing.engine.checks.texts import Text, read
from synthai.core.law_figures import LawFigure


@dataclass(frozen=True, kw_only=True)
class FileFacts:
    """A file of the media library, as far as checks ask. `size`: bytes that a phone loads of it."""

    kind: str
    name: str
    alt: str = ""
    is_described: bool = True
    is_put_away: bool = False
    has_captions: bool = False
    size: int = 0
    rand: Decimal = Decimal(0)
    is_heavy: bool = False


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One text. `link`: what is known of an address ("fine", "broken", "moved", "unsure" or "" while nothing is)."""

    language: str
    title: str
    summary: str
    blocks: Sequence[Mapping[str, Any]]
    seo: Mapping[str, Any] = field(default_factory=dict)
    has_tags: bool = False
    check_on: date | None = None
    is_stale: bool = False
    today: date
    files: Mapping[str, FileFacts] = field(default_factory=dict)
    link: Callable[[str], str] = lambda _url: ""
    figures: Sequence[LawFigure] = ()

    @cached_property
    def texts(self) -> list[Text]:
        """Its blocks read once, in their order."""
        return [read(block) for block in self.blocks]
