"""Every row lock of accounts, in the order organisation, membership, invitation, role, rule, branch, key.

Who belongs to an organisation changes only under its organisation's lock, so two such changes never overlap.
"""

from allauth.mfa.models import Authenticator

from accounts.models import AccessRule, ApiKey, Branch, CustomRole, Invitation, Membership, Organisation, User


def lock_organisation(organisation_id: int) -> Organisation:
    """The organisation, locked until the transaction ends. FOR NO KEY UPDATE: rows may still refer to it.

    Raises Organisation.DoesNotExist; TransactionManagementError outside a transaction.
    """
    return Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation_id)


def lock_organisation_for_erasure(organisation_id: int) -> Organisation:
    """The organisation, locked FOR UPDATE: no row may start to refer to it while it is erased."""
    return Organisation.objects.select_for_update(of=("self",), no_key=False).get(pk=organisation_id)


def lock_membership(organisation_id: int, public_id: str) -> Membership:
    """A membership of that organisation, whose lock is held already. Raises Membership.DoesNotExist."""
    rows = Membership.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("user", "custom_role")
    return found.get(organisation_id=organisation_id, public_id=public_id)


def lock_membership_of(organisation_id: int, user_id: int) -> Membership:
    """A person's membership of that organisation, whose lock is held already."""
    rows = Membership.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    return rows.get(organisation_id=organisation_id, user_id=user_id)


def lock_invitation(public_id: str) -> Invitation:
    """An invitation of the active tenant. Raises Invitation.DoesNotExist."""
    rows: Invitation = Invitation.objects.select_for_update(of=("self",), no_key=True).get(
        public_id=public_id
    )
    return rows


def lock_user(user_id: int) -> User:
    """A person. Raises User.DoesNotExist."""
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id)


def lock_custom_role(public_id: str) -> CustomRole | None:
    """A custom role of the active tenant, whose organisation's lock is held already."""
    rows = CustomRole.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(public_id=public_id).order_by("pk").first()


def lock_rule(public_id: str) -> AccessRule | None:
    """A rule of the active tenant, whose organisation's lock is held already."""
    rows = AccessRule.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(public_id=public_id).order_by("pk").first()


def lock_branch(public_id: str) -> Branch | None:
    """A branch of the active tenant, whose organisation's lock is held already."""
    rows = Branch.objects.select_for_update(of=("self",), no_key=True)
    found: Branch | None = rows.filter(public_id=public_id).order_by("pk").first()
    return found


def lock_key(organisation_id: int, public_id: str) -> ApiKey | None:
    """A key of that organisation, whose lock is held already."""
    rows = ApiKey.objects.select_for_update(of=("self",), no_key=True)
    found = rows.of_organisation(organisation_id).select_related("responsible")
    return found.filter(public_id=public_id).order_by("pk").first()


def lock_authenticator(authenticator_id: int) -> Authenticator:
    """A second factor of a person. Raises Authenticator.DoesNotExist."""
    return Authenticator.objects.select_for_update(of=("self",), no_key=True).get(pk=authenticator_id)
