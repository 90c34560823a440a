"""A question as it stands in an address: words, what they are looked for among, and which page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict

from synthai.core.search.query import LETTERS, SIZE, Narrowed
from synthai.core.search.showing import COUNTED

PAGES: Final = -(-COUNTED // SIZE)
MOST_FACETS: Final = 4
MOST_VALUES: Final = 6
_WORDS_OF_OURS: Final = frozenset({"q", "kind", "language", "page", "exact", "typing"})
_NAME: Final = re.compile(r"[a-z][a-z_]{0,29}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z]{2,4})?")
_LONGEST_VALUE: Final = 80


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody asks. What an address says wrongly counts as not said, so that every address has an answer."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    language: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    page: int = 1
    is_exact: bool = False
    is_typing: bool = False

    @property
    def among(self) -> Narrowed:
        """What it is looked for among."""
        return Narrowed(kinds=self.kinds, facets=dict(self.facets) or None, language=self.language)

    @property
    def is_narrowed(self) -> bool:
        """Whether it is looked for among some things only."""
        return bool(self.kinds or self.language or self.facets)

    @property
    def is_first_look(self) -> bool:
        """Whether it counts as a search: typing, paging and narrowing go on with one."""
        return (
            bool(self.text) and self.page == 1 and not (self.is_narrowed or self.is_typing or self.is_exact)
        )

    def values(self) -> dict[str, tuple[str, ...]]:
        """What it is narrowed by, kind and language included."""
        kind = {"kind": self.kinds} if self.kinds else {}
        language = {"language": (self.language,)} if self.language else {}
        return {**kind, **language, **self.facets}

    def address(
        self, *, page: int = 1, exact: bool | None = None, values: Mapping[str, Any] | None = None
    ) -> str:
        """The query string of the same question, changed; the first page unless said."""
        said = QueryDict(mutable=True)
        said["q"] = self.text
        for name, some in (self.values() if values is None else values).items():
            said.setlist(name, list(some))
        if self.is_exact if exact is None else exact:
            said["exact"] = "1"
        if page > 1:
            said["page"] = str(page)
        return f"?{said.urlencode()}"


def read(given: QueryDict) -> Asked:
    """The question in a query string."""
    text = " ".join(given.get("q", "")[: 2 * LETTERS].replace("\x00", "").split())[:LETTERS]
    language = given.get("language", "")
    number = given.get("page", "")
    names = [name for name in given if name not in _WORDS_OF_OURS and _NAME.fullmatch(name)]
    facets = {name: _values(given, name) for name in sorted(names)[:MOST_FACETS]}
    return Asked(
        text=text,
        kinds=_values(given, "kind"),
        language=language if _LANGUAGE.fullmatch(language) else "",
        facets={name: values for name, values in facets.items() if values},
        page=min(max(int(number), 1), PAGES) if number.isdecimal() and len(number) < 4 else 1,  # noqa: PLR2004
        is_exact=given.get("exact") == "1",
        is_typing=given.get("typing") == "1",
    )


def _values(given: QueryDict, name: str) -> tuple[str, ...]:
    said = (value.replace("\x00", "").strip()[:_LONGEST_VALUE] for value in given.getlist(name)[:MOST_VALUES])
    return tuple(dict.fromkeys(value for value in said if value))
