"""Whether a piece is whole: what a reader would find missing, said with the part where it is mended. Drafts may lack all of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _

from publishing.engine.blocks import is_address
from publishing.terms import BlockKind
from synthai.core.media.embeds import embed_of

TITLE, SUMMARY, SETTINGS, BLOCKS, REVIEW = "title", "summary", "settings", "blocks", "review"


class File(Protocol):
    """What is asked of a file of the media library."""

    @property
    def kind(self) -> str:
        """Picture, film, sound or file."""

    @property
    def is_described(self) -> bool:
        """Whether it says what it shows, or that it says nothing."""

    @property
    def is_put_away(self) -> bool:
        """Whether it was put away."""


class Draft(Protocol):
    """What is judged: a draft or a revision of it."""

    title: str
    summary: str
    blocks: Any


Files = Mapping[str, File]
Found = Iterator[tuple[str, str]]  # code and words


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """One thing that is wrong. `part`: "title", "summary", "blocks", "settings", "review" or the id of a block; `pointer` is the same for
    programs, a JSON pointer into the draft; `where` names the part in words, `words` say how to mend it."""

    code: str
    part: str
    pointer: str
    where: str
    words: str

    def told(self) -> dict[str, str]:
        """As plain data."""
        return {"code": self.code, "part": self.part, "where": self.where, "words": self.words}


def troubles(draft: Draft, files: Files, *, cover: str = "") -> list[Trouble]:
    """Everything that stands against publishing, in the order of the page. `cover`: the public id of the picture above it."""
    found = [*_heads(draft), *_cover(cover, files)]
    if not draft.blocks:
        words = _("Nothing is written yet: add a block.")
        found.append(Trouble(code="empty", part=BLOCKS, pointer="#/blocks", where=_("Text"), words=words))
    for place, block in enumerate(draft.blocks):
        kind = BlockKind(block["kind"])
        where = _("Block %(number)d, %(kind)s") % {"number": place + 1, "kind": str(kind.label).lower()}
        for code, words in _RULES[kind](block["text"].strip(), block["data"], files):
            pointer = f"#/blocks/{place}"
            found.append(Trouble(code=code, part=block["id"], pointer=pointer, where=where, words=words))
    return found


def unread_troubles(blocks: Sequence[Mapping[str, Any]], parts: Sequence[str]) -> list[Trouble]:
    """What a machine translated and no person has said to have read: `parts` are "title", "summary" or "block:<id>"."""
    heads = {"title": (TITLE, _("Title")), "summary": (SUMMARY, _("Summary"))}
    words = _("A machine translated this and nobody has read it yet. Read it, and mark it as read.")
    found = [
        Trouble(code="unread", part=heads[part][0], pointer=f"#/{part}", where=heads[part][1], words=words)
        for part in parts
        if part in heads
    ]
    for place, block in enumerate(blocks):
        if f"block:{block['id']}" in parts:
            where = _("Block %(number)d") % {"number": place + 1}
            pointer = f"#/blocks/{place}"
            found.append(Trouble(code="unread", part=block["id"], pointer=pointer, where=where, words=words))
    return found


def slug_trouble(slug: str) -> Trouble:
    """The address is another page's."""
    words = _("Another page has the address “%(slug)s”: choose another one.") % {"slug": slug}
    return Trouble(code="slug_taken", part=SETTINGS, pointer="#/slug", where=_("Address"), words=words)


def review_trouble(words: str) -> Trouble:
    """Somebody else has to approve it first."""
    return Trouble(code="not_approved", part=REVIEW, pointer="#/review", where=_("Review"), words=words)


def _heads(draft: Draft) -> Iterator[Trouble]:
    if not draft.title.strip():
        words = _("It has no title: say in a few words what it is about.")
        yield Trouble(code="no_title", part=TITLE, pointer="#/title", where=_("Title"), words=words)
    if not draft.summary.strip():
        words = _("It has no summary: lists and search show one or two sentences.")
        yield Trouble(code="no_summary", part=SUMMARY, pointer="#/summary", where=_("Summary"), words=words)


