"""Everything that is kept of calls to language models, as a table for the organisation."""

from collections.abc import Iterator
from typing import IO, Any, Final

from django.utils.translation import gettext_lazy as _

from content.selectors import writing as selectors
from synthai.core import spreadsheets
from synthai.core.access import Actor

HEADS: Final = (
    _("When"), _("Sent to"), _("Model"), _("Prompt"), _("Version of the prompt"), _("Document"), _("Section"), _("Outcome"),
    _("Tokens read"), _("Tokens written"), _("Cost in rand"), _("Credits"), _("Kept until"), _("What was asked, masked"),
    _("What was answered, masked"),
)  # fmt: skip


def as_csv(*, by: Actor) -> IO[bytes]:
    """Every call that is still kept and that they may see, newest first. Needs the tenant."""
    sheet = spreadsheets.Sheet(title=_("Language models"), heads=HEADS, rows=_rows(by))
    return spreadsheets.csv_file(sheet)


def _rows(by: Actor) -> Iterator[list[Any]]:
    calls = selectors.calls_in_full(by=by)
    for call in calls.iterator(chunk_size=200):
        yield selectors.as_row(call)
