"""What billing knows for documents: the registered name, number and address of who sells or pays."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from billing import permissions
from billing.models import Customer, Seller
from synthai.core.facts.base import Fact, Source, SourceKind
from synthai.core.facts.gathering import Asked, provide
from synthai.core.facts.values import Identifier, Name, NameKind, Value, Words

ORDER = 20


def offer() -> None:
    """Register with `synthai.core.facts.gathering`: what the public is shown of a seller first, then the details for our invoices."""
    provide("organisation", of_seller, order=ORDER)
    provide("organisation", of_customer, order=ORDER + 1)


def of_seller(asked: Asked) -> Iterator[Fact]:
    """Who sells to the public, as section 43 of the ECT Act has it shown: everybody may see it. One query."""
    found = Seller.objects.filter(organisation_id=asked.organisation_id).order_by("pk").first()
    if found is None:
        return
    source = Source(SourceKind.ORGANISATION, _("Your details as a seller"), "billing.seller")
    yield from _present(
        {
            "name": Name(found.legal_name, NameKind.COMPANY),
            "trading_name": Name(found.trading_name, NameKind.COMPANY) if found.trading_name else None,
            "registration_number": _identifier(found.registration_number),
            "address": _words(found.address),
            "phone": _identifier(found.phone),
            "email": _identifier(found.email),
            "website": _identifier(found.website),
            "vat_number": _identifier(found.vat_number) if _is_vendor(found, asked.today) else None,
            "is_vat_vendor": _is_vendor(found, asked.today),
        },
        source,
        asked.today,
    )


def of_customer(asked: Asked) -> Iterator[Fact]:
    """The details that stand on our invoices to it, for who may see plan and payments. One query."""
    if not asked.may(permissions.PLAN_VIEW):
        return
    found = Customer.objects.filter(organisation_id=asked.organisation_id).order_by("pk").first()
    if found is None:
        return
    source = Source(SourceKind.ORGANISATION, _("Your details for invoices"), "billing.customer")
    yield from _present(
        {
            "name": Name(found.legal_name, NameKind.COMPANY) if found.legal_name else None,
            "registration_number": _identifier(found.registration_number),
            "address": _words(found.address),
            "vat_number": _identifier(found.vat_number),
            "is_vat_vendor": True if found.vat_number else None,
        },
        source,
        asked.today,
    )


def _is_vendor(seller: Seller, day: date) -> bool:
    if not seller.vat_number:
        return False
    begun = seller.vat_since is None or seller.vat_since <= day
    return begun and (seller.vat_until is None or day <= seller.vat_until)


def _identifier(text: str) -> Identifier | None:
    return Identifier(text.strip()) if text.strip() else None


def _words(text: str) -> Words | None:
    return Words(text.strip()) if text.strip() else None


def _present(known: dict[str, Value | None], source: Source, day: date) -> Iterator[Fact]:
    for key, value in known.items():
        if value is not None:
            yield Fact(f"organisation.{key}", value, source, day)
