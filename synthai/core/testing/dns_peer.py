"""A DNS server on this machine (dnslib), with the records a test puts into it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from dnslib import CNAME, MX, QTYPE, RCODE, RR, TXT, DNSRecord
from dnslib.server import BaseResolver, DNSHandler, DNSLogger, DNSServer

_PIECE = 255  # letters of a text in one piece


@dataclass
class Zone(BaseResolver):  # type: ignore[misc]
    """Names and their texts, aliases and mail hosts; `address` is what DNS_SERVERS takes."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    mail_hosts: dict[str, list[str]] = field(default_factory=dict)
    address: str = ""

    def resolve(self, request: DNSRecord, handler: DNSHandler) -> DNSRecord:
        """Answers as a name server: the records, no records, or no such name. An alias is followed."""
        reply = request.reply()
        name, kind = str(request.q.qname).rstrip(".").lower(), QTYPE[request.q.qtype]
        if not {name} & {*self.texts, *self.aliases, *self.mail_hosts}:
            reply.header.rcode = RCODE.NXDOMAIN
        if name in self.aliases:
            reply.add_answer(RR(name, QTYPE.CNAME, rdata=CNAME(self.aliases[name]), ttl=1))
            name = self.aliases[name] if kind != "CNAME" else ""
        for text in self.texts.get(name, []) if kind == "TXT" else []:
            reply.add_answer(RR(name, QTYPE.TXT, rdata=TXT(_pieces(text)), ttl=1))
        for host in self.mail_hosts.get(name, []) if kind == "MX" else []:
            reply.add_answer(RR(name, QTYPE.MX, rdata=MX(host, 10), ttl=1))
        return reply


def _pieces(text: str) -> list[bytes]:
    raw = text.encode()
    return [raw[start : start + _PIECE] for start in range(0, len(raw), _PIECE)] or [b""]


@contextmanager
def running() -> Iterator[Zone]:
    """The server on a free port until the block ends."""
    zone = Zone()
    server = DNSServer(zone, address="127.0.0.1", port=0, logger=DNSLogger("error"))
    zone.address = f"127.0.0.1:{server.server.server_address[1]}"
    server.start_thread()
    try:
        yield zone
    finally:
        server.stop()
        server.server.server_close()
