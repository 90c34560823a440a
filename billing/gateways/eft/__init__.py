"""Payment by EFT: the customer pays into our account by herself, and we find the payment on the bank statement.

`gateway` shows where to pay, `statements` reads bank exports (`csv_reading`, `ofx_reading`, in a limited child process by
`limited`), `matching` suggests which line pays what. None of it touches a table. See docs/payments-eft.md.
"""

from django.conf import settings

from billing.gateways.eft.gateway import Eft
from billing.gateways.eft.lines import Statement, StatementLine, StatementUnreadable
from billing.gateways.eft.matching import LineMatch, OpenAmount, Suggestion, match
from billing.gateways.eft.statements import read_statement

__all__ = [
    "Eft",
    "LineMatch",
    "OpenAmount",
    "Statement",
    "StatementLine",
    "StatementUnreadable",
    "Suggestion",
    "from_settings",
    "match",
    "read_statement",
]


def from_settings() -> Eft | None:
    """The way to pay of the settings, or nothing while no account is set."""
    return Eft(settings.EFT) if settings.EFT["account_number"] else None
