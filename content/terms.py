"""Bounds that models, forms and services share."""

from datetime import timedelta
from typing import Final

TITLE_LENGTH: Final = 200
REF_LENGTH: Final = 120
SECTION_LENGTH: Final = 40_000  # letters of one section
MOST_ANSWERS_BYTES: Final = 500_000
NOTES_LENGTH: Final = 2_000  # what a person asks of a text
MOST_SECTIONS: Final = 60  # of one run
KEY_LENGTH: Final = 120
WORDS_LENGTH: Final = 1000  # what an asker or an approver says
NOTE_LENGTH: Final = 200
MOST_VERSIONS: Final = 500  # of one document

SLUG_LENGTH: Final = 80
CLAUSE_LENGTH: Final = 20_000
MOST_TEMPLATES: Final = 500
MOST_CLAUSES: Final = 1_000
MOST_BODY_BYTES: Final = 500_000

MOST_BULK_ROWS: Final = 10_000  # of one table
MOST_BULK_TEMPLATES: Final = 5  # of each row
MOST_BULK_DOCUMENTS: Final = 500  # that become documents in the list, too
MOST_BULK_BYTES: Final = 20 << 20
MOST_BULK_RUNS: Final = 50  # that are kept at a time
BULK_KEPT: Final = timedelta(days=14)
