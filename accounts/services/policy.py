"""Keeps `Organisation.policy` in step with the custom roles and rules it is made from."""

from accounts.models import AccessRule, CustomRole, Organisation
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
    rules = AccessRule.objects.filter(is_active=True).order_by("pk")
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
    }
    organisation.policy_stamp = new_public_id()
    organisation.save(update_fields=["policy", "policy_stamp"])
    after_commit(realtime.judge_organisation_again, organisation.public_id)
