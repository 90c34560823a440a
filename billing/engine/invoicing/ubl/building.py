"""A thin layer over lxml: elements with a text, left out when there is none."""

from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

from billing.engine.invoicing.ubl.names import CAC, CBC


def root(namespace: str, name: str) -> Any:
    """The document element, UBL's own namespace as the default one."""
    return etree.Element(f"{{{namespace}}}{name}", nsmap={None: namespace, "cac": CAC, "cbc": CBC})


def aggregate(parent: Any, *path: str) -> Any:
    """A new element inside another, or several inside each other; the innermost comes back."""
    for name in path:
        parent = etree.SubElement(parent, f"{{{CAC}}}{name}")
    return parent


def basic(parent: Any, name: str, value: str | date | Decimal | None, **attributes: str) -> None:
    """A leaf with its text, unless there is nothing to say."""
    text = value.isoformat() if isinstance(value, date) else str(value or "")
    if isinstance(value, Decimal):
        text = plain(value)
    if text := _printable(text).strip():
        etree.SubElement(parent, f"{{{CBC}}}{name}", attributes).text = text


def amount(parent: Any, name: str, value: Decimal, currency: str) -> None:
    """An amount with two decimals and its currency."""
    etree.SubElement(parent, f"{{{CBC}}}{name}", {"currencyID": currency}).text = f"{value:.2f}"


def plain(value: Decimal) -> str:
    """A number without exponent and without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_bytes(element: Any) -> bytes:
    """The XML, UTF-8 with its declaration."""
    found: bytes = etree.tostring(element, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return found


def _printable(text: str) -> str:
    """Without what XML 1.0 cannot hold: control characters and half surrogates."""
    return "".join(
        letter
        for letter in text
        if letter in "\t\n\r"
        or " " <= letter <= "\ud7ff"
        or "\ue000" <= letter <= "\ufffd"
        or letter > "\uffff"
    )
