"""Who acts, for which organisation, and what they may do.

A person, an API key, an automation and the system itself all come as one `Actor`, built at the edge. Capabilities are
declared by each app in its permissions.py; this registry is the one table, and roles are read from it.

`decide` is the one evaluator: pages, API, sockets, tasks and the admin all come here. It asks no query: an actor
carries its capabilities and its rules (synthai.core.rules), compiled when it was built.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from rest_framework.permissions import BasePermission

from synthai.core import rules_words
from synthai.core.errors import NotAllowed
from synthai.core.rules import HELD, NOT_HELD, NOWHERE, SYSTEM, Facts, Layer, Verdict

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise
    from rest_framework.request import Request
    from rest_framework.views import APIView

ActorKind = Literal["person", "api_key", "automation", "staff", "system", "ai"]
P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


@dataclass(frozen=True, kw_only=True)
class Capability:
    """One thing that may be done, and the roles that may do it. `facts` is what its deeds tell to rules."""

    code: str
    title: "_StrOrPromise"
    roles: tuple[str, ...]
    facts: tuple[str, ...] = ()

    @property
    def resource(self) -> str:
        """The kind of thing it is about: "pricing.recommendation" of "pricing.recommendation.accept"."""
        return self.code.rpartition(".")[0]


_CAPABILITIES: dict[str, Capability] = {}


def capability(
    code: str, *, title: "_StrOrPromise", roles: tuple[str, ...], facts: tuple[str, ...] = ()
) -> str:
    """Declare a capability ("app.noun.verb") at import of an app's permissions.py; returns its code.

    `facts` names what its service hands to `require` as `Facts`, so that rules may set limits on it.
    Raises ImproperlyConfigured when the same code is declared twice with another meaning.
    """
    declared = Capability(code=code, title=title, roles=tuple(roles), facts=tuple(facts))
    known = _CAPABILITIES.setdefault(code, declared)
    if known.roles != declared.roles:
        raise ImproperlyConfigured(f"The capability {code!r} is declared twice, with different roles.")
    return code


def capabilities() -> dict[str, Capability]:
    """Every declared capability by code, sorted."""
    return dict(sorted(_CAPABILITIES.items()))


def capabilities_of_role(role: str) -> frozenset[str]:
    """The codes of what a role may do."""
    return frozenset(code for code, declared in _CAPABILITIES.items() if role in declared.roles)


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who does something. `organisation_*` are None for deeds outside every organisation.

    `rules` has one layer for a person, and two for a key: its own, and those of the person it acts for; each layer
    must let a deed pass. `branches` are the ids of those the person belongs to, none being the whole organisation. `at` is
    the moment of the request, for rules about time. `support_public_id` names the
    customer's consent that lets staff in as this actor (accounts.services.support), `sign_in_id` the app's sign-in whose
    token came with the request. `is_guest`: from outside, not of the team.
    """

    kind: ActorKind
    label: str
    user_id: int | None = None
    user_public_id: str | None = None
    organisation_id: int | None = None
    organisation_public_id: str | None = None
    organisation_slug: str | None = None
    capabilities: frozenset[str] = field(default_factory=frozenset)
    request_id: str | None = None
    ip: str | None = None
    rules: tuple[Layer, ...] = field(default=(), compare=False, repr=False)
    branches: frozenset[str] = field(default=NOWHERE, compare=False)
    at: datetime | None = field(default=None, compare=False)
    key_public_id: str | None = None
    support_public_id: str | None = None
    sign_in_id: str | None = None
    is_guest: bool = False

    def can(self, capability: str, facts: Facts | None = None) -> bool:
        """Whether this actor may do it; without `facts`, whether it may be possible. The system may do everything."""
        return decide(self, capability, facts).is_allowed

    def has_rules_on(self, capability: str) -> bool:
        """Whether some rule narrows the capability for this actor."""
        return any(capability in layer for layer in self.rules)


