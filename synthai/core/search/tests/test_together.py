"""Statements sent in one go: each gets its own rows, whatever its values hold."""

from contextlib import suppress

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from synthai.core.models import SearchAudience
from synthai.core.search.together import Statement, Talk, in_each, outcomes, rows_of, written
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
ODD = (
    "plain",
    "50%",
    "%(name)s",
    "it's",
    'say "so"',
    "back\\slash",
    "a,b",
    "{}",
    "NULL",
    "; DROP TABLE x",
    "",
)


def counted(*upto: int) -> Talk[list[int]]:
    """A talk of several questions."""
    found = []
    for most in upto:
        rows = yield Statement("SELECT generate_series(1, %(most)s)", {"most": most})
        found.append(len(rows))
    return found


def test_each_talk_gets_its_own_answers_and_what_waits_is_asked_together() -> None:
    with all_tenants(reason="test"), CaptureQueriesContext(connection) as asked:
        assert outcomes(counted(3, 1), counted(), counted(2), counted(0, 5, 4)) == [
            [3, 1],
            [],
            [2],
            [0, 5, 4],
        ]
    assert len(asked) == 3


def test_nothing_is_asked_of_nobody() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert (outcomes(), outcomes(counted()), rows_of([])) == ([], [[]], [])
    assert len(asked) == 0


@pytest.mark.parametrize("odd", ODD)
def test_values_arrive_as_they_are(odd: str) -> None:
    with all_tenants(reason="test"):
        first, second = rows_of(
            [
                Statement("SELECT %(odd)s::text, '100%%'", {"odd": odd}),
                Statement("SELECT %(all)s::text[]", {"all": written((odd, "x"))}),
            ]
        )
    assert (first, second) == ([(odd, "100%")], [([odd, "x"],)])


def test_numbers_are_written_as_an_array() -> None:
    with all_tenants(reason="test"):
        assert rows_of([Statement("SELECT %(ids)s::bigint[]", {"ids": written((1, 20))})]) == [[([1, 20],)]]
        assert rows_of([Statement("SELECT %(ids)s::bigint[]", {"ids": written(())})]) == [[([],)]]


def test_each_statement_is_asked_inside_the_tenant(cast: Cast) -> None:
    asked = Statement("SELECT current_setting('app.organisation', true)", {})
    with tenant(cast.umoja.pk):
        assert rows_of([asked, asked]) == [[(str(cast.umoja.pk),)]] * 2


def test_each_statement_is_asked_inside_its_own_organisation(cast: Cast) -> None:
    asked = Statement("SELECT array_agg(organisation_id) FROM core_searchaudience", {})
    own, other = cast.umoja.pk, cast.karoo.pk
    for each in (own, other):
        with tenant(each):
            SearchAudience.objects.create(tokens=["home"], mark="test")
    with CaptureQueriesContext(connection) as counted_:
        found = in_each([(own, asked), (other, asked), (other, asked), (own, asked)])
    assert found == [[([own],)], [([other],)], [([other],)], [([own],)]]
    assert len(counted_) == 1


@pytest.mark.parametrize("is_last_own", [True, False])
def test_ends_in_the_organisation_where_it_began(cast: Cast, *, is_last_own: bool) -> None:
    asked = Statement("SELECT 1", {})
    own, other = cast.umoja.pk, cast.karoo.pk
    with tenant(own):
        in_each([(own, asked), (other, asked), *([(own, asked)] if is_last_own else [])])
        assert rows_of([Statement("SELECT current_setting('app.organisation')", {})]) == [[(str(own),)]]
    with tenant(other):
        assert rows_of([Statement("SELECT current_setting('app.organisation')", {})]) == [[(str(other),)]]


def test_what_fails_leaves_no_organisation_behind(cast: Cast) -> None:
    own, other = cast.umoja.pk, cast.karoo.pk
    with tenant(own):
        with pytest.raises(DataError), transaction.atomic():
            in_each([(own, Statement("SELECT 1", {})), (other, Statement("SELECT 1 / 0", {}))])
        assert rows_of([Statement("SELECT current_setting('app.organisation')", {})]) == [[(str(own),)]]


def test_a_statement_that_fails_is_told() -> None:
    with all_tenants(reason="test"), pytest.raises(DataError):
        rows_of([Statement("SELECT 1", {}), Statement("SELECT 1 / %(by)s", {"by": 0})])


def test_a_statement_without_rows_is_told() -> None:
    with all_tenants(reason="test"), pytest.raises(RuntimeError, match="2 statements, but 1 answers"):
        rows_of([Statement("SELECT 1", {}), Statement("SET LOCAL work_mem = '4MB'", {})])


def test_what_no_database_takes_is_told_as_django_tells_it() -> None:
    with all_tenants(reason="test"), pytest.raises(DataError):
        rows_of([Statement("SELECT %(odd)s::text", {"odd": "a\x00b"})])


def state() -> tuple[str, str, str]:
    """What the connection carries when nobody entered anything."""
    row = connection.connection.execute(
        "SELECT coalesce(current_setting('app.organisation', true), ''), "
        "coalesce(current_setting('app.all_tenants', true), ''), current_user"
    ).fetchone()
    return row[0], row[1], row[2]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ends", ["SELECT 1", "SELECT 1 / 0"])
def test_without_a_transaction_nothing_stays_behind(cast: Cast, ends: str) -> None:
    """As a request asks: each message is a transaction of its own."""
    inside = Statement("SELECT current_setting('app.organisation', true)", {})
    own, other = cast.umoja.pk, cast.karoo.pk
    before = state()
    with suppress(DataError):
        assert in_each([(own, inside), (other, inside), (other, Statement(ends, {}))])[:2] == [
            [(str(own),)],
            [(str(other),)],
        ]
    with suppress(DataError), all_tenants(reason="test"):
        rows_of([Statement("SELECT count(*) FROM core_searchentry", {}), Statement(ends, {})])
    assert state() == before == ("", "", before[2])
    with tenant(own):
        assert rows_of([inside]) == [[(str(own),)]]
