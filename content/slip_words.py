"""Why a field of a received invoice is more or less sure, in words."""

from typing import Final

from django.utils.translation import gettext_lazy as _

REASONS: Final = {
    "heading": _("It stands at the top of the document."),
    "label": _("Its label stands on the same line."),
    "line_below": _("It stands under its label."),
    "day_first": _("Read as day, month, year: check that."),
    "vat_form": _("It has the form of a VAT number and is not yours."),
    "own_number": _("It is the VAT number of your invoice details."),
    "company": _("The first company in the document that is not yours."),
    "first_line": _("The first line of the document: a guess."),
    "sums_fit": _("The three amounts fit each other."),
    "sums_differ": _(
        "The three amounts do not fit each other: one of them is read wrongly, or the invoice is wrong."
    ),
}
CONFIDENCE: Final = {
    "high": (_("Fairly sure"), "success"),
    "medium": (_("Check this"), "warning"),
    "low": (_("Probably wrong"), "danger"),
}
