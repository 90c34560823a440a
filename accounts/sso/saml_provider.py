"""An organisation's SAML provider, as allauth knows providers."""

from typing import Any, cast

from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from accounts.gateways import saml
from accounts.gateways.saml import Party
from accounts.models import SsoProvider
from accounts.services import sso_keys
from accounts.sso import selectors


class SamlProvider(SAMLProvider):  # type: ignore[misc]
    """Its row is at hand as `row`."""

    def __init__(self, request: HttpRequest, *, row: SsoProvider) -> None:
        key = selectors.id_of(row)
        app = SocialApp(provider="saml", provider_id=key, name=row.name, client_id=key)
        super().__init__(request, app=app)
        self.row = row

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Any = None,
        **kwargs: Any,
    ) -> HttpResponseRedirect:
        """The way there; the request's number is the state that the answer must name."""
        if self.row.asks_signed:
            sso_keys.ready(self.row, now=timezone.now())
        url, number = saml.start(party_of(request, self.row))
        self.stash_redirect_state(request, process, next_url, data, state_id=number, **kwargs)
        return HttpResponseRedirect(url)

    def serialize(self) -> dict[str, Any]:
        """How a sign-in that waits for a second factor finds its provider again: by its own id, not by the protocol's."""
        return {"id": self.sub_id}

    def unstashed(self, number: str) -> dict[str, Any] | None:
        """What was kept when this browser was sent there; once. None when it was not, or over ten minutes ago."""
        state = statekit.unstash_state(self.request, provider_id=self.sub_id, state_id=number)
        return cast("dict[str, Any] | None", state)


def party_of(request: HttpRequest, row: SsoProvider) -> Party:
    """Both sides of this provider's sign-in, with our addresses and keys (`sso_keys.ready` makes the first)."""
    key = selectors.id_of(row)
    return Party(
        name=row.name,
        entity_id=row.entity_id,
        sign_in_url=row.sign_in_url,
        certificates=tuple(row.certificates),
        our_entity_id=request.build_absolute_uri(reverse("saml_metadata", args=[key])),
        our_consumer_url=request.build_absolute_uri(reverse("saml_acs", args=[key])),
        sign_out_url=row.sign_out_url,
        sign_out_answer_url=row.sign_out_answer_url,
        our_sign_out_url=request.build_absolute_uri(reverse("saml_sls", args=[key])),
        keys=sso_keys.in_use(row, now=timezone.now()),
        signs_requests=row.asks_signed,
    )
