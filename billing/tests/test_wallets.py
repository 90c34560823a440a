"""Prepaid units: bought, given, by voucher; spent after the plan's own, each movement kept; topped up; expired."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum

from billing.models import (
    Charge,
    ChargeState,
    Price,
    TopUp,
    UsageTotal,
    Voucher,
    WalletMove,
    WalletPot,
)
from billing.services import collecting, grants, items, top_ups, usage, vouchers, wallets
from billing.tests.factories import Shop
from synthai.core import entitlements
from synthai.core.access import Actor, system_actor
from synthai.core.errors import NotAllowed
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant

pytestmark = pytest.mark.django_db
CREDITS = "content.ai_credits"
STAFF = Actor(kind="staff", label="Staff", capabilities=frozenset({"billing.credit.give"}))


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    meter = entitlements.Feature(code=CREDITS, kind="meter", title="AI credits")
    monkeypatch.setitem(entitlements._features, CREDITS, meter)


@pytest.fixture
def starter(shop: Shop) -> Shop:
    """On Starter: 500 AI credits a month."""
    shop.subscribe("starter")
    grants.changed(shop.organisation_id)
    return shop


def spend(shop: Shop, quantity: int, event: str) -> None:
    with tenant(shop.organisation_id):
        entitlements.consume(shop.organisation_id, CREDITS, quantity=quantity, event_id=event, at=shop.now)


def pack(units: int = 500) -> Price:
    return Price.objects.select_related("plan").get(plan__code=f"ai-credits-pack-{units}")


def buy(shop: Shop, units: int = 500, quantity: int = 1) -> Charge:
    with tenant(shop.organisation_id):
        price = items.price_on_sale(pack(units).public_id, now=shop.now)
        return items.buy(price, quantity, key=f"test-{units}", by=shop.by, now=shop.now)


def gift(shop: Shop, units: int, key: str = "1") -> WalletPot:
    with tenant(shop.organisation_id):
        return wallets.give(
            shop.organisation_id, CREDITS, Decimal(units), reason="Sorry", key=key, by=STAFF, now=shop.now
        )


def left(shop: Shop) -> int:
    with tenant(shop.organisation_id):
        return int(wallets.balance(CREDITS, at=shop.now))


def moves(shop: Shop) -> list[tuple[str, int, int]]:
    with tenant(shop.organisation_id):
        rows = WalletMove.objects.order_by("pk").values_list("kind", "quantity", "balance")
        return [(str(kind), int(quantity), int(balance)) for kind, quantity, balance in rows]


def used(shop: Shop) -> tuple[int, int]:
    with tenant(shop.organisation_id):
        total = UsageTotal.objects.order_by("-period_start")[0]
        return int(total.quantity), int(total.from_wallet)


def assert_pots_are_the_sum_of_their_moves(shop: Shop) -> None:
    with tenant(shop.organisation_id):
        for pot in WalletPot.objects.all():
            assert pot.left == WalletMove.objects.filter(pot=pot).aggregate(sum=Sum("quantity"))["sum"]


class TestBuying:
    def test_a_pack_fills_the_wallet_when_it_is_paid_and_once(self, starter: Shop) -> None:
        charge = buy(starter, 500, 2)
        assert (charge.total, left(starter)) == (Decimal("198.00"), 0)
        payment = starter.pay(charge)
        assert left(starter) == 1000
        starter.deliver(
            {
                "id": payment.gateway_id,
                "status": "confirmed",
                "amount": "198.00",
                "reference": payment.reference,
            }
        )
        assert left(starter) == 1000
        with tenant(starter.organisation_id):
            pot = WalletPot.objects.get()
        assert (pot.source, pot.charge_id) == ("bought", charge.pk)
        assert pot.expires_at == starter.now + timedelta(days=1096)

    @pytest.mark.parametrize("quantity", [0, -1, 101])
    def test_only_a_number_that_makes_sense(self, starter: Shop, quantity: int) -> None:
        with pytest.raises(items.TooMany):
            buy(starter, 500, quantity)

    def test_a_plan_is_no_item(self, starter: Shop) -> None:
        with tenant(starter.organisation_id), pytest.raises(items.ItemNotOnSale):
            items.price_on_sale(starter.price("growth"), now=starter.now)


class TestSpending:
    def test_the_plan_first_then_the_wallet_each_one_seen(self, starter: Shop) -> None:
        gift(starter, 100)
        spend(starter, 490, "a")
        assert left(starter) == 100
        spend(starter, 30, "b")
        spend(starter, 30, "b")  # sent twice
        assert (left(starter), used(starter)) == (80, (520, 20))
        assert moves(starter) == [("added", 100, 100), ("spent", -20, 80)]

    def test_more_than_both_is_refused_and_takes_nothing(self, starter: Shop) -> None:
        gift(starter, 100)
        spend(starter, 450, "a")
        with pytest.raises(entitlements.LimitReached):
            spend(starter, 151, "b")
        assert (left(starter), used(starter)) == (100, (450, 0))
        spend(starter, 150, "c")
        assert (left(starter), used(starter)) == (0, (600, 100))

    def test_without_any_in_the_plan_the_wallet_opens_the_feature(self, shop: Shop) -> None:
        with pytest.raises(entitlements.NotInPlan):
            spend(shop, 1, "a")
        gift(shop, 5)
        spend(shop, 5, "b")
        with pytest.raises(entitlements.NotInPlan):
            spend(shop, 1, "c")

    def test_a_new_month_begins_with_the_plan_again(self, starter: Shop) -> None:
        gift(starter, 100)
        spend(starter, 550, "a")
        starter.now += timedelta(days=31)
        spend(starter, 500, "b")
        assert left(starter) == 50

    def test_what_we_gave_goes_before_what_was_bought(self, starter: Shop) -> None:
        starter.pay(buy(starter))
        gift(starter, 10)
        spend(starter, 515, "a")
        with tenant(starter.organisation_id):
            kept = dict(WalletPot.objects.values_list("source", "left"))
        assert kept == {"bought": 495, "gift": 0}

    def test_the_customers_cap_holds_for_prepaid_units_too(self, starter: Shop) -> None:
        gift(starter, 100)
        with tenant(starter.organisation_id):
            usage.set_cap(CREDITS, Decimal(510), by=starter.by, now=starter.now)
        with pytest.raises(usage.CapReached):
            spend(starter, 511, "a")
        spend(starter, 510, "b")
        assert left(starter) == 90

    def test_a_correction_gives_back_what_the_wallet_paid(self, starter: Shop) -> None:
        gift(starter, 100)
        spend(starter, 560, "a")
        with tenant(starter.organisation_id):
            for number, is_now in enumerate((540, 480, 0)):
                usage.correct(
                    "a", quantity=is_now, correction_id=f"c{number}", by=system_actor(), now=starter.now
                )
        assert (left(starter), used(starter)) == (100, (0, 0))
        assert [kind for kind, _q, _b in moves(starter)] == ["added", "spent", "returned", "returned"]
        assert_pots_are_the_sum_of_their_moves(starter)


class TestExpiry:
    def test_after_three_years_what_is_left_is_written_off_once(self, starter: Shop) -> None:
        gift(starter, 100)
        starter.now += timedelta(days=1097)
        assert left(starter) == 0
        with tenant(starter.organisation_id):
            assert (wallets.expire(now=starter.now), wallets.expire(now=starter.now)) == (1, 0)
        assert moves(starter)[-1] == ("expired", -100, 0)
        assert_pots_are_the_sum_of_their_moves(starter)


class TestTopUp:
    def put(self, shop: Shop, **changed: Any) -> TopUp:
        said: dict[str, Any] = {"below": Decimal(50), "most_a_month": 2} | changed
        with tenant(shop.organisation_id):
            return top_ups.put(pack(), by=shop.by, now=shop.now, **said)

    def run(self, shop: Shop) -> Charge | None:
        with tenant(shop.organisation_id):
            return top_ups.run(shop.organisation_id, CREDITS, now=shop.now)

    def test_buys_with_the_kept_card_below_the_line(self, starter: Shop) -> None:
        self.put(starter)
        gift(starter, 60)
        assert self.run(starter) is None
        spend(starter, 520, "a")
        with tenant(starter.organisation_id):
            assert OutboxEvent.objects.get(name="billing.WalletLow").payload["left"] == "40"
        made = self.run(starter)
        assert made is not None
        assert self.run(starter) is None  # one is under way
        with tenant(starter.organisation_id):
            collecting.run(now=starter.now)
        assert left(starter) == 540

    def test_not_more_often_than_was_said(self, starter: Shop) -> None:
        self.put(starter, most_a_month=1, below=Decimal(10_000))
        assert self.run(starter) is not None
        with tenant(starter.organisation_id):
            collecting.run(now=starter.now)
        assert self.run(starter) is None
        starter.now += timedelta(days=28)
        assert self.run(starter) is not None

    def test_one_that_is_declined_stays_open_and_buys_no_second(self, starter: Shop) -> None:
        self.put(starter)
        starter.till.mode = "declines"
        made = self.run(starter)
        with tenant(starter.organisation_id):
            collecting.run(now=starter.now)
        assert made is not None
        assert self.run(starter) is None
        assert starter.charges()[-1].state == ChargeState.OPEN

    def test_wants_a_card(self, shop: Shop) -> None:
        with pytest.raises(top_ups.NoCardForTopUp):
            self.put(shop)

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"below": Decimal(0)}, "below"),
            ({"below": Decimal("NaN")}, "below"),
            ({"most_a_month": 31}, "most_a_month"),
        ],
    )
    def test_refuses_what_makes_no_sense(self, starter: Shop, wrong: dict[str, Any], field: str) -> None:
        with pytest.raises(top_ups.TopUpWrong) as refused:
            self.put(starter, **wrong)
        assert refused.value.field == field

    def test_is_taken_away(self, starter: Shop) -> None:
        self.put(starter)
        with tenant(starter.organisation_id):
            top_ups.remove(CREDITS, by=starter.by)
        assert self.run(starter) is None


class TestVoucher:
    def make(self, **changed: Any) -> Voucher:
        said: dict[str, Any] = {"name": "Market day", "feature": CREDITS, "quantity": Decimal(200)} | changed
        by = Actor(kind="staff", label="Staff", capabilities=frozenset({"billing.catalogue.change"}))
        return vouchers.make(**said, by=by)

    def redeem(self, shop: Shop, code: str) -> WalletPot:
        with tenant(shop.organisation_id):
            return vouchers.redeem(code, by=shop.by, now=shop.now)

    def test_fills_the_wallet_once_for_each_organisation(self, shop: Shop) -> None:
        voucher = self.make(now=shop.now)
        assert len(voucher.code) == 12
        self.redeem(shop, f" {voucher.code.lower()} ")
        assert left(shop) == 200
        with pytest.raises(vouchers.VoucherRefused, match="before"):
            self.redeem(shop, voucher.code)
        assert left(shop) == 200

    def test_says_why_not(self, shop: Shop) -> None:
        with pytest.raises(vouchers.VoucherRefused, match="no voucher “NONE”"):
            self.redeem(shop, "none")
        self.make(now=shop.now, code="late", valid_until=shop.now)
        with pytest.raises(vouchers.VoucherRefused, match="run out"):
            self.redeem(shop, "LATE")
        self.make(now=shop.now, code="gone", most=0)
        with pytest.raises(vouchers.VoucherRefused, match="as often"):
            self.redeem(shop, "gone")

    def test_who_may_not_pay_may_not_use_one(self, shop: Shop) -> None:
        voucher = self.make(now=shop.now)
        with tenant(shop.organisation_id), pytest.raises(NotAllowed):
            vouchers.redeem(voucher.code, by=shop.cast.bongani.actor, now=shop.now)
