"""Templates by their `ref`: `library:<slug>:<version>` are ours, `own:<public_id>:<version>` the organisation's.

The library is read from `content/library/<slug>/v<version>.toml` once a process. Each kind of ref is a `Source`, in `SOURCES`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from content.models import Document, DocumentVersion
from content.refusals import TemplateGone
from synthai.core.documents.blueprints import reading, translating
from synthai.core.documents.blueprints.shapes import Blueprint

LIBRARY: Final = Path(__file__).resolve().parents[1] / "library"
_known: ContextVar[dict[str, Blueprint] | None] = ContextVar("content_blueprints", default=None)
_FILE: Final = re.compile(r"v([1-9][0-9]{0,3})\.toml")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A template that a document can be begun of, the newest version of it."""

    ref: str
    blueprint: Blueprint

    @property
    def title(self) -> str:
        """What it is called."""
        return self.blueprint.title

    @property
    def own_id(self) -> str:
        """The id of the organisation's own template; empty for any other."""
        return own_id(self.ref)

    @property
    def is_ours(self) -> bool:
        """Whether it is of the library."""
        return is_of_library(self.ref)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that documents of it can be in, its own first."""
        return translating.languages(self.blueprint)


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where templates of one kind come from: one by slug and version (None where there is none), all of its slugs' newest versions."""

    get: Callable[[str, int], Blueprint | None]
    choices: Callable[[], Iterable[Choice]]


def get(ref: str) -> Blueprint:
    """The template. Needs the tenant for those of the organisation. Raises TemplateGone."""
    known = _known.get()
    if known is None:
        return _got(ref)
    if ref not in known:
        known[ref] = _got(ref)
    return known[ref]


@contextmanager
def remembered() -> Iterator[None]:
    """Ask for each template once until the block ends: for who reads many documents of one organisation."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def _got(ref: str) -> Blueprint:
    kind, slug, version = _parts(ref)
    source = SOURCES.get(kind)
    found = source.get(slug, version) if source is not None else None
    if found is None:
        raise TemplateGone(ref=ref[:120])
    return found


def of(row: Document | DocumentVersion) -> Blueprint:
    """The template of a document, in the document's language. Raises TemplateGone."""
    return translating.translated(get(row.ref), row.language)


def choices() -> list[Choice]:
    """Every template one may begin with, ours first, by title. A constant number of queries."""
    return [choice for source in SOURCES.values() for choice in sorted(source.choices(), key=_by_title)]


def own_id(ref: str) -> str:
    """The id of the organisation's own template that a ref names; empty for any other."""
    kind, slug, _version = _parts(ref)
    return slug if kind == "own" else ""


def is_of_library(ref: str) -> bool:
    """Whether a ref names one of ours."""
    return ref.startswith("library:")


def newest(ref: str) -> str:
    """The ref of the newest version of the same template; the ref itself where nothing is newer."""
    kind, slug, version = _parts(ref)
    for choice in SOURCES[kind].choices() if kind in SOURCES else ():
        _kind, other, number = _parts(choice.ref)
        if other == slug and number > version:
            return choice.ref
    return ref


def _parts(ref: str) -> tuple[str, str, int]:
    parts = ref.split(":")
    if len(parts) != 3 or not re.fullmatch(r"[1-9][0-9]{0,5}", parts[2], re.ASCII):
        raise TemplateGone(ref=ref[:120])
    return parts[0], parts[1], int(parts[2])


def _by_title(choice: Choice) -> str:
    return choice.title.lower()


@cache
def _library() -> Mapping[str, Mapping[int, Blueprint]]:
    found: dict[str, dict[int, Blueprint]] = {}
    for path in sorted(LIBRARY.glob("*/v*.toml")):
        named = _FILE.fullmatch(path.name)
        if named:
            blueprint = reading.from_toml(path.read_text(encoding="utf-8"))
            found.setdefault(path.parent.name, {})[int(named[1])] = blueprint
    return found


def _of_library(slug: str, version: int) -> Blueprint | None:
    return _library().get(slug, {}).get(version)


def _choices_of_library() -> Iterable[Choice]:
    for slug, versions in _library().items():
        version = max(versions)
        yield Choice(ref=f"library:{slug}:{version}", blueprint=versions[version])


SOURCES: Final[dict[str, Source]] = {
    "library": Source(get=_of_library, choices=_choices_of_library),
}
