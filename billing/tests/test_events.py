"""Every fact of billing has one public name, of one shape, and the docs list it."""

import inspect
import re
from pathlib import Path

from billing import events
from synthai.core.events import Event

DOCS = Path(__file__).resolve().parents[2] / "docs" / "billing.md"
NAME = re.compile(r"[a-z]+(_[a-z]+)*\.([a-z]+_)*[a-z]+")
IRREGULAR = {"made", "paid", "bought", "given", "became", "ran"}


def facts() -> set[type[Event]]:
    """The facts that the module declares, without its bases."""
    found = {each for _name, each in inspect.getmembers(events, inspect.isclass) if issubclass(each, Event)}
    return {each for each in found if each is not Event and not each.__name__.startswith("_")}


def is_past(name: str) -> bool:
    """Whether the verb is in the past tense, as far as English shows it."""
    words = name.partition(".")[2].split("_")
    return any(word.endswith("ed") or word in IRREGULAR for word in words)


def test_every_fact_has_a_name_and_no_two_the_same() -> None:
    assert set(events.PUBLIC_NAMES) == facts()
    assert len(set(events.PUBLIC_NAMES.values())) == len(events.PUBLIC_NAMES)


def test_names_are_a_noun_and_a_verb_in_the_past() -> None:
    wrong = [name for name in events.PUBLIC_NAMES.values() if not NAME.fullmatch(name) or not is_past(name)]
    assert wrong == []
    for never in ("payment", "payment.confirm", "Payment.confirmed", "payment.method.added", "trial.ending"):
        assert not (NAME.fullmatch(never) and is_past(never)), never


def test_the_docs_list_each_with_the_fields_it_carries() -> None:
    listed = dict(re.findall(r"^\| `([a-z_.]+)` \| `(\w+)` \|", DOCS.read_text(), re.MULTILINE))
    assert listed == {name: fact.__name__ for fact, name in events.PUBLIC_NAMES.items()}
    text = DOCS.read_text()
    for fact, name in events.PUBLIC_NAMES.items():
        row = next(line for line in text.splitlines() if line.startswith(f"| `{name}` |"))
        assert re.findall(r"`(\w+)`", row.rpartition(f"`{fact.__name__}` |")[2]) == list(
            fact.__dataclass_fields__
        )
