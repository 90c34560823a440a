"""Pictures and sounds in the texts of a question: `![A thermometer at 9 °C](picture:k3v9…)`, `![The alarm](sound:ab2c…)`.

The key is the id of a file of the bank: random, and the same wherever the file is shown, so that it says nothing of an answer. What is
in square brackets is read out, and shown where pictures are not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from courses.engine.quiz import questions as q

PICTURE, SOUND = "picture", "sound"
ALT_LENGTH: Final = 250
_INLAY: Final = re.compile(
    r"!\[(?P<alt>[^\[\]\n]*)\]\((?P<kind>picture|sound):(?P<key>[A-Za-z0-9_./-]{1,100})\)"
)
_TAKEN: Final = str.maketrans({"[": "(", "]": ")", "\n": " ", "\r": " ", "|": "/"})


@dataclass(frozen=True, kw_only=True)
class Inlay:
    """A picture or a sound in a text. `alt` says in words what it shows or plays."""

    kind: str
    key: str
    alt: str


def pieces(text: str) -> list[str | Inlay]:
    """A text in order: words, pictures, sounds. Words are never empty."""
    found: list[str | Inlay] = []
    at = 0
    for match in _INLAY.finditer(text):
        found += [text[at : match.start()], _inlay(match)]
        at = match.end()
    return [piece for piece in [*found, text[at:]] if piece]


def inlays(text: str) -> list[Inlay]:
    """The pictures and sounds of a text."""
    return [_inlay(match) for match in _INLAY.finditer(text)]


def plain(text: str) -> str:
    """A text for lists, searches and whoever cannot look: pictures and sounds by their words."""
    words = "".join(piece if isinstance(piece, str) else f"[{piece.alt}]" for piece in pieces(text))
    return words.strip()


def bare(text: str) -> str:
    """A text without its pictures and sounds."""
    kept = " ".join(piece.strip() for piece in pieces(text) if isinstance(piece, str))
    return kept.strip()


def written(kind: str, key: str, alt: str) -> str:
    """The notation of one. Signs of the notation in `alt` are replaced by harmless ones."""
    words = " ".join(alt.translate(_TAKEN).replace("->", "–").replace(" # ", " – ").split())
    return f"![{words[:ALT_LENGTH]}]({kind}:{key})"


def renamed(text: str, names: dict[tuple[str, str], str]) -> str:
    """A text with other keys, by kind and present key; what has no other keeps its own."""

    def other(match: re.Match[str]) -> str:
        key = names.get((match["kind"], match["key"]), match["key"])
        return f"![{match['alt']}]({match['kind']}:{key})"

    return _INLAY.sub(other, text)


def of_question(question: q.Question) -> list[Inlay]:
    """Every picture and sound of a question: asked, offered, and told afterwards."""
    return [inlay for text in texts_of(question) for inlay in inlays(text)]


def texts_of(question: q.Question) -> Iterator[str]:
    """Every text of a question that may hold pictures and sounds."""
    yield from (question.text, question.explanation)
    match question:
        case q.Choice(options=options) | q.Several(options=options):
            yield from (part for option in options for part in (option.text, option.feedback))
        case q.Match(lefts=lefts):
            yield from (left.text for left in lefts)
        case q.Order(steps=steps):
            yield from (step.text for step in steps)
        case q.Cloze(pieces=parts):
            yield from parts[::2]
        case q.Essay(guide=guide):
            yield guide
        case _:
            return


def misplaced(question: q.Question) -> list[Inlay]:
    """Pictures and sounds where a browser shows words alone: what a left side is matched with, and what stands in a gap."""
    texts: list[str] = []
    if isinstance(question, q.Match):
        texts = [right.text for right in question.rights]
    elif isinstance(question, q.Cloze):
        picks = [gap.rule for gap in question.gaps if isinstance(gap.rule, q.PickRule)]
        texts = [option.text for pick in picks for option in pick.options]
    return [inlay for text in texts for inlay in inlays(text)]


def _inlay(match: re.Match[str]) -> Inlay:
    return Inlay(kind=match["kind"], key=match["key"], alt=match["alt"].strip())
