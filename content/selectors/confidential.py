"""Who may see a confidential document: who wrote it, and who holds the capability. Every way to a document asks here.

A document that one may not see does not exist for them: it is in no list, and its address answers "not found".
"""

from collections.abc import Iterable
from typing import Final

from django.db.models import Q

from accounts import selectors as people
from content import permissions
from content.models import BulkRun, Document
from synthai.core.access import Actor
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.errors import NotFound

CATEGORIES: Final = frozenset({"people"})


def is_born_so(blueprint: Blueprint) -> bool:
    """Whether what is made of this template is about somebody's work or pay, so that it begins confidential."""
    return blueprint.category in CATEGORIES


def may_see_all(by: Actor) -> bool:
    """Whether nothing is hidden from this actor."""
    return by.can(permissions.CONFIDENTIAL_VIEW)


def visible(by: Actor, path: str = "") -> Q:
    """The condition of what this actor may see; `path` leads from the table to the document ("document__")."""
    if may_see_all(by):
        return Q()
    theirs = Q(**{f"{path}created_by_id": by.user_id}) if by.user_id is not None else Q()
    open_ = Q(**{f"{path}is_confidential": False})
    return open_ | theirs if theirs else open_


def may_see(document: Document | BulkRun, by: Actor) -> bool:
    """The same of one document, or of a table of them."""
    is_theirs = by.user_id is not None and document.created_by_id == by.user_id
    return not document.is_confidential or is_theirs or may_see_all(by)


def refuse_hidden(document: Document | BulkRun, by: Actor) -> None:
    """Raises NotFound for a document, or a table, that this actor may not see."""
    if not may_see(document, by):
        raise NotFound


def readers(document: Document | BulkRun, user_ids: Iterable[int]) -> list[int]:
    """Those of these people who may see it: who is told of it. Two queries at most."""
    owner = document.organisation_id or 0
    allowed = set(people.member_ids_holding(owner, permissions.DOCUMENT_VIEW))
    if document.is_confidential:
        holders = people.member_ids_holding(owner, permissions.CONFIDENTIAL_VIEW)
        allowed &= {*holders, document.created_by_id}
    return [user_id for user_id in user_ids if user_id in allowed]
