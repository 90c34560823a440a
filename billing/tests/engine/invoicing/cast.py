"""Who sells and who buys in the tests of documents."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import settings

from billing.engine.invoicing.composing import Draft, compose, numbered
from billing.engine.invoicing.lines import LineDraft
from billing.engine.invoicing.shapes import Address, Basis, Document, Party, Rounding, Treatment

VECTORS = Path(__file__).parents[2] / "vectors"
DAY = date(2026, 11, 23)
UMOJA = Party(
    name="Umoja Foods (Pty) Ltd",
    trading_name="Umoja Foods",
    address=Address(
        lines=("12 Vilakazi Street",), suburb="Orlando West", city="Soweto", province="GP", postal_code="1804"
    ),
    is_vendor=True,
    vat_number="4740101508",
    registration_number="2019/123456/07",
    email="accounts@umoja.example",
)
SPAZA = Party(name="Nomsa's Spaza")  # no vendor, no address
HOTEL = Party(
    name="Kgalagadi Lodge CC",
    address=Address(lines=("Plot 7",), city="Upington", province="NC", postal_code="8801"),
    is_vendor=True,
    vat_number="4500193497",
    email="bookings@lodge.example",
)


def vectors(name: str) -> Any:
    """A file of reference cases."""
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def line(price: str, **kwargs: Any) -> LineDraft:
    """A line of bread, standard-rated unless told."""
    return LineDraft(**{"description": "Bread", "unit_price": Decimal(price), **kwargs})


def invoice(*lines: LineDraft, number: str = "INV-1", **kwargs: Any) -> Document:
    """A numbered invoice of Umoja to the hotel."""
    draft = Draft(**{"seller": UMOJA, "buyer": HOTEL, "issued_on": DAY, "lines": lines, **kwargs})
    return numbered(compose(draft), series="INV", number=number) if number else compose(draft)


def mixed(**kwargs: Any) -> Document:
    """Every treatment, three rates, a discount and second-hand goods."""
    return invoice(
        line("9.99", quantity=Decimal(3)),
        line("1000", quantity=Decimal("1.5"), discount=Decimal("100.00"), unit="HUR", detail="On site"),
        line("25.00", treatment=Treatment.ZERO, description="Brown bread", reason="Basic food"),
        line("300.00", treatment=Treatment.EXEMPT, description="Interest", reason="Financial service"),
        line("80.00", description="Shelf", second_hand=True),
        **kwargs,
    )


NOT_A_VENDOR = replace(UMOJA, is_vendor=False)
PATIENT = settings(deadline=None)  # the first example of a run loads the sentences
BASES = list(Basis)
ROUNDINGS = list(Rounding)
