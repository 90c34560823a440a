"""Bounds of documents that are read in, shared by forms, API and services."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from synthai.core.reading.documents import MOST_BYTES
from synthai.core.reading.shapes import MOST_PAGES

KEEP_DAYS: Final = (30, 90, 365)
USUAL_DAYS: Final = 90
KEEP_CHOICES: Final = ((30, _("30 days")), (90, _("90 days")), (365, _("One year")))
MOST_MEGABYTES: Final = MOST_BYTES >> 20
MOST_AT_WORK: Final = 50  # files of one organisation that wait or are being read
MOST_ACCEPTED: Final = 100
__all__ = [
    "KEEP_CHOICES",
    "KEEP_DAYS",
    "MOST_ACCEPTED",
    "MOST_AT_WORK",
    "MOST_BYTES",
    "MOST_MEGABYTES",
    "MOST_PAGES",
]
__all__ += ["USUAL_DAYS"]
