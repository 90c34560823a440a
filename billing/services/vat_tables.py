"""A VAT201 as tables for a file, where no page is near: its fields, what they are made of, the books beside them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from billing.engine import vat201
from billing.selectors.finance.vat import Report
from synthai.core.spreadsheets import Sheet


def sheets(report: Report) -> list[Sheet]:
    """Each once; rows are lists, so that they can be written twice."""
    made_of = (_("Field"), _("Treatment"), _("Rate"), _("Credit notes"), _("Rows"), _("Value"), _("VAT"))
    return [
        Sheet(title="VAT201", heads=(_("Field"), _("What"), _("Amount")), rows=_fields(report.found)),
        Sheet(title=_("Made of"), heads=(*made_of, _("Consideration")), rows=list(_groups(report.found))),
        Sheet(
            title=_("Books"),
            heads=(_("Account"), _("By documents"), _("By the books"), _("Difference")),
            rows=[[each.code, each.documents, each.books, each.difference] for each in report.checks],
        ),
    ]


def _fields(found: vat201.Return) -> list[tuple[str, str, Decimal]]:
    return [
        (vat201.STANDARD, _("Standard-rated supplies, with VAT"), found.standard.amount),
        (vat201.ZERO, _("Zero-rated supplies, no exported goods"), found.zero.amount),
        (vat201.EXEMPT, _("Exempt and non-supplies"), found.exempt.amount),
        ("4", _("Output tax on standard-rated supplies"), found.standard.vat),
        (vat201.OTHER, _("Other output tax"), found.other.amount),
        ("13", _("Total output tax: 4 and 12"), found.output_tax),
        ("–", _("On no return: sold on days without a registration"), found.unregistered.amount),
    ]


def _groups(found: vat201.Return) -> Iterator[list[Any]]:
    for field in (*found.fields, found.unregistered):
        for group in field.groups:
            is_note = _("yes") if group.is_note else _("no")
            sums = (group.rows, group.excl, group.vat, group.incl)
            yield [field.code or "–", group.treatment, group.rate, is_note, *sums]
