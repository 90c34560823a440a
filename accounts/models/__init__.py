"""People, organisations and what ties them. Django finds models through this package."""

from accounts.models.access_rule import AccessRule
from accounts.models.api_key import ApiKey
from accounts.models.app_code import AppCode
from accounts.models.bank_details import BankDetails
from accounts.models.branch import Branch, BranchMember
from accounts.models.custom_role import CustomRole
from accounts.models.guest import Guest
from accounts.models.invitation import Invitation
from accounts.models.logo import Logo
from accounts.models.membership import Membership, Role
from accounts.models.organisation import Organisation
from accounts.models.removed_member import RemovedMember
from accounts.models.sso import ProvenDomain, SsoDomain, SsoProvider, SsoVisit
from accounts.models.support import SupportAccess, SupportLevel
from accounts.models.token_family import TokenFamily
from accounts.models.user import User

__all__ = [
    "AccessRule",
    "ApiKey",
    "AppCode",
    "BankDetails",
    "Branch",
    "BranchMember",
    "CustomRole",
    "Guest",
    "Invitation",
    "Logo",
    "Membership",
    "Organisation",
    "ProvenDomain",
    "RemovedMember",
    "Role",
    "SsoDomain",
    "SsoProvider",
    "SsoVisit",
    "SupportAccess",
    "SupportLevel",
    "TokenFamily",
    "User",
]
