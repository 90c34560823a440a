"""Names that a text gives: people, firms, places, acts. What begins with a capital must be in the facts, or be a word that says nothing."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from synthai.core.facts.guard.lexicon import is_certain, is_word, listed
from synthai.core.facts.guard.reading import folded
from synthai.core.facts.values import Name, NameKind, Words

if TYPE_CHECKING:
    from synthai.core.facts.base import Fact

_TOKEN = re.compile(r"[^\W\d_]+(?:['&.-][^\W\d_]+)*")
_BEGINS = re.compile(
    r"(?:^|[.!?:;]['\")]*\s+|(?:^|\n)[\s>#*•-]*(?:\(?(?:(?:\d+|[a-z])[.)]|\d\.\d)\s+)?|[\"(*|]\s?|(?:^|\s)'|(?:^|[.!?:;]\s+|\n)'n )\Z",
    re.DOTALL,
)
_LINKS = {"of", "the", "and", "van", "der", "den", "de", "du", "von", "for", "&", "en", "la", "le"}
# After these an ordinary word with a capital is a term and not a name.
_POINTERS = frozenset(
    {"the", "our", "this", "your", "each", "every", "an", "a", "die", "ons", "hierdie", "elke"}
)
# At the beginning of a sentence these may stand before a part of a name: `At Rest you sleep well`.
_LEADS = frozenset({
    "and", "as", "at", "book", "but", "buy", "by", "call", "choose", "for", "from", "if", "in", "like", "meet", "no", "of", "on", "one", "order", "or",
    "see", "since", "so", "some", "that", "these", "those", "three", "to", "try", "two", "visit", "when", "while", "with", "yes", "met", "op", "vir",
})  # fmt: skip
_SHOUTED = 5
_ENDS_HEADING = ".!?;,"


@dataclass(frozen=True, slots=True)
class Known:
    """The words of the facts' names, each name as its words, and all words that people wrote."""

    names: tuple[tuple[str, ...], ...]
    people: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, facts: "list[Fact]") -> "Known":
        """From all names and texts of the facts."""
        names: list[tuple[str, ...]] = []
        people: set[str] = set()
        words: set[str] = set()
        for fact in facts:
            if isinstance(fact.value, Name):
                tokens = tuple(_tokens(fact.value.text))
                names.append(tokens)
                people |= set(tokens) if fact.value.kind is NameKind.PERSON else set()
                words |= set(tokens)
            elif isinstance(fact.value, Words):
                tokens = tuple(_tokens(fact.value.text))
                words |= set(tokens)
        return cls(tuple(names), frozenset(people), frozenset(words))


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    bare: str  # folded, without 's
    is_first: bool
    is_heading: bool


def unsupported(
    text: str, known: Known, is_free: Callable[[int, int], bool], *, language: str = "en"
) -> Iterator[tuple[int, int]]:
    """Where a plain text gives names that are not known, but for what was judged already."""
    words = [
        word
        for word in _words(text)
        if (_is_capital(word.text) or _is_foreign(word.text))
        and is_free(word.start, word.end)
        and not (len(word.text) == 1 and text.startswith(":", word.end))  # T: and E: before numbers
    ]
    strangers = {place for place, word in enumerate(words) if not _is_known(word, known, language)}
    if language == "en":  # no list of other words
        strangers = {place for place in strangers if not _is_a_term(text, words, place, strangers)}
    for place, word in enumerate(words):
        follows = place + 1 in strangers and _are_adjacent(text, word, words[place + 1])
        if place in strangers:
            yield word.start, word.end
        elif (
            word.is_first
            and follows
            and word.bare not in _POINTERS
            and word.bare not in known.words
            and word.bare not in listed("allowed")
        ):
            yield word.start, word.end  # `Blue Crane Traders`: the first word belongs to the name
    yield from _mixed(text, words, known)
    yield from _renamed(text, words, known)
    yield from _beheaded(text, words, known)


def _is_a_term(text: str, words: list[_Word], place: int, strangers: set[int]) -> bool:
    """Whether a capital only marks a term: `the Department`, `our Board`. One ordinary word after such a word, no other stranger beside it."""
    word = words[place]
    before = text[max(0, word.start - 12) : word.start].lower()
    if not before.endswith(" ") or not before.split() or before.split()[-1].strip("(\"'") not in _POINTERS:
        return False
    if not is_word(word.bare) or is_certain(word.bare) or not word.text[1:].islower():
        return False
    return not (
        place + 1 in strangers and place + 1 < len(words) and _are_adjacent(text, word, words[place + 1])
    )


