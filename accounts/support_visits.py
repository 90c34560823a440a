"""Staff inside a customer's organisation: found by their own session, judged anew on each request, and on record."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import actors, selectors
from accounts.models import Membership, Organisation, Role, SupportAccess, User
from synthai.core.audit import audit
from synthai.core.errors import NotFound
from synthai.core.tenancy import tenant

SESSION_KEY = "support_visits"  # {organisation's address: public id of the consent}


def remember(request: HttpRequest, access: SupportAccess) -> None:
    """Staff came in through this browser."""
    visits = dict(request.session.get(SESSION_KEY, {}))
    request.session[SESSION_KEY] = {**visits, access.organisation.slug: access.public_id}


def forget(request: HttpRequest, slug: str) -> None:
    """Staff went out."""
    visits = dict(request.session.get(SESSION_KEY, {}))
    visits.pop(slug, None)
    request.session[SESSION_KEY] = visits


def access_of(request: HttpRequest, user: User, slug: str) -> SupportAccess | None:
    """The consent that lets this member of staff in here and now; None sends them away like any stranger."""
    public_id = request.session.get(SESSION_KEY, {}).get(slug) if user.is_staff and user.is_active else None
    if public_id is None:
        return None
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        return None
    with tenant(organisation):
        return selectors.active_support(public_id, at=timezone.now())


def is_over(request: HttpRequest, user: User, slug: str) -> bool:
    """Whether this browser came in as support and may no longer: ended by the customer, or out of time."""
    return user.is_staff and user.is_active and slug in request.session.get(SESSION_KEY, {})


class SupportOver(NotFound):
    """Staff whose consent ended while they were inside."""

    code = "accounts.support.over"
    title = _("Your access is over")
    message = _(
        "The customer ended the access, or its time ran out: nothing more is shown to you, and what you sent last was not "
        "done. Ask them to allow it again, and enter from the administration."
    )
    remedy = _("Go back to the administration; ask the customer to allow support access again.")


def prepare(request: HttpRequest, access: SupportAccess, user: User) -> Organisation:
    """Put on the request what pages read. The membership is never stored: it has the fewest rights there are."""
    scoped: Any = request
    scoped.organisation = access.organisation
    scoped.membership = Membership(organisation=access.organisation, user=user, role=Role.VIEWER)
    scoped.actor = actors.of_support(access, user, request=request)
    scoped.support_access = access
    return access.organisation


def record(request: HttpRequest, response: HttpResponseBase) -> None:
    """One entry a page in the customer's trail; parts of a page that refetch themselves are left out."""
    if request.method == "GET" and request.headers.get("HX-Request"):
        return
    code = "accounts.support.viewed" if request.method == "GET" else "accounts.support.sent"
    changes = {"page": ["", request.path], "answer": ["", response.status_code]}
    audit(None, code, by=vars(request)["actor"], changes=changes)
