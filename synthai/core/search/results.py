"""What a search answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

How = Literal["word", "same", "spelling", "named", "meaning"]
Notice = Literal["late", "without_meaning", "without_backend", "too_common"]


@dataclass(frozen=True, slots=True)
class Part:
    """Some letters of a title or an extract, and whether they are what was looked for."""

    text: str
    is_match: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """One reason for a result: how it was met, and by which words."""

    how: How
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        said = ", ".join(self.words)
        match self.how:
            case "word":
                return _("has %(words)s") % {"words": said}
            case "same":
                return _("has another word for %(words)s") % {"words": said}
            case "spelling":
                return _("has what is spelt like %(words)s") % {"words": said}
            case "named":
                return _("its title looks like what you typed")
            case _:
                return _("is about what you asked")


@dataclass(frozen=True, kw_only=True)
class Result:
    """One thing found. `is_shelf`: of the platform's shelf, not of the organisation's own."""

    kind: str
    label: "_StrOrPromise"
    icon: str
    key: str
    title: str
    path: str
    language: str
    changed_at: datetime
    is_shelf: bool
    title_parts: tuple[Part, ...]
    extract: tuple[Part, ...]
    why: tuple[Why, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Count:
    """How many of what was found have one value of a facet; `label` only where somebody gave it one."""

    value: str
    count: int
    label: "_StrOrPromise" = ""


@dataclass(frozen=True, kw_only=True)
class Results:
    """A page of results, best first. `facets` has "kind" and "language" beside the kinds' own; their counts and `total` are
    of the best three hundred. `mended`: words that nothing has, and what they were read as where that found something.

    Notices: "late" (the index is behind: what changed lately may be missing), "without_meaning" (by words alone),
    "without_backend" (PostgreSQL answers for an OpenSearch out of reach), "too_common" (only the best of very many were ranked).
    """

    results: tuple[Result, ...] = ()
    total: int = 0
    facets: Mapping[str, tuple[Count, ...]] = field(default_factory=dict)
    mended: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    took_ms: int = 0
