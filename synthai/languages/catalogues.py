"""Catalogues on disk: one a part and language. What is translated already is kept when sentences move between parts."""

import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from synthai.languages.messages import CHECKOUT, SHARED, Collected, Key
from synthai.settings.languages import known

LOCALE: Final = CHECKOUT / "locale"
_HEADER: Final = "# Kept by bin/languages: it adds and removes sentences, people translate them."


class _Catalogue(Catalog):
    """One whose head says nothing of when and by what it was written, so that the same sentences make the same bytes."""

    @property  # type: ignore[misc]  # Babel's has a setter too, which nobody needs here
    def mime_headers(self) -> list[tuple[str, str]]:
        """The head: what Django needs to read the file."""
        return [
            ("Project-Id-Version", "SynthAI"),
            ("Language", str(self.locale_identifier)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def file_of(locale: Path, part: str, tag: str) -> Path:
    """The catalogue of one part in one language."""
    return locale / part / tag / "LC_MESSAGES" / "django.po"


def files(locale: Path, tag: str) -> Iterator[tuple[str, Path]]:
    """The catalogues there are of a language, with their parts."""
    for path in sorted(locale.glob(f"*/{tag}/LC_MESSAGES/django.po")):
        yield path.parts[-4], path


def read(path: Path, tag: str) -> Catalog:
    """One catalogue."""
    with path.open("rb") as opened:
        return read_po(opened, locale=tag)


def key_of(message: Message) -> Key:
    """What a message is looked up by."""
    text, plural = message.id if isinstance(message.id, (tuple, list)) else (message.id, "")
    return Key(text, plural, message.context or "")


def said(message: Message) -> tuple[str, ...]:
    """Its translation, one text a form; empty where one is missing or was marked as unsure."""
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    texts = tuple(str(form or "") for form in forms)
    return texts if all(texts) and not message.fuzzy else ()


def translations(locale: Path, tag: str) -> dict[Key, tuple[str, ...]]:
    """What is translated into a language, from all its catalogues."""
    found: dict[Key, tuple[str, ...]] = {}
    for _part, path in files(locale, tag):
        for message in read(path, tag):
            if message.id and (texts := said(message)):
                found[key_of(message)] = texts
    return found


def write_all(
    locale: Path, collected: Collected, more: Mapping[str, Mapping[Key, tuple[str, ...]]] | None = None
) -> None:
    """Bring the catalogues of every language up to the sources, and compile those of the offered ones.

    `more` holds new translations by language.
    """
    for tag, told in known(locale).items():
        kept = {**translations(locale, tag), **(more or {}).get(tag, {})}
        parts = told.get("parts") or sorted({collected.part_of(key) for key in collected.files} | {SHARED})
        for part in parts:
            keys = [key for key in collected.files if collected.part_of(key) == part]
            path = file_of(locale, part, tag)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_as_po(tag, keys, collected, kept))
        if told["offered"]:
            compile_language(locale, tag)


def _as_po(tag: str, keys: Iterable[Key], collected: Collected, kept: dict[Key, tuple[str, ...]]) -> bytes:
    catalogue = _Catalogue(locale=tag, header_comment=_HEADER, fuzzy=False)
    for key in keys:
        texts = kept.get(key, ())
        catalogue.add(
            (key.text, key.plural) if key.plural else key.text,
            texts if key.plural and texts else (texts[0] if texts else ""),
            locations=[(name, 0) for name in sorted(collected.files[key])],
            context=key.context or None,
        )
    text = io.BytesIO()
    write_po(text, catalogue, width=110, sort_output=True, include_lineno=False)
    return text.getvalue()


def compiled(path: Path, tag: str) -> bytes:
    """What Django reads, of one catalogue: unsure and missing sentences stay English."""
    whole = read(path, tag)
    catalogue = _Catalogue(locale=tag, fuzzy=False)
    for message in whole:
        if message.id and said(message):
            catalogue.add(message.id, message.string, context=message.context)
    made = io.BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def compile_language(locale: Path, tag: str) -> None:
    """Write the compiled file beside each catalogue of a language."""
    for _part, path in files(locale, tag):
        path.with_suffix(".mo").write_bytes(compiled(path, tag))
