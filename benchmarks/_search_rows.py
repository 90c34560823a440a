"""What the bench of search is filled with: pieces of a business of every kind, and the set of questions with what they ask for."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

_FILE: Final = Path(__file__).parent / "data" / "search_questions.txt"
_AT: Final = datetime(2026, 1, 5, 8, tzinfo=UTC)
REAL_FILLERS: Final = 600
_WHO = """Umoja Foods,Karoo Cycles,Themba's Bakery,Blue Crane Lodge,Sizwe Transport,Nomsa Hair,De Wet Plumbing,Kasi Kitchen,Lerato
Fabrics,Protea Print,Khanyisa Creche,Baobab Tools,Sea Point Surf,Mabena Motors,Oom Piet se Padstal,Vuka Fitness,Imbali Florist"""
_WHAT = """brown bread,brake pads,office chairs,cement,school shirts,hair extensions,solar lamps,garden hoses,maize meal,tyres,paint,coffee
beans,exercise books,copper pipe,batteries,chicken pies,wheelbarrows,cooking oil,laptops,headphones,curtains,safety boots,frozen
peas,bicycle chains,printer ink,candles,door locks,washing powder,rooibos tea,gas bottles"""
_DONE = """was delivered on Tuesday and signed for at the gate,is to be collected before the month ends,came back with a broken lid,was
counted twice and agrees with the book,has been moved to the back room,is sold in packs of twelve,was asked about by three
customers,needs a new label and a price,goes to the stall on Saturdays,was paid for in two parts,is waiting for the driver,
has a warranty of a year,was left out of the last order,is for the wedding in Paarl,is kept dry and away from children"""
_PLACE = """Soweto,Paarl,Mthatha,Polokwane,George,Upington,Umlazi,Benoni,Kimberley,Mbombela,Gqeberha,Knysna,Thohoyandou,Bellville"""
_FORMS = (
    ("billing.invoice", "Invoice INV-{n:06d} for {who}", "{count} {what} at {place}: {done}. Payment is due in {days} days."),
    ("pricing.quote", "Quote Q-{n:05d}: {what} for {who}", "Price for {count} {what}, delivered in {place}. It stands for {days} days."),
    ("pricing.product", "{what} {n}", "Stock in {place}: {count}. Supplier {who}. The item {done}."),
    ("content.document", "Agreement with {who}, {place}", "{who} supplies {what} to the business; each load {done}. Notice of {days} days."),
    ("content.document", "Letter to {who} about {what}", "We write about {count} {what} in {place}. The matter {done}."),
    ("accounts.person", "{who} {place} {n}", "Works with {what}. Leave of {days} days was taken. Their last task {done}."),
    ("courses.lesson", "Lesson {n}: working with {what}", "How {who} in {place} sells {what}. In the example the stock {done}."),
    ("publishing.piece", "News from {place}: {what}", "{who} tells how {count} {what} were sold in {days} days. The last one {done}."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the language it is in ("bad": misspelt English), and the key of the piece that answers it."""

    language: str
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Filler:
    """A piece that nobody asks for."""

    kind: str
    title: str
    text: str
    changed_at: datetime


def question_set() -> tuple[dict[str, tuple[str, str, str]], list[Asked]]:
    """Pieces as key: (language, title, text), and the questions."""
    pieces: dict[str, tuple[str, str, str]] = {}
    asked: list[Asked] = []
    key = ""
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        word, _, rest = line.partition(" ")
        if word == "=":
            key, language, title = rest.split(" ", 2)
            pieces[key] = (language, title, "")
        elif word in {"en", "af", "zu", "bad"}:
            asked.append(Asked(word, rest, key))
        elif line.strip() and not line.startswith("#"):
            language, title, _ = pieces[key]
            pieces[key] = (language, title, line)
    return pieces, asked


def fillers(count: int, chance: random.Random) -> Iterator[Filler]:
    """Pieces of our own making, of eight forms."""
    who, what, done, place = (
        [" ".join(part.split()) for part in words.split(",")] for words in (_WHO, _WHAT, _DONE, _PLACE)
    )
    for number in range(count):
        kind, title, text = _FORMS[number % len(_FORMS)]
        values: dict[str, Any] = {
            "n": number,
            "who": chance.choice(who),
            "what": chance.choice(what),
            "done": chance.choice(done),
            "place": chance.choice(place),
            "count": chance.randint(2, 900),
            "days": chance.randint(3, 60),
        }
        text = f"{text} {text}" if number % 5 == 0 else text
        yield Filler(kind, title.format(**values), text.format(**values), _AT + timedelta(minutes=number))


def mixed(real: npt.NDArray[np.float32], count: int, seed: int) -> npt.NDArray[np.float32]:
    """Vectors between two real ones each, with some noise, as far from the middle of all as a real one is, of length one.

    A plain mean of two lies nearer to the middle than either, and so nearer to every question.
    """
    chance = np.random.default_rng(seed)
    middle = real.mean(axis=0)
    apart = real - middle
    places = chance.integers(0, len(real), (2, count))
    share = chance.uniform(0.5, 1, (count, 1))
    made = apart[places[0]] * share + apart[places[1]] * (1 - share)
    made += chance.normal(0, 0.01, made.shape)
    made *= np.linalg.norm(apart, axis=1)[places[0]][:, None] / np.linalg.norm(made, axis=1, keepdims=True)
    made += middle
    normal: npt.NDArray[np.float32] = (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)
    return normal


def in_parts(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Rows in portions."""
    return (rows[start : start + size] for start in range(0, len(rows), size))
