"""Whose eyes what of the audit trail is for: the values of a deed are shown only to who may see what it was done to.

Entries are never changed, while what somebody may see is; so this is asked when they are read. An app says it when it is ready:

    veil("content.document", hidden_documents)
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from synthai.core.access import Actor
from synthai.core.models import AuditEntry

Hides = Callable[[Collection[str], Actor], Collection[str]]
Veiled = Collection[tuple[str, str]]  # object type and object id
_veils: dict[str, Hides] = {}


def veil(object_type: str, hides: Hides) -> None:
    """Ask this function which of some objects (by the ids that entries name) an actor may not see. One query, inside the tenant."""
    _veils[object_type] = hides


def has_veil(object_type: str) -> bool:
    """Whether values of deeds to such objects are not for everybody."""
    return object_type in _veils


def veiled(entries: Iterable[AuditEntry], by: Actor) -> Veiled:
    """The objects of these entries that this actor may not see: of deeds to them the values are left out. A query at most for each kind of
    object with a veil, however many entries. Needs the tenant."""
    named: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.changes and entry.object_type in _veils:
            named[entry.object_type].add(entry.object_id)
    return {(kind, found) for kind, ids in named.items() for found in _veils[kind](ids, by)}
