"""How often a channel may speak."""

from enum import StrEnum


class Frequency(StrEnum):
    """At once, gathered, or not at all."""

    OFF = "off"
    NOW = "now"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"

    @property
    def is_digest(self) -> bool:
        """Whether messages wait to be told together."""
        return self in {Frequency.HOURLY, Frequency.DAILY, Frequency.WEEKLY}
