"""Stripe's customer portal and the subscriptions that Stripe runs, from its pages to our plan, over HTTP: never charged twice."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import requests
from django.db import transaction
from django.utils import timezone

from billing.gateways import Buyer, ScheduleFact, registry
from billing.models import (
    Charge,
    CreditEntry,
    Customer,
    GatewayMessage,
    MessageState,
    MethodState,
    PaymentMethod,
    Subscription,
    SubscriptionState,
    Wish,
)
from billing.services import (
    cards_out,
    erasure,
    following,
    forgetting,
    kept_card,
    methods,
    own_pages,
    subscriptions,
)
from billing.services.elsewhere import CollectedElsewhere, RunElsewhere
from synthai.core.access import system_actor
from synthai.core.tenancy import tenant
from tests.gateways.stripe.play import Played
from tests.gateways.stripe.road import Road

if TYPE_CHECKING:
    from billing.tests.factories import Shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(played: Played, shop: "Shop") -> Iterator[Road]:
    registry.use({"stripe": played.gateway})
    shop.now = timezone.now()
    yield Road(played, shop)
    registry.use(None)


@pytest.fixture
def shop(db: None) -> "Shop":
    from billing.tests.factories import Shop
    from synthai.core.testing.cast import build_cast

    return Shop(build_cast(), now=timezone.now())


class TestPortal:
    def test_a_card_is_kept_by_checkout_without_a_payment(self, road: Road) -> None:
        road.add_card()
        assert road.cards() == [("4242", "active", True)]
        assert (road.charges(), road.intents(), road.problems()) == ([], 0, [])

    def test_what_is_changed_there_shows_here(self, road: Road) -> None:
        road.add_card()
        url = road.portal()
        page = requests.get(url, timeout=5).text
        assert "4242" in page
        assert "/methods/" in page
        road.press(url, "add", "pm_card_mastercard")
        assert road.cards() == [("4242", "active", True), ("4444", "active", False)]
        road.press(url, "default", road.token("4444"))
        assert road.cards() == [("4242", "active", False), ("4444", "active", True)]
        road.press(url, "remove", road.token("4444"))
        assert road.cards() == [("4242", "active", True), ("4444", "ended", False)]
        assert road.problems() == []

    def test_a_choice_made_here_is_the_one_there(self, road: Road) -> None:
        road.add_card()
        road.add_card("pm_card_mastercard")
        with tenant(road.organisation_id):
            visa = PaymentMethod.objects.get(last4="4242")
            methods.choose(visa.public_id, by=road.shop.by)
            cards_out.name_default()
        road.work()
        customer = next(road.played.sandbox.world.all("customer"))
        assert customer["invoice_settings"]["default_payment_method"] == road.token("4242")
        assert road.cards() == [("4242", "active", True), ("4444", "active", False)]

    def test_removed_here_stays_removed_whatever_comes_late(self, road: Road) -> None:
        road.add_card()
        url = road.portal()
        with tenant(road.organisation_id):
            card = PaymentMethod.objects.get()
            methods.remove(card.public_id, by=road.shop.by, now=timezone.now())
        road.press(url, "add", "pm_card_mastercard")  # tells of the wallet, with the removed one in it
        assert road.cards() == [("4242", "ended", False), ("4444", "active", True)]
        with tenant(road.organisation_id):
            assert cards_out.forget(now=timezone.now() + timedelta(minutes=11)) == 1
        road.work()
        assert road.cards()[0] == ("4242", MethodState.ENDED, False)
        assert next(m for m in road.played.sandbox.world.all("payment_method"))["card"]["last4"] == "4444"

    def test_nobody_without_something_there_is_sent(self, road: Road) -> None:
        with tenant(road.organisation_id):
            assert own_pages.offered() == []
            with pytest.raises(own_pages.NothingThere):
                own_pages.open_pages("stripe", return_path="/", by=road.shop.by)


class TestRunByStripe:
    def test_bought_there_it_is_our_plan_and_booked_once(self, road: Road) -> None:
        agreement = road.buy()
        road.work(shuffled=True)
        plan = road.plan()
        assert (plan.state, plan.run_by, plan.agreement) == ("active", "stripe", agreement)
        assert (plan.price, plan.next_step_at, plan.agreement_amount) == (
            road.price(),
            None,
            Decimal("199.00"),
        )
        assert road.charges() == [("first", "paid", Decimal("199.00"))]
        assert road.payments() == ["confirmed"]
        assert road.cards() == [("4242", "active", True)]  # what Stripe charges is seen here

    def test_each_month_is_booked_once_in_any_order_and_never_charged_by_us(self, road: Road) -> None:
        agreement = road.buy()
        road.work()
        began = road.plan().period_end or timezone.now()
        for _ in range(2):
            road.renew(agreement, shuffled=True)
        road.tick(days=400)
        assert road.charges() == [
            ("first", "paid", Decimal("199.00")),
            *[("renewal", "paid", Decimal("199.00"))] * 2,
        ]
        assert road.payments() == ["confirmed"] * 3
        assert road.intents() == 3
        assert road.plan().period_end == began + timedelta(days=60)
        assert road.problems() == []

    def test_declined_it_is_late_and_cannot_be_paid_twice(self, road: Road) -> None:
        agreement = road.buy()
        road.work()
        road.played.sandbox.faults.declines = "insufficient_funds"
        road.renew(agreement, shuffled=True)
        assert road.plan().state == "past_due"
        assert road.charges()[-1] == ("renewal", "open", Decimal("199.00"))
        assert road.payments() == ["confirmed", "failed"]
        road.tick(days=60)  # our grace is not Stripe's: nothing is given up here
        assert road.plan().state == "past_due"
        with tenant(road.organisation_id):
            owed = Charge.objects.get(state="open")
            with pytest.raises(CollectedElsewhere):
                kept_card.pay(owed.public_id, by=road.shop.by, now=timezone.now())
        road.played.sandbox.faults.declines = ""
        invoice = next(road.played.sandbox.world.all("invoice"))
        self.pay_late(road, invoice)
        assert (road.plan().state, road.charges()[-1][1]) == ("active", "paid")
        assert road.payments() == ["confirmed", "failed", "confirmed"]

    @staticmethod
    def pay_late(road: Road, invoice: dict[str, object]) -> None:
        """Stripe tries again by its own rules, and it goes through."""
        from synthai.embedded.sandbox import stripe_invoices

        world = road.played.sandbox.world
        running = next(world.all("subscription"))
        stripe_invoices.pay(world, invoice, world.get("payment_method", running["default_payment_method"]))
        running["status"] = "active"
        world.emit("customer.subscription.updated", running)
        world.send_held()
        road.work()

    def test_cancelled_here_it_ends_there(self, road: Road) -> None:
        agreement = road.buy()
        road.work()
        with tenant(road.organisation_id):
            subscriptions.cancel(by=road.shop.by, now=timezone.now())
        assert (road.plan().cancel_at_end, road.plan().wish) == (True, Wish.RUN_OUT)
        stale = ScheduleFact(
            agreement=agreement,
            status="active",
            amount=Decimal("199.00"),
            currency="ZAR",
            quantity=1,
            period_start=road.plan().period_start or timezone.now(),
            period_end=road.plan().period_end or timezone.now(),
            ends_with_period=False,
        )
        with tenant(road.organisation_id):  # as it stood before Stripe was told
            following.take(road.organisation_id, "stripe", stale, now=timezone.now())
            assert Subscription.objects.get().cancel_at_end
            assert following.tell_gateways(now=timezone.now()) == 1
            assert following.tell_gateways(now=timezone.now() + timedelta(hours=1)) == 0
        road.work()
        assert road.played.gateway.schedule(agreement).ends_with_period
        road.renew(agreement)
        assert (road.plan().state, road.intents()) == ("cancelled", 1)

    def test_kept_after_all_and_ended_at_once(self, road: Road) -> None:
        agreement = road.buy()
        road.work()
        with tenant(road.organisation_id):
            subscriptions.cancel(by=road.shop.by, now=timezone.now())
            following.tell_gateways(now=timezone.now())
            subscriptions.keep(by=road.shop.by, now=timezone.now())
            following.tell_gateways(now=timezone.now())
        assert not road.played.gateway.schedule(agreement).ends_with_period
        with tenant(road.organisation_id):
            subscriptions.cancel(at_once=True, by=road.shop.by, now=timezone.now())
            following.tell_gateways(now=timezone.now())
        road.work()
        assert road.played.gateway.schedule(agreement).status == "ended"
        assert (road.plan().state, road.plan().wish) == (SubscriptionState.CANCELLED, "")

    def test_taken_after_it_was_ended_here_it_becomes_credit(self, road: Road) -> None:
        agreement = road.buy()
        road.work()
        with tenant(road.organisation_id):
            subscriptions.cancel(at_once=True, by=road.shop.by, now=timezone.now() - timedelta(seconds=5))
        road.renew(agreement)  # Stripe did not know yet
        assert road.charges()[-1] == ("renewal", "void", Decimal("199.00"))
        with tenant(road.organisation_id):
            assert [row.amount for row in CreditEntry.objects.all()] == [Decimal("199.00")]

    def test_another_card_chosen_in_the_portal_is_charged_there(self, road: Road) -> None:
        road.buy()
        road.work()
        url = road.portal()
        road.press(url, "add", "pm_card_mastercard")
        road.work()
        road.press(url, "default", road.token("4444"))
        assert road.cards() == [("4242", "active", False), ("4444", "active", True)]
        running = next(road.played.sandbox.world.all("subscription"))
        assert running["default_payment_method"] == road.token("4444")
        assert road.problems() == []

    def test_cancelled_in_the_portal_it_ends_here(self, road: Road) -> None:
        agreement = road.buy()
        road.work()
        url = road.portal()  # of the customer who bought it, whom we did not make
        road.press(url, "run_out", agreement)
        assert road.plan().cancel_at_end
        road.press(url, "keep", agreement)
        assert not road.plan().cancel_at_end
        road.press(url, "end", agreement)
        assert road.plan().state == "cancelled"

    def test_it_is_changed_and_paused_there_only(self, road: Road) -> None:
        road.buy()
        road.work()
        with tenant(road.organisation_id):
            with pytest.raises(RunElsewhere):
                subscriptions.pause(until=None, by=road.shop.by, now=timezone.now())
            with pytest.raises(subscriptions.AlreadySubscribed):
                subscriptions.start(
                    road.organisation_id, price=road.price().public_id, by=road.shop.by, now=timezone.now()
                )

    def test_a_second_plan_waits_for_staff(self, road: Road) -> None:
        road.buy()
        road.work()
        road.buy()
        road.work()
        assert any("has a plan already" in error for error in road.problems())
        assert len(road.charges()) == 1
        waiting = GatewayMessage.objects.filter(state=MessageState.WAITING)
        assert waiting.exists()

    @pytest.mark.parametrize("reference", ["{owner}", "{owner}_00000000000000000000000000000000", "_"])
    def test_a_reference_that_somebody_typed_links_nothing(self, road: Road, reference: str) -> None:
        road.buy(reference=reference.format(owner=road.owner))
        road.work()
        assert GatewayMessage.objects.filter(state=MessageState.UNMATCHED, kind="invoice.paid").exists()
        assert not road.charges()

    def test_nobodys_is_kept_for_staff_who_link_it(self, road: Road) -> None:
        agreement = road.buy(reference="")
        road.work()
        assert GatewayMessage.objects.filter(state=MessageState.UNMATCHED, kind="invoice.paid").exists()
        with tenant(road.organisation_id):
            made = following.link(
                road.organisation_id,
                "stripe",
                agreement,
                price=road.price(),
                by=system_actor(road.organisation_id),
                now=timezone.now(),
            )
        assert (made.state, made.run_by) == ("active", "stripe")
        assert road.charges() == [("first", "paid", Decimal("199.00"))]
        road.renew(agreement)
        assert len(road.charges()) == 2

    def test_a_number_that_stripe_does_not_know_is_refused_in_words(self, road: Road) -> None:
        with tenant(road.organisation_id), pytest.raises(following.NoSuchSchedule) as refused:
            following.link(
                road.organisation_id,
                "stripe",
                "sub_nothing",
                price=road.price(),
                by=system_actor(road.organisation_id),
                now=timezone.now(),
            )
        assert "runs no subscription sub_nothing" in str(refused.value)

    def test_an_imported_customer_of_ours_keeps_the_cards_there(self, road: Road) -> None:
        """One customer at Stripe for the organisation: its portal shows what was kept by our own checkout too."""
        road.add_card()
        customer = road.played.gateway.customer(road.owner, Buyer(email="owner@umoja.example"))
        assert road.portal().startswith(road.played.address)
        assert sum(each["id"] == customer for each in road.played.sandbox.world.all("customer")) == 1

    def test_it_ends_there_with_the_organisation(self, road: Road) -> None:
        agreement = road.buy()
        road.work()
        with tenant(road.organisation_id), transaction.atomic():
            erasure.erase(road.organisation_id)
        assert forgetting.run(now=timezone.now()) >= 1
        running = road.played.sandbox.world.objects[agreement]
        assert running["status"] == "canceled"
        assert not any(road.played.sandbox.world.all("customer"))


def test_staff_link_on_the_customers_page(road: Road) -> None:
    from billing.tests.staffroom import hired, page, press

    agreement = road.buy(reference="")
    road.work()
    with tenant(road.organisation_id):
        customer = Customer.objects.create()
    staff = hired(road.shop, is_superuser=True)
    link = page(Customer, "deed", customer.pk, "link")
    assert "sub_nothing" in press(
        staff, link, gateway="stripe", agreement="sub_nothing", price=road.price().pk
    )
    said = press(staff, link, gateway="stripe", agreement=f" {agreement} ", price=road.price().pk)
    assert "Linked: Starter follows what happens there." in said
    listed = staff.get(page(Subscription, "changelist"), {"run_by": "stripe"}).content.decode()
    assert road.plan().public_id in listed
    assert agreement in staff.get(page(Subscription, "change", road.plan().pk)).content.decode()
    assert road.charges() == [("first", "paid", Decimal("199.00"))]
