"""An organisation's own roles and rules, as its row carries them (`Organisation.policy`), ready for decisions.

The query that finds a membership brings the organisation, and with it this; so deciding asks no further query. What is
compiled is kept in the process by the policy's stamp, which is new with each change.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts import roles
from accounts.models import Organisation, Role
from accounts.models.membership import role_label
from synthai.core import rules
from synthai.core.rules import Layer, Rule

_KEPT_AT_MOST = 2000
_kept: dict[str, "Policy"] = {}
logger = logging.getLogger("synthai.access")


@dataclass(frozen=True, kw_only=True)
class KeptRole:
    """A custom role as decisions need it."""

    code: str
    name: str
    description: str
    capabilities: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Custom roles by code, and the rules in force. `layers` keeps what was compiled for somebody."""

    roles: Mapping[str, KeptRole] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    layers: dict[tuple[tuple[str, str], ...], tuple[Layer, ...]] = field(default_factory=dict, compare=False)


_EMPTY = Policy()


def of(organisation: Organisation) -> Policy:
    """The organisation's policy. Asks no query."""
    stamp = organisation.policy_stamp
    if not stamp:
        return _EMPTY
    found = _kept.get(stamp)
    if found is None:
        if len(_kept) >= _KEPT_AT_MOST:
            _kept.clear()
        found = _kept[stamp] = read(organisation.policy)
    return found


def read(data: Mapping[str, Any]) -> Policy:
    """A policy from its data, as `services.policy` writes it."""
    return Policy(
        roles={
            code: KeptRole(
                code=code,
                name=kept["name"],
                description=kept.get("description", ""),
                capabilities=frozenset(kept["capabilities"]),
            )
            for code, kept in data.get("roles", {}).items()
        },
        rules=tuple(_compiled(kept, data.get("branches", {})) for kept in data.get("rules", [])),
    )


def capabilities_in(organisation: Organisation, role: str) -> frozenset[str]:
    """What a role may do in this organisation now: less while it waits for its deletion."""
    custom = of(organisation).roles.get(role)
    held = custom.capabilities if custom else roles.capabilities_of(role)
    return roles.reading_only(held) if organisation.is_being_deleted else held


def label_of(organisation: Organisation, role: str) -> str:
    """What people call a role."""
    return role_label(role, None, organisation)


def layers_of_person(organisation: Organisation, *, role: str, person: str) -> tuple[Layer, ...]:
    """The rules that narrow what a person may do. None for the owner: nobody can lock an owner out."""
    if role == Role.OWNER:
        return ()
    return _layers(organisation, (("person", person), ("role", role)))


def layers_of_key(organisation: Organisation, *, key: str, role: str, person: str) -> tuple[Layer, ...]:
    """A key's own rules, and those of the person it acts for."""
    own = _layers(organisation, (("key", key),))
    return own + layers_of_person(organisation, role=role, person=person)


def _layers(organisation: Organisation, subjects: tuple[tuple[str, str], ...]) -> tuple[Layer, ...]:
    policy = of(organisation)
    if not policy.rules:
        return ()
    found = policy.layers.get(subjects)
    if found is None:
        layer = rules.layer_of(policy.rules, subjects)
        found = policy.layers[subjects] = (layer,) if layer else ()
    return found


def _compiled(kept: Mapping[str, Any], branches: Mapping[str, str]) -> Rule:
    """A rule that cannot be read (altered by hand) refuses: a lock that is broken stays shut."""
    definition = kept["definition"]
    try:
        return rules.compiled(kept["id"], kept["name"], definition, branches)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        logger.exception("The rule %s cannot be read and refuses its actions.", kept["id"])
        return rules.compiled(kept["id"], kept["name"], {**definition, "effect": rules.DENY, "when": {}})
