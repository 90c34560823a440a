"""Entries by their names, for who may find them: what somebody opened from a list, and what they opened lately."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import connection

from synthai.core.access import Actor
from synthai.core.search import query
from synthai.core.search.asking import Ask
from synthai.core.search.backends.postgres import may_read
from synthai.core.tenancy import tenant

Name = tuple[str, str]  # a kind and a key
_NAMED: Final = """
SELECT e.kind, e.key, e.title, e.path, e.language FROM core_searchentry e
JOIN unnest(%(of_kinds)s::text[], %(of_keys)s::text[]) AS n (of_kind, of_key) ON e.kind = n.of_kind AND e.key = n.of_key
WHERE {may_read}
"""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A thing that this person may find. `looked_in` is whose search it is, `belongs_to` whose thing."""

    kind: str
    key: str
    title: str
    path: str
    language: str
    looked_in: int
    belongs_to: int


def entries(names: Iterable[Name], *, by: Actor | None) -> list[Entry]:
    """Those of the names that this person may find, in the order of the names. One statement for each place looked in."""
    wanted = list(dict.fromkeys(names))
    places = query.where(by)
    if not wanted or not places:
        return []
    found: dict[Name, Entry] = {}
    for organisation_id, tokens in reversed(places):  # one's own counts before the shelf's
        said, values = may_read(Ask(organisation_id=organisation_id, text="", words=(), tokens=tuple(tokens)))
        values |= {"of_kinds": [kind for kind, _ in wanted], "of_keys": [key for _, key in wanted]}
        with tenant(organisation_id), connection.cursor() as cursor:
            cursor.execute(_NAMED.format(may_read=said), values)
            rows = cursor.fetchall()
        for kind, key, title, path, language in rows:
            found[kind, key] = Entry(
                kind=kind,
                key=key,
                title=title,
                path=path,
                language=language,
                looked_in=places[0][0],
                belongs_to=organisation_id,
            )
    return [found[name] for name in wanted if name in found]
