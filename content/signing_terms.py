"""Bounds of sharing, signing and reminders that models, forms and services share."""

from datetime import timedelta
from typing import Final

NAME_LENGTH: Final = 120
LABEL_LENGTH: Final = 200
EMAIL_LENGTH: Final = 254
MESSAGE_LENGTH: Final = 1000
REASON_LENGTH: Final = 500
AGENT_LENGTH: Final = 60
HASH_LENGTH: Final = 64
MOST_LINKS: Final = 50  # of one document at a time
MOST_SIGNERS: Final = 12
MOST_PASSED_ON: Final = 3  # hands that one signature may go through
REMIND_PAUSE: Final = timedelta(minutes=10)  # between two reminders that the sender presses
MOST_DAYS: Final = 365
LINK_DAYS: Final = 30
SIGNING_DAYS: Final = 30
REMIND_AFTER: Final = (2, 5)  # days after a signer was asked
MOST_REMINDERS: Final = 4

CODE_DIGITS: Final = 6
CODE_FOR: Final = timedelta(minutes=10)
CODE_TRIES: Final = 5
CODE_PAUSE: Final = timedelta(seconds=60)  # between two codes to one address
MOST_CODES: Final = 8  # within a day
PROOF_FOR: Final = timedelta(hours=2)  # how long a browser stays known after the code

VIEWS_KEPT: Final = timedelta(days=90)  # who looked, and when
VIEWS_TOGETHER: Final = timedelta(
    minutes=30
)  # what one browser does again so soon is counted on the same line
MOST_VIEWS: Final = 200  # lines of one link and kind; what comes after is counted on one more line
ADDRESSES_KEPT: Final = timedelta(days=14)  # from which address

MOST_DRAWING_BYTES: Final = 200_000  # of a hand-drawn signature as it is sent
MOST_CHECKED_BYTES: Final = 40_000_000  # of a file on the page that checks seals
SEAL_LEASE: Final = timedelta(minutes=3)
MOST_SEAL_ATTEMPTS: Final = 8
LEAD_DAYS: Final = 14
