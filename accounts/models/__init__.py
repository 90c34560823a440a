"""People, organisations and what ties them. Django finds models through this package."""

from accounts.models.invitation import Invitation
from accounts.models.membership import Membership, Role
from accounts.models.organisation import Organisation
from accounts.models.token_family import TokenFamily
from accounts.models.user import User

__all__ = ["Invitation", "Membership", "Organisation", "Role", "TokenFamily", "User"]
