"""When a provider fails more often than it usually does: told once when it begins, and once when it is over."""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

ENOUGH = 20  # parcels in the minutes that are looked at: fewer say nothing
ENOUGH_BEFORE = 50  # in the days before: with fewer its usual share is not known
UNKNOWN = 0.02  # what is taken as usual then
LEAST = 0.10  # of a provider that fails less than this nobody is told
TIMES = 2.0  # and it must be so many times what is usual
OVER = 0.5  # of the share at which it would begin: below, it is over
_Z = 1.96  # 95 of 100


class Judgement(StrEnum):
    """What a look at a provider comes to."""

    WELL = "well"
    BEGINS = "begins"
    GOES_ON = "goes_on"
    ENDS = "ends"


@dataclass(frozen=True)
class Seen:
    """Parcels that a provider was given, and those of them that failed by its own fault."""

    tried: int = 0
    failed: int = 0

    @property
    def share(self) -> float:
        """The part that failed."""
        return self.failed / self.tried if self.tried else 0.0

    @property
    def surely(self) -> float:
        """The share below which the true one is not, in 97.5 of 100 cases (Wilson's lower bound): a few parcels prove little."""
        if not self.tried:
            return 0.0
        square = _Z * _Z
        middle = self.share + square / (2 * self.tried)
        swing = _Z * sqrt(self.share * (1 - self.share) / self.tried + square / (4 * self.tried**2))
        return max(0.0, (middle - swing) / (1 + square / self.tried))


def usual(before: Seen) -> float:
    """The share that failed in the days before, or a guess where too few were sent."""
    return before.share if before.tried >= ENOUGH_BEFORE else UNKNOWN


def limit(before: Seen) -> float:
    """The share from which it is trouble."""
    return min(0.9, max(LEAST, TIMES * usual(before)))


def judge(lately: Seen, before: Seen, *, is_open: bool) -> Judgement:
    """Whether trouble begins, goes on or is over. `lately` are the last minutes, `before` the days before them.

    It begins when the share is surely above the limit, and ends when it is well below: in between nothing changes, so that a
    provider at the edge is not told of again and again. A provider that is given nothing is not said to have failed: it ends too.
    """
    if not is_open:
        begins = lately.tried >= ENOUGH and lately.surely > limit(before)
        return Judgement.BEGINS if begins else Judgement.WELL
    if lately.tried == 0 or (lately.tried >= ENOUGH // 2 and lately.share < OVER * limit(before)):
        return Judgement.ENDS
    return Judgement.GOES_ON
