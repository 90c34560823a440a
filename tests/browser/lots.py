"""Lists of pages that modules of their own hold: each has `LISTED`, the arguments of its pages."""

from typing import Any

from tests.browser import (
    asset_pages,
    bulk_pages,
    content_pages,
    content_writing_pages,
    live_pages,
    publishing_checks_pages,
    publishing_translation_pages,
    publishing_workflow_pages,
    publishing_writing_pages,
    search_pages,
    sending_pages,
    template_pages,
    word_pages,
)

LOTS: tuple[Any, ...] = (
    live_pages,
    content_pages,
    word_pages,
    template_pages,
    content_writing_pages,
    sending_pages,
    bulk_pages,
    publishing_translation_pages,
    publishing_checks_pages,
    publishing_writing_pages,
    publishing_workflow_pages,
    asset_pages,
    search_pages,
)