def _cover(cover: str, files: Files) -> Iterator[Trouble]:
    for code, words in _picture(cover, "", files) if cover else ():
        yield Trouble(code=code, part=SETTINGS, pointer="#/cover", where=_("Cover"), words=words)


def _picture(key: str, alt: str, files: Files) -> Found:
    file = files.get(key)
    if file is None or file.kind != "image":
        yield "no_file", _("No picture is chosen: choose one, or take the block out.")
    elif file.is_put_away:
        yield "file_put_away", _("The picture was put away in the media library: choose another one.")
    elif not (alt.strip() or file.is_described):
        yield (
            "no_alt",
            _("Nothing says what the picture shows: describe it here, or call it decorative in the library."),
        )


def _image(_text: str, data: Mapping[str, Any], files: Files) -> Found:
    yield from _picture(data.get("asset", ""), data.get("alt", ""), files)


def _gallery(_text: str, data: Mapping[str, Any], files: Files) -> Found:
    pictures = data.get("assets", [])
    if not pictures:
        yield "no_file", _("The gallery shows no picture: choose some, or take the block out.")
    for number, each in enumerate(pictures, start=1):
        for code, words in _picture(each["asset"], each.get("alt", ""), files):
            yield code, _("Picture %(number)d: %(words)s") % {"number": number, "words": words}


def _file_of(kind: str) -> Callable[[str, Mapping[str, Any], Files], Found]:
    def rule(_text: str, data: Mapping[str, Any], files: Files) -> Found:
        file = files.get(data.get("asset", ""))
        if file is None or file.kind != kind:
            yield "no_file", _("No file is chosen: choose one, or take the block out.")
        elif file.is_put_away:
            yield "file_put_away", _("The file was put away in the media library: choose another one.")

    return rule


def _text(text: str, _data: Mapping[str, Any], _files: Files) -> Found:
    if not text:
        yield "empty", _("It is empty: write in it, or take it out.")


def _table(_text: str, data: Mapping[str, Any], _files: Files) -> Found:
    if not any(cell.strip() for row in data.get("rows", []) for cell in row):
        yield "empty", _("The table is empty: fill it, or take it out.")


def _quote(text: str, _data: Mapping[str, Any], _files: Files) -> Found:
    if not text:
        yield "empty", _("The quote has no words: write them, or take it out.")


def _embed(_text: str, data: Mapping[str, Any], _files: Files) -> Found:
    if embed_of(data.get("url", "")) is None:
        yield "no_address", _("No film is named: paste the address of one on YouTube or Vimeo.")


def _related(_text: str, data: Mapping[str, Any], _files: Files) -> Found:
    if not data.get("pieces"):
        yield "empty", _("No piece is chosen: choose one, or take the block out.")


def _action(_text: str, data: Mapping[str, Any], _files: Files) -> Found:
    if not data.get("label", "").strip():
        yield "no_label", _("The button has no words: say what it does.")
    if not is_address(data.get("url", "")) or not data.get("url", "").strip():
        yield "no_address", _("The button leads nowhere: give an address.")


_RULES: Final[dict[str, Callable[[str, Mapping[str, Any], Files], Found]]] = {
    BlockKind.TEXT: _text,
    BlockKind.IMAGE: _image,
    BlockKind.GALLERY: _gallery,
    BlockKind.VIDEO: _file_of("video"),
    BlockKind.AUDIO: _file_of("audio"),
    BlockKind.FILE: _file_of("file"),
    BlockKind.TABLE: _table,
    BlockKind.QUOTE: _quote,
    BlockKind.CALLOUT: _text,
    BlockKind.EMBED: _embed,
    BlockKind.RELATED: _related,
    BlockKind.ACTION: _action,
}


def first_words(found: Sequence[Trouble]) -> str:
    """The first trouble in a sentence of its own."""
    return _("%(where)s: %(words)s") % {"where": found[0].where, "words": found[0].words}
