"""Numbers to type from paper, and days on which certificates hold."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.engine.certificates.numbers import NumberWrong, new_number, read_number, write_number
from courses.engine.certificates.standing import SOON, Held, Standing, last_day, renewed_until

NUMBERS = st.builds(new_number)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(NUMBERS)
def test_a_number_is_read_as_people_type_it(number: str) -> None:
    written = write_number(number)
    assert read_number(written) == number
    assert read_number(f" {written.lower().replace('-', ' – ')} ") == number
    assert read_number(written.replace("0", "O").replace("1", "l")) == number


@given(NUMBERS, st.integers(0, 15), st.sampled_from("023456789ABCDEFGHJKMNPQRSTVWXY"))
def test_a_wrong_sign_is_noticed(number: str, place: int, sign: str) -> None:
    changed = number[:place] + sign + number[place + 1 :]
    if changed == number or {sign, number[place]} == {"0", "Z"}:
        return
    with pytest.raises(NumberWrong):
        read_number(changed)


@given(NUMBERS, st.integers(0, 14))
def test_two_signs_exchanged_are_noticed(number: str, place: int) -> None:
    pair = number[place : place + 2]
    if pair[0] == pair[1] or set(pair) == {"0", "Z"}:
        return
    with pytest.raises(NumberWrong):
        read_number(number[:place] + pair[::-1] + number[place + 2 :])


@pytest.mark.parametrize("text", ["", "K7QF", "K7QF-2M8X-9RTD-P4WZ-33", "K7QF-2M8X-9RTD-P4WU-3", "<script>"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NumberWrong):
        read_number(text)


def test_numbers_do_not_come_again() -> None:
    assert len({new_number() for _ in range(5000)}) == 5000


@pytest.mark.parametrize(
    ("issued", "months", "last"),
    [
        (date(2026, 3, 1), 12, date(2027, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 27)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2026, 12, 15), 1, date(2027, 1, 14)),
        (date(2026, 3, 1), None, None),
    ],
)
def test_the_last_day(issued: date, months: int | None, last: date | None) -> None:
    assert last_day(issued, months) == last


@given(DAYS, st.integers(1, 60))
def test_it_holds_on_its_last_day_and_not_on_the_next(issued: date, months: int) -> None:
    last = last_day(issued, months)
    assert last is not None
    held = Held(issued_on=issued, last_on=last)
    assert held.standing(last) == Standing.EXPIRES_SOON
    assert held.standing(last + timedelta(days=1)) == Standing.EXPIRED


def test_what_was_taken_back_is_said_before_all_else() -> None:
    day = date(2026, 5, 1)
    held = Held(issued_on=day, last_on=day, revoked_on=day, renewed_on=day)
    assert held.standing(day + timedelta(days=99)) == Standing.REVOKED
    assert (
        Held(issued_on=day, last_on=day, renewed_on=day).standing(day + timedelta(days=9)) == Standing.RENEWED
    )
    assert Held(issued_on=day).standing(day + timedelta(days=9999)) == Standing.VALID


@given(DAYS, st.integers(3, 36), st.integers(0, 59))
def test_who_renews_early_loses_no_day(issued: date, months: int, early: int) -> None:
    last = last_day(issued, months)
    assert last is not None
    held = Held(issued_on=issued, last_on=last)
    renewed = renewed_until(held, renewed_on=last - timedelta(days=early), months=months)
    assert renewed == last_day(last + timedelta(days=1), months)
    much_earlier = last - SOON - timedelta(days=1)
    if much_earlier > issued:
        assert renewed_until(held, renewed_on=much_earlier, months=months) == last_day(much_earlier, months)
