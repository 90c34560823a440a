"""The roll-over of our own certificate, as buttons on a provider's page."""

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services import sso_keys
from synthai.core.access import Actor

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


def do(provider: str, deed: str, *, by: Actor) -> "_StrOrPromise":
    """Do it and say what was done. Raises as services.sso_keys does."""
    if deed == "change_over":
        sso_keys.change_over(provider, by=by)
        return _(
            "From now on the other certificate signs. Withdraw the one that does not when everything works."
        )
    if deed == "withdraw":
        sso_keys.withdraw(provider, by=by)
        return _("The certificate was withdrawn. Load our metadata there once more.")
    sso_keys.make(provider, by=by, now=timezone.now())
    return _("A new certificate is in our metadata. Load it there, then change over.")
