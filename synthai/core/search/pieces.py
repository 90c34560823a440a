"""What an app hands over to be found: words, and who may find them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class SearchPiece:
    """One thing that can be found.

    `key` is its public id, the same for as long as it lives; `title` and `summary` are what a result shows, `text` is what is
    searched beside them. `path` is the page, under the site. `readers` are tokens, of which the person needs one:
    "home" (who acts for the organisation it belongs to, guests aside), "cap:<capability>", "user:<public id>", "public", "signed-in",
    "feature:<code>", and what apps declare by `readers.also` ("courses:taken:<id>"); those of "cap:" and "user:" are the organisation's own too. No readers, nobody finds it. `boost` lifts or
    lowers it among equals (1 is plain). `facets` are what results may be narrowed by: {"topic": ("vat",), "format": ("video",)}.
    """

    key: str
    title: str
    text: str
    path: str
    readers: tuple[str, ...]
    changed_at: datetime
    summary: str = ""
    language: str = "en"
    boost: float = 1.0
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
