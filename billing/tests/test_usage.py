"""Uses are counted once, in their own month; limits and caps are judged; people are told once."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing import tasks
from billing.engine.periods import month_of
from billing.models import UsageCap, UsageTotal, ValueOverride
from billing.selectors import usage as selectors
from billing.services import grants, telling, usage
from billing.services.usage_caps import CapWrong, MeterUnknown, version_of_cap
from billing.tests.factories import NOW, Shop
from notifications.models import Notification
from synthai.core import entitlements
from synthai.core.access import Actor
from synthai.core.entitlements import LimitReached
from synthai.core.errors import NotAllowed, PreconditionFailed
from synthai.core.events import receivers_of
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant

RUNS = "pricing.runs"
MAY, JUNE = datetime(2026, 5, 10, 8, tzinfo=UTC), datetime(2026, 6, 10, 8, tzinfo=UTC)


def consume(shop: Shop, event_id: str, *, quantity: Decimal | int = 1, at: datetime = MAY) -> None:
    with tenant(shop.organisation_id), transaction.atomic():
        entitlements.consume(shop.organisation_id, RUNS, quantity=quantity, event_id=event_id, at=at)


def total(shop: Shop, at: datetime = MAY, metric: str = RUNS) -> Decimal:
    with tenant(shop.organisation_id):
        row = UsageTotal.objects.filter(metric=metric, period_start=month_of(at)[0]).order_by("pk").first()
        assert (row.quantity if row else 0) == selectors.recount(
            metric, start=month_of(at)[0], end=month_of(at)[1]
        )
        return row.quantity if row else Decimal(0)


def told(shop: Shop) -> list[int]:
    with tenant(shop.organisation_id):
        rows = OutboxEvent.objects.filter(name="billing.UsageThresholdReached").order_by("pk")
        return [row.payload["percent"] for row in rows]


def agree(shop: Shop, value: Any, *, is_soft: bool = False) -> None:
    with tenant(shop.organisation_id):
        ValueOverride.objects.update_or_create(
            feature=RUNS, defaults={"value": value, "is_soft": is_soft, "reason": "t"}
        )
    grants.changed(shop.organisation_id)


def use(event_id: str, *, at: datetime = MAY, quantity: Decimal | int = 1, subject: str = "") -> usage.Use:
    return usage.Use(event_id, RUNS, at, quantity, subject)


def record(shop: Shop, *uses: usage.Use, now: datetime = MAY) -> usage.Recorded:
    with tenant(shop.organisation_id):
        return usage.record_many(shop.organisation_id, uses, now=now)


def correct(shop: Shop, event_id: str, quantity: Decimal | int, correction_id: str) -> None:
    with tenant(shop.organisation_id):
        usage.correct(event_id, quantity=quantity, correction_id=correction_id, by=shop.by, now=JUNE)


class TestConsuming:
    def test_a_hard_limit_refuses_with_every_number(self, shop: Shop) -> None:
        for number in range(4):
            consume(shop, f"run-{number}")
        with pytest.raises(LimitReached) as refusal:
            consume(shop, "run-4")
        members = refusal.value.members()
        assert {name: members[name] for name in ("feature", "limit", "used", "adding")} == {
            "feature": RUNS,
            "limit": "4",
            "used": "4",
            "adding": "1",
        }
        assert str(members["upgrade"]).startswith("/o/umoja")
        assert total(shop) == 4

    def test_sent_again_counts_no_second_time_even_when_full(self, shop: Shop) -> None:
        for _turn in range(2):
            for number in range(4):
                consume(shop, f"run-{number}")
        assert total(shop) == 4

    def test_a_month_ends_at_midnight_in_south_africa(self, shop: Shop) -> None:
        consume(shop, "last", at=datetime(2026, 5, 31, 21, 59, tzinfo=UTC))
        consume(shop, "first", at=datetime(2026, 5, 31, 22, 0, tzinfo=UTC))
        assert [total(shop), total(shop, JUNE)] == [1, 1]

    def test_a_soft_limit_lets_pass_and_tells(self, shop: Shop) -> None:
        agree(shop, 2, is_soft=True)
        for number in range(5):
            consume(shop, f"run-{number}")
        assert total(shop) == 5
        assert told(shop) == [50, 100]

    def test_what_the_plan_has_not_is_refused(self, shop: Shop) -> None:
        agree(shop, False)
        with pytest.raises(entitlements.NotInPlan):
            consume(shop, "run-1")
        assert total(shop) == 0

    def test_the_work_undone_undoes_the_count(self, shop: Shop) -> None:
        with pytest.raises(ZeroDivisionError), tenant(shop.organisation_id), transaction.atomic():  # noqa: PT012
            entitlements.consume(shop.organisation_id, RUNS, event_id="run-1", at=MAY)
            raise ZeroDivisionError
        assert total(shop) == 0

    def test_a_caught_refusal_leaves_nothing_behind(self, shop: Shop) -> None:
        with tenant(shop.organisation_id), transaction.atomic(), pytest.raises(LimitReached):
            entitlements.consume(shop.organisation_id, RUNS, quantity=9, event_id="run-1", at=MAY)
        assert total(shop) == 0
        consume(shop, "run-1")
        assert total(shop) == 1

    @pytest.mark.parametrize("quantity", [0, -1, Decimal("NaN"), Decimal("0.0000001"), Decimal(10**13)])
    def test_refuses_what_cannot_be_counted(self, shop: Shop, quantity: Decimal) -> None:
        agree(shop, None)
        with pytest.raises(usage.UseWrong, match="run-1"):
            consume(shop, "run-1", quantity=quantity)


class TestThresholds:
    def test_each_is_told_once(self, shop: Shop) -> None:
        agree(shop, 10)
        for number in range(10):
            consume(shop, f"run-{number}")
        assert told(shop) == [50, 80, 100]

    def test_a_larger_plan_is_told_of_anew(self, shop: Shop) -> None:
        agree(shop, 2)
        for number in range(2):
            consume(shop, f"run-{number}")
        agree(shop, 4)
        assert tasks.limits_refresh in receivers_of("billing.SubscriptionChanged")
        with tenant(shop.organisation_id):
            usage.plan_changed(shop.organisation_id, now=MAY)
        for number in range(2, 4):
            consume(shop, f"run-{number}")
        assert told(shop) == [50, 100, 100]

    def test_people_find_it_in_their_inbox(self, shop: Shop) -> None:
        payload = {"metric": RUNS, "percent": 80, "period_start": ""}
        with tenant(shop.organisation_id):
            telling.of_fact(
                "e-1", "billing.UsageThresholdReached", payload, organisation_id=shop.organisation_id
            )
        line = Notification.objects.get(user_id=shop.by.user_id or 0)
        assert line.title == "80 % of Price runs is used"
        assert line.url.endswith("/billing/usage/")

    def test_a_day_is_the_day_here(self, shop: Shop) -> None:
        payload = {"plan": "growth", "ends_at": "2027-01-13T22:00:00+00:00"}  # midnight in South Africa
        with tenant(shop.organisation_id):
            telling.of_fact(
                "e-2", "billing.SubscriptionCancelRequested", payload, organisation_id=shop.organisation_id
            )
        assert (
            Notification.objects.get(user_id=shop.by.user_id or 0).title == "Growth ends on 14 January 2027"
        )


class TestManyAtOnce:
    def test_sent_twice_counts_once(self, shop: Shop) -> None:
        uses = [use(f"e-{number}") for number in range(30)]
        assert record(shop, *uses, uses[0]) == usage.Recorded(30, 1)
        assert record(shop, *uses, use("e-30")) == usage.Recorded(1, 30)
        assert total(shop) == 31

    def test_late_ones_count_in_their_own_month_and_tell_nobody(self, shop: Shop) -> None:
        record(shop, use("late", quantity=4, at=MAY), use("now", at=JUNE), now=JUNE)
        assert [total(shop, MAY), total(shop, JUNE)] == [4, 1]
        assert told(shop) == []

    def test_in_parts(self, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(usage, "CHUNK", 7)
        assert record(shop, *(use(f"e-{number}") for number in range(50))).counted == 50
        assert total(shop) == 50

    def test_the_first_wrong_one_is_named(self, shop: Shop) -> None:
        with pytest.raises(usage.UseWrong, match="e-2"):
            record(shop, use("e-1"), use("e-2", at=datetime(2026, 5, 1)), use("e-3"))  # noqa: DTZ001
        assert total(shop) == 0


class TestCorrecting:
    def test_the_month_of_the_use_is_exact(self, shop: Shop) -> None:
        record(shop, use("e-1", quantity=5), use("e-2", quantity=3))
        correct(shop, "e-1", Decimal("2.5"), "c-1")
        correct(shop, "e-1", Decimal("2.5"), "c-1")
        assert [total(shop, MAY), total(shop, JUNE)] == [Decimal("5.5"), 0]
        correct(shop, "e-1", 4, "c-2")
        assert total(shop) == 7
        correct(shop, "e-2", 0, "c-3")
        assert total(shop) == 4
        with tenant(shop.organisation_id):
            codes = AuditEntry.objects.filter(code="billing.usage.corrected").count()
        assert codes == 3

    def test_of_nothing_is_refused(self, shop: Shop) -> None:
        record(shop, use("e-1"), use("e-2"))
        with pytest.raises(usage.UseUnknown):
            correct(shop, "e-9", 1, "c-1")
        with pytest.raises(usage.CorrectionTaken):
            correct(shop, "e-1", 2, "e-2")
        assert total(shop) == 2

    @pytest.mark.parametrize(
        ("how", "expected"), [("count", 4), ("sum", 14), ("maximum", 7), ("unique", 2), ("latest", 2)]
    )
    def test_aggregations_count_corrections_in(self, shop: Shop, how: Any, expected: int) -> None:
        def hour(number: int) -> datetime:
            return MAY + timedelta(hours=number)

        record(
            shop,
            use("e-1", quantity=5, subject="anna", at=hour(1)),
            use("e-2", quantity=9, subject="ben", at=hour(2)),
            use("e-3", quantity=4, subject="anna", at=hour(3)),
            use("e-4", quantity=8, subject="carol", at=hour(5)),
            use("e-5", quantity=2, subject="ben", at=hour(4)),
            use("e-6", quantity=100, subject="dan", at=hour(-1)),
        )
        correct(shop, "e-2", 7, "c-1")
        correct(shop, "e-1", 1, "c-2")
        correct(shop, "e-4", 0, "c-3")  # never happened
        with tenant(shop.organisation_id):
            assert selectors.aggregate(RUNS, how, start=MAY, end=hour(24)) == expected
            assert selectors.aggregate(RUNS, how, start=JUNE, end=JUNE + timedelta(days=1)) == 0


class TestCaps:
    def test_a_cap_stops_before_the_plan(self, shop: Shop) -> None:
        with tenant(shop.organisation_id):
            usage.set_cap(RUNS, Decimal(2), by=shop.by, now=MAY)
        consume(shop, "run-1")
        consume(shop, "run-2")
        with pytest.raises(usage.CapReached, match="capped “Price runs” at 2 a month") as refusal:
            consume(shop, "run-3")
        assert isinstance(refusal.value, LimitReached)
        assert told(shop) == [50, 100]
        with tenant(shop.organisation_id):
            usage.set_cap(RUNS, None, by=shop.by, now=MAY)
        consume(shop, "run-3")
        assert total(shop) == 3

    def test_an_older_version_is_refused(self, shop: Shop) -> None:
        with tenant(shop.organisation_id):
            cap = usage.set_cap(RUNS, Decimal(5), by=shop.by, now=MAY, version="none")
            seen = version_of_cap(cap)
            usage.set_cap(RUNS, Decimal(6), by=shop.by, now=MAY, version=seen)
            for old in (seen, "none"):
                with pytest.raises(PreconditionFailed):
                    usage.set_cap(RUNS, Decimal(7), by=shop.by, now=MAY, version=old)
            assert UsageCap.objects.get().quantity == 6
            rows = AuditEntry.objects.filter(code__startswith="billing.cap").order_by("pk")
            codes = list(rows.values_list("code", "changes"))
        assert [code for code, _changes in codes] == ["billing.cap.set"] * 2
        assert codes[1][1]["at_most"] == ["5", "6"]

    def test_who_may_not_cannot_and_nonsense_is_refused(self, shop: Shop) -> None:
        nobody = Actor(kind="person", label="Bongani", organisation_id=shop.organisation_id)
        with tenant(shop.organisation_id):
            with pytest.raises(NotAllowed):
                usage.set_cap(RUNS, Decimal(5), by=nobody, now=MAY)
            for metric in ("accounts.seats", "no.such"):
                with pytest.raises(MeterUnknown):
                    usage.set_cap(metric, Decimal(5), by=shop.by, now=MAY)
            for quantity in (Decimal(-1), Decimal("Infinity"), Decimal(10**13), Decimal("0.0000001")):
                with pytest.raises(CapWrong):
                    usage.set_cap(RUNS, quantity, by=shop.by, now=MAY)


_SENDINGS = st.lists(
    st.tuples(st.integers(0, 8), st.integers(1, 9), st.integers(0, 2)), min_size=1, max_size=12
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sendings=st.lists(_SENDINGS, min_size=1, max_size=4), corrections=_SENDINGS)
def test_totals_equal_a_recount_and_the_first_sending_of_each(
    shop: Shop, sendings: list[list[tuple[int, int, int]]], corrections: list[tuple[int, int, int]]
) -> None:
    """Whatever is sent however often, late or corrected: each id counts once, with what was last said of it."""
    months = [NOW, MAY, JUNE]
    expected: dict[int, tuple[Decimal, int]] = {}
    with transaction.atomic():
        for batch in sendings:
            record(shop, *(use(f"e-{key}", quantity=much, at=months[month]) for key, much, month in batch))
            for key, much, month in batch:
                expected.setdefault(key, (Decimal(much), month))
        for number, (key, much, _month) in enumerate(corrections):
            if key in expected:
                correct(shop, f"e-{key}", much - 1, f"c-{number}")
                expected[key] = (Decimal(much - 1), expected[key][1])
        for index, instant in enumerate(months):
            assert total(shop, instant) == sum(much for much, at in expected.values() if at == index)
        transaction.set_rollback(True)
