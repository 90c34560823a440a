"""What the list of pages holds."""

from collections.abc import Callable
from dataclasses import dataclass

from synthai.core.testing.cast import Cast


@dataclass(frozen=True, kw_only=True)
class Page:
    """One address. `who` is a name of the cast, or None for somebody who is not signed in.

    `weighs`: bytes of the pictures that the page is there to show, on top of what a page may weigh. `prepare` makes the rows the page shows and may return the address; it runs inside no tenant.
    """

    name: str
    path: str | Callable[[], str] = ""
    who: str | None = None
    status: int = 200
    weighs: int = 0
    prepare: Callable[[Cast], str | None] | None = None

    def address(self, cast: Cast) -> str:
        """Its path, after its rows are made."""
        made = self.prepare(cast) if self.prepare else None
        if made:
            return made
        return self.path() if callable(self.path) else self.path
