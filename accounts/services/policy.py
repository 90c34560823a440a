"""Keeps `Organisation.policy` in step with the custom roles, rules and names of branches it is made from."""

from collections.abc import Mapping
from typing import Any

from accounts.models import AccessRule, Branch, CustomRole, Organisation
from synthai.core import realtime
from synthai.core.after_commit import after_commit
from synthai.core.models import new_public_id


def rebuild(organisation: Organisation) -> None:
    """Write the organisation's policy anew; last step of every verb on roles and rules.

    Needs the organisation's lock and its tenant. The stamp is random, so that no process takes what a rolled-back
    transaction made for what another one committed. Requests that have begun keep what they read; open sockets are judged
    again after the commit.
    """
    own = CustomRole.objects.order_by("pk")
    rules = list(AccessRule.objects.filter(is_active=True).order_by("pk"))
    named = {branch for rule in rules for branch in branches_in(rule.definition)}
    branches = Branch.objects.filter(public_id__in=named).order_by("pk") if named else ()
    organisation.policy = {
        "roles": {
            role.public_id: {
                "name": role.name,
                "description": role.description,
                "capabilities": role.capabilities,
            }
            for role in own
        },
        "rules": [{"id": rule.public_id, "name": rule.name, "definition": rule.definition} for rule in rules],
        # Only what the rules speak of: a refusal names it without a query.
        "branches": {branch.public_id: branch.name for branch in branches},
    }
    organisation.policy_stamp = new_public_id()
    organisation.save(update_fields=["policy", "policy_stamp"])
    after_commit(realtime.judge_organisation_again, organisation.public_id)


def branches_in(definition: Mapping[str, Any]) -> list[str]:
    """Ids of the branches a rule speaks of."""
    ids = (definition.get("when") or {}).get("branch")
    return [branch for branch in ids if isinstance(branch, str)] if isinstance(ids, list) else []
