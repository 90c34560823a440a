"""How often a network may fail to sign in: whoever has many addresses has few networks.

allauth counts by e-mail and by address. An attacker with an IPv6 prefix has more addresses than there are passwords, so
failures are also counted for the /24 (IPv4) or /48 (IPv6) they come from. Generous, because a mobile operator puts many
shops behind one; passkeys and codes by e-mail are not counted.
"""

import ipaddress

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest

from accounts import actors

_ACTION = "network_failed"


def of(ip: str) -> str:
    """The network an address belongs to, as text."""
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False))


def may_try(request: HttpRequest) -> bool:
    """Whether this network has failures left. Counts nothing."""
    return _consume(request, is_only_asked=True)


def note_failure(request: HttpRequest) -> None:
    """One more."""
    _consume(request, is_only_asked=False)


def _consume(request: HttpRequest, *, is_only_asked: bool) -> bool:
    ip = actors.client_ip(request)
    if not ip:
        return True
    usage = ratelimit.consume(
        request,
        app="accounts",
        action=_ACTION,
        config={_ACTION: settings.SIGN_IN_FAILURES_OF_NETWORK},
        key=of(ip),
        dry_run=is_only_asked,
        limit_get=True,
    )
    return bool(usage)