def decide(actor: Actor, capability: str, facts: Facts | None = None) -> Verdict:
    """May the actor do it, and why. No query; some microseconds (benchmarks/permissions.py).

    Without `facts` the deed is not known yet (a menu, the door of a page): only what is certain refuses.
    """
    if actor.kind == "system":
        return SYSTEM
    if capability not in actor.capabilities:
        return NOT_HELD
    verdict = HELD
    for layer in actor.rules:
        asked = layer.get(capability)
        if asked is not None:
            declared = _CAPABILITIES.get(capability)
            verdict = asked.judge(
                facts,
                actor.at or timezone.now(),
                branches=actor.branches,
                tells_branch=declared is not None and "branch" in declared.facts,
            )
            if not verdict.is_allowed:
                return verdict
    return verdict


class RefusedByRule(NotAllowed):
    """The role has the capability, but a rule of the organisation refuses this deed."""

    code = "core.refused_by_rule"
    title = _("A rule of your organisation refuses this")
    message = _("A rule of your organisation refuses this.")
    remedy = _(
        "Stay within the rule that the detail names, or ask somebody who may change rules. "
        "“Why can I not do this?” on the team pages says more."
    )


class NotAllowedToSupport(NotAllowed):
    """Staff inside with a customer's consent, beyond what the consent opens."""

    code = "core.not_allowed_to_support"
    title = _("The customer did not allow this")
    message = _(
        "The customer did not allow support this (“%(title)s”): the access they gave does not go so far. Ask them to do it "
        "themselves, or to allow more on their page Support access."
    )
    remedy = _("Ask the customer to do it, or to allow more.")


def system_actor(organisation_id: int | None = None, *, request_id: str | None = None) -> Actor:
    """The machinery itself: sweeps, relays, imports that finish after the person left."""
    return Actor(kind="system", label="SynthAI", organisation_id=organisation_id, request_id=request_id)


def staff_actor(request: HttpRequest, organisation_id: int | None = None) -> Actor:
    """Staff at work: may do what any role may, and every deed carries their name in the trail."""
    user: Any = request.user
    return Actor(
        kind="staff",
        label=f"SynthAI staff ({user})",
        user_id=user.pk,
        user_public_id=getattr(user, "public_id", None),
        organisation_id=organisation_id,
        capabilities=frozenset(capabilities()),
        request_id=getattr(request, "request_id", None),
    )


def require(actor: Actor, capability: str, facts: Facts | None = None) -> None:
    """Let the actor pass, or raise NotAllowed, which names the capability and the roles that hold it, or
    RefusedByRule, which names the rule.

    Raises ImproperlyConfigured for a capability that nobody declared: a typing error must not lock a door
    that then looks like a rule.
    """
    declared = _declared(capability)
    verdict = decide(actor, capability, facts)
    if not verdict.is_allowed:
        raise refusal(verdict, declared, facts, by=actor)


def refusal(
    verdict: Verdict, declared: Capability, facts: Facts | None = None, *, by: Actor | None = None
) -> NotAllowed:
    """The sentence that says why not."""
    if verdict.rule is not None:
        return RefusedByRule(_rule_sentence(verdict, declared, facts))
    if by is not None and by.support_public_id:
        return NotAllowedToSupport(title=declared.title)
    if by is not None and by.kind == "api_key":
        return NotAllowed(
            _("This key may not do this: it needs the scope %(capability)s (“%(title)s”), held by the key and by "
              "the person it acts for."),
            title=declared.title,
            capability=declared.code,
        )  # fmt: skip
    if not declared.roles:
        words = _("Only staff of SynthAI may do this: it needs “%(title)s” (%(capability)s).")
        return NotAllowed(words, title=declared.title, capability=declared.code)
    roles = _in_words(declared.roles)
    return NotAllowed(
        ngettext(
            "You may not do this here: it needs “%(title)s” (%(capability)s), which only the role %(roles)s has. "
            "%(ask)s",
            "You may not do this here: it needs “%(title)s” (%(capability)s), which these roles have: %(roles)s. "
            "%(ask)s",
            len(declared.roles),
        ),
        title=declared.title,
        capability=declared.code,
        roles=roles,
        ask=_("Ask the owner.") if declared.roles == ("owner",) else _("Ask an owner or administrator."),
    )


