"""Pages that every browser check visits and whose lists stand in modules of their own."""

from typing import Final

from tests.browser import ask_pages, comment_pages, content_reading_pages, library_pages, social_pages
from tests.browser.page import Page

PAGES: Final[tuple[Page, ...]] = (
    *social_pages.PAGES,
    *content_reading_pages.PAGES,
    *library_pages.PAGES,
    *comment_pages.PAGES,
    *ask_pages.PAGES,
)
