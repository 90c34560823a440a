"""People of a team, and branches, as search finds them."""

from collections.abc import Callable, Iterable
from typing import Final

from allauth.account.signals import email_changed
from django.db.models.signals import pre_delete
from django.utils.translation import gettext_lazy as _

from accounts import permissions, selectors
from accounts.models import Branch, Membership, User
from synthai.core.search import index, kinds, words
from synthai.core.search.kinds import SearchKind, itself
from synthai.core.search.pieces import SearchPiece
from synthai.core.tenancy import active_organisation_id, tenant

MEMBER: Final = "accounts.member"


def offer() -> None:
    """Let search find them."""
    kinds.offer(MEMBERS)
    kinds.offer(BRANCHES)
    pre_delete.connect(_leaves, sender=User, dispatch_uid="accounts.found")
    email_changed.connect(_moves, dispatch_uid="accounts.found")


def _leaves(instance: User, **_: object) -> None:
    """A person is erased: no team finds their name any more."""
    person_changed(instance.pk, tell=index.hidden)


def _moves(user: User, **_: object) -> None:
    """A person has another address: nobody finds them by the old one any more."""
    person_changed(user.pk)


def person_changed(user_id: int, *, tell: Callable[[str, str], None] = index.changed) -> None:
    """Somebody has another name or address, or may sign in no more: every team they are in finds them as they are now. One
    query, and one for each team; part of the transaction that changes it. `tell=index.hidden`: nobody finds them from now on."""
    for organisation_id, key in Membership.objects.filter(user_id=user_id).values_list(
        "organisation_id", "public_id"
    ):
        with tenant(organisation_id):
            tell(MEMBER, key)


def joined(member: Membership) -> None:
    """Somebody is in a team from now on. Part of the transaction that lets them in."""
    with tenant(member.organisation_id):
        index.changed(MEMBER, member.public_id)


def left(member: Membership) -> None:
    """Somebody is in a team no more: nobody finds them there from now on. Part of the transaction that takes them out."""
    with tenant(member.organisation_id):
        index.hidden(MEMBER, member.public_id)


def _members(keys: Iterable[str]) -> list[SearchPiece]:
    """Two queries."""
    organisation_id = active_organisation_id() or 0
    rows = selectors.members_query(organisation_id).filter(public_id__in=list(keys), user__is_active=True)
    slug = selectors.slug_of(organisation_id)
    return [
        SearchPiece(
            key=row.public_id,
            title=row.user.label,
            summary=row.user.email if row.user.name else "",
            text=" ".join(
                words.terms(row.user.email.partition("@")[0])
            ),  # an address is one word to PostgreSQL
            path=f"/o/{slug}/team/#member-{row.public_id}",
            readers=(f"cap:{permissions.MEMBER_VIEW}",),
            changed_at=row.joined_at,
        )
        for row in rows
    ]


def _member_keys() -> list[str]:
    rows = Membership.objects.filter(organisation_id=active_organisation_id() or 0, user__is_active=True)
    return list(rows.order_by("pk").values_list("public_id", flat=True))


def _branches(keys: Iterable[str]) -> list[SearchPiece]:
    """Two queries."""
    slug = selectors.slug_of(active_organisation_id() or 0)
    return [
        SearchPiece(
            key=row.public_id,
            title=row.name,
            summary=" · ".join(filter(None, (row.code, row.city))),
            text="",
            path=f"/o/{slug}/settings/branches/{row.public_id}/",
            readers=(f"cap:{permissions.BRANCH_CHANGE}",),
            changed_at=row.created_at,
        )
        for row in Branch.objects.filter(public_id__in=list(keys))
    ]


def _branch_keys() -> list[str]:
    return list(Branch.objects.order_by("pk").values_list("public_id", flat=True))


MEMBERS: Final = SearchKind(
    name=MEMBER,
    label=_("Person"),
    icon="person",
    load=_members,
    keys=_member_keys,
    follows={"accounts.membership": itself},
)
BRANCHES: Final = SearchKind(
    name="accounts.branch",
    label=_("Branch"),
    icon="shop",
    load=_branches,
    keys=_branch_keys,
    follows={"accounts.branch": itself},
)
