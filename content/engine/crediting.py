"""How many AI credits a call of a language model takes.

The rule (docs/ai.md): where the price is known, a credit for each started `RAND_A_CREDIT` that the provider asks; where it is not, a credit
for each started `TOKENS_A_CREDIT` read and written. A call that took no token takes no credit.
"""

from decimal import ROUND_CEILING, Decimal
from typing import Final

RAND_A_CREDIT: Final = Decimal("0.05")
TOKENS_A_CREDIT: Final = 1_000


def of_call(*, tokens: int, rand: Decimal | None) -> int:
    """Whole credits."""
    if tokens <= 0:
        return 0
    share = Decimal(tokens) / TOKENS_A_CREDIT if rand is None else rand / RAND_A_CREDIT
    return max(1, int(share.to_integral_value(ROUND_CEILING)))
