"""What keeps a reader out: pictures nobody described, headings that skip, links that say nothing, films without captions (WCAG 2.2)."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from publishing.check_terms import FindingKind
from publishing.engine.checks.finding import Found, cut
from publishing.engine.checks.subject import FileFacts, Subject
from publishing.engine.checks.texts import Text
from publishing.terms import BlockKind

# WCAG 2.4.4, 2.4.9: read on their own, these say nothing of where the link leads.
_EMPTY_WORDS: Final = frozenset(
    [
        "click", "click here", "here", "this", "this link", "link", "read more", "more", "learn more", "this page", "page",
        "klik", "klik hier", "hier", "dit", "hierdie skakel", "skakel", "lees meer", "meer", "hierdie bladsy", "bladsy",
        "chofoza lapha", "lapha", "cofa apha", "apha", "tobetsa mona", "mona",
    ]
)  # fmt: skip
_LEAST_ROWS: Final = 2


def of(subject: Subject) -> Iterator[Found]:
    """Everything of this kind, in the order of the text."""
    yield from _headings(subject)
    for block, text in zip(subject.blocks, subject.texts, strict=True):
        yield from _link_words(text)
        data, part = block["data"], text.part
        match block["kind"]:
            case BlockKind.IMAGE:
                yield from _picture(subject, part, data.get("asset", ""), data.get("alt", ""))
            case BlockKind.GALLERY:
                for each in data.get("assets", []):
                    yield from _picture(subject, part, each.get("asset", ""), each.get("alt", ""))
            case BlockKind.TABLE if len(data.get("rows", [])) >= _LEAST_ROWS and not data.get("head"):
                first = " | ".join(data["rows"][0])
                yield Found(kind=FindingKind.TABLE_HEAD, part=part, place=first, words=cut(first))
            case BlockKind.VIDEO | BlockKind.AUDIO:
                yield from _played(subject, part, data.get("asset", ""))
            case BlockKind.EMBED if data.get("url") and not data.get("title", "").strip():
                yield Found(
                    kind=FindingKind.EMBED_TITLE, part=part, place=data["url"], words=cut(data["url"])
                )


def _headings(subject: Subject) -> Iterator[Found]:
    """A step down that leaves one out (# and then ###). Readers get them without gaps; the writer means something else."""
    last = 1
    for text in subject.texts:
        for heading in text.headings:
            if heading.level > last + 1 and last > 1:
                yield Found(
                    kind=FindingKind.HEADING_SKIPPED,
                    part=text.part,
                    place=heading.words,
                    words=cut(heading.words),
                )
            last = heading.level


def _link_words(text: Text) -> Iterator[Found]:
    for link in text.links:
        if link.words.lower().strip(" .!:…»>→") in _EMPTY_WORDS:
            place = f"{link.words} {link.url}"
            told = {"url": cut(link.url, 80)}
            yield Found(kind=FindingKind.LINK_WORDS, part=text.part, place=place, words=link.words, told=told)


def _picture(subject: Subject, part: str, asset: str, alt: str) -> Iterator[Found]:
    file = subject.files.get(asset)
    if file is None or file.is_put_away:
        return
    said = alt or file.alt
    told = {"name": file.name}
    if not said and not file.is_described:
        yield Found(kind=FindingKind.ALT_MISSING, part=part, place=asset, words=file.name, told=told)
    elif said and _is_name(said, file):
        yield Found(
            kind=FindingKind.ALT_IS_NAME, part=part, place=f"{asset} {said}", words=cut(said), told=told
        )


def _is_name(alt: str, file: FileFacts) -> bool:
    plain = alt.strip().lower()
    return plain in {file.name.lower(), PurePath(file.name).stem.lower()}


def _played(subject: Subject, part: str, asset: str) -> Iterator[Found]:
    file = subject.files.get(asset)
    if file is None or file.is_put_away or file.has_captions:
        return
    kind = FindingKind.CAPTIONS_MISSING if file.kind == "video" else FindingKind.TRANSCRIPT_MISSING
    yield Found(kind=kind, part=part, place=asset, words=file.name, told={"name": file.name})
