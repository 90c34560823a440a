"""What several kinds of document have in common: who it is from and for, how to pay, the line at the foot."""

from datetime import date

from django.utils.translation import gettext as _

from billing.documents import words
from billing.engine.invoicing.shapes import Document, Party, PaymentFact
from synthai.core.documents import Block, Fact, Panel


def facts_of(*pairs: tuple[str, str | date | None]) -> tuple[Fact, ...]:
    """Labels with what there is to say; what is empty is left out."""
    return tuple(
        Fact(label=label, value=words.day(value) if isinstance(value, date) else value)
        for label, value in pairs
        if value
    )


def paid_by(payment: PaymentFact) -> str:
    """The card, or the way as customers know it; the documents hold its code."""
    ways = {
        "card": _("Card"),
        "credit": _("Credit"),
        "eft": _("EFT"),
        "payfast": "PayFast",
        "paystack": "Paystack",
        "stripe": "Stripe",
    }
    return payment.label or str(ways.get(payment.method, payment.method)) or "–"


def sender_name(seller: Party) -> str:
    """What stands large at the head: the name customers know."""
    return seller.trading_name or seller.name


def blocks_of(document: Document) -> tuple[Block, ...]:
    """Seller and buyer. Somebody who paid a till slip's amount may have no name."""
    blocks = [_block(_("From"), document.seller)]
    if document.buyer.name or document.buyer.address.is_given:
        blocks.append(_block(_("To"), document.buyer))
    return tuple(blocks)


def _block(title: str, party: Party) -> Block:
    shows_vat = bool(party.vat_number) and party.is_vendor
    lines = (
        _("trading as %(name)s") % {"name": party.trading_name}
        if party.trading_name and party.trading_name != party.name
        else "",
        _("Attention: %(name)s") % {"name": party.contact} if party.contact else "",
        *party.address.rows,
        _("VAT number %(number)s") % {"number": party.vat_number} if shows_vat else "",
        _("Registration %(number)s") % {"number": party.registration_number}
        if party.registration_number
        else "",
        party.email,
        party.phone,
    )
    return Block(title=title, name=party.name, lines=tuple(line for line in lines if line))


def footer_of(seller: Party) -> str:
    """Who stands behind the paper, on each page."""
    parts = (
        seller.name,
        _("Registration %(number)s") % {"number": seller.registration_number}
        if seller.registration_number
        else "",
        _("VAT %(number)s") % {"number": seller.vat_number} if seller.vat_number and seller.is_vendor else "",
        seller.website,
    )
    return " · ".join(part for part in parts if part)


def period_of(document: Document) -> str:
    """The period the document is about, if any."""
    start, end = document.period_start, document.period_end
    return words.period(start, end) if start and end else ""


def how_to_pay(document: Document, owed: str) -> tuple[Panel, ...]:
    """Where an EFT goes and what must stand on it."""
    bank = document.bank
    if bank is None:
        return ()
    return (
        Panel(
            title=_("Pay %(amount)s by EFT") % {"amount": owed},
            facts=facts_of(
                (_("Account holder"), bank.holder),
                (_("Bank"), bank.bank),
                (_("Account number"), bank.account_number),
                (_("Branch code"), bank.branch_code),
                (_("Account type"), bank.account_type),
                (_("Your payment reference"), document.payment_reference or document.number),
            ),
        ),
    )


def payments_made(document: Document) -> tuple[Panel, ...]:
    """Each payment with its day; the title says whether all is paid."""
    if not document.payments:
        return ()
    is_all = document.totals.due <= 0
    last = words.day(max(payment.paid_on for payment in document.payments))
    return (
        Panel(
            title=_("Paid in full on %(day)s") % {"day": last} if is_all else _("Payments received"),
            facts=tuple(
                fact
                for payment in document.payments
                for fact in facts_of(
                    (_("Paid on"), payment.paid_on),
                    (_("Paid by"), paid_by(payment)),
                    (_("Payment reference"), payment.reference or "–"),
                    (_("Amount paid"), words.money(payment.amount, document.currency)),
                )
            ),
            tone="success" if is_all else "plain",
        ),
    )
