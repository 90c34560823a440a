"""A bank and a quiz for tests, and a learner's way through it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from courses.engine.quiz.formats.parsing import Written
from courses.engine.quiz.reading import Sent
from courses.models import Attempt, AttemptQuestion, Question, Quiz, QuizSection
from courses.services.quizzes import attempts, bank, editing
from synthai.core.access import Actor

BEEP = b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"\x00" * 400  # told as MP3 by its first bytes; it plays nothing
NOON = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
FRIDGE = Written(
    kind="choice",
    text="How cold must a fridge be?",
    answers="* 4 °C or colder # Bacteria sleep there.\n- 10 °C\n- 20 °C",
    explanation="Between 5 °C and 60 °C bacteria grow fast.",
)
SPOILS = Written(
    kind="several", text="What spoils within hours?", answers="* Milk\n* Chicken\n- Salt", points=Decimal(2)
)
WASH = Written(kind="order", text="How do you wash your hands?", answers="Wet\nSoap\nRub\nRinse")
VAT = Written(kind="numeric", text="VAT in R115?", answers="15 ± 0,01 [R]")
WHO = Written(kind="short", text="Who inspects kitchens?", answers="The municipality\nMunicipality")
WHERE = Written(kind="match", text="What goes where?", answers="Raw chicken -> Bottom\nSalad -> Top")
GAPS = Written(kind="cloze", text="Soup stays above [[=60 ± 1]] and is [[*stirred|frozen]] by [[Thandi]].")
RAW = Written(kind="true_false", text="Raw and cooked may share a board.", answers="false")
WHY = Written(
    kind="essay", text="Why do we label leftovers?", answers="Date, owner, allergens.", points=Decimal(4)
)
EVERY_KIND = (FRIDGE, SPOILS, WASH, VAT, WHO, WHERE, GAPS, RAW, WHY)
RULES: dict[str, Any] = {"title": "Food safety", "pass_percent": Decimal(70), "shuffles_questions": False}


def questions(by: Actor, *written: Written, tags: tuple[str, ...] = ()) -> list[Question]:
    """Questions of the bank. Needs the tenant."""
    return [bank.create(one, tags=tags, by=by, now=NOON) for one in written]


def quiz(by: Actor, *written: Written, **rules: Any) -> Quiz:
    """A published quiz of these questions. Needs the tenant."""
    made = editing.create({**RULES, **rules}, by=by, now=NOON)
    section = QuizSection.objects.get(quiz=made)
    keys = [question.pk for question in questions(by, *(written or (FRIDGE, SPOILS)))]
    editing.add_questions(section.pk, keys, by=by, now=NOON)
    return editing.publish_quiz(made.pk, by=by, now=NOON)


def asked(attempt: Attempt) -> list[AttemptQuestion]:
    """The questions of an attempt, in their order."""
    return list(AttemptQuestion.objects.filter(attempt=attempt).order_by("position"))


def place_of(row: AttemptQuestion, text: str) -> str:
    """The place at which a text is shown."""
    found = [*row.seen.items, *row.seen.targets]
    return next(item.place for item in found if item.text == text)


def right(row: AttemptQuestion) -> Sent:  # noqa: PLR0911 - one a kind
    """The right answer, as somebody who knows it would click and type it."""
    match row.shown["kind"]:
        case "choice":
            return Sent(chosen=(place_of(row, "4 °C or colder"),))
        case "several":
            return Sent(chosen=(place_of(row, "Milk"), place_of(row, "Chicken")))
        case "order":
            return Sent(chosen=tuple(place_of(row, step) for step in ("Wet", "Soap", "Rub", "Rinse")))
        case "numeric":
            return Sent(text="R15,00")
        case "short":
            return Sent(text="the MUNICIPALITY.")
        case "match":
            pairs = (("Raw chicken", "Bottom"), ("Salad", "Top"))
            return Sent(pairs={place_of(row, left): place_of(row, to) for left, to in pairs})
        case "cloze":
            gaps = [piece.gap for piece in row.seen.pieces if piece.gap]
            pick = next(item.place for item in gaps[1].items if item.text == "stirred")
            return Sent(gaps={gaps[0].place: "60,5", gaps[1].place: pick, gaps[2].place: "thandi"})
        case "true_false":
            return Sent(chosen=("2",))
        case _:
            return Sent(text="So that nobody eats old food.")


def take(made: Quiz, by: Actor, *, at: datetime = NOON, is_right: bool = True) -> Attempt:
    """A whole attempt, all right or all empty, handed in after five minutes."""
    attempt = attempts.start(made.pk, by=by, now=at)
    for row in asked(attempt) if is_right else ():
        attempts.answer(attempt.pk, row.position, right(row), by=by, now=at).refuse()
    return attempts.hand_in(attempt.pk, by=by, now=at + timedelta(minutes=5))


def asked_of(user: Any) -> list[AttemptQuestion]:
    """The questions of a person's attempt in progress."""
    return asked(Attempt.objects.open().get(user=user))
