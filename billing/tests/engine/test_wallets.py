"""Which prepaid units go first."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from billing.engine.wallets import Pot, draw, in_order, over

NOW = datetime(2026, 3, 1, tzinfo=UTC)
AMOUNTS = st.decimals(Decimal("0.000001"), Decimal(1000), places=6)


def pot(key: int, left: int, *, priority: int = 50, days: int | None = None) -> Pot:
    ends = None if days is None else NOW + timedelta(days=days)
    return Pot(key=key, left=Decimal(left), priority=priority, expires_at=ends)


def test_the_order_is_priority_then_what_expires_first_then_age() -> None:
    pots = [pot(1, 5), pot(2, 5, days=90), pot(3, 5, days=9), pot(4, 5, priority=10), pot(5, 5)]
    assert [each.key for each in in_order(pots, at=NOW)] == [4, 3, 2, 1, 5]


def test_what_has_expired_or_is_empty_is_not_spent() -> None:
    assert in_order([pot(1, 5, days=0), pot(2, 5, days=-1), pot(3, 0)], at=NOW) == []


def test_more_than_there_is_takes_nothing() -> None:
    assert draw([pot(1, 2), pot(2, 3)], Decimal(6), at=NOW) is None
    assert draw([pot(1, 2), pot(2, 3)], Decimal(4), at=NOW) == [(1, Decimal(2)), (2, Decimal(2))]


@given(st.lists(AMOUNTS, max_size=6), AMOUNTS)
def test_what_is_taken_is_what_was_wanted_and_no_pot_gives_more_than_it_has(
    lefts: list[Decimal], wanted: Decimal
) -> None:
    pots = [Pot(key=number, left=left) for number, left in enumerate(lefts)]
    taken = draw(pots, wanted, at=NOW)
    assert (taken is None) == (sum(lefts) < wanted)
    if taken is not None:
        assert sum(part for _key, part in taken) == wanted
        assert all(0 < part <= lefts[key] for key, part in taken)


def test_the_plan_pays_first() -> None:
    def beyond(limit: int | None, used: int, adding: int) -> Decimal:
        return over(
            limit=None if limit is None else Decimal(limit),
            included_used=Decimal(used),
            adding=Decimal(adding),
        )

    assert beyond(100, 90, 10) == 0
    assert beyond(100, 95, 10) == 5
    assert beyond(100, 120, 10) == 10  # a smaller plan since
    assert beyond(0, 0, 3) == 3
    assert beyond(None, 10**6, 3) == 0