def _in_words(names: tuple[str, ...]) -> str:
    """“owner, administrator and manager”."""
    *first, last = names
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def refused_at_door(actor: Actor, capability: str) -> str:
    """The sentence to show instead of a button: the role has the capability, but a rule certainly refuses it now.

    Empty when it is not held at all (then there is nothing to explain) or may be possible. No query. Raises
    ImproperlyConfigured for a capability that nobody declared.
    """
    declared = _declared(capability)
    verdict = decide(actor, capability)
    return "" if verdict.is_allowed else _rule_sentence(verdict, declared, None)


def _declared(capability: str) -> Capability:
    declared = _CAPABILITIES.get(capability)
    if declared is None:
        raise ImproperlyConfigured(f"The capability {capability!r} was never declared.")
    return declared


def _rule_sentence(verdict: Verdict, declared: Capability, facts: Facts | None) -> str:
    rule = verdict.rule
    if rule is None:
        return ""
    when = rules_words.conditions(rule.definition, rule.branches)
    told = rules_words.facts_in_words(facts, rule.definition, rule.branches)
    said = {"rule": rule.name, "title": declared.title, "when": when, "told": f" ({told})" if told else ""}
    if verdict.reason == "outside":
        sentence = _("The rule “%(rule)s” allows “%(title)s” only when %(when)s%(told)s.")
    elif when:
        sentence = _("The rule “%(rule)s” refuses “%(title)s” when %(when)s%(told)s.")
    else:
        sentence = _("The rule “%(rule)s” refuses “%(title)s”.")
    return str(sentence) % said


def page(
    capability: str | None, *, is_part: bool = False
) -> Callable[[Callable[Concatenate[Any, P], R]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Guard of a page under /o/<slug>/; `None` asks for membership only.

    Nobody is sent to sign in, a stranger gets 404 (existence is not revealed), a member without the
    capability gets NotAllowed (403). The view carries `capability` as data, for menus and the URL sweep; `is_part` when
    it is no page or deed that people would name, but a piece of one.
    """

    def decorate(
        view: Callable[Concatenate[Any, P], R],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            actor = getattr(request, "actor", None)
            if not isinstance(actor, Actor) or actor.organisation_id is None:
                raise Http404
            if capability is not None:
                require(actor, capability)
            return view(request, *args, **kwargs)

        guarded.capability = capability  # type: ignore[attr-defined]
        guarded.is_part = is_part  # type: ignore[attr-defined]
        return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", guarded)

    return decorate


def signed_in_id(request: "HttpRequest | Request") -> int:
    """Primary key of the person behind a request that has passed a sign-in guard. Raises Http404 for nobody."""
    if request.user.pk is None:
        raise Http404
    return int(request.user.pk)


class TenantRequest(HttpRequest):
    """For annotations: a request under /o/<slug>/, with what the middleware put on it."""

    actor: Actor
    organisation: Any
    membership: Any
    htmx: Any


class HasCapability(BasePermission):
    """API guard: the view says `capability = …`, or `capabilities = {"GET": …, "POST": …}`.

    A view under an organisation that declares neither, or not for this method, is a fault of ours and raises
    ImproperlyConfigured. A method may be declared with None: membership is enough.
    """

    def has_permission(self, request: "Request", view: "APIView") -> bool:
        actor = getattr(request, "actor", None)
        if not isinstance(actor, Actor) or actor.organisation_id is None:
            return False
        needed = capability_of_view(view, request.method or "")
        if needed is not None:
            require(actor, needed)
        return True


def capability_of_view(view: Any, method: str) -> str | None:
    """The capability an API view asks for with this method. Raises ImproperlyConfigured when undeclared."""
    if method == "HEAD":
        method = "GET"
    if method == "OPTIONS":
        return None
    table: dict[str, str | None] = getattr(view, "capabilities", None) or {}
    if method in table:
        return table[method]
    if hasattr(view, "capability"):
        found: str | None = view.capability
        return found
    raise ImproperlyConfigured(f"{type(view).__name__} declares no capability for {method}.")
