"""What the sources ask a translation of: Python files, and templates as Django itself reads them."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

CHECKOUT: Final = Path(__file__).resolve().parents[2]
SHARED: Final = "shared"
# Where a file's sentences are kept: the first folder that it is in decides.
PARTS: Final = (
    ("templates/admin", "staff"),
    ("templates/unfold", "staff"),
    ("templates/styleguide", "staff"),
    ("synthai/staff", "staff"),
    ("templates/emails", "emails"),
    ("synthai/core/documents", "documents"),
    ("synthai/core/facts", "documents"),
    ("templates/accounts", "accounts"),
    ("templates/account", "accounts"),
    ("templates/allauth", "accounts"),
    ("templates/mfa", "accounts"),
    ("templates/socialaccount", "accounts"),
    ("accounts", "accounts"),
    *((f"{top}{app}", app) for app in ("billing", "content", "courses") for top in ("", "templates/")),
    *((f"{top}{app}", app) for app in ("media", "notifications") for top in ("", "templates/")),
    *((f"{top}{app}", app) for app in ("pricing", "publishing") for top in ("", "templates/")),
    ("templates", "site"),
    ("synthai", "site"),
)
# Libraries whose sentences people read and that do not speak our languages.
BORROWED: Final = ("allauth.account", "allauth.core", "allauth.mfa")
_KEYWORDS: Final[dict[str, Any]] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_CONTEXT: Final = frozenset(name for name in _KEYWORDS if name.startswith(("pgettext", "npgettext")))
_LEFT_OUT: Final = frozenset({"tests", "migrations"})


@dataclass(frozen=True)
class Key:
    """What a catalogue looks a sentence up by; `plural` is empty where there is one form."""

    text: str
    plural: str = ""
    context: str = ""


@dataclass
class Collected:
    """Every sentence, the files that say it and the part it is kept in."""

    files: dict[Key, set[str]] = field(default_factory=dict)
    parts: dict[Key, set[str]] = field(default_factory=dict)

    def add(self, key: Key, name: str, part: str) -> None:
        """Note that a file says this."""
        self.files.setdefault(key, set()).add(name)
        self.parts.setdefault(key, set()).add(part)

    def part_of(self, key: Key) -> str:
        """Where it is kept: what several parts say, once."""
        parts = self.parts[key]
        return next(iter(parts)) if len(parts) == 1 else SHARED


def collect(root: Path = CHECKOUT) -> Collected:
    """Every sentence of the sources, and of the libraries we speak for."""
    found = Collected()
    for path in _sources(root):
        name = path.relative_to(root).as_posix()
        part = next((part for folder, part in PARTS if name.startswith(f"{folder}/")), "")
        for key in _sentences(path) if part else ():
            found.add(key, name, part)
    for module in BORROWED:
        for path, name in _borrowed(module):
            for key in _sentences(path):
                found.add(key, name, "accounts")
    return found


def _sources(root: Path) -> Iterator[Path]:
    tops = sorted({folder.split("/")[0] for folder, _part in PARTS})
    for path in sorted(each for top in tops for each in (root / top).rglob("*")):
        within = path.relative_to(root)
        if path.suffix in {".py", ".html", ".txt"} and not _LEFT_OUT & set(within.parts):
            is_template = "templates" in within.parts
            if is_template is not (path.suffix == ".py"):
                yield path


def _borrowed(module: str) -> Iterator[tuple[Path, str]]:
    spec = find_spec(module)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        top = Path(folder)
        for path in sorted(top.rglob("*.py")):
            within = path.relative_to(top)
            if not _LEFT_OUT & set(within.parts):
                yield path, f"{module.replace('.', '/')}/{within.as_posix()}"


def _sentences(path: Path) -> Iterator[Key]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # In brackets, so that the indentation of a page is none of Python's business.
        text = f"({templatize(text)})"
    if "gettext" not in text and "_(" not in text:
        return
    found: Iterator[tuple[Any, ...]] = extract_python(io.BytesIO(text.encode()), _KEYWORDS, [], {})
    for _line, name, said, _notes in found:
        key = _key(str(name), said if isinstance(said, tuple) else (said,))
        if key is not None:
            yield key


def _key(name: str, said: tuple[Any, ...]) -> Key | None:
    """The sentence of one call; None where it is made of something else than text."""
    texts = list(said)
    context = texts.pop(0) if name in _CONTEXT else ""
    plural = texts[1] if "ngettext" in name or "npgettext" in name else ""
    if not isinstance(texts[0], str) or not texts[0] or plural is None or context is None:
        return None
    return Key(texts[0], plural, context)
