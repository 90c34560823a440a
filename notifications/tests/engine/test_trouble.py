"""When it is trouble: with enough parcels, surely above what is usual, told once and over once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.engine.trouble import Judgement, Seen, judge, limit

USUAL = Seen(10_000, 100)  # one of a hundred


@pytest.mark.parametrize(
    ("lately", "before", "said"),
    [
        (Seen(19, 19), USUAL, Judgement.WELL),  # too few
        (Seen(20, 20), USUAL, Judgement.BEGINS),
        (Seen(20, 3), USUAL, Judgement.WELL),  # 15 %, which three of twenty do not prove
        (Seen(400, 60), USUAL, Judgement.BEGINS),  # 15 %, which sixty of four hundred do
        (Seen(400, 32), USUAL, Judgement.WELL),  # 8 %: nobody is told of so little
        (Seen(400, 120), Seen(10_000, 2_000), Judgement.WELL),  # 30 % where 20 % are usual
        (Seen(400, 240), Seen(10_000, 2_000), Judgement.BEGINS),
        (Seen(40, 20), Seen(3, 3), Judgement.BEGINS),  # three before say nothing of what is usual
    ],
)
def test_begins(lately: Seen, before: Seen, said: Judgement) -> None:
    assert judge(lately, before, is_open=False) is said


@pytest.mark.parametrize(
    ("lately", "said"),
    [
        (Seen(100, 40), Judgement.GOES_ON),
        (Seen(100, 7), Judgement.GOES_ON),  # below where it would begin, not yet well below
        (Seen(100, 4), Judgement.ENDS),
        (Seen(5, 0), Judgement.GOES_ON),  # too few to be sure
        (Seen(0, 0), Judgement.ENDS),
    ],
)
def test_is_over_only_well_below_where_it_began(lately: Seen, said: Judgement) -> None:
    assert judge(lately, USUAL, is_open=True) is said


counts = st.integers(0, 5_000)


@given(counts, counts, counts, counts)
def test_what_begins_does_not_end_in_the_same_look(tried: int, failed: int, sent: int, lost: int) -> None:
    lately, before = Seen(max(tried, failed), failed), Seen(max(sent, lost), lost)
    if judge(lately, before, is_open=False) is Judgement.BEGINS:
        assert judge(lately, before, is_open=True) is Judgement.GOES_ON
        assert lately.share > limit(before)
