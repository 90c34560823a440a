"""Everything that the DNS must say before an organisation's mails come from its own address."""

from collections.abc import Sequence

from notifications.channels.protocol import DnsRecord
from notifications.engine import dkim_record, dmarc, spf
from notifications.engine.dns_findings import Finding, Level, Lookup

_INCLUDE = "include:"


def check(domain: str, records: Sequence[DnsRecord], lookup: Lookup) -> list[Finding]:
    """What is right and wrong, in the order of the records, then DMARC, then whether answers can arrive."""
    found: list[Finding] = []
    for record in records:
        found += _of_record(domain, record, lookup)
    found += dmarc.check(domain, return_path_of(domain, records), lookup)
    return found + _replies(domain, lookup)


def return_path_of(domain: str, records: Sequence[DnsRecord]) -> str:
    """The domain to which mails come back, and whose SPF record receivers look at: the provider's below it, or itself."""
    return next((each.name for each in records if each.purpose == "return_path"), domain)


def _of_record(domain: str, record: DnsRecord, lookup: Lookup) -> list[Finding]:
    if record.purpose == "spf":
        include = next(term for term in record.value.split() if term.startswith(_INCLUDE))
        return spf.check(record.name, include.removeprefix(_INCLUDE), lookup)
    if record.purpose == "proof":
        return _proof(domain, record, lookup)
    if record.kind == "CNAME":
        return dkim_record.check_alias(domain, record.name, record.value, lookup)
    if record.kind == "TXT":
        return dkim_record.check_text(domain, record.name, record.value, lookup)
    return _mail_host(domain, record, lookup)


def _proof(domain: str, record: DnsRecord, lookup: Lookup) -> list[Finding]:
    """That the domain is this organisation's, where the provider's records are the same for whoever sends by it."""
    found = lookup(record.name, "TXT")
    if found is None:
        return [Finding("dns.silent", Level.SILENT, record.name)]
    if record.value in found:
        return [Finding("proof.good", Level.GOOD, record.name)]
    if found:
        values = {"found": "; ".join(found)[:200], "wanted": record.value}
        return [Finding("proof.other", Level.BAD, record.name, values)]
    return [dkim_record.missing(domain, record.name, "TXT", record.value, lookup)]


def _mail_host(domain: str, record: DnsRecord, lookup: Lookup) -> list[Finding]:
    found = lookup(record.name, "MX")
    wanted = record.value.rpartition(" ")[2].lower()
    if found is None:
        return [Finding("dns.silent", Level.SILENT, record.name)]
    if not found:
        return [dkim_record.missing(domain, record.name, "MX", record.value, lookup)]
    if [each.lower() for each in found] != [wanted]:
        values = {"found": ", ".join(found), "wanted": record.value}
        return [Finding("mx.elsewhere", Level.BAD, record.name, values)]
    return [Finding("mx.good", Level.GOOD, record.name, {"wanted": record.value})]


def _replies(domain: str, lookup: Lookup) -> list[Finding]:
    """A domain that takes no mail gets neither answers nor what comes back; some receivers refuse its mail."""
    for kind in ("MX", "A", "AAAA"):
        found = lookup(domain, kind)
        if found is None:
            return [Finding("dns.silent", Level.SILENT, domain)]
        if found:
            return []
    return [Finding("mx.none", Level.HINT, domain)]
