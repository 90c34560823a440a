"""From the notation to a question, or a sentence that says what is wrong with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from courses.engine.quiz import inlays
from courses.engine.quiz import questions as q
from courses.engine.quiz.formats.problems import QuestionUnclear
from courses.engine.quiz.numbers import NotANumber, NumberRule, read_number
from courses.engine.quiz.texts import Accepted, TextRule, fold

MOST_OPTIONS, MOST_TEXT = 26, 10_000
_LAST: Final = re.compile(r"\s*\[last\]$", re.IGNORECASE)
_NUMBER: Final = re.compile(
    r"(?P<value>[^±\[\]]+?)(?:\s*(?:±|\+-|\+/-)\s*(?P<reach>[^%\[\]]+?)(?P<percent>\s*%)?)?(?:\s*\[(?P<unit>[^\]]{1,20})\])?"
)
_PART: Final = re.compile(r"(?P<percent>\d{1,3})\s*%\s*:\s*(?P<text>.+)")
_GAP: Final = re.compile(r"\[\[(.*?)\]\](?!\])")
_WORDS: Final = {
    "true": True, "yes": True, "waar": True, "ja": True, "false": False, "no": False, "onwaar": False, "nee": False,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Written:
    """A question as somebody wrote it. `kind` is a value of Kind."""

    kind: str
    text: str
    answers: str = ""
    points: Decimal = Decimal(1)
    explanation: str = ""
    is_all_or_nothing: bool = False
    minds_case: bool = False
    minds_accents: bool = False


def parse(written: Written) -> q.Question:
    """The question. Raises QuestionUnclear, which names the field and the line to mend."""
    question = _of_kind(written, _common(written))
    if any(not inlay.alt for inlay in inlays.of_question(question)):
        raise QuestionUnclear(
            _("Say in words what the picture shows or the sound plays, for who cannot see or hear it."),
            field="text",
        )
    if inlays.misplaced(question):
        raise QuestionUnclear(
            _("Pictures and sounds can stand before the arrow of a match, not behind it, and not in a gap.")
        )
    return question


def _common(written: Written) -> dict[str, Any]:
    """What all kinds have, checked."""
    text = _clean(written.text)
    if not text:
        raise QuestionUnclear(_("Write the question."), field="text")
    if len(text) > MOST_TEXT or len(written.answers) > MOST_TEXT:
        raise QuestionUnclear(
            _("A question has at most %(limit)d characters. Shorten it.") % {"limit": MOST_TEXT}, field="text"
        )
    if not (written.points.is_finite() and 0 < written.points <= 1000):
        raise QuestionUnclear(_("Give more than 0 and at most 1000 points."), field="points")
    return {
        "text": text,
        "points": written.points,
        "explanation": _clean(written.explanation),
    }


def _of_kind(written: Written, common: dict[str, Any]) -> q.Question:  # noqa: PLR0911 - one a kind
    match q.Kind(written.kind):
        case q.Kind.CHOICE:
            return q.Choice(**common, options=_one_right(_options(written)))
        case q.Kind.SEVERAL:
            return q.Several(**common, options=_options(written), is_all_or_nothing=written.is_all_or_nothing)
        case q.Kind.TRUE_FALSE:
            return q.TrueFalse(**common, is_true=_truth(written))
        case q.Kind.MATCH:
            return _match(written, common)
        case q.Kind.ORDER:
            return q.Order(**common, steps=_steps(written))
        case q.Kind.NUMERIC:
            return q.Numeric(**common, rule=_only_number(written))
        case q.Kind.SHORT:
            return q.Short(**common, rule=_texts(written))
        case q.Kind.CLOZE:
            return _cloze(written, common)
        case q.Kind.ESSAY:
            return q.Essay(**common, guide=_clean(written.answers))


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "").strip()


def _filled(written: Written) -> Iterator[tuple[int, str]]:
    """Number and text of each line that is not empty."""
    for number, line in enumerate(_clean(written.answers).splitlines(), start=1):
        if line.strip():
            yield number, " ".join(line.split())


def _options(written: Written) -> tuple[q.Option, ...]:
    found: list[q.Option] = []
    for number, line in _filled(written):
        said, _sign, feedback = line.partition(" # ")
        is_right, body = said.startswith("*"), said.lstrip("*").strip() if said.startswith("*") else said
        if not is_right and body.startswith("-"):
            body = body[1:].strip()
        text, pinned = _LAST.subn("", body)
        if not text:
            raise QuestionUnclear(_("An answer is empty. Write it, or delete the line."), line=number)
        found.append(
            q.Option(
                key=str(len(found) + 1),
                text=text,
                is_right=is_right,
                feedback=feedback.strip(),
                is_pinned=bool(pinned),
            )
        )
    _refuse_doubles([option.text for option in found])
    if not 2 <= len(found) <= MOST_OPTIONS:
        raise QuestionUnclear(_("Write two to %(most)d answers, one a line.") % {"most": MOST_OPTIONS})
    if not any(option.is_right for option in found):
        raise QuestionUnclear(_("No answer is marked as right. Begin the right one with a star: * 4 °C"))
    return tuple(found)


def _one_right(options: tuple[q.Option, ...]) -> tuple[q.Option, ...]:
    if sum(option.is_right for option in options) != 1:
        raise QuestionUnclear(
            _("More than one answer is marked as right. Keep one star, or choose the kind “Several answers”.")
        )
    return options


def _refuse_doubles(texts: list[str]) -> None:
    seen: set[str] = set()
    for text in texts:
        folded = fold(text, minds_accents=True)
        if folded in seen:
            raise QuestionUnclear(
                _("“%(text)s” is there twice. Change or delete one of them.") % {"text": text}
            )
        seen.add(folded)


def _truth(written: Written) -> bool:
    said = [fold(line.lstrip("* ")) for _number, line in _filled(written)]
    if len(said) != 1 or said[0] not in _WORDS:
        raise QuestionUnclear(_("Say whether the statement is true or false: write one of the two words."))
    return _WORDS[said[0]]


def _match(written: Written, common: dict[str, Any]) -> q.Match:
    lefts: list[q.Item] = []
    rights: dict[str, q.Item] = {}
    pairs: list[tuple[str, str]] = []
    for number, line in _filled(written):
        before, arrow, after = (part.strip() for part in line.partition("->"))
        if not arrow or not after:
            raise QuestionUnclear(
                _("Write what belongs together with an arrow between: Raw chicken -> Bottom shelf"),
                line=number,
            )
        right = rights.setdefault(after.casefold(), q.Item(key=f"r{len(rights) + 1}", text=after))
        if before:
            lefts.append(q.Item(key=f"l{len(lefts) + 1}", text=before))
            pairs.append((lefts[-1].key, right.key))
    _refuse_doubles([left.text for left in lefts])
    if not 2 <= len(lefts) <= MOST_OPTIONS or not 2 <= len(rights) <= MOST_OPTIONS:
        raise QuestionUnclear(_("Write two or more pairs, one a line, that do not all belong to the same."))
    return q.Match(**common, lefts=tuple(lefts), rights=tuple(rights.values()), pairs=tuple(pairs))


def _steps(written: Written) -> tuple[q.Item, ...]:
    texts = [line for _number, line in _filled(written)]
    _refuse_doubles(texts)
    if not 2 <= len(texts) <= MOST_OPTIONS:
        raise QuestionUnclear(_("Write two or more steps, one a line, in their right order."))
    return tuple(q.Item(key=str(number), text=text) for number, text in enumerate(texts, start=1))


def _only_number(written: Written) -> NumberRule:
    lines = list(_filled(written))
    if len(lines) != 1:
        raise QuestionUnclear(_("Write the number in one line, like 4 ± 0,5 [°C]."))
    return parse_number_rule(lines[0][1], line=lines[0][0])


def parse_number_rule(text: str, *, line: int | None = None) -> NumberRule:
    """`4 ± 0,5 [°C]`. Raises QuestionUnclear."""
    unclear = QuestionUnclear(
        _("“%(text)s” is not a number we understand. Write it like 4, 4 ± 0,5 or 1 000 ± 5%% [kg].")
        % {"text": text},
        line=line,
    )
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        raise unclear
    try:
        value = read_number(found["value"])
        reach = read_number(found["reach"]) if found["reach"] else Decimal(0)
    except NotANumber as error:
        raise unclear from error
    if reach < 0:
        raise unclear
    is_percent = bool(found["percent"]) and bool(reach)
    return NumberRule(value=value, tolerance=reach, is_percent=is_percent, unit=(found["unit"] or "").strip())


def _texts(written: Written) -> TextRule:
    found = []
    for number, line in _filled(written):
        part = _PART.fullmatch(line)
        percent = int(part["percent"]) if part else 100
        if not 0 < percent <= 100:
            raise QuestionUnclear(_("A text brings 1 to 100 per cent of the points."), line=number)
        found.append(Accepted(text=part["text"] if part else line, percent=percent))
    if not any(one.percent == 100 for one in found):
        raise QuestionUnclear(_("Write at least one text that counts in full, one a line."))
    return TextRule(accepted=tuple(found), minds_case=written.minds_case, minds_accents=written.minds_accents)


def _cloze(written: Written, common: dict[str, Any]) -> q.Cloze:
    pieces = _GAP.split(common["text"])
    gaps = []
    for number, body in enumerate(pieces[1::2], start=1):
        pieces[2 * number - 1] = str(number)
        gaps.append(q.Gap(key=str(number), rule=_gap_rule(body, written)))
    if not 1 <= len(gaps) <= MOST_OPTIONS:
        raise QuestionUnclear(
            _("Put one or more gaps into the text, in double square brackets: [[Pretoria|Tshwane]]"),
            field="text",
        )
    plain = "".join("____" if number % 2 else piece for number, piece in enumerate(pieces))
    return q.Cloze(**{**common, "text": plain}, pieces=tuple(pieces), gaps=tuple(gaps))


def _gap_rule(body: str, written: Written) -> TextRule | NumberRule | q.PickRule:
    parts = [" ".join(part.split()) for part in body.split("|")]
    if not all(parts):
        raise QuestionUnclear(
            _("The gap [[%(gap)s]] has an empty answer. Write something between the bars.") % {"gap": body},
            field="text",
        )
    if body.lstrip().startswith("="):
        return parse_number_rule(body.strip()[1:])
    if any(part.startswith("*") for part in parts):
        options = tuple(
            q.Option(key=str(number), text=part.lstrip("* "), is_right=part.startswith("*"))
            for number, part in enumerate(parts, start=1)
        )
        if len(options) < 2 or sum(option.is_right for option in options) != 1:
            raise QuestionUnclear(
                _("The gap [[%(gap)s]] needs one right answer with a star, and others without.")
                % {"gap": body},
                field="text",
            )
        return q.PickRule(options=options)
    return TextRule(
        accepted=tuple(Accepted(text=part) for part in parts),
        minds_case=written.minds_case,
        minds_accents=written.minds_accents,
    )
