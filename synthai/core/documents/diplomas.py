"""A diploma: one page across, for the wall. Words are the app's; how it looks is a layout of `LOOKS`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from synthai.core import qr_codes
from synthai.core.documents import typesetting
from synthai.core.documents.sheets import Brand, Fact

LOOKS: Final = {"frame": "diploma.typ", "band": "diploma-band.typ"}


@dataclass(frozen=True, kw_only=True)
class Diploma:
    """What stands on it, from top to bottom. `link` is behind the code; `link_words` say beside it what it is for."""

    sender: str
    title: str
    lead: str
    name: str
    middle: str
    subject: str
    text: str
    facts: tuple[Fact, ...]
    link: str
    link_words: str
    code_alt: str
    language: str = "en-ZA"
    look: str = "frame"

    @property
    def heading(self) -> str:
        """The document's title: what, and whose."""
        return f"{self.title}: {self.name}"


def as_pdf(diploma: Diploma, *, at: datetime, brand: Brand | None = None) -> bytes:
    """A diploma as tagged PDF/A-3a and PDF/UA-1, its link and its code drawn. `at` becomes its date of creation and must be aware.

    Raises RenderingFailed when the layout itself is wrong.
    """
    return typesetting.pdf_of(_data(diploma, brand), at=at, layout=LOOKS[diploma.look])


def as_picture(diploma: Diploma, *, brand: Brand | None = None) -> bytes:
    """The same as a PNG: for eyes, before it counts."""
    return typesetting.picture_of(_data(diploma, brand), layout=LOOKS[diploma.look])


def _data(diploma: Diploma, brand: Brand | None) -> str:
    return typesetting.data_of(
        diploma, brand or Brand(), (), code=qr_codes.picture(diploma.link), link=diploma.link
    )
