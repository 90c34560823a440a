"""Pieces as pages show them: what stands above the text, and its blocks with the files they show."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from media.selectors.plain import PlainFile, PlainRendition
from publishing.engine.blocks import is_address
from publishing.engine.headings import levelled
from publishing.engine.words import slug_of
from publishing.selectors.reading import Shown
from publishing.terms import LANGUAGES, BlockKind
from publishing.views.addresses import Addresses
from publishing.views.cards import card
from synthai.core.media.embeds import embed_of
from synthai.core.richtext import html_of

_LANGUAGES: Final = dict(LANGUAGES)
_PICTURES: Final = ("image/avif", "image/webp")
_PLAYED: Final = ("360p", "480p", "240p", "720p", "sound")  # what a phone on prepaid data is given first


class Files(Protocol):
    """The files of a text, as its templates show them. Each is None for a file that is not there, or is of another kind."""

    def picture(self, asset: str, *, alt: str) -> dict[str, Any] | None:
        """A picture with its sizes."""

    def played(self, asset: str) -> dict[str, Any] | None:
        """A film, sound or file with its address."""


class ReadFiles:
    """Those of a live piece, each behind the door of its piece."""

    def __init__(self, shown: Shown, addresses: Addresses, files: Mapping[str, PlainFile]) -> None:
        self.shown, self.addresses, self.files = shown, addresses, files

    def picture(self, asset: str, *, alt: str) -> dict[str, Any] | None:
        """A picture with its sizes."""
        return picture(self.shown, self.files.get(asset), self.addresses, alt=alt)

    def played(self, asset: str) -> dict[str, Any] | None:
        """A film, sound or file with its address."""
        file = self.files.get(asset)
        return _played(self.shown, file, self.addresses) if file else None


def head(shown: Shown, addresses: Addresses, files: dict[str, PlainFile]) -> dict[str, Any]:
    """What stands above the text."""
    facts, language = dict(shown.revision.facts or {}), shown.piece.language
    cover = files.get(shown.revision.cover.public_id) if shown.revision.cover else None
    series = shown.piece.series
    return {
        **card(shown.piece, addresses, is_whole=shown.is_whole),
        "authors": [
            {"name": name, "href": addresses.author(language, slug) if (slug := slug_of(name)) else ""}
            for name in facts.get("authors", [])
        ],
        "tags": [
            {"name": name, "slug": slug, "href": addresses.tag(language, slug)}
            for slug, name in facts.get("tags", [])
        ],
        "words": facts.get("words", 0),
        "first_live_at": shown.piece.first_live_at,
        "cover": picture(shown, cover, addresses, alt="") if cover else None,
        "series": {"title": series.title, "href": addresses.series(series.language, series.slug)}
        if series
        else None,
    }


def blocks(
    kept: Iterable[Mapping[str, Any]],
    files: Files,
    related: Mapping[str, dict[str, Any]],
    *,
    played: str = "",
) -> list[dict[str, Any]]:
    """The blocks of the text, each with what its kind needs; what cannot be shown is left out."""
    drawn = (_block(each, files, related, played) for each in kept)
    found = [each for each in drawn if each is not None]
    for each, html in zip(found, levelled(each["html"] for each in found), strict=True):
        each["html"] = mark_safe(html)  # noqa: S308 - clean before, and only the numbers of headings changed
    return found


def plays(drawn: Iterable[Mapping[str, Any]]) -> bool:
    """Whether there is a film or sound in more than one size: then the page brings the script that changes it."""
    return any(len(each["file"].get("variants", [])) > 1 for each in drawn if each.get("file"))


def _block(
    kept: Mapping[str, Any], files: Files, related: Mapping[str, dict[str, Any]], played: str
) -> dict[str, Any] | None:
    kind, data = kept["kind"], kept["data"]
    told = {"id": kept["id"], "kind": kind, "data": data, "html": html_of(kept["text"])}
    asset = data.get("asset", "")
    if kind == BlockKind.IMAGE:
        told["picture"] = files.picture(asset, alt=data.get("alt", ""))
        return told if told["picture"] else None
    if kind == BlockKind.GALLERY:
        found = (files.picture(each["asset"], alt=each.get("alt", "")) for each in data["assets"])
        told["pictures"] = [each for each in found if each]
    elif kind in {BlockKind.VIDEO, BlockKind.AUDIO, BlockKind.FILE}:
        told["file"] = files.played(asset)
        return told if told["file"] else None
    elif kind == BlockKind.EMBED:
        told["embed"], told["is_open"] = embed_of(data.get("url", "")), played == kept["id"]
        return told if told["embed"] else None
    elif kind == BlockKind.RELATED:
        told["related"] = [related[key] for key in data.get("pieces", []) if key in related]
        return told if told["related"] else None
    elif kind == BlockKind.ACTION and not (data.get("label") and is_address(data.get("url", ""))):
        return None
    return told


def picture(shown: Shown, file: PlainFile | None, addresses: Addresses, *, alt: str) -> dict[str, Any] | None:
    """A picture with its sizes, the modern kinds first."""
    if file is None or file.kind != "image":
        return None
    sources = []
    for kind in _PICTURES:
        made = [
            each for each in file.renditions if each.content_type == kind and each.width and each.is_whole
        ]
        if made:
            parts = (f"{_address(shown, file, addresses, each.name)} {each.width}w" for each in made)
            sources.append({"type": kind, "srcset": ", ".join(parts)})
    plain = [
        each
        for each in file.renditions
        if each.is_whole and each.width and each.width <= 960 and each.content_type != _PICTURES[0]  # noqa: PLR2004 - of a phone
    ]
    name = plain[-1].name if plain else "file"
    return {
        "sources": sources,
        "url": _address(shown, file, addresses, name),
        "alt": alt or file.alt,
        "credit": file.credit,
        "width": file.width or None,
        "height": file.height or None,
    }


def _played(shown: Shown, file: PlainFile, addresses: Addresses) -> dict[str, Any]:
    """A film, sound or file with its address, and what is said in it."""
    made = {each.label: each for each in file.renditions}
    chosen: PlainRendition | None = next((made[label] for label in _PLAYED if label in made), None)
    poster = made.get("poster")
    return {
        "name": file.name,
        "size": chosen.size if chosen else file.size,
        "url": _address(shown, file, addresses, chosen.name if chosen else "file"),
        "poster": _address(shown, file, addresses, poster.name) if poster else "",
        "variants": [
            {
                "label": each.label,
                "url": _address(shown, file, addresses, each.name),
                "size": each.size,
                "is_sound": each.label == "sound",
                "is_first": each is chosen,
            }
            for each in sorted(file.renditions, key=lambda made: made.size)
            if each.label in _PLAYED
        ],
        "tracks": [
            {
                "language": language,
                "label": _LANGUAGES.get(language, language),
                "url": _address(shown, file, addresses, f"{language}.vtt"),
                "lines": [str(cue[2]) for cue in cues],
            }
            for language, cues in file.captions
        ],
    }


def _address(shown: Shown, file: PlainFile, addresses: Addresses, name: str) -> str:
    return f"{addresses.file(shown.piece, file.public_id, name)}?v={file.edition}"


def in_feed(kept: Iterable[dict[str, Any]]) -> SafeString:
    """The words of a text for feeds: what has no files, as clean HTML."""
    parts = [_words(each) for each in kept]
    return mark_safe("".join(parts))  # noqa: S308 - each part is clean


def _words(kept: dict[str, Any]) -> SafeString:
    data, html = kept["data"], html_of(kept["text"])
    if kept["kind"] == BlockKind.TABLE:
        rows = (
            (format_html_join("", "<td>{}</td>", ((cell,) for cell in row)),) for row in data.get("rows", [])
        )
        return format_html("<table>{}</table>", format_html_join("", "<tr>{}</tr>", rows))
    if kept["kind"] == BlockKind.QUOTE:
        return format_html("<blockquote>{}{}</blockquote>", html, data.get("who", ""))
    return html
