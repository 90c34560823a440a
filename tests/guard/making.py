"""Makes the test set: `python -m tests.guard.making` writes correct.jsonl and planted.jsonl anew; a test holds them against this.

A right text is two to four sentences of a scene, each value in one of its forms. A wrong one is the same with one value changed before it is
written, or with one sentence that is made up. A wrong text whose planted words would be right is thrown away.
"""

import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import django
from django.conf import settings

HERE = Path(__file__).parent
SEED, COUNT, HELD_OUT, INVENTED_SHARE = 20261129, 600, 400, 0.15
_MARK = "\ue010"
_PLACE = re.compile(r"\{([a-z_.]+)\}")


def right(scenes: Sequence[Any], count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Right texts."""
    dice = random.Random(seed)
    for number in range(count):
        scene = scenes[number % len(scenes)]
        sentences = _chosen(scene, dice)
        yield {
            "id": f"c{number:04}",
            "scene": scene.name,
            "text": "\n".join(_filled(scene, each, dice) for each in sentences),
        }


def wrong(scenes: Sequence[Any], invented: Any, count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Wrong texts, each with what was planted."""
    dice = random.Random(seed)
    number = 0
    while number < count:
        scene = scenes[number % len(scenes)]
        made = _invented(scene, invented, dice) if dice.random() < INVENTED_SHARE else _planted(scene, dice)
        if made is not None:
            yield {"id": f"p{number:04}", "scene": scene.name, **made}
            number += 1


def _chosen(scene: Any, dice: random.Random) -> list[str]:
    sentences = dice.sample(scene.sentences, dice.randint(1, 3))
    for _turn in range(dice.randint(1, 2)):
        sentences.insert(dice.randint(0, len(sentences)), dice.choice(scene.fillers))
    return sentences


def _filled(scene: Any, sentence: str, dice: random.Random) -> str:
    from tests.guard.rendering import Renderer

    writer = Renderer(scene.language, dice)
    return _capital(_PLACE.sub(lambda found: writer.render(scene.facts[found[1]].value), sentence), sentence)


def _capital(text: str, sentence: str) -> str:
    return (
        text[0].upper() + text[1:]
        if sentence.startswith("{") and text[0].isascii() and text.partition(" ")[0].isalpha()
        else text
    )


def _planted(scene: Any, dice: random.Random) -> dict[str, Any] | None:
    from tests.guard.mutating import mutated
    from tests.guard.rendering import Renderer

    sentences = _chosen(scene, dice)
    slots = [(place, found) for place, each in enumerate(sentences) for found in _PLACE.finditer(each)]
    if not slots:
        return None
    place, slot = dice.choice(slots)
    value = scene.facts[slot[1]].value
    made = mutated(value, scene.facts, dice)
    if made is None:
        return None
    how, wrong_value = made
    writer = Renderer(scene.language, dice)
    shown = writer.render(wrong_value)
    if shown in _right_forms(scene) or any(shown in each for each in scene.sentences):
        return None
    texts = [_filled(scene, each, dice) for each in sentences]
    before, after = sentences[place][: slot.start()], sentences[place][slot.end() :]
    marked = f"{_MARK}{shown}{_MARK}"
    made_text = f"{_filled(scene, before, dice) if before else ''}{marked}{_filled(scene, after, dice) if after else ''}"
    texts[place] = made_text
    return _located(how, shown, str(value), texts)


def _invented(scene: Any, invented: Any, dice: random.Random) -> dict[str, Any] | None:
    from synthai.core.facts.values import NameKind
    from tests.guard.mutating import STRANGERS

    values = {
        "place": dice.choice(STRANGERS[NameKind.PLACE]),
        "firm": dice.choice(STRANGERS[NameKind.COMPANY]),
        "person": dice.choice(STRANGERS[NameKind.PERSON]),
        "year": str(dice.choice([2003, 2011, 2017, 2022])),
        "share": f"{dice.choice([15, 22, 47, 63])}%",
        "rand": f"R{dice.choice([75, 120, 480])} 000",
        "count": str(dice.choice([40, 55, 190])),
        "small": str(dice.choice([13, 17, 19])),
        "word": dice.choice(["bestdeal", "qualityshop"]),
    }
    template = dice.choice(invented[scene.language])
    extra = _PLACE.sub(lambda found: values[found[1]], template)
    texts = [_filled(scene, each, dice) for each in _chosen(scene, dice)]
    texts.insert(dice.randint(0, len(texts)), f"{_MARK}{extra}{_MARK}")
    return _located("invented sentence", extra, "", texts)


def _located(kind: str, planted: str, was: str, texts: list[str]) -> dict[str, Any]:
    """With the place of what was planted."""
    marked = "\n".join(texts)
    start = marked.index(_MARK)
    text = marked.replace(_MARK, "")
    return {"kind": kind, "planted": planted, "at": [start, start + len(planted)], "was": was, "text": text}


_forms: dict[str, set[str]] = {}


def _right_forms(scene: Any) -> set[str]:
    from tests.guard.rendering import Renderer

    if scene.name not in _forms:
        writer = Renderer(scene.language, random.Random(1))
        _forms[scene.name] = {form() for fact in scene.facts for form in writer.forms(fact.value)}
    return _forms[scene.name]


def written(name: str) -> list[dict[str, Any]]:
    """The cases of a file."""
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def lines(cases: Iterator[dict[str, Any]]) -> str:
    """As they stand in a file."""
    return "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases)


def sets() -> dict[str, Iterator[dict[str, Any]]]:
    """All sets by the names of their files."""
    from tests.guard import free_prose, held_out, notices, scenes

    prose_invented = {
        language: (*scenes.INVENTED[language], *held_out.INVENTED[language]) for language in ("en", "af")
    }
    return {
        "correct": right(scenes.ALL, COUNT, SEED),
        "planted": wrong(scenes.ALL, scenes.INVENTED, COUNT, SEED + 1),
        "held_out_correct": right(held_out.ALL, HELD_OUT, SEED + 2),
        "held_out_planted": wrong(held_out.ALL, held_out.INVENTED, HELD_OUT, SEED + 3),
        "free_prose_correct": right(free_prose.ALL, HELD_OUT, SEED + 4),
        "free_prose_planted": wrong(free_prose.ALL, prose_invented, HELD_OUT, SEED + 5),
        "notices_correct": right(notices.ALL, HELD_OUT, SEED + 6),
        "notices_planted": wrong(notices.ALL, prose_invented, HELD_OUT, SEED + 7),
    }


def main() -> None:
    """Write all files."""
    for name, cases in sets().items():
        (HERE / f"{name}.jsonl").write_text(lines(cases), encoding="utf-8")


if __name__ == "__main__":
    if not settings.configured:
        settings.configure(USE_I18N=False)
        django.setup()
    main()
