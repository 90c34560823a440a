"""Who acts, for which organisation, and what they may do.

A person, an API key, an automation and the system itself all come as one `Actor`, built at the edge. Capabilities are
declared by each app in its permissions.py; this registry is the one table, and roles are read from it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import BasePermission

from synthai.core.errors import NotAllowed

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise
    from rest_framework.request import Request
    from rest_framework.views import APIView

ActorKind = Literal["person", "api_key", "automation", "staff", "system"]
P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


@dataclass(frozen=True, kw_only=True)
class Capability:
    """One thing that may be done, and the roles that may do it."""

    code: str
    title: "_StrOrPromise"
    roles: tuple[str, ...]


_CAPABILITIES: dict[str, Capability] = {}


def capability(code: str, *, title: "_StrOrPromise", roles: tuple[str, ...]) -> str:
    """Declare a capability ("app.noun.verb") at import of an app's permissions.py; returns its code.

    Raises ImproperlyConfigured when the same code is declared twice with another meaning.
    """
    declared = Capability(code=code, title=title, roles=tuple(roles))
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
    """Who does something. `organisation_*` are None for deeds outside every organisation."""

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

    def can(self, capability: str) -> bool:
        """Whether this actor holds the capability. The system may do everything."""
        return self.kind == "system" or capability in self.capabilities


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


def require(actor: Actor, capability: str) -> None:
    """Let the actor pass or raise NotAllowed, which names the capability and the roles that hold it.

    Raises ImproperlyConfigured for a capability that nobody declared: a typing error must not lock a door
    that then looks like a rule.
    """
    declared = _CAPABILITIES.get(capability)
    if declared is None:
        raise ImproperlyConfigured(f"The capability {capability!r} was never declared.")
    if actor.can(capability):
        return
    raise NotAllowed(
        _(
            "You may not do this here: it needs “%(title)s” (%(capability)s), which these roles have: "
            "%(roles)s. Ask an owner or administrator."
        ),
        title=declared.title,
        capability=capability,
        roles=", ".join(declared.roles),
    )


def page(
    capability: str | None,
) -> Callable[[Callable[Concatenate[Any, P], R]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Guard of a page under /o/<slug>/; `None` asks for membership only.

    Nobody is sent to sign in, a stranger gets 404 (existence is not revealed), a member without the
    capability gets NotAllowed (403). The view carries `capability` as data, for menus and the URL sweep.
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
