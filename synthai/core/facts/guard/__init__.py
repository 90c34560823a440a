"""Reads text that a machine wrote, and finds every figure, day and name that no fact supports.

    findings = guard.check(text, facts)        # empty: nothing in it that is not known

`reading` makes the text plain, `numbers` reads words as numbers, `days`, `clock`, `shares` and `figures` find what is claimed, `support` knows
what the facts allow, `said` what answers say in figures, `names` finds people, companies and places. `figuring` judges the figures: `reckoned`
follows totals, differences and changes that are called so, `lists` the totals of the facts' lists, `spans` time between days, `roughly` what says that it is rounded.
`Reader` reads the facts once for several texts. What it cannot judge is found rather than let through. What it does not see: a figure
that is right but stands for another thing of the same kind, a sign that only words tell, a claim without figure or name.
"""

from synthai.core.facts.guard.checking import Reader, check, sources
from synthai.core.facts.guard.claims import Claim, Finding

__all__ = ["Claim", "Finding", "Reader", "check", "sources"]
