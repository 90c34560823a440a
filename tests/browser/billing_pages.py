"""Rows for the pages of plans and payments."""

from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from billing.gateways import registry
from billing.gateways.eft import Eft
from billing.models import Charge, Coupon, Payment
from billing.services import (
    checking,
    checking_answers,
    credit,
    keeping,
    pay_links,
    payments,
    running_coupon,
    wallets,
)
from billing.tests.pages import LiveShop, at, declare_features, make_overdue
from synthai.core.access import Actor, system_actor
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast


def on_sale(cast: Cast) -> None:
    """The plans, and what they differ in."""
    declare_features()
    LiveShop(cast)


def subscribed(cast: Cast) -> None:
    """On Growth, paid by card, with one more charge to pay."""
    shop = _subscribed(cast)
    shop.start_again()


def _subscribed(cast: Cast) -> LiveShop:
    declare_features()
    shop = LiveShop(cast)
    shop.subscribe("growth")
    return shop


def overdue(cast: Cast) -> None:
    """The renewal of Growth was declined a moment ago."""
    make_overdue(_subscribed(cast))


def prepaid(cast: Cast) -> str:
    """A gift, and packs on sale."""
    shop = _subscribed(cast)
    staff = Actor(kind="staff", label="Staff", capabilities=frozenset({"billing.credit.give"}))
    with tenant(shop.organisation_id):
        wallets.give(
            shop.organisation_id,
            "pricing.runs",
            Decimal(250),
            reason="With thanks",
            key="1",
            by=staff,
            now=shop.now,
        )
    return at("wallet")


def a_downgrade(cast: Cast) -> str:
    """From Growth to Starter."""
    return at("change", price=_subscribed(cast).price("starter"), quantity=3)


def a_start(cast: Cast) -> str:
    """A first plan with a coupon."""
    on_sale(cast)
    Coupon.objects.create(code="MARCH", name="March offer", percent_off=50, duration="once")
    return at("change", price=LiveShop(cast).price("growth", "year"), quantity=10, coupon="MARCH")


def a_coupon(cast: Cast) -> str:
    """A coupon that would take the place of another."""
    shop = _subscribed(cast)
    for code in ("SPRING", "MARCH"):
        Coupon.objects.create(code=code, name="Winter offer", amount_off=100, duration="repeating", periods=3)
    with tenant(shop.organisation_id):
        running_coupon.use("SPRING", by=shop.by, now=shop.now)
    return at("coupon", coupon="MARCH")


def a_coupon_that_runs(cast: Cast) -> str:
    """The overview with a coupon on the plan."""
    a_coupon(cast)
    return at("overview")


def a_rest(cast: Cast) -> str:
    """An EFT of which a part has come."""
    address, shop = an_eft(cast), LiveShop(cast)
    registry.use({"eft": Eft({"account_name": "SynthAI", "bank": "FNB", "account_number": "62000000001"})})
    with tenant(shop.organisation_id):
        charge = Charge.objects.get()
        with transaction.atomic():
            credit.owe(
                charge, Decimal("200.00"), account="receivables", by=shop.by, now=shop.now, reason="A part"
            )
    return address


def a_charge(cast: Cast) -> str:
    """A charge with a way to pay it."""
    return at("pay", LiveShop(cast).start("growth").public_id)


def _begun(shop: LiveShop, gateway: str = "till") -> Payment:
    charge = shop.start("growth")
    with tenant(shop.organisation_id):
        return payments.begin(
            charge.public_id,
            gateway,
            payer_email="owner@umoja.example",
            by=shop.by,
            now=shop.now,
            return_path="/",
            cancel_path="/",
        ).payment


def an_eft(cast: Cast) -> str:
    """Waits for an EFT, of which a proof may be uploaded."""
    shop = LiveShop(cast)
    registry.use({"eft": Eft({"account_name": "SynthAI", "bank": "FNB", "account_number": "62000000001"})})
    return at("payment", _begun(shop, "eft").public_id)


def a_pro_forma(cast: Cast) -> str:
    """What an open charge will cost, as on paper."""
    declare_features()
    return at("pro-forma", LiveShop(cast).start("growth").public_id)


def a_statement(cast: Cast) -> str:
    """A paid charge."""
    return at("charge", _subscribed(cast).charges()[0].public_id)


def some_credit(cast: Cast) -> str:
    """Money that came twice, a part of it used."""
    shop = _subscribed(cast)
    with tenant(shop.organisation_id), transaction.atomic():
        credit.owe(
            shop.charges()[0],
            Decimal("317.00"),
            account="receivables",
            by=system_actor(shop.organisation_id),
            now=shop.now,
        )
    shop.start_again()
    return at("credit")


def a_link(cast: Cast) -> str:
    """A link that somebody without an account has."""
    shop = LiveShop(cast)
    token = pay_links.make(shop.start("growth"), cast.umoja.public_id, now=timezone.now())
    return reverse("billing-public:pay", args=[token])


def a_card_on_its_way(cast: Cast) -> str:
    """At the gateway to be kept, and nobody has told us yet."""
    shop = LiveShop(cast)
    with tenant(shop.organisation_id):
        begun = keeping.begin(
            "till",
            payer_email="owner@umoja.example",
            by=shop.by,
            now=shop.now,
            return_path="/",
            cancel_path="/",
        )
    return at("method-adding", begun.setup.public_id)


def a_checked_invoice(cast: Cast) -> str:
    """A supplier's invoice without a VAT number, kept in the list."""
    shop = LiveShop(cast)
    with tenant(shop.organisation_id):
        who = checking_answers.known(shop.organisation_id)
        typed = {
            "heading": "Tax invoice",
            "supplier_name": "Kasi Fresh (Pty) Ltd",
            "number": "KF-00917",
            "issued_on": shop.now.date(),
            "incl": Decimal(4600),
            "vat": Decimal(600),
        }
        row = checking.keep(checking_answers.question(typed, who), {}, by=shop.by, now=shop.now)
    return at("checked", row.public_id)
