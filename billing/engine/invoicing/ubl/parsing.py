"""Somebody else's XML, taken with tongs: no DTD, no entities, nothing fetched, a limit on its size, plain numbers and dates only."""

import re
from datetime import date
from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.engine.invoicing.ubl.names import CAC, CBC
from synthai.core.errors import DomainError

LARGEST: Final = 10 * 1024 * 1024  # 10,000 lines take some 9 MB
LONGEST: Final = 1000  # letters of one text; more than any field of ours shows
_NAMES: Final = {"cac": CAC, "cbc": CBC}
_NUMBER = re.compile(r"^[+-]?\d{1,15}(?:\.\d{1,12})?$", re.ASCII)


class UblUnreadable(DomainError, ValueError):
    """The file is no UBL invoice, or a value in it is none."""

    code = "billing.ubl.unreadable"
    title = gettext_lazy("The electronic invoice cannot be read")
    message = gettext_lazy("This electronic invoice cannot be read: %(reason)s")
    remedy = gettext_lazy("Ask the supplier for the invoice as UBL 2.1, or type in what is on the paper.")
    field = "file"


def parse(data: bytes) -> Element:
    """The root element. Raises UblUnreadable."""
    if len(data) > LARGEST:
        raise UblUnreadable(reason=_("it is larger than 10 MB."))
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise UblUnreadable(reason=_("it defines entities or a DTD, which invoices never need.")) from error
    except (ParseError, ValueError, LookupError) as error:
        raise UblUnreadable(reason=_("it is not XML (%(error)s).") % {"error": error}) from error
    return root


def text(element: Element | None, path: str) -> str:
    """The text at a path, trimmed; empty when there is none."""
    found = element.findtext(path, "", _NAMES) if element is not None else ""
    return " ".join(found.split())[:LONGEST]


def inner(element: Element | None, path: str) -> Element | None:
    """The first element at a path."""
    return element.find(path, _NAMES) if element is not None else None


def every(element: Element, path: str) -> list[Element]:
    """All elements at a path."""
    return element.findall(path, _NAMES)


def number(element: Element | None, path: str, default: Decimal | None = None) -> Decimal:
    """The number at a path; `default` when there is none. Raises UblUnreadable for nonsense, or when one is needed."""
    found = text(element, path)
    if not found and default is not None:
        return default
    if not _NUMBER.match(found):
        raise UblUnreadable(
            reason=_("%(path)s should be a number, not “%(text)s”.") % {"path": path, "text": found[:40]}
        )
    return Decimal(found)


def day(element: Element | None, path: str) -> date | None:
    """The date at a path, or None. A time zone behind it is left away."""
    found = text(element, path)
    if not found:
        return None
    try:
        return date.fromisoformat(found[:10])
    except ValueError as error:
        raise UblUnreadable(
            reason=_("%(path)s should be a date, not “%(text)s”.") % {"path": path, "text": found[:40]}
        ) from error
