"""What to do about a question, in words an owner can act on; nothing while attempts are too few to say it.

The limits: under 0.20 a question separates too little (R. L. Ebel, Essentials of Educational Measurement, 1972: "poor items, to be
rejected or improved by revision"). Advice speaks only when the whole 95 % interval is on the wrong side, so with 20 attempts only a
plainly bad question is named.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from courses.engine.quiz import questions as q
from courses.engine.quiz.inlays import plain

if TYPE_CHECKING:
    from courses.engine.quiz.statistics import QuestionFigures

ENOUGH: Final = 20
TOO_EASY, TOO_HARD, TOO_FLAT = 0.9, 0.3, 0.2
SKIPPED: Final = 0.3
LEAD: Final = 0.1  # how far ahead those who picked a wrong answer must be before the key is doubted


class Act(StrEnum):
    """What is advised, strongest first."""

    CHECK_KEY = "check_key"
    REPLACE = "replace"
    REVISE = "revise"
    IMPROVE_OPTIONS = "improve_options"


@dataclass(frozen=True, kw_only=True)
class Advice:
    """An act and its reason in words."""

    act: Act
    text: str


def advise(question: q.Question, figures: "QuestionFigures") -> list[Advice]:
    """What the figures advise, strongest first. Empty below ENOUGH attempts, and for a question that does its work."""
    if figures.attempts < ENOUGH:
        return []
    options = question.options if isinstance(question, q.Choice) else ()
    found = [
        *_about_key(options, figures),
        *_about_separation(figures),
        *_about_difficulty(figures),
        *_about_skipping(figures),
        *_about_options(options, figures),
    ]
    order = list(Act)
    return sorted(found, key=lambda advice: order.index(advice.act))


def _about_key(options: tuple[q.Option, ...], figures: "QuestionFigures") -> list[Advice]:
    right = next((figures.pick(option.key) for option in options if option.is_right), None)
    for option in options:
        wrong = figures.pick(option.key)
        if option.is_right or right is None or wrong.rest is None or wrong.count <= right.count:
            continue
        if right.rest is None or wrong.rest >= right.rest + LEAD:
            text = _(
                "Check which answer is right: “%(wrong)s” was chosen more often than the right one, and by people who did "
                "better in the rest of the quiz."
            )
            return [Advice(act=Act.CHECK_KEY, text=text % {"wrong": plain(option.text)})]
    return []


def _about_separation(figures: "QuestionFigures") -> list[Advice]:
    interval = figures.discrimination_range
    if interval is None or interval.high >= TOO_FLAT:
        return []
    if interval.high < 0:
        text = _(
            "Replace this one, because people who know the subject get it wrong more often than people who do not: it is "
            "unclear, or its key is wrong."
        )
    else:
        text = _(
            "Replace this one, because people who know the subject get it right hardly more often than people who do not."
        )
    return [Advice(act=Act.REPLACE, text=text)]


def _about_difficulty(figures: "QuestionFigures") -> list[Advice]:
    numbers = {"percent": round(figures.difficulty * 100), "attempts": figures.attempts}
    if figures.difficulty_range.low > TOO_EASY:
        text = _(
            "Replace this one, because almost everybody gets it right (%(percent)d %% of the points in %(attempts)d "
            "attempts): it shows nothing. Keep it if everybody must know it."
        )
        return [Advice(act=Act.REPLACE, text=text % numbers)]
    if figures.difficulty_range.high < TOO_HARD:
        text = _(
            "Make this one clearer or teach it better: people earn only %(percent)d %% of its points, in %(attempts)d "
            "attempts."
        )
        return [Advice(act=Act.REVISE, text=text % numbers)]
    return []


def _about_skipping(figures: "QuestionFigures") -> list[Advice]:
    if figures.unanswered < SKIPPED * figures.attempts:
        return []
    text = _("%(count)d of %(attempts)d left it empty: it is hard to understand, or time runs out before it.")
    numbers = {"count": figures.unanswered, "attempts": figures.attempts}
    return [Advice(act=Act.REVISE, text=text % numbers)]


def _about_options(options: tuple[q.Option, ...], figures: "QuestionFigures") -> list[Advice]:
    idle = [
        plain(option.text) for option in options if not option.is_right and not figures.pick(option.key).count
    ]
    # Where almost nobody errs, an idle wrong answer is no news.
    if not idle or figures.difficulty > TOO_EASY:
        return []
    text = _("Nobody of %(attempts)d chose %(options)s. Write wrong answers that somebody could believe.")
    named = ", ".join(f"“{option}”" for option in idle)
    return [Advice(act=Act.IMPROVE_OPTIONS, text=text % {"attempts": figures.attempts, "options": named})]