def _is_known(word: _Word, known: Known, language: str) -> bool:
    if _is_foreign(word.text):
        return word.bare in known.words
    if (
        word.bare in known.words
        or word.bare.removesuffix("s") in known.words
        or word.bare.removesuffix("es") in known.words
        or all(part in known.words or part in listed("allowed") for part in word.bare.split("-"))
    ):
        return True
    if (
        word.bare in listed("allowed")
        or word.bare.replace(".", "") in listed("allowed")
        or (word.text.isupper() and word.bare in listed("shouted"))
    ):
        return True
    if word.is_heading and all(part in listed("headings") for part in word.bare.split("-")):
        return True
    if not word.is_first or is_certain(word.bare):
        return False
    if word.text.isupper() and 1 < len(word.text) < _SHOUTED:  # short ones are abbreviations of somebody
        return False
    if language != "en":  # no list of words: a first word alone says nothing
        return True
    return all(is_word(part) for part in word.bare.split("-"))


def _mixed(text: str, words: list[_Word], known: Known) -> Iterator[tuple[int, int]]:
    """Two parts of two people's names put together: both are known, the person is not."""
    for one, two in zip(words, words[1:], strict=False):
        if not (one.bare in known.people and two.bare in known.people and text[one.end : two.start] == " "):
            continue
        if one.text.endswith(("'s", "'S")):
            continue
        if not any(_follow(name, one.bare, two.bare) for name in known.names):
            yield one.start, two.end


def _renamed(text: str, words: list[_Word], known: Known) -> Iterator[tuple[int, int]]:
    """`Blue Rest` for Fynbos Rest: an ordinary word before the end of a name that goes on from another one."""
    heads = {name[0] for name in known.names if name}
    ends = {part for name in known.names for part in name[1:]} - heads - known.people - listed("allowed")
    for one, two in zip(words, words[1:], strict=False):
        if two.bare not in ends or text[one.end : two.start] not in {" ", " & "} or two.is_first:
            continue
        is_ours = one.bare in known.words or one.bare in _POINTERS or one.bare in listed("allowed")
        is_free = one.is_heading and not _is_whole_line(text, one, two)  # a line of its own signs a letter
        if not is_ours and not is_free and one.bare not in _LEADS:
            yield one.start, one.end


def _beheaded(text: str, words: list[_Word], known: Known) -> Iterator[tuple[int, int]]:
    """`Blue Wash & Fold` for Vilakazi Wash & Fold, in headings and signatures too: all but the first word of a name after another one."""
    rests = {name[1:] for name in known.names if len(name) > 2 and not set(name[1:]) & known.people}
    for place, one in enumerate(words):
        if (
            one.bare in known.words
            or one.bare in _POINTERS
            or one.bare in _LEADS
            or one.bare in listed("allowed")
        ):
            continue
        for rest in rests:
            after = words[place + 1 : place + 1 + len(rest)]
            are_beside = all(text[a.end : b.start] in {" ", " & "} for a, b in pairwise([one, *after]))
            if are_beside and tuple(word.bare for word in after) == rest:
                yield one.start, one.end


def _is_whole_line(text: str, one: _Word, two: _Word) -> bool:
    before = text[max(0, one.start - 8) : one.start]
    return bool(re.search(r"(?:^|\n)(?:#+ )?\Z", before)) and text[two.end : two.end + 1] in {"", "\n"}


def _follow(name: tuple[str, ...], one: str, two: str) -> bool:
    return any(name[place : place + 2] == (one, two) for place in range(len(name) - 1)) or (
        len(name) > 2 and (name[0], name[-1]) == (one, two)
    )


def _are_adjacent(text: str, one: _Word, two: _Word) -> bool:
    between = text[one.end : two.start]
    return between == " " or (between.strip().lower() in _LINKS and "\n" not in between)


def _words(text: str) -> Iterator[_Word]:
    for line_start, line in _lines(text):
        is_heading = _is_heading(line)
        for found in _TOKEN.finditer(line):
            start = line_start + found.start()
            yield _Word(
                found.group(),
                start,
                line_start + found.end(),
                _bare(found.group()),
                bool(_BEGINS.search(text[max(0, start - 12) : start])) or start == 0,
                is_heading,
            )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        yield at, line
        at += len(line) + 1


def _is_heading(line: str) -> bool:
    bare = line.strip(" #*")
    return bool(bare) and bare[-1] not in _ENDS_HEADING and len(bare.split()) <= 8


def _tokens(text: str) -> Iterator[str]:
    for found in _TOKEN.finditer(folded(text)):
        yield _bare(found.group())
        for part in found.group().split("-"):
            if part != found.group():
                yield _bare(part)


def _bare(token: str) -> str:
    low = folded(token)
    for end in ("'s", "se'"):
        low = low.removesuffix(end)
    return low.strip("'.")


def _is_capital(token: str) -> bool:
    return any(letter.isupper() for letter in token)


def _is_foreign(token: str) -> bool:
    """Letters of another script in a word: `Thаndi` with a Cyrillic а."""
    return any(ord(letter) > 0x24F and not (0x1E00 <= ord(letter) <= 0x1EFF) for letter in token)
