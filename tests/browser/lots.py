"""Pages that modules list by themselves (`LISTED`), for the list of pages."""

from typing import Any, Final

from tests.browser import (
    asset_pages,
    bulk_pages,
    content_pages,
    content_writing_pages,
    live_pages,
    sending_pages,
    template_pages,
    word_pages,
)

_LOTS: Final[tuple[Any, ...]] = (
    live_pages,
    content_pages,
    word_pages,
    template_pages,
    content_writing_pages,
    sending_pages,
    bulk_pages,
    asset_pages,
)
LISTED: Final[tuple[dict[str, Any], ...]] = tuple(each for lot in _LOTS for each in lot.LISTED)
