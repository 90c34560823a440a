"""Records of the DNS, asked of the servers in DNS_SERVERS or of the machine's own."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    import dns.nameserver
    import dns.resolver

LIFETIME = 4  # seconds for one question, all tries together


class DnsSilent(RuntimeError):
    """No answer: the servers of the name, or ours, cannot be reached now."""


def texts(name: str) -> list[str]:
    """All TXT records at a name; none when the name does not exist. Raises DnsSilent."""
    return records(name, "TXT")


def records(name: str, kind: str) -> list[str]:
    """All records of a kind (TXT, CNAME, MX, A, AAAA) at a name; none when the name does not exist. Raises DnsSilent.

    The pieces of a text are put together as they stand, names are in small letters without the last dot.
    """
    import dns.exception  # noqa: PLC0415 - it takes every process a while, and few ask names
    import dns.resolver  # noqa: PLC0415

    try:
        answer = _resolver().resolve(name, kind, lifetime=LIFETIME, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, UnicodeError) as error:
        raise DnsSilent(str(error)) from error
    return [_SHOWN[kind](record) for record in answer]


def _resolver() -> "dns.resolver.Resolver":
    import dns.resolver  # noqa: PLC0415 - as above

    if not settings.DNS_SERVERS:
        return dns.resolver.Resolver()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = [_server(address) for address in settings.DNS_SERVERS]
    return resolver


def _server(address: str) -> "dns.nameserver.Nameserver":
    import dns.nameserver  # noqa: PLC0415 - as above

    host, _, port = address.rpartition(":") if address.count(":") == 1 else (address, "", "53")
    return dns.nameserver.Do53Nameserver(host, int(port))


def _name(found: Any) -> str:
    return str(found).rstrip(".").lower()


_SHOWN: dict[str, Callable[[Any], str]] = {
    "TXT": lambda record: b"".join(record.strings).decode("utf-8", "replace"),
    "CNAME": lambda record: _name(record.target),
    "MX": lambda record: _name(record.exchange),
    "A": str,
    "AAAA": str,
}
