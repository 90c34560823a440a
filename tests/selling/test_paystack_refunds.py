"""Money that a seller pays back through Paystack, which takes days, may fail late, and may never say so."""

from datetime import timedelta
from typing import Any

import pytest
import requests
from django.test import Client
from django.utils import timezone

from billing.models import SaleDocument, SaleMessage, SaleRefund
from billing.services.selling import messages, refunding
from notifications.models import Notification
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.selling import shop
from tests.selling.paystack_shop import KEY, RIVAL_KEY, Counter
from tests.selling.shop import Follower, sale

pytestmark = pytest.mark.django_db
LIST = "/o/umoja-foods/courses/sales/"


def refund(cast: Cast) -> SaleRefund:
    with tenant(cast.umoja):
        return SaleRefund.objects.get()


def gives_back(client: Client, cast: Cast, follows: Follower) -> None:
    """The buyer cancels within seven days."""
    reply = client.post(f"{sale(cast).continue_path}let-be/")
    assert reply.status_code == 302
    follows.run()


def test_a_refund_is_on_its_way_until_paystack_says_that_it_arrived(
    cast: Cast, paystack: Counter, follows: Follower
) -> None:
    paystack.opens_shop()
    client = paystack.bought(follows, shop.on_sale(cast))
    paystack.played.holds_refunds = True
    gives_back(client, cast, follows)
    posted = next(each["body"] for each in paystack.played.log if each.get("path", "").endswith("/refund") and each["method"] == "POST")  # fmt: skip
    assert (posted["amount"], posted["currency"]) == (57_500, "ZAR")
    assert posted["transaction"] == paystack.transaction.id
    assert (sale(cast).state, refund(cast).state) == ("returned", "accepted")
    assert refund(cast).gateway_id == str(paystack.refund.id)
    assert paystack.hands_on(paystack.listener.take()[0]) == 200  # refund.pending
    for status, state in (
        ("processing", "accepted"),
        ("processed", "done"),
        ("failed", "done"),  # what arrived has arrived
    ):
        assert paystack.moves(status) == 200
        assert refund(cast).state == state, status
    with tenant(cast.umoja):
        kinds = list(SaleDocument.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["tax_invoice", "credit_note"]


def test_a_refund_that_fails_days_later_is_the_seller_s_to_pay_by_eft(
    cast: Cast, paystack: Counter, follows: Follower
) -> None:
    paystack.opens_shop()
    client = paystack.bought(follows, shop.on_sale(cast))
    paystack.played.holds_refunds = True
    gives_back(client, cast, follows)
    paystack.listener.take()
    assert paystack.moves("failed", reason="The card is closed") == 200
    follows.run()
    assert (refund(cast).state, refund(cast).failure) == ("failed", "The card is closed")
    told = Notification.objects.get(user=cast.thandi.user, kind="billing.sale_trouble")
    assert "The card is closed" in told.body
    assert "Pay back by EFT" in cast.thandi.client().get(LIST).content.decode()


def test_a_refused_refund_is_said_at_once_and_in_paystack_s_words(
    cast: Cast, paystack: Counter, follows: Follower
) -> None:
    paystack.opens_shop()
    paystack.bought(follows, shop.on_sale(cast))
    made = paystack_refund(paystack, 57_500)  # the seller gave it all back on Paystack's own pages before
    assert made.status_code == 200
    trainer = cast.thandi.client()
    reply = trainer.post(f"{LIST}{sale(cast).public_id}/return/", {"reason": "Goodwill"}, follow=True)
    page = reply.content.decode()
    assert "could not pay it back: Transaction has been fully reversed. Pay" in page
    assert "The buyer gets a credit note" not in page
    assert refund(cast).state == "failed"


def paystack_refund(paystack: Counter, cents: int) -> Any:
    """What the seller does on Paystack's own pages."""
    return requests.post(
        f"{paystack.api}/refund",
        json={"transaction": paystack.transaction.id, "amount": cents},
        headers={"authorization": f"Bearer {KEY}"},
        timeout=5,
    )


def test_a_part_given_back_on_paystack_s_own_pages_is_not_our_refund(
    cast: Cast, paystack: Counter, follows: Follower
) -> None:
    paystack.opens_shop()
    client = paystack.bought(follows, shop.on_sale(cast))
    assert paystack_refund(paystack, 1_000).status_code == 200
    (part,) = paystack.listener.take()
    gives_back(client, cast, follows)
    assert refund(cast).state == "failed"  # less is left than the whole
    with tenant(cast.umoja):
        SaleRefund.objects.update(state="accepted", gateway_id="77", decided_at=None)
    assert paystack.hands_on(part) == 200
    assert refund(cast).state == "accepted"


def test_paystack_speaks_of_a_refund_before_its_answer_was_noted(
    cast: Cast, paystack: Counter, follows: Follower
) -> None:
    paystack.opens_shop()
    client = paystack.bought(follows, shop.on_sale(cast))
    gives_back(client, cast, follows)
    (early,) = paystack.listener.take()
    with tenant(cast.umoja):
        SaleRefund.objects.update(state="reserved", gateway_id="", decided_at=None)
    assert paystack.hands_on(early) == 200
    assert refund(cast).state == "reserved"
    with tenant(cast.umoja):
        SaleRefund.objects.update(state="accepted", gateway_id=str(paystack.refund.id))
        row = SaleMessage.objects.latest("pk")
        assert row.error.startswith("StillBeingSent")
        messages.handle(row.pk, now=timezone.now() + timedelta(minutes=2))
    assert refund(cast).state == "done"


def test_a_key_replaced_at_paystack_takes_no_payment_and_sends_no_refund(
    cast: Cast, paystack: Counter, follows: Follower
) -> None:
    paystack.opens_shop()
    course = shop.on_sale(cast)
    client = paystack.bought(follows, course)
    other = Client()
    pay = shop.buys(other, course, email="sipho@example.com")["Location"]
    paystack.played.secret_key = RIVAL_KEY
    reply = other.post(pay, {"gateway": "paystack"})
    assert reply.status_code == 503
    assert "Paystack does not answer just now. Nothing was paid" in reply.content.decode()
    first = shop.payments(cast)[0].sale
    client.post(f"{first.continue_path}let-be/")
    follows.run()
    assert refund(cast).state == "failed"
    assert "does not take your account’s key any more" in refund(cast).failure
    assert Notification.objects.filter(user=cast.thandi.user, kind="billing.sale_trouble").exists()


def test_a_refund_to_a_gateway_out_of_reach_is_the_seller_s_after_three_days(
    cast: Cast, paystack: Counter, follows: Follower
) -> None:
    paystack.opens_shop()
    client = paystack.bought(follows, shop.on_sale(cast))
    paystack.played.faults.set({"is_down": True})
    gives_back(client, cast, follows)
    with tenant(cast.umoja):
        for days, state in ((2, "reserved"), (3, "failed")):
            then = timezone.now() + timedelta(days=days)
            (due,) = refunding.to_send(now=then)
            assert refunding.send(due, now=then).state == state
        assert refunding.to_send(now=then) == []
    assert refund(cast).failure == "The payment service could not be reached for three days."


def test_a_refund_of_which_no_message_ever_comes_is_asked_after(
    cast: Cast, paystack: Counter, follows: Follower
) -> None:
    paystack.opens_shop()
    client = paystack.bought(follows, shop.on_sale(cast))
    paystack.played.faults.set({"drops_callbacks": True})  # the seller never said where messages go
    gives_back(client, cast, follows)
    assert refund(cast).state == "accepted"
    later = timezone.now() + timedelta(hours=2)
    with tenant(cast.umoja):
        assert refunding.to_ask(now=timezone.now()) == []
        (due,) = refunding.to_ask(now=later)
        refunding.ask(due, now=later)
        assert refunding.to_ask(now=later) == []
    assert (refund(cast).state, refund(cast).decided_at) == ("done", later)


def test_a_refund_without_a_clear_answer_is_found_or_given_up_after_a_day(
    cast: Cast, paystack: Counter, follows: Follower
) -> None:
    paystack.opens_shop()
    client = paystack.bought(follows, shop.on_sale(cast))
    gives_back(client, cast, follows)
    with tenant(cast.umoja):  # as after a time-out
        SaleRefund.objects.update(gateway_id="")
    made = paystack.played.state.refunds.copy()
    paystack.played.state.refunds.clear()
    soon, later = timezone.now() + timedelta(hours=2), timezone.now() + timedelta(hours=25)
    with tenant(cast.umoja):
        refunding.ask(refund(cast).pk, now=soon)
        assert refund(cast).state == "accepted"
        refunding.ask(refund(cast).pk, now=later)
        assert refund(cast).failure == "The payment service knows nothing of this refund."
        SaleRefund.objects.update(state="accepted", failure="", decided_at=None)
        paystack.played.state.refunds.update(made)
        refunding.ask(refund(cast).pk, now=later)
    assert refund(cast).state == "done"
