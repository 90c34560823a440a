"""A figure on a page of the admin."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tile:
    """One figure; `is_bad` colours it and `advice` says what to do."""

    label: str
    value: str
    advice: str
    url: str
    is_bad: bool = False
