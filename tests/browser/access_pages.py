"""Rows of the pages about roles, rules and keys."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from accounts.services import api_keys, custom_roles, memberships
from accounts.services import branches as branch_services
from accounts.services import rules as rule_services
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

VIEW, ACCEPT = "pricing.product.view", "pricing.recommendation.accept"


def _role(cast: Cast, name: str = "Shop manager") -> Any:
    with tenant(cast.umoja):
        return custom_roles.create(
            name=name, description="Decides about small steps", wanted=[VIEW, ACCEPT], by=cast.thandi.actor
        )


def own_roles(cast: Cast) -> None:
    """Two roles."""
    _role(cast)
    _role(cast, "Stock taker in the warehouse of Johannesburg South")


def a_role(view: str) -> Callable[[Cast], str]:
    """One role that Bongani holds; the address of one of its pages."""

    def prepare(cast: Cast) -> str:
        role = _role(cast)
        cast.umoja.memberships.filter(pk=cast.bongani.membership.pk).update(
            role=role.public_id, custom_role=role.pk
        )
        return reverse(f"accounts:{view}", args=["umoja-foods", role.public_id])

    return prepare


def _rule(cast: Cast, name: str, effect: str, when: dict[str, Any]) -> Any:
    definition = {
        "effect": effect,
        "subject": {"kind": "role", "id": "manager"},
        "actions": [ACCEPT],
        "when": when,
    }
    with tenant(cast.umoja):
        return rule_services.create(name=name, definition=definition, by=cast.thandi.actor)


def rules(cast: Cast) -> None:
    """One in force, one that makes another pointless, one that is off."""
    _rule(cast, "Up to 10 %", "allow", {"percent": {"at_most": 10}, "category": ["Bread", "Milk"]})
    _rule(cast, "No small steps at all", "deny", {"percent": {"at_most": 12}})


def a_rule(cast: Cast) -> str:
    """The address of a rule with every condition."""
    when = {
        "percent": {"at_most": 10},
        "amount": {"above": 5},
        "category": ["Bread"],
        "weekdays": ["mon", "tue"],
        "hours": {"from": "08:00", "until": "17:00"},
    }
    rule = _rule(cast, "Small steps at work", "allow", when)
    return reverse("accounts:rule-change", args=["umoja-foods", rule.public_id])


def a_question(cast: Cast) -> str:
    """Why a manager may not accept 15 %."""
    _rule(cast, "Up to 10 %", "allow", {"percent": {"at_most": 10}})
    manager = cast.hire("manager")
    asked = {"who": f"member:{manager.membership.public_id}", "capability": ACCEPT, "percent": "15"}
    return reverse("accounts:why", args=["umoja-foods"]) + "?" + urlencode(asked)


def _key(cast: Cast, name: str) -> Any:
    now = timezone.now()
    with tenant(cast.umoja):
        made = api_keys.create(
            name=name,
            scopes=[VIEW],
            expires_at=now + timedelta(days=30),
            addresses=["196.25.1.0/24"],
            by=cast.thandi.actor,
            now=now,
        )
    return made.key


def keys(cast: Cast) -> None:
    """Two that work and one revoked."""
    _key(cast, "Till in Soweto")
    _key(cast, "Web shop")
    gone = _key(cast, "Old script")
    with tenant(cast.umoja):
        api_keys.revoke(gone.public_id, by=cast.thandi.actor, now=timezone.now())


def a_key(cast: Cast) -> str:
    """One key's page."""
    return reverse("accounts:key-change", args=["umoja-foods", _key(cast, "Till in Soweto").public_id])


def branches(cast: Cast) -> list[Any]:
    """Three, one of them closed; Bongani works in two."""
    by = cast.thandi.actor
    with tenant(cast.umoja):
        made = [
            branch_services.create(name=name, code=code, city=city, by=by)
            for name, code, city in (
                ("Soweto", "SOW", "Johannesburg"),
                ("Durban North", "DBN-N", "Durban"),
                ("Warehouse of the Johannesburg South market", "JHB-MARKET", ""),
            )
        ]
        ids = [branch.public_id for branch in made[:2]]
        memberships.change_branches(cast.bongani.membership.public_id, branches=ids, by=by)
        branch_services.close(made[2].public_id, by=by)
    return made


def some_branches(cast: Cast) -> None:
    """The same, for a page of a known address."""
    branches(cast)


def a_branch(cast: Cast) -> str:
    """The page of a branch."""
    return reverse("accounts:branch-change", args=["umoja-foods", branches(cast)[0].public_id])


def a_members_branches(cast: Cast) -> str:
    """Where Bongani works."""
    branches(cast)
    return reverse("accounts:member-branches", args=["umoja-foods", cast.bongani.membership.public_id])


def a_branch_rule(cast: Cast) -> str:
    """A rule for two branches."""
    ids = [branch.public_id for branch in branches(cast)[:2]]
    rule = _rule(cast, "Only in the shops", "allow", {"branch": ids})
    return reverse("accounts:rule-change", args=["umoja-foods", rule.public_id])


def a_branch_question(cast: Cast) -> str:
    """Why a manager without a branch may not accept a price."""
    a_branch_rule(cast)
    asked = {"who": f"member:{cast.hire('manager').membership.public_id}", "capability": ACCEPT}
    return reverse("accounts:why", args=["umoja-foods"]) + "?" + urlencode(asked)
