"""Text records of the DNS, asked of the servers in DNS_SERVERS or of the machine's own."""

import dns.exception
import dns.nameserver
import dns.resolver
from django.conf import settings

LIFETIME = 4  # seconds for one question, all tries together


class DnsSilent(RuntimeError):
    """No answer: the servers of the name, or ours, cannot be reached now."""


def texts(name: str) -> list[str]:
    """All TXT records at a name; none when the name does not exist. Raises DnsSilent."""
    try:
        answer = _resolver().resolve(name, "TXT", lifetime=LIFETIME, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except dns.exception.DNSException as error:
        raise DnsSilent(str(error)) from error
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def _resolver() -> dns.resolver.Resolver:
    if not settings.DNS_SERVERS:
        return dns.resolver.Resolver()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = [_server(address) for address in settings.DNS_SERVERS]
    return resolver


def _server(address: str) -> dns.nameserver.Nameserver:
    host, _, port = address.rpartition(":") if address.count(":") == 1 else (address, "", "53")
    return dns.nameserver.Do53Nameserver(host, int(port))
