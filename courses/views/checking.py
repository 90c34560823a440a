"""What anybody may see of a certificate, with its address or number at hand: whether it holds, and the proof for machines."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from courses.engine.certificates import badge
from courses.engine.certificates.numbers import write_number
from courses.selectors import certificates as selectors
from courses.selectors.certificates import Owner
from courses.services.certificates import addresses, issuing, keys

P = ParamSpec("P")
RATE = {"certificate": "60/m/ip"}
CREDENTIAL = "application/vc+jwt"
JSON_LD = "application/ld+json"


def of_owner(
    view: Callable[Concatenate[HttpRequest, Owner, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Open the organisation in the address around the view: not for search engines, caches, or who tries number after number."""

    @require_GET
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, owner: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not ratelimit.consume(request, app="courses", action="certificate", config=RATE, limit_get=True):
            return ratelimit.respond_429(request)  # type: ignore[no-any-return]
        with selectors.opened(owner) as found:
            response = view(request, found, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


@of_owner
def certificate(request: HttpRequest, owner: Owner, number: str) -> HttpResponse:
    """Whether a certificate holds: what its code leads to."""
    found = selectors.checked(number)
    context = {
        "owner": owner,
        "certificate": found,
        "standing": found.standing(timezone.localdate()).value,
        "number": write_number(found.number),
    }
    return render(request, "courses/certificate_check.html", context)


@of_owner
def check(request: HttpRequest, owner: Owner, number: str) -> JsonResponse:
    """What the page says, for another system. No mail address, as there."""
    found = selectors.checked(number)
    standing = found.standing(timezone.localdate())
    return JsonResponse(
        {
            "number": write_number(found.number),
            "holds": standing.value in {"valid", "expires_soon"},
            "standing": standing.value,
            "name": found.name,
            "title": found.title,
            "given_by": owner.name,
            "issued_on": timezone.localdate(found.issued_at).isoformat(),
            "last_on": found.last_on.isoformat() if found.last_on else None,
            "credential": addresses.of_credential(owner.public_id, found.number),
        }
    )


@of_owner
def credential(request: HttpRequest, owner: Owner, number: str) -> HttpResponse:
    """The Open Badges 3.0 credential, for a wallet or a verifier; as JSON-LD for who asks for that."""
    found = selectors.checked(number)
    if request.get_preferred_type([CREDENTIAL, JSON_LD]) == JSON_LD:
        return JsonResponse(badge.enveloped(found.token), content_type=JSON_LD)
    response = HttpResponse(found.token, content_type=CREDENTIAL)
    response["Content-Disposition"] = f'attachment; filename="certificate-{found.number}.jwt"'
    return response


@of_owner
def issuer(request: HttpRequest, owner: Owner) -> JsonResponse:
    """The issuer's profile."""
    body = badge.profile(issuing.issuer_of(owner.public_id, owner.name))
    return JsonResponse({"@context": [badge.VC_CONTEXT, badge.BADGE_CONTEXT], **body})


@of_owner
def key_set(request: HttpRequest, owner: Owner) -> JsonResponse:
    """The issuer's public keys, those that signed before too."""
    named = {key: addresses.of_key(owner.public_id, key) for key in selectors.key_ids()}
    return JsonResponse(keys.published(named), content_type="application/jwk-set+json")


@of_owner
def key(request: HttpRequest, owner: Owner, key: str) -> JsonResponse:
    """One public key: what a credential's `kid` leads to."""
    found = selectors.get_key(key)
    address = addresses.of_key(owner.public_id, found.public_id)
    return JsonResponse(keys.jwk(found, kid=address), content_type="application/jwk+json")


@of_owner
def revoked(request: HttpRequest, owner: Owner) -> HttpResponse:
    """The signed list of what was taken back."""
    token = issuing.revocation_list(owner.public_id, owner.name, now=timezone.now())
    return HttpResponse(token, content_type=CREDENTIAL)
