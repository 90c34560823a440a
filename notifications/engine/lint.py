"""Reads a template before it is published, and names each mistake in words.

An `error` keeps it from being published; a `warning` is told, and whoever approves decides.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from notifications.channels.protocol import Channel
from notifications.engine import html_reading, lint_links, lint_words, segments, stop_words, wording
from notifications.engine.lint_links import Fetched

TITLE_MOST: Final = 200  # what a line of the inbox and a mail's row take
SUBJECT_SHOWN: Final = 70
PUSH_TITLE_SHOWN: Final = 65
PUSH_BODY_SHOWN: Final = 240
HTML_MOST: Final = 90_000  # Gmail cuts a mail off at 102 KB, the layout included
# What opens something has no place on a lock screen (tests/staff/test_mail_secrets.py reads the mails of apps the same way).
_SECRET: Final = re.compile(r"(^|_)(code|codes|password|pin|otp|token|secret|link|url|key|magic)(_|$)")
_ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)
_IN_CAPITALS: Final = re.compile(r"\b[^\W\d_]*[a-z][^\W\d_]* [“\"']?([A-Z]{3,})\b(?! (?:by|at|in)\b)")
_EVERYDAY: Final = {"END", "CANCEL", "QUIT"}  # written in capitals in any sale
Level = Literal["error", "warning"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One mistake: where it is (title, body or html) and what to do about it."""

    level: Level
    code: str
    where: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is to be judged. `shown_*` are filled by the example and set in the channel's layout, as a phone gets them."""

    channel: Channel
    title: str
    body: str
    html: str = ""
    shown_title: str = ""
    shown_text: str = ""
    variables: frozenset[str] = frozenset()
    declared: frozenset[str] = frozenset()  # what the sentences in code use
    is_marketing: bool = False
    fetched: Sequence[Fetched] = field(default_factory=tuple)


def lint(draft: Draft, *, site: str, resolves: Callable[[str], bool]) -> list[Finding]:
    """Every mistake, errors first. `site` is our own host, `resolves` says whether one of its paths leads anywhere."""
    found = [*_parts(draft), *_names(draft), *_secrets(draft), *_lengths(draft), *_stops(draft)]
    found += _html(draft)
    texts = (("title", draft.title), ("body", draft.body))
    links = lint_links.of(texts, html_reading.read(draft.html), draft.fetched, site=site, resolves=resolves)
    found += [_finding(problem.code, problem.where, problem.what, problem.more) for problem in links]
    return sorted(found, key=lambda each: each.level != "error")


def blocks(findings: Sequence[Finding]) -> bool:
    """Whether something keeps it from being published."""
    return any(each.level == "error" for each in findings)


def _finding(code: str, where: str, what: str = "", more: str = "") -> Finding:
    said = lint_words.SENTENCES[code]
    sentence = str(said.sentence) % {"what": what, "more": more}
    return Finding(level=said.level, code=code, where=where, sentence=sentence)


def _parts(draft: Draft) -> Iterator[Finding]:
    if not draft.title.strip():
        yield _finding("title_missing", "title")
    if len(draft.title) > TITLE_MOST:
        yield _finding("title_too_long", "title", str(len(draft.title)), str(TITLE_MOST))
    if draft.channel is Channel.EMAIL and draft.html.strip() and not draft.body.strip():
        yield _finding("text_missing", "body")
    if draft.html.strip() and draft.channel is not Channel.EMAIL:
        yield _finding("html_elsewhere", "html")


def _names(draft: Draft) -> Iterator[Finding]:
    parts = {"title": draft.title, "body": draft.body, "html": draft.html}
    used = {name for text in parts.values() for name in wording.variables(text)}
    for where, text in parts.items():
        for name in wording.variables(text):
            if name not in draft.variables:
                offered = ", ".join(sorted(draft.variables)) or "–"
                yield _finding("variable_unknown", where, name, offered)
        for mark in wording.broken_marks(text):
            yield _finding("variable_broken", where, mark)
    for name in sorted(draft.declared & draft.variables - used):
        yield _finding("variable_left_out", "body", name)
    in_text = set(wording.variables(draft.title + draft.body))
    for name in sorted(set(wording.variables(draft.html)) - in_text):
        yield _finding("variable_html_only", "body", name)


def _secrets(draft: Draft) -> Iterator[Finding]:
    for name in wording.variables(draft.title):
        if _SECRET.search(name):
            yield _finding("secret_in_title", "title", name)
    if _ADDRESS.search(draft.title):
        yield _finding("address_in_title", "title")


def _lengths(draft: Draft) -> Iterator[Finding]:
    title, text = draft.shown_title or draft.title, draft.shown_text or draft.body
    if draft.channel is Channel.EMAIL and len(title) > SUBJECT_SHOWN:
        yield _finding("subject_long", "title", str(len(title)), str(SUBJECT_SHOWN))
    if draft.channel in {Channel.PUSH, Channel.WEB_PUSH}:
        if len(title) > PUSH_TITLE_SHOWN:
            yield _finding("push_title_long", "title", str(len(title)), str(PUSH_TITLE_SHOWN))
        if len(text) > PUSH_BODY_SHOWN:
            yield _finding("push_body_long", "body", str(len(text)), str(PUSH_BODY_SHOWN))
    if draft.channel is Channel.SMS:
        counted = segments.count(text)
        if counted.foreign:
            yield _finding("sms_foreign", "body", " ".join(counted.foreign[:10]))
        if counted.parts > 1:
            yield _finding("sms_long", "body", str(counted.units), str(counted.parts))
    if len(draft.html) > HTML_MOST:
        yield _finding("html_long", "html", str(len(draft.html) // 1000))


def _stops(draft: Draft) -> Iterator[Finding]:
    """Section 69 of POPIA: who sends it and how to stop it, in each marketing message. Mails and push have it elsewhere."""
    if not draft.is_marketing or says_stop(f"{draft.title} {draft.body}"):
        return
    if draft.channel is Channel.SMS:
        yield _finding("opt_out_added", "body")
    if draft.channel is Channel.WHATSAPP:
        yield _finding("opt_out_missing", "body")


def says_stop(text: str) -> bool:
    """Whether a text says by which word one stops it: a stop word in capitals after a plain word, as in “Reply STOP”.

    “END OF SEASON SALE” and “Please STOP by” say nothing of the kind.
    """
    return any(stop_words.is_stop(word) and word not in _EVERYDAY for word in _IN_CAPITALS.findall(text))


def _html(draft: Draft) -> Iterator[Finding]:
    for problem in html_reading.read(draft.html).problems:
        yield _finding(problem.code, "html", problem.what, problem.more)
