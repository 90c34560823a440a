"""DMARC (RFC 7489): what a domain asks receivers to do with mail that only looks like its own."""

from notifications.engine.dns_findings import Finding, Level, Lookup, is_quoted

_POLICIES = {"none", "quarantine", "reject"}


def check(domain: str, return_path: str, lookup: Lookup) -> list[Finding]:
    """`return_path` is the domain whose SPF record is judged: aligned with `domain` when it is the same, or below it."""
    for name in _names(domain):
        found = lookup(f"_dmarc.{name}", "TXT")
        if found is None:
            return [Finding("dns.silent", Level.SILENT, f"_dmarc.{name}")]
        alike = [text for text in found if "v=dmarc1" in text.lower().replace(" ", "")]
        if alike:
            return _of_texts(domain, name, alike, return_path)
    return [Finding("dmarc.missing", Level.BAD, f"_dmarc.{domain}", {"wanted": suggested(domain)})]


def suggested(domain: str) -> str:
    """A record to begin with: watch first."""
    return f"v=DMARC1; p=none; rua=mailto:dmarc@{domain}"


def _of_texts(domain: str, at: str, texts: list[str], return_path: str) -> list[Finding]:
    name, wanted = f"_dmarc.{at}", suggested(domain)
    if len(texts) > 1:
        return [Finding("dmarc.two", Level.BAD, name, {"count": str(len(texts))})]
    text = texts[0]
    if is_quoted(text):
        return [Finding("dmarc.quoted", Level.BAD, name, {"found": text[:200], "wanted": wanted})]
    tags = _tags(text)
    policy = tags.get("sp", tags.get("p", "")) if at != domain else tags.get("p", "")
    if not text.startswith("v=DMARC1") or policy.lower() not in _POLICIES:
        return [Finding("dmarc.broken", Level.BAD, name, {"found": text[:200], "wanted": wanted})]
    found = []
    if policy.lower() == "none":
        found.append(Finding("dmarc.watches_only", Level.HINT, name, {"record": text}))
    if tags.get("aspf", "").lower() == "s" and return_path != domain:
        found.append(Finding("dmarc.strict_spf", Level.HINT, name, {"return_path": return_path}))
    if tags.get("adkim", "").lower() == "s" and at != domain:
        found.append(Finding("dmarc.strict_dkim", Level.HINT, name, {"domain": domain}))
    return found or [Finding("dmarc.good", Level.GOOD, name, {"policy": policy})]


def _names(domain: str) -> list[str]:
    """The domain, then those above it down to two labels: the first that has a record counts."""
    labels = domain.split(".")
    least = 3 if labels[-1] == "za" else 2
    return [".".join(labels[start:]) for start in range(max(1, len(labels) - least + 1))]


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {tag.strip().lower(): value.strip() for tag, _, value in pairs if tag.strip()}
