"""Rows for the pages of plans and payments."""

from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from billing.gateways import registry
from billing.gateways.eft import Eft
from billing.models import Coupon, Payment
from billing.services import checking, checking_answers, pay_links, payments, wallets
from billing.tests.pages import LiveShop, at, declare_features, make_overdue
from synthai.core.access import Actor
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


def a_statement(cast: Cast) -> str:
    """A paid charge."""
    return at("charge", _subscribed(cast).charges()[0].public_id)


def a_link(cast: Cast) -> str:
    """A link that somebody without an account has."""
    shop = LiveShop(cast)
    token = pay_links.make(shop.start("growth"), cast.umoja.public_id, now=timezone.now())
    return reverse("billing-public:pay", args=[token])


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
