"""What can be wrong with a row, in words. Pages read this too, so it asks for no numpy, which takes every process a while."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from django.utils.translation import gettext_lazy as _lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Severity = Literal["refused", "warning", "skipped"]


@dataclass(frozen=True)
class Kind:
    """One kind of problem: what is wrong, and how to mend it."""

    severity: Severity
    wrong: "_StrPromise"
    mend: "_StrPromise"


KINDS: Final[dict[str, Kind]] = {
    "overlong_row": Kind(
        "refused",
        _lazy("The row has more cells than there are headings."),
        _lazy("Usually a comma inside a name or a decimal comma: put quotation marks around that cell."),
    ),
    "date_missing": Kind("refused", _lazy("There is no date."), _lazy("Fill in the day of the sale.")),
    "date_unclear": Kind("refused", _lazy("This is not a date."), _lazy("Write dates like 2026-11-21.")),
    "date_future": Kind(
        "refused", _lazy("The date lies in the future."), _lazy("Sales can only be in the past: correct the date.")
    ),
    "date_too_old": Kind("refused", _lazy("The date is before 1990."), _lazy("Correct the year.")),
    "code_missing": Kind(
        "refused", _lazy("There is neither a product code nor a name."), _lazy("Fill in the product's code.")
    ),
    "code_too_long": Kind(
        "refused", _lazy("The product code is longer than 120 characters."), _lazy("Use a shorter code.")
    ),
    "code_rounded": Kind(
        "refused",
        _lazy("A spreadsheet has rounded this code to a number such as 6.00123E+12."),
        _lazy("Format the column as text in the spreadsheet and export again, or use the till's own export."),
    ),
    "units_missing": Kind("refused", _lazy("The units are missing."), _lazy("Fill in how many were sold.")),
    "units_unclear": Kind("refused", _lazy("The units are not a number."), _lazy("Write numbers like 12 or 0.750.")),
    "units_ambiguous": Kind(
        "refused", _lazy("The units could mean two numbers."), _lazy("Write them like 1234 or 1.25.")
    ),
    "units_too_large": Kind("refused", _lazy("The units are larger than a billion."), _lazy("Correct the units.")),
    "price_missing": Kind("refused", _lazy("The price is missing."), _lazy("Fill in the price of one unit.")),
    "price_unclear": Kind("refused", _lazy("The price is not a number."), _lazy("Write prices like 24.99.")),
    "price_ambiguous": Kind(
        "refused", _lazy("The price could mean two amounts."), _lazy("Write it like 1234.56.")
    ),
    "price_zero": Kind(
        "refused", _lazy("The price is zero."), _lazy("Leave give-aways out: they say nothing about demand.")
    ),
    "price_negative": Kind(
        "refused",
        _lazy("The price is below zero."),
        _lazy("For a refund write the units below zero and the price above it."),
    ),
    "price_too_large": Kind("refused", _lazy("The price is larger than a billion."), _lazy("Correct the price.")),
    "currency_other": Kind(
        "refused", _lazy("The amount is not in rand."), _lazy("Only sales in rand (ZAR) can be imported.")
    ),
    "line_cancelled": Kind("skipped", _lazy("The order was cancelled or refunded."), _lazy("Nothing to do.")),
    "line_without_units": Kind("skipped", _lazy("A line of a receipt with no units."), _lazy("Nothing to do.")),
    "repeated_dropped": Kind(
        "skipped", _lazy("The row repeats another one exactly and was left out, as you asked."), _lazy("Nothing to do.")
    ),
    "repeated_row": Kind(
        "warning",
        _lazy("The row repeats another one exactly; both were counted."),
        _lazy("If that is a mistake, undo this import, remove the row, and import again."),
    ),
    "price_outlier": Kind(
        "warning",
        _lazy("The price is more than five times, or less than a fifth of, what the product usually costs."),
        _lazy("Check for a missing decimal point or a price per case."),
    ),
    "units_outlier": Kind(
        "warning",
        _lazy("Far more units than the product ever sells."),
        _lazy("Check for a bulk order or a typing error."),
    ),
    "code_twins": Kind(
        "warning",
        _lazy("Another code differs from this one only in capitals; they are kept as two products."),
        _lazy("If it is one product, use one spelling and import again."),
    ),
    "cost_unclear": Kind(
        "warning", _lazy("The cost is not an amount above zero; it was left out."), _lazy("Write costs like 12.50.")
    ),
    "cost_above_price": Kind(
        "warning",
        _lazy("The cost without VAT is above the price without VAT."),
        _lazy("Check whether the cost is per case, or includes VAT."),
    ),
    "promo_unclear": Kind(
        "warning",
        _lazy("The promotion cell is neither yes or no nor a share from 0 to 1; it was left out."),
        _lazy("Write yes or no, or 1 or 0."),
    ),
    "competitor_unclear": Kind(
        "warning", _lazy("The competitor's price is not an amount; it was left out."), _lazy("Write it like 24.99.")
    ),
    "stock_unclear": Kind(
        "warning", _lazy("The stock is not a number; it was left out."), _lazy("Write numbers like 12.")
    ),
    "extra_unclear": Kind(
        "warning", _lazy("A further column has a text among its numbers; it was left out."), _lazy("Correct the cell.")
    ),
    "name_cut": Kind(
        "warning", _lazy("The name is longer than 250 characters and was cut."), _lazy("Use a shorter name.")
    ),
    "price_list_unclear": Kind(
        "warning", _lazy("The price is not an amount above zero; it was left out."), _lazy("Write prices like 24.99.")
    ),
    "repeated_product": Kind(
        "warning",
        _lazy("The product stands in the file more than once; the last row counts."),
        _lazy("Keep one row for each product."),
    ),
}  # fmt: skip
