"""A fact base that remembers what was asked of it: how the linter sees what a reckoner needs."""

from collections.abc import Iterator

from synthai.core.facts.base import Fact, FactBase


class Watched(FactBase):
    """The same facts, and the keys that somebody looked at."""

    asked_for: set[str]

    def __init__(self, facts: FactBase) -> None:
        object.__setattr__(self, "asked_for", set())
        super().__init__(facts.facts, facts.asked)

    def __iter__(self) -> Iterator[Fact]:
        for fact in super().__iter__():
            self.asked_for.add(fact.key)
            yield fact

    def __getitem__(self, key: str) -> Fact:
        self.asked_for.add(key)
        return super().__getitem__(key)

    def get(self, key: str) -> Fact | None:
        """The fact with this key."""
        self.asked_for.add(key)
        return super().get(key)

    def has(self, key: str) -> bool:
        """Whether there is a fact with this key or below it."""
        self.asked_for.add(key)
        return super().has(key)
