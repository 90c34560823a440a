"""Things to be found, of a kind of the tests' own: what an app hands over, kept in a dictionary for each organisation."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from synthai.core.search import index, kinds, work
from synthai.core.search.pieces import SearchPiece
from synthai.core.tenancy import active_organisation_id, tenant

KIND = "tests.note"
AT = datetime(2026, 5, 4, 9, tzinfo=UTC)


class Shelf:
    """Offers the kind, and tells search what changes, as a service does."""

    def __init__(self, kind: str = KIND) -> None:
        self.kind = kind
        self.held: dict[int, dict[str, SearchPiece]] = {}
        self.loads = 0
        kinds.offer(kinds.SearchKind(name=kind, label="Note", icon="file", load=self.load, keys=self.keys))

    def load(self, keys: Iterable[str]) -> Iterable[SearchPiece]:
        self.loads += 1
        mine = self.held.get(active_organisation_id() or 0, {})
        return [mine[key] for key in keys if key in mine]

    def keys(self) -> Iterable[str]:
        return list(self.held.get(active_organisation_id() or 0, {}))

    def put(self, organisation: Any, key: str, title: str, text: str = "", **more: Any) -> SearchPiece:
        given: dict[str, Any] = {"readers": ("home",), "changed_at": AT, "path": f"/notes/{key}/", **more}
        piece = SearchPiece(key=key, title=title, text=text, **given)
        self.held.setdefault(organisation.pk, {})[key] = piece
        with tenant(organisation):
            index.changed(self.kind, key)
        return piece

    def change(self, organisation: Any, key: str, **values: Any) -> None:
        self.held[organisation.pk][key] = replace(self.held[organisation.pk][key], **values)
        with tenant(organisation):
            index.changed(self.kind, key)

    def take_out(self, organisation: Any, key: str) -> None:
        del self.held[organisation.pk][key]
        with tenant(organisation):
            index.changed(self.kind, key)


def work_off(*organisations: Any) -> int:
    """What the worker does when it is woken."""
    done = 0
    for organisation in organisations:
        with tenant(organisation):
            while took := work.batch(organisation.pk, now=timezone.now()):
                done += took
    return done
