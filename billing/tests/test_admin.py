"""Staff at work: forms that call services, refusals in words, everything on record, nothing secret on a page."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from billing.gateways import registry
from billing.gateways.eft import Eft
from billing.models import (
    BankLine,
    Charge,
    ChargeState,
    Coupon,
    CreditEntry,
    GatewayMessage,
    MessageState,
    Payment,
    PaymentMethod,
    PaymentState,
    Plan,
    PlanValue,
    Price,
    PriceMove,
    Refund,
    Subscription,
    SubscriptionState,
    ValueOverride,
)
from billing.services import collecting, credit, cycle, grants, subscriptions
from billing.tests.factories import Shop
from billing.tests.test_bank import ACCOUNT, ask_for, csv
from synthai.core import entitlements
from synthai.core.access import system_actor
from synthai.core.models import AuditEntry
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def now_shop(shop: Shop) -> Shop:
    """The shop at today's date: pages take the time from the clock."""
    shop.now = timezone.now()
    return shop


@pytest.fixture
def staff(shop: Shop) -> Client:
    """Somebody of SynthAI."""
    return hired(shop, is_superuser=True)


@pytest.fixture
def seats(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit and a switch that some app declares, for this test alone."""
    monkeypatch.setattr(entitlements, "_features", {})
    entitlements.feature("accounts.seats", kind="limit", title="Seats", unit="seats")
    entitlements.feature("accounts.single_sign_on", kind="switch", title="Own sign-in")


def hired(shop: Shop, *, is_superuser: bool = False) -> Client:
    person = shop.cast.hire("viewer", name=f"Support {is_superuser}", organisation=shop.cast.karoo).user
    person.is_staff, person.is_superuser = True, is_superuser
    person.save()
    client = Client()
    client.force_login(person)
    return client


def page(model: Any, name: str, *args: Any) -> str:
    return reverse(f"admin:billing_{model._meta.model_name}_{name}", args=args)


def press(client: Client, url: str, **typed: Any) -> str:
    """Open the form, send it with what it holds already and what was typed; the page that follows."""
    opened = client.get(url)
    assert opened.status_code == 200, url
    form = opened.context["form"]
    held = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    sent = {name: value for name, value in held.items() if value is not None and value is not False} | typed
    return client.post(url, sent, follow=True).content.decode()


def entries(code: str) -> list[AuditEntry]:
    with all_tenants(reason="test"):
        return list(AuditEntry.objects.filter(code=code).order_by("pk"))


def get(model: Any, **where: Any) -> Any:
    with all_tenants(reason="test"):
        return model.objects.get(**where)


def balance(shop: Shop) -> Decimal:
    with tenant(shop.organisation_id):
        return credit.balance()


class TestCatalogue:
    def test_a_plan_is_changed_with_what_it_gives_at_once(
        self, shop: Shop, staff: Client, seats: None
    ) -> None:
        shop.subscribe("starter")
        plan = Plan.objects.get(code="starter")
        url = page(Plan, "deed", plan.pk, "edit")
        answer = press(
            staff,
            url,
            name="Beginner",
            **{"give:accounts.seats": "no limit", "soft:accounts.seats": "on", "give:accounts.single_sign_on": "yes",
               "give:pricing.runs": ""},
        )  # fmt: skip
        assert "is as you wrote it" in answer
        given = {value.feature: (value.value, value.is_soft) for value in PlanValue.objects.filter(plan=plan)}
        assert given["accounts.seats"] == (None, True)
        assert given["accounts.single_sign_on"] == (True, False)
        assert "pricing.runs" not in given
        assert given["pricing.products"] == (500, False)
        found = grants.of_organisation(shop.organisation_id)
        assert (found.plan, found.by_feature["accounts.seats"].value) == ("Beginner", None)
        entry = entries("billing.plan.changed")[-1]
        assert (entry.actor_kind, entry.changes["accounts.seats"]) == ("staff", ["3", "no limit (soft)"])

    def test_wrong_values_are_refused_in_words(self, shop: Shop, staff: Client, seats: None) -> None:
        plan = Plan.objects.get(code="starter")
        url = page(Plan, "deed", plan.pk, "edit")
        assert "Give a number, or" in press(staff, url, **{"give:accounts.seats": "many"})
        assert PlanValue.objects.get(plan=plan, feature="accounts.seats").value == 3

    def test_a_new_price_version_and_its_refusals(self, shop: Shop, staff: Client) -> None:
        plan = Plan.objects.get(code="starter")
        url = page(Plan, "deed", plan.pk, "price")
        assert "is sold from now on" in press(staff, url, amount="249.00")
        now, before = Price.objects.filter(plan=plan, interval="month").order_by("-version")[:2]
        assert (now.version, now.amount, now.sold_until) == (2, Decimal("249.00"), None)
        assert before.sold_until is not None
        assert "is not above" in press(staff, url, model="graduated", tiers="10, 5.00\n5, 4.00\nrest, 3.00")
        assert "needs at least one tier" in press(staff, url, model="volume", tiers="")
        assert "There is no such feature" in press(staff, url, metric="nonsense")
        assert Price.objects.filter(plan=plan, interval="month").count() == 2
        assert staff.post(page(Price, "change", now.pk), {"amount": "1.00"}).status_code == 403

    def test_a_plan_is_made_archived_and_put_back(self, shop: Shop, staff: Client) -> None:
        press(staff, page(Plan, "list_deed", "new"), code="extra", kind="one_off", name="Course", summary="x")
        plan = Plan.objects.get(code="extra")
        press(staff, page(Plan, "deed", plan.pk, "archive"))
        assert Plan.objects.get(pk=plan.pk).archived_at is not None
        press(staff, page(Plan, "deed", plan.pk, "unarchive"))
        assert Plan.objects.get(pk=plan.pk).archived_at is None
        answer = press(staff, page(Plan, "list_deed", "new"), code="extra", kind="plan", name="Again")
        assert "a plan of this code already" in answer

    def test_the_demo_plans_are_offered_while_there_are_none(
        self, db: None, shop: Shop, staff: Client
    ) -> None:
        assert "Load the demo plans" not in staff.get(page(Plan, "changelist")).content.decode()
        with all_tenants(reason="test"):
            Price.objects.all().delete()
            Plan.objects.all().delete()
        assert "Load the demo plans" in staff.get(page(Plan, "changelist")).content.decode()
        press(staff, page(Plan, "list_deed", "demo"))
        assert Plan.objects.filter(code="growth").exists()

    def test_customers_are_moved_to_a_new_price(self, now_shop: Shop, staff: Client) -> None:
        now_shop.subscribe("starter")
        plan = Plan.objects.get(code="starter")
        press(staff, page(Plan, "deed", plan.pk, "price"), amount="249.00")
        old = now_shop.subscription().price
        url = page(Plan, "deed", plan.pk, "move")
        early = timezone.localdate() + timedelta(days=10)
        assert "the first possible day is" in press(staff, url, old=old.public_id, from_day=early.isoformat())
        assert "The move has begun" in press(staff, url, old=old.public_id)
        move = PriceMove.objects.get()
        assert (move.old, move.new.amount) == (old, Decimal("249.00"))
        assert "How far it is" in staff.get(page(PriceMove, "change", move.pk)).content.decode()
        assert "Nobody more is told" in press(staff, page(PriceMove, "deed", move.pk, "stop"))

    def test_coupons_are_made_ended_and_show_who_used_them(self, shop: Shop, staff: Client) -> None:
        url = page(Coupon, "list_deed", "new")
        both = {"code": "half", "name": "Half", "percent_off": "50", "amount_off": "10", "duration": "once"}
        assert "one of the two" in press(staff, url, **both)
        assert "can be used" in press(staff, url, **{**both, "amount_off": ""})
        assert "of this code already" in press(staff, url, **{**both, "amount_off": ""})
        coupon = Coupon.objects.get(code="HALF")
        shop.subscribe("starter", coupon="half")
        assert "Umoja Foods" in staff.get(page(Coupon, "change", coupon.pk)).content.decode()
        press(staff, page(Coupon, "deed", coupon.pk, "end"))
        assert Coupon.objects.get(pk=coupon.pk).is_active is False

    def test_a_value_is_agreed_with_one_customer_and_ended(
        self, now_shop: Shop, staff: Client, django_capture_on_commit_callbacks: Any
    ) -> None:
        now_shop.subscribe("starter")
        url = page(ValueOverride, "list_deed", "new")
        typed = {"organisation": "umoja-foods", "feature": "accounts.seats", "value": "77", "reason": "Pilot"}
        assert "There is no organisation" in press(staff, url, **{**typed, "organisation": "nobody"})
        slug = now_shop.cast.umoja.slug
        assert "Agreed" in press(staff, url, **{**typed, "organisation": slug})
        owner = now_shop.organisation_id
        assert grants.of_organisation(owner).by_feature["accounts.seats"].value == 77
        made = get(ValueOverride)
        with django_capture_on_commit_callbacks(execute=True):
            press(staff, page(ValueOverride, "deed", made.pk, "end"))
        assert grants.of_organisation(owner).by_feature["accounts.seats"].value == 3
        assert [entry.organisation_id for entry in entries("billing.override.agreed")] == [owner]


class TestMoney:
    def test_a_refund_pressed_twice_gives_back_once(self, now_shop: Shop, staff: Client) -> None:
        payment = now_shop.pay(now_shop.start("starter"))
        url = page(Payment, "deed", payment.pk, "refund")
        form = staff.get(url).context["form"]
        key = form.get_initial_for_field(form.fields["request_key"], "request_key")
        typed = {"amount": "50.00", "reason": "Sorry", "request_key": key}
        for _press in range(2):
            assert staff.post(url, typed).status_code == 302
        assert get(Payment, pk=payment.pk).refunded == Decimal("50.00")
        assert len([call for call in now_shop.till.calls if call.startswith("refund")]) == 1
        (entry,) = entries("billing.refund.requested")
        assert (entry.actor_kind, entry.organisation_id) == ("staff", now_shop.organisation_id)
        assert entry.changes["reason"] == [None, "Sorry"]

    def test_more_than_was_paid_is_refused_beside_the_amount(self, now_shop: Shop, staff: Client) -> None:
        payment = now_shop.pay(now_shop.start("starter"))
        answer = press(staff, page(Payment, "deed", payment.pk, "refund"), amount="200.00", reason="x")
        assert "can still be given back" in answer
        with all_tenants(reason="test"):
            assert not Refund.objects.exists()

    def test_credit_is_given_once_for_a_form(self, now_shop: Shop, staff: Client) -> None:
        now_shop.subscribe("starter")
        url = page(CreditEntry, "list_deed", "credit")
        slug = now_shop.cast.umoja.slug
        opened = staff.get(url, {"organisation": slug}).context["form"]
        key = opened.get_initial_for_field(opened.fields["request_key"], "request_key")
        for _press in range(2):
            staff.post(url, {"organisation": slug, "amount": "25.00", "reason": "x", "request_key": key})
        assert balance(now_shop) == Decimal("25.00")

    def test_another_amount_is_settled_or_refused_by_hand(self, now_shop: Shop, staff: Client) -> None:
        payment = now_shop.pay(now_shop.start("starter"), amount="250.00")
        assert payment.state == PaymentState.REDIRECTED
        shown = staff.get(page(Payment, "changelist") + "?mismatch=yes").content.decode()
        assert payment.reference in shown
        url = page(Payment, "deed", payment.pk, "settle")
        assert "it counts as a part" in press(staff, url, received="100.00", reason="Bank app")
        assert "Paid." in press(staff, url, received="250.00", reason="Bank app")
        assert now_shop.subscription().state == SubscriptionState.ACTIVE
        assert balance(now_shop) == Decimal("51.00")
        (entry,) = entries("billing.payment.settled_by_hand")
        assert entry.changes["reason"] == [None, "Bank app"]
        now_shop.deliver(  # the message once more changes nothing
            {
                "id": f"g-{payment.reference}",
                "status": "confirmed",
                "amount": "250.00",
                "reference": payment.reference,
            }
        )
        assert balance(now_shop) == Decimal("51.00")

    def test_a_refused_one_leaves_what_came_as_a_part(self, now_shop: Shop, staff: Client) -> None:
        payment = now_shop.pay(now_shop.start("starter"), amount="100.00")
        press(staff, page(Payment, "deed", payment.pk, "refuse"), reason="Too little", received="100.00")
        found = get(Payment, pk=payment.pk)
        assert (found.state, found.failure, balance(now_shop)) == ("failed", "Too little", Decimal(0))
        assert (get(Charge).state, get(Charge).due) == (ChargeState.OPEN, Decimal("99.00"))
        assert staff.get(page(Payment, "deed", payment.pk, "refuse")).status_code == 404

    def test_a_charge_is_tried_now_and_called_off(self, now_shop: Shop, staff: Client) -> None:
        now_shop.subscribe("starter")
        now_shop.till.mode = "declines"
        now_shop.move(days=32)
        charge = now_shop.charges()[-1]
        assert charge.state == ChargeState.OPEN
        now_shop.till.mode = "takes"
        assert "Charged with till: Paid" in press(staff, page(Charge, "deed", charge.pk, "charge-now"))
        assert now_shop.subscription().state == SubscriptionState.ACTIVE
        assert staff.get(page(Charge, "deed", charge.pk, "call-off")).status_code == 404

    def test_a_charge_is_called_off_with_its_reason(self, now_shop: Shop, staff: Client) -> None:
        charge = now_shop.start("starter")
        press(staff, page(Charge, "deed", charge.pk, "call-off"), reason="Two orders")
        assert get(Charge).state == ChargeState.VOID
        assert entries("billing.charge.called_off")[0].changes == {"reason": [None, "Two orders"]}

    def test_the_gateway_is_asked_now(self, now_shop: Shop, staff: Client) -> None:
        now_shop.subscribe("starter")
        now_shop.till.mode = "hangs"
        now_shop.now += timedelta(days=32)
        with tenant(now_shop.organisation_id):
            cycle.run(now_shop.organisation_id, now=now_shop.now)
            collecting.run(now=now_shop.now)
        payment = get(Payment, state=PaymentState.SENDING)
        answer = press(staff, page(Payment, "deed", payment.pk, "ask"))
        assert "Asked. The payment is: Paid" in answer
        assert now_shop.charges()[-1].state == ChargeState.PAID
        assert entries("billing.payment.asked")[0].actor_kind == "staff"

    def test_a_plan_is_paused_resumed_and_cancelled_on_behalf(self, now_shop: Shop, staff: Client) -> None:
        row = now_shop.subscribe("starter")
        press(staff, page(Subscription, "deed", row.pk, "pause"))
        assert now_shop.subscription().state == SubscriptionState.PAUSED
        press(staff, page(Subscription, "deed", row.pk, "resume"))
        press(staff, page(Subscription, "deed", row.pk, "cancel"), reason="Asked by phone")
        assert now_shop.subscription().cancel_at_end is True
        press(staff, page(Subscription, "deed", row.pk, "keep"))
        press(staff, page(Subscription, "deed", row.pk, "cancel"), reason="Asked by phone", at_once="on")
        assert now_shop.subscription().state == SubscriptionState.CANCELLED
        kinds = {entry.actor_kind for entry in entries("billing.subscription.cancelled")}
        assert kinds == {"staff"}

    def test_what_if_shows_each_charge_with_its_lines(self, now_shop: Shop, staff: Client) -> None:
        row = now_shop.subscribe("starter", quantity=5)
        until = timezone.localdate() + timedelta(days=70)
        url = page(Subscription, "what_if", row.pk)
        answer = staff.get(url, {"until": until.isoformat()})
        assert len(answer.context["forecast"].charges) == 2
        assert "Starter, monthly, 5 seats" in answer.content.decode()
        assert staff.get(url, {"until": "soon"}).status_code == 200

    def test_no_token_is_ever_shown(self, now_shop: Shop, staff: Client) -> None:
        now_shop.pay(now_shop.start("starter"), card="tok_very_secret")
        method = get(PaymentMethod)
        for model in (PaymentMethod, Payment, GatewayMessage):
            for row in all_rows(model):
                shown = staff.get(page(model, "change", row.pk)).content.decode()
                assert "tok_very_secret" not in shown
                assert method.sealed_token not in shown
                assert method.token_hash not in shown

    def test_staff_who_only_look_do_nothing(self, now_shop: Shop) -> None:
        payment = now_shop.pay(now_shop.start("starter"))
        client = hired(now_shop)
        looker = client.get(reverse("admin:index")).wsgi_request.user
        looker.user_permissions.add(Permission.objects.get(codename="view_payment"))  # type: ignore[union-attr]
        shown = client.get(page(Payment, "change", payment.pk)).content.decode()
        assert payment.reference in shown
        assert "Give money back" not in shown
        assert client.get(page(Payment, "deed", payment.pk, "refund")).status_code == 403
        assert client.post(page(Payment, "deed", payment.pk, "refund"), {"amount": "1"}).status_code == 403
        assert now_shop.cast.thandi.client().get(page(Payment, "changelist")).status_code == 302


def all_rows(model: Any) -> list[Any]:
    with all_tenants(reason="test"):
        return list(model.objects.all())


class TestInbox:
    def test_a_message_shows_its_checks_and_masks_who_paid(self, now_shop: Shop, staff: Client) -> None:
        kept = now_shop.deliver(
            {"id": "9", "status": "confirmed", "amount": "5.00", "reference": "SYNOBODY2345",
             "email_address": "jo@shop.example", "name_first": "Jo", "token": "tok_x"}
        )  # fmt: skip
        assert kept is not None
        shown = staff.get(page(GatewayMessage, "change", kept.pk)).content.decode()
        for words in ("jo@shop.example", "tok_x", ">Jo<"):
            assert words not in shown
        for words in ("SYNOBODY2345", "5.00", "signature", "Belongs to nothing we know"):
            assert words in shown

    def test_a_forged_one_is_seen_and_never_run(self, now_shop: Shop, staff: Client) -> None:
        now_shop.deliver({"id": "9", "status": "confirmed", "amount": "5.00"}, genuine=False)
        row = get(GatewayMessage)
        listed = staff.get(page(GatewayMessage, "changelist") + "?state__exact=rejected").content.decode()
        assert "✗ signature" in listed
        assert staff.get(page(GatewayMessage, "deed", row.pk, "again")).status_code == 404

    def test_run_again_is_handled_again_and_counts_once(self, now_shop: Shop, staff: Client) -> None:
        now_shop.pay(now_shop.start("starter"))
        row = get(GatewayMessage)
        press(staff, page(GatewayMessage, "deed", row.pk, "again"))
        assert get(GatewayMessage).state == MessageState.WAITING
        assert entries("billing.message.run_again")[0].actor_kind == "staff"
        assert len(entries("billing.payment.confirmed")) == 1

    def test_an_unmatched_one_is_assigned_by_the_service(self, now_shop: Shop, staff: Client) -> None:
        charge = now_shop.start("starter")
        payment = now_shop.pay(charge, reference="SYNOBODY2345")
        assert payment.state == PaymentState.REDIRECTED
        row = get(GatewayMessage)
        url = page(GatewayMessage, "deed", row.pk, "assign")
        assert "There is no payment of this reference" in press(staff, url, reference="SYNOTHING234")
        assert "counts for" in press(staff, url, reference=payment.reference.lower())
        assert get(Payment).state == PaymentState.CONFIRMED
        assert get(GatewayMessage).payment_reference == payment.reference
        assert entries("billing.message.assigned")[0].organisation_id == now_shop.organisation_id


class TestBank:
    @pytest.fixture(autouse=True)
    def eft(self, now_shop: Shop) -> None:
        registry.use({"till": now_shop.till, "eft": Eft(ACCOUNT)})

    def upload(self, staff: Client, content: bytes) -> str:
        file = SimpleUploadedFile("fnb.csv", content)
        return staff.post(
            page(BankLine, "match"), {"upload": "1", "file": file}, follow=True
        ).content.decode()

    def test_upload_look_confirm_undo(self, now_shop: Shop, staff: Client) -> None:
        payment = ask_for(now_shop)
        day = timezone.localdate().isoformat()
        rows = csv((day, f"FNB {payment.reference}", "199.00"))
        shown = self.upload(staff, rows)
        assert "1 lines read, 1 of them new" in shown
        for words in ("100 %", payment.reference, "Umoja Foods", "The amount agrees."):
            assert words in shown
        assert "1 lines read, 0 of them new" in self.upload(staff, rows)
        line = BankLine.objects.get()
        act = {"do": "confirm", "line": line.public_id, "reference": payment.reference}
        assert "is paid" in staff.post(page(BankLine, "match"), act, follow=True).content.decode()
        assert now_shop.subscription().state == SubscriptionState.ACTIVE
        again = staff.post(page(BankLine, "match"), act, follow=True).content.decode()
        assert "Something was made of this line already" in again
        matched = staff.get(page(BankLine, "match") + "?show=matched").content.decode()
        assert payment.reference in matched
        act = {"do": "undo", "line": line.public_id}
        assert "Undone" in staff.post(page(BankLine, "match"), act, follow=True).content.decode()
        assert get(Payment, pk=payment.pk).state == PaymentState.PENDING

    def test_bad_files_and_presses_are_answered_in_words(self, now_shop: Shop, staff: Client) -> None:
        assert "a PDF document" in self.upload(staff, b"%PDF-1.7 nothing")
        answer = staff.post(page(BankLine, "match"), {"upload": "1"}).content.decode()
        assert "This field is required" in answer
        for act in ({"do": "confirm", "line": "nope"}, {"do": "dance"}, {"do": "undo", "line": "x" * 400}):
            assert staff.post(page(BankLine, "match"), act, follow=True).status_code == 200

    def test_many_lines_cost_as_much_as_few(self, now_shop: Shop, staff: Client) -> None:
        day = timezone.localdate().isoformat()
        self.upload(staff, csv(*((day, f"Line {n}", "12.00") for n in range(3))))
        staff.get(page(BankLine, "match"))
        with assert_max_queries(20):
            staff.get(page(BankLine, "match") + "?show=doubtful")
        self.upload(staff, csv(*((day, f"Line {n}", "12.00") for n in range(25))))
        with assert_max_queries(20):
            shown = staff.get(page(BankLine, "match") + "?show=doubtful").content.decode()
        assert len(re.findall(r"<article", shown)) == 25


class TestFigures:
    def test_the_page_and_the_front_page_show_them_and_lead_on(self, now_shop: Shop, staff: Client) -> None:
        now_shop.subscribe("growth")
        answer = staff.get(reverse("admin:billing-figures"))
        shown = answer.content.decode()
        assert "Monthly revenue" in shown
        assert "599.00" in shown
        assert entries("staff.billing.figures")
        for tile in answer.context["tiles"]:
            assert tile.advice
            assert staff.get(tile.url).status_code == 200, tile.url
        front = {tile.label for tile in staff.get(reverse("admin:index")).context["tiles"]}
        assert {"Monthly revenue", "Trials", "Overdue", "Payment messages", "Bank lines to match"} <= front

    def test_the_desk_says_plan_next_charge_and_credit(self, now_shop: Shop, staff: Client) -> None:
        now_shop.subscribe("growth")
        desk = staff.get(reverse("admin:organisation-desk", args=[now_shop.organisation_id])).content.decode()
        for words in ("Growth, monthly", "Next charge", "Credit:", "What if", "Give credit"):
            assert words in desk
        other = staff.get(reverse("admin:organisation-desk", args=[now_shop.cast.karoo.pk])).content.decode()
        assert "No plan yet" in other


@pytest.mark.parametrize("model", [Subscription, Charge, Payment, GatewayMessage, CreditEntry, PaymentMethod])
def test_a_list_costs_the_same_for_many_rows(now_shop: Shop, staff: Client, model: Any) -> None:
    now_shop.subscribe("starter")
    first = listed(staff, model)
    for number in range(4):
        with tenant(now_shop.organisation_id):
            credit.give(
                now_shop.organisation_id,
                amount=Decimal(1),
                reason="x",
                key=str(number),
                by=system_actor(),
                now=now_shop.now,
            )
            subscriptions.cancel(at_once=True, by=now_shop.by, now=now_shop.now)
        now_shop.pay(now_shop.start("starter"), card=f"tok_{number}")
    assert len(all_rows(model)) >= 4
    assert listed(staff, model) <= first


def listed(staff: Client, model: Any) -> int:
    """How many queries the list takes, warm."""
    staff.get(page(model, "changelist"))
    with CaptureQueriesContext(connection) as asked:
        assert staff.get(page(model, "changelist")).status_code == 200
    return len(asked)


def test_money_cannot_be_changed_by_form(now_shop: Shop, staff: Client) -> None:
    payment = now_shop.pay(now_shop.start("starter"))
    for model, row in ((Payment, payment), (Charge, get(Charge)), (Subscription, now_shop.subscription())):
        assert staff.post(page(model, "change", row.pk), {"state": "x"}).status_code == 403
        assert staff.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
        assert staff.get(page(model, "add")).status_code == 403
