"""Numbers in words, English and Afrikaans: `twenty-five`, `one hundred and twenty`, `vyf-en-twintig`, `drieduisend`, `third`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_UNITS = {
    "zero": 0, "nought": 0, "nil": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "dozen": 12,
    "nul": 0, "een": 1, "een\u0301": 1, "twee": 2, "drie": 3, "vier": 4, "vyf": 5, "ses": 6, "sewe": 7, "agt": 8, "nege": 9, "tien": 10, "elf": 11,
    "twaalf": 12, "dertien": 13, "veertien": 14, "vyftien": 15, "sestien": 16, "sewentien": 17, "agtien": 18, "agttien": 18,
    "negentien": 19, "negentig": 90, "dosyn": 12,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "twintig": 20, "dertig": 30, "veertig": 40, "vyftig": 50, "sestig": 60, "sewentig": 70, "tagtig": 80, "negentig": 90,
}  # fmt: skip
SCALES = {
    "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "honderd": 100, "duisend": 1000, "miljoen": 10**6, "miljard": 10**9,
}  # fmt: skip
_VAGUE = {
    "dozens", "hundreds", "thousands", "millions", "billions", "tens", "scores", "honderde", "duisende", "miljoene", "tiene", "dosyne",
    "twice", "thrice", "double", "doubled", "doubling", "triple", "tripled", "tripling", "quadrupled", "halved", "halving", "twofold",
    "threefold", "tenfold", "verdubbel", "halveer",
}  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17,
    "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60,
    "seventieth": 70, "eightieth": 80, "ninetieth": 90, "hundredth": 100, "thousandth": 1000,
    "eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "vyfde": 5, "sesde": 6, "sewende": 7, "agtste": 8, "negende": 9, "tiende": 10,
    "elfde": 11, "twaalfde": 12, "twintigste": 20, "dertigste": 30,
}  # fmt: skip
_FRACTIONS = {
    "half": Decimal("0.5"), "halves": Decimal("0.5"), "helfte": Decimal("0.5"), "quarter": Decimal("0.25"), "quarters": Decimal("0.25"),
    "kwart": Decimal("0.25"), "thirds": Decimal(1) / 3, "fifths": Decimal("0.2"), "tenths": Decimal("0.1"),
}  # fmt: skip
_ALL = {**_UNITS, **_TENS, **SCALES, **_ORDINALS}
_PART = re.compile("|".join(sorted(_ALL, key=len, reverse=True)))
_LEADS = re.compile("|".join(_TENS))
_OTHERWISE = {"af": frozenset({"ten", "second", "quarter"}), "en": frozenset({"ses", "elf", "nul", "een"})}
_LARGEST = 10**15  # more is no figure of anybody's
_AND = {"and", "en"}
_ADJECTIVES = "simple|easy|main|important|big|small|good|great|single|different|clear|new|common|more|basic|short|quick|friendly|fixed|fair|goeie|groot|klein|belangrike|eenvoudige"
_COUNTED_BY_READER = "things|reasons|ways|steps|points|goals|aims|tips|questions|kinds|sorts|ideas|principles|priorities|risks|sides|dinge|redes|maniere|stappe|punte|doelwitte|wenke|vrae|soorte|idees|beginsels"
_ONE_OF_ANYBODY = (
    "vote|number to|number for|team that|team who|team to|thing|place|roof|goal|step|click|call|message|aim|purpose|reason|worry|concern|thought|person to|point of contact|price for|bill"
    "|stem|ding|plek|dak|doel|stap|oproep|boodskap|rede|bekommernis|gedagte"
)
# `one`, `first`, `second`, `half` and `quarter` are often no numbers: these phrases say nothing that could be wrong.
_IDIOMS = re.compile(
    r"\b(?:no[ -]one|one another|one[ -]on[ -]one|one[ -]stop|one day|one by one|(?:any|every|each|this|that|which|the)[ -]one"
    r"|(?:an?|the) (?:second|new|small|smaller|large|larger|bigger|good|better|first|next|last|other|previous|older|cheaper|right) one(?= (?:at|and|or|in|to|with|for|is|was|that|which|who|costs?|gives?)\b|[.,;:!?)])"
    r"|little one|the (?:first|last|next|other|previous|old|new|same|right|wrong) one(?! (?:in|of|and a|point|hundred|thousand|million|second|minute|hour|day|week|month|quarter|year)\b)"
    r"|(?:either|another|good|better|new|only|not|than|which) one(?=[.,;:!?)])|one (?:size|go|last (?:thing|word|time)|hand|visit|phone call|word|question|at a time)|one of a kind|day one|zero (?:stress|hassle|fuss)"
    r"|die een na die ander|een of ander|alles in een|nie een nie|een vir (?:jou|jouself)|een (?:vraag|slag|woord|besoek)|die (?:laaste|volgende|ander|regte) een(?=[.,;:!?)])"
    r"|which of the two|more than one|one of each|een van elk|just one year|one year's|(?<=[.:!?] )(?:second|third)(?=,)|the (?:two|three) of (?:us|them|you)|one of (?:the|our|its|their|these|those|my|his|her|your|us|them)|at one|one can|one should|one must|one and the same"
    r"|first of all|at first|first and foremost|first[ -](?:aid|class|come|hand|name|names|choice|impression|time|instance|party|rate|step|things?)"
    r"|in the first place|first[ -]in|first|eerste"
    r"|come first|comes first|puts? \w+ first|second[ -]hand|second nature|second to none|third[ -]part(?:y|ies)|half[ -](?:hour|way|baked|hearted)"
    # what counts itself, or nothing of the business
    rf"|(?:two|three|four|five|six|twee|drie|vier|vyf|ses) (?:{_ADJECTIVES} )?(?:{_COUNTED_BY_READER})"
    rf"|(?:one|een) (?:{_ADJECTIVES} )?(?:{_ONE_OF_ANYBODY})"
    r"|(?:any|every|a|no|the|each|this|that) (?:single|other|only) one|one(?= (?:for|to|that|which|who|whose|from|by)\b)(?! to (?:one|two|three|four|five|six|ten|twelve)\b)"
    r"|(?:second|third|fourth|tweede|derde|vierde) (?:risk|reason|step|point|goal|aim|advantage|option|question|priority|challenge|chance|thought|opinion|look|risiko|rede|stap|punt|doel|voordeel|vraag|kans|opinie)"
    r"|the (?:second|third|fourth)(?=[.,;:!?)]| (?:through|by|with|is|we|on|in|and|for|to|at|because)\b)|die (?:tweede|derde|vierde)(?=[.,;:!?)]| (?:deur|met|is|in|en|vir|omdat)\b)"
    r"|(?:same|never|not)(?: \w+){1,4} twice(?! (?:as|the|that)\b)|(?:the|die) (?:following|volgende) (?:one|een)\b|should one\b|think twice|twice (?:a|per) (?:day|week|month|year) is|two[ -](?:step|factor)"
    r"|halfway|quarter[ -]hour|six[ -]pack|nine[ -]to[ -]five|two[ -]way|one[ -]way|een van (?:die|ons|hulle|hul|jou|sy|haar)|een vir een"
    r"|double[ -](?:check|checks|checked|entry|door|doors|sided)|zero[ -]rated|zero[ -]tolerance|the other half|half an hour)\b"
)
_CERTAIN_FIRST = re.compile(
    r"\beerste (?=(?:\w+ )?(?:kwartaal|jaar|maand|week|helfte|tak|winkel|werker|lening|fase)\b)|\bfirst (?=(?:\w+ )?(?:quarter|year|month|week|half|shop|branch|store|employee|loan|phase|round|january|february|march|april|may|june|july|august"
    r"|september|october|november|december)\b)|\bfirst(?= of (?:january|february|march|april|may|june|july|august|september|october|november|december))"
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Spelt:
    """A number in words."""

    start: int
    end: int
    value: Decimal | None  # None: a number that nobody can check, such as `hundreds`
    is_ordinal: bool = False
    is_fraction: bool = False


def spelt(text: str, language: str = "en") -> Iterator[Spelt]:
    """The numbers in words of a plain text. Both languages are read whatever it is in, but for words that are something else there."""
    low = text.lower()
    foreign = _OTHERWISE.get(language, frozenset())
    idle = _idle(low)
    words = [
        found
        for found in _WORD.finditer(low)
        if found.group() not in foreign and not any(a <= found.start() < b for a, b in idle)
    ]
    at = 0
    while at < len(words):
        found, used = _read(low, words, at)
        if found is None:
            at += 1
        else:
            yield found
            at += used


def _idle(low: str) -> list[tuple[int, int]]:
    certain = [found.start() for found in _CERTAIN_FIRST.finditer(low)]
    return [found.span() for found in _IDIOMS.finditer(low) if found.start() not in certain]


def _read(low: str, words: "list[re.Match[str]]", at: int) -> tuple[Spelt | None, int]:
    word = words[at].group()
    start = words[at].start()
    if word in _VAGUE:
        return Spelt(start, words[at].end(), None), 1
    if word in _FRACTIONS:
        return _fraction(low, words, at)
    parts: list[tuple[int, bool]] = []
    used, end = 0, start
    for place in range(at, len(words)):
        here = words[place]
        if place > at and not _is_joined(low, words[place - 1], here):
            break
        if (
            here.group() in _AND
            and parts
            and place + 1 < len(words)
            and _is_continued(low, words, place, parts)
        ):
            continue
        found = _split(here.group())
        if not found or (parts and parts[-1][1]):
            break
        parts += found
        used, end = place - at + 1, here.end()
    if not parts:
        return None, 1
    rest = words[at + used] if at + used < len(words) else None
    if (
        rest is not None
        and rest.group() in _FRACTIONS
        and _is_joined(low, words[at + used - 1], rest)
        and not parts[-1][1]
    ):
        made, more = _fraction(low, words, at + used)
        if made is not None and rest.group() not in {"half"}:
            value = None if made.value is None else made.value * _value(parts)
            return Spelt(start, made.end, value, is_fraction=True), used + more
    total = _value(parts)
    return Spelt(start, end, Decimal(total) if total < _LARGEST else None, is_ordinal=parts[-1][1]), used


def _fraction(low: str, words: "list[re.Match[str]]", at: int) -> tuple[Spelt | None, int]:
    """`half of`, `a quarter of`, `two thirds`, `half a million`; a `quarter` of a year and the `second half` are none."""
    here = words[at]
    after = low[here.end() : here.end() + 30]
    before = low[max(0, here.start() - 40) : here.start()].rstrip(" -").rpartition(" ")[2]
    scaled = re.match(r" (?:a |'n )?(hundred|thousand|million|billion|dozen|miljoen)\b", after)
    if here.group() == "half" and scaled:
        scale = SCALES.get(scaled[1], 12)
        return Spelt(here.start(), here.end() + scaled.end(), Decimal(scale) / 2), 3 if after.startswith(
            (" a ", " 'n ")
        ) else 2
    is_share = bool(re.match(r" (?:of|our|the|its|their|all|van|ons)\b", after)) or here.group().endswith("s")
    is_time = before in {
        "first",
        "second",
        "third",
        "fourth",
        "last",
        "this",
        "next",
        "every",
        "each",
        "per",
        "previous",
        "past",
        "eerste",
        "tweede",
        "laaste",
    }
    if not is_share or (is_time and here.group() in {"half", "quarter", "kwart"}):
        return None, 1
    if here.group() == "quarters" and before not in {"three", "two", "one", "drie"}:
        return None, 1
    return Spelt(here.start(), here.end(), _FRACTIONS[here.group()], is_fraction=True), 1


def _is_joined(low: str, one: "re.Match[str]", two: "re.Match[str]") -> bool:
    return low[one.end() : two.start()] in {" ", "-", " - "}


def _is_continued(low: str, words: "list[re.Match[str]]", place: int, parts: list[tuple[int, bool]]) -> bool:
    """Whether an `and` joins two parts of one number: after a hundred, or in Afrikaans before the tens."""
    nxt = words[place + 1]
    found = _split(nxt.group())
    if not found or not _is_joined(low, words[place], nxt):
        return False
    last = parts[-1][0]
    if words[place].group() == "en":
        return (last < 10 and found[0][0] in range(20, 100, 10)) or (last >= 100 and found[0][0] < last)
    return last >= 100 and found[0][0] < 100


def _split(word: str) -> list[tuple[int, bool]]:
    """The parts of a word: `drieduisend` is three and a thousand. Empty: it is no number."""
    for known, is_ordinal in ((_UNITS, False), (_TENS, False), (SCALES, False), (_ORDINALS, True)):
        if word in known:
            return [(known[word], is_ordinal)]
    found: list[tuple[int, bool]] = []
    at = 0
    while at < len(word):
        if found and word.startswith("en", at) and _LEADS.match(word, at + 2):
            at += 2
            continue
        part = _PART.match(word, at)
        if part is None:
            return []
        found.append((_ALL[part.group()], part.group() in _ORDINALS))
        at = part.end()
    return found if len(found) > 1 else []


def _value(parts: list[tuple[int, bool]]) -> int:
    total, here = 0, 0
    for value, _is_ordinal in parts:
        if value == 100:
            here = max(here, 1) * 100
        elif value >= 1000:
            total += max(here, 1) * value
            here = 0
        else:
            here += value
    return total + here
