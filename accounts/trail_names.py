"""What ids in the audit trail are called now: roles, branches, people, keys."""

from collections.abc import Iterable

from accounts import policy, selectors
from accounts.models import Membership, Organisation


def of(organisation: Organisation, members: Iterable[Membership]) -> dict[str, str]:
    """Names by public id; what is gone is left out. Two queries. Needs the tenant."""
    keys = selectors.keys_query(organisation.pk).values_list("public_id", "name")
    return {
        **{role.code: role.name for role in policy.of(organisation).roles.values()},
        **{row.user.public_id: row.user.label for row in members},
        **selectors.branch_names(),
        **dict(keys),
    }
