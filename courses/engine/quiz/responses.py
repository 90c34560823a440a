"""What a learner answered, by the question's own keys: it means the same after any shuffle."""

from dataclasses import dataclass
from typing import Any

from courses.engine.quiz.questions import Kind


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The keys of the chosen options, sorted."""

    keys: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Paired:
    """Left key to right key, for what was matched."""

    pairs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Ordered:
    """The keys of the steps as they were put."""

    keys: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Written:
    """A number, a few words or an essay."""

    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What stands in each gap: typed text, or the key of the picked option."""

    gaps: tuple[tuple[str, str], ...] = ()


Response = Chosen | Paired | Ordered | Written | Filled


def is_empty(response: Response) -> bool:
    """Whether nothing was answered."""
    match response:
        case Chosen(keys=keys) | Ordered(keys=keys):
            return not keys
        case Paired(pairs=pairs):
            return not pairs
        case Written(text=text):
            return not text.strip()
        case Filled(gaps=gaps):
            return not any(said.strip() for _, said in gaps)


def nothing(kind: Kind) -> Response:
    """The empty answer to a kind of question."""
    return response_from_json(kind, {})


def as_json(response: Response) -> dict[str, Any]:
    """For the database."""
    match response:
        case Chosen(keys=keys) | Ordered(keys=keys):
            return {"keys": list(keys)}
        case Paired(pairs=pairs):
            return {"pairs": [list(pair) for pair in pairs]}
        case Written(text=text):
            return {"text": text}
        case Filled(gaps=gaps):
            return {"gaps": [list(gap) for gap in gaps]}


def response_from_json(kind: Kind, kept: dict[str, Any]) -> Response:
    """What `as_json` wrote."""
    match kind:
        case Kind.CHOICE | Kind.SEVERAL | Kind.TRUE_FALSE:
            return Chosen(keys=tuple(kept.get("keys", ())))
        case Kind.ORDER:
            return Ordered(keys=tuple(kept.get("keys", ())))
        case Kind.MATCH:
            return Paired(pairs=tuple((left, right) for left, right in kept.get("pairs", ())))
        case Kind.CLOZE:
            return Filled(gaps=tuple((key, said) for key, said in kept.get("gaps", ())))
        case Kind.NUMERIC | Kind.SHORT | Kind.ESSAY:
            return Written(text=str(kept.get("text", "")))
