"""Words and limits that models, imports and the reading process share; needs no database and no loaded apps."""

from decimal import Decimal
from typing import Final

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

STANDARD_RATE: Final = Decimal("0.15")
SKU_LENGTH: Final = 120
NAME_LENGTH: Final = 250
CATEGORY_LENGTH: Final = 120


class VatTreatment(TextChoices):
    """How the VAT Act treats a product at the till (sections 7 and 11)."""

    STANDARD = "standard", _("Standard rate (15 %)")
    ZERO = "zero", _("Zero-rated")


class Grain(IntegerChoices):
    """What one sales row counts."""

    LINE = 0, _("one line of a receipt or order")
    DAY = 1, _("one day")
    WEEK = 2, _("one week, dated by its Monday")


class ImportKind(TextChoices):
    """What a file tells."""

    SALES = "sales", _("Sales")
    CATALOGUE = "catalogue", _("Products, prices and costs")
