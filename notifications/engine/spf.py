"""SPF (RFC 7208): does a domain's record let our mail server send? Counts the questions that a receiver would ask."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from notifications.engine.dns_findings import Finding, Level, Lookup, is_quoted

MOST_LOOKUPS = 10
_MOST_VISITED = 60  # a record that leads to more is broken for certain
_ALL = re.compile(r"[+?~-]?all\Z", re.IGNORECASE)
_ASKS = re.compile(r"[+?~-]?(a|mx|ptr|exists|include)\b", re.IGNORECASE)


class _Silent(Exception):
    """A name server does not answer."""


@dataclass
class _Walk:
    """What a receiver would ask on its way through a record."""

    lookup: Lookup
    count: int = 0
    passes: set[str] = field(default_factory=set)  # names whose servers may send
    broken: str = ""

    def texts(self, name: str) -> list[str]:
        found = self.lookup(name, "TXT")
        if found is None:
            raise _Silent
        return [text for text in found if _is_spf(text)]

    def through(self, record: str, *, counts: bool = True) -> None:
        """Every term up to the first "all", and what it includes."""
        for term in _before_all(record):
            if self.count >= _MOST_VISITED:
                return
            self._term(term, counts=counts)

    def _term(self, term: str, *, counts: bool) -> None:
        redirect = term.lower().startswith("redirect=")
        if not redirect and not _ASKS.match(term):
            return
        self.count += 1
        if not redirect and "include:" not in term.lower():
            return
        name = term.partition("=" if redirect else ":")[2].lower().rstrip(".")
        if "%" in name:
            return
        inside = self.texts(name)
        if len(inside) != 1:
            self.broken = self.broken or name
            return
        passes = counts and term[0] not in "-~?"
        if passes:
            self.passes.add(name)
        self.through(inside[0], counts=passes)


def check(domain: str, include: str, lookup: Lookup) -> list[Finding]:
    """What is to be said of a domain's SPF record, which must include `include`. Bad things first."""
    found = lookup(domain, "TXT")
    if found is None:
        return [Finding("dns.silent", Level.SILENT, domain)]
    records = [text for text in found if _is_spf(text)]
    wanted = _suggested(records, include)
    if len(records) != 1:
        return [_none_or_many(domain, found, records, wanted)]
    try:
        return _of_record(domain, records[0], include, wanted, lookup)
    except _Silent:
        return [Finding("dns.silent", Level.SILENT, domain)]


def _of_record(domain: str, record: str, include: str, wanted: str, lookup: Lookup) -> list[Finding]:
    walk = _Walk(lookup)
    walk.through(record)
    found = []
    if include.lower() not in walk.passes:
        late = f"include:{include}".lower() in record.lower()
        code = "spf.include_late" if late else "spf.include_missing"
        found.append(Finding(code, Level.BAD, domain, {"include": include, "wanted": wanted}))
    if walk.count > MOST_LOOKUPS:
        values = {"count": str(walk.count), "record": record}
        found.append(Finding("spf.too_many_lookups", Level.BAD, domain, values))
    if walk.broken:
        found.append(Finding("spf.include_broken", Level.BAD, domain, {"include": walk.broken}))
    found += _ending(domain, record)
    return found or [Finding("spf.good", Level.GOOD, domain, {"include": include})]


def _ending(domain: str, record: str) -> list[Finding]:
    last = next((term.lower() for term in record.split() if _ALL.match(term)), "")
    if last in {"all", "+all"}:
        return [Finding("spf.open", Level.BAD, domain, {"record": record})]
    if last == "?all" or (not last and "redirect=" not in record.lower()):
        return [Finding("spf.no_end", Level.HINT, domain, {"record": record})]
    return []


def _none_or_many(domain: str, found: Sequence[str], records: Sequence[str], wanted: str) -> Finding:
    if records:
        return Finding("spf.two", Level.BAD, domain, {"count": str(len(records)), "wanted": wanted})
    alike = [text for text in found if "v=spf1" in text.lower().replace(" ", "")]
    if any(is_quoted(text) for text in alike):
        return Finding("spf.quoted", Level.BAD, domain, {"found": alike[0][:200], "wanted": wanted})
    if alike:
        return Finding("spf.misspelt", Level.BAD, domain, {"found": alike[0][:200], "wanted": wanted})
    return Finding("spf.missing", Level.BAD, domain, {"wanted": wanted})


def _suggested(records: Sequence[str], include: str) -> str:
    """One record that says what all of them say, and lets us send."""
    terms: list[str] = []
    for record in records:
        terms += [term for term in _before_all(record) if term not in terms]
    ends = {term.lower() for record in records for term in record.split() if _ALL.match(term)}
    end = "-all" if ends == {"-all"} else "~all"
    ours = f"include:{include}"
    if ours.lower() not in [term.lower() for term in terms]:
        terms.append(ours)
    return " ".join(("v=spf1", *terms, end))


def _before_all(record: str) -> list[str]:
    terms = record.split()[1:]
    last = next((place for place, term in enumerate(terms) if _ALL.match(term)), len(terms))
    rest = [term for term in terms[last + 1 :] if term.lower().startswith("exp=")]
    return [term for term in terms[:last] if term not in rest]


def _is_spf(text: str) -> bool:
    return text.split(" ", maxsplit=1)[0].lower() == "v=spf1"
