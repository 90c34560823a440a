"""Which questions an attempt asks: the fixed ones, and so many of each pool, by the attempt's seed."""

from collections.abc import Sequence
from dataclasses import dataclass

from courses.engine.quiz.seeds import drawn, shuffled


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a quiz. `draws` is how many of its questions an attempt gets; None is all of them."""

    key: str
    questions: tuple[str, ...]
    draws: int | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question of an attempt, and the section it stands in."""

    section: str
    question: str


def draw(sections: Sequence[Section], *, seed: str, is_shuffled: bool) -> tuple[Asked, ...]:
    """The questions in the order they are asked. Sections keep theirs; a question that two of them offer is asked once.

    Without a shuffle, a pool's questions come in the author's order.
    """
    taken: set[str] = set()
    found: list[Asked] = []
    for section in sections:
        free = [question for question in dict.fromkeys(section.questions) if question not in taken]
        chosen = set(free)
        if section.draws is not None:
            chosen = set(drawn(free, section.draws, seed=seed, scope=f"pool/{section.key}"))
        order = shuffled(free, seed=seed, scope=f"order/{section.key}") if is_shuffled else free
        found += [Asked(section=section.key, question=key) for key in order if key in chosen]
        taken |= chosen
    return tuple(found)
