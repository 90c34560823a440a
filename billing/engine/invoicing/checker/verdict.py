"""What the checker answers."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Outcome(StrEnum):
    """Of one rule. A failure denies the claim; a warning does not; `ask` is for an accountant."""

    PASSED = "passed"
    WARNING = "warning"
    ASK = "ask"
    FAILED = "failed"


class Claim(StrEnum):
    """Of all rules together."""

    YES = "yes"
    PART = "part"
    ASK = "ask"
    NO = "no"


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """One rule, its section, how it came out and why, in a sentence that says how to mend it."""

    code: str
    section: str
    outcome: Outcome
    message: str
    field: str = ""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`amount` is the input tax that may be claimed; with `ask`, what it would be if the accountant agrees."""

    claim: Claim
    amount: Decimal
    rulings: tuple[Ruling, ...]

    def of(self, outcome: Outcome) -> tuple[Ruling, ...]:
        """The rulings with one outcome."""
        return tuple(ruling for ruling in self.rulings if ruling.outcome is outcome)
