"""What data costs who loads it. Most readers pay for each megabyte; whoever puts something on a page sees the sum."""

from decimal import Decimal
from typing import Final

from django.conf import settings

from synthai.core.money import round_half_up

_MEGABYTE: Final = Decimal(1_000_000)  # as networks count


def rand_for(size: int) -> Decimal:
    """The rand that so many bytes cost at DATA_CENTS_PER_MB, to the cent, half up."""
    cents = Decimal(size) / _MEGABYTE * settings.DATA_CENTS_PER_MB
    return round_half_up(cents / 100)
