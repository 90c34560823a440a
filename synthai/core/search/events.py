"""What happened in search."""

from dataclasses import dataclass

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class Searched(Event):
    """Somebody searched and was shown the first page. Neither who nor for what is told.

    `found` is how many things, at most the best three hundred; `is_mended` whether a word was read as another; `where` is
    "page", "public" or "api".
    """

    found: int
    is_mended: bool
    where: str


@dataclass(frozen=True, kw_only=True)
class OrganisationLeftSearch(Event):
    """An organisation ended; another backend than PostgreSQL may still hold its entries. `number` is its primary key."""

    number: int
