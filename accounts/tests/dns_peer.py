"""A DNS server on this machine (dnslib), with the text records a test puts into it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from dnslib import QTYPE, RCODE, RR, TXT, DNSRecord
from dnslib.server import BaseResolver, DNSHandler, DNSServer


@dataclass
class Zone(BaseResolver):  # type: ignore[misc]
    """Names and their texts; `address` is what DNS_SERVERS takes."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    address: str = ""

    def resolve(self, request: DNSRecord, handler: DNSHandler) -> DNSRecord:
        """Answers as a name server: the records, no records, or no such name."""
        reply = request.reply()
        name = str(request.q.qname).rstrip(".").lower()
        if name not in self.texts:
            reply.header.rcode = RCODE.NXDOMAIN
        for text in self.texts.get(name, []):
            reply.add_answer(RR(request.q.qname, QTYPE.TXT, rdata=TXT(text), ttl=1))
        return reply


@contextmanager
def running() -> Iterator[Zone]:
    """The server on a free port until the block ends."""
    zone = Zone()
    server = DNSServer(zone, address="127.0.0.1", port=0)
    zone.address = f"127.0.0.1:{server.server.server_address[1]}"
    server.start_thread()
    try:
        yield zone
    finally:
        server.stop()
        server.server.server_close()
