"""Everything that is wrong with a text."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from publishing.check_terms import FindingKind
from publishing.engine.blocks import assets_of
from publishing.engine.checks import access, ageing, ease
from publishing.engine.checks.finding import Found, cut
from publishing.engine.checks.subject import Subject
from publishing.terms import BlockKind

MOST_LOADED: Final = 1_000_000  # bytes of pictures that come with the page, without a press
MOST_DESCRIPTION: Final = 160  # letters that search engines show of a description, about
MOST: Final = 200  # of one text
_LINK_KINDS: Final = {
    "broken": FindingKind.LINK_BROKEN,
    "moved": FindingKind.LINK_MOVED,
    "unsure": FindingKind.LINK_UNSURE,
}


def all_of(subject: Subject) -> list[Found]:
    """The findings, each once, the most urgent first; MOST at most."""
    every = [*_links(subject), *access.of(subject), *ageing.of(subject), *_weight(subject), *_head(subject)]
    every += ease.of(subject)
    once: dict[str, Found] = {}
    for each in every:
        once.setdefault(each.fingerprint, each)
    return sorted(once.values(), key=lambda each: each.urgency)[:MOST]


def _links(subject: Subject) -> Iterator[Found]:
    for text in subject.texts:
        for link in text.links:
            kind = _LINK_KINDS.get(subject.link(link.url))
            if kind is not None:
                yield Found(
                    kind=kind,
                    part=text.part,
                    place=link.url,
                    words=cut(link.words),
                    told={"url": cut(link.url, 120)},
                )


def _weight(subject: Subject) -> Iterator[Found]:
    loaded, rand, shown = 0, Decimal(0), []
    for block, text in zip(subject.blocks, subject.texts, strict=True):
        for key in assets_of([block]):
            file = subject.files.get(key)
            if file is None or file.is_put_away:
                yield Found(
                    kind=FindingKind.FILE_GONE, part=text.part, place=key, words=file.name if file else ""
                )
                continue
            if block["kind"] in {BlockKind.IMAGE, BlockKind.GALLERY}:
                loaded, rand = loaded + file.size, rand + file.rand
                shown.append(key)
            if file.is_heavy:
                told = {"size": str(file.size), "rand": str(file.rand), "name": file.name}
                yield Found(
                    kind=FindingKind.FILE_HEAVY, part=text.part, place=key, words=file.name, told=told
                )
    if loaded > MOST_LOADED:
        told = {"size": str(loaded), "rand": str(rand), "count": str(len(shown))}
        yield Found(kind=FindingKind.HEAVY, part="text", place=" ".join(shown), told=told)


def _head(subject: Subject) -> Iterator[Found]:
    if not subject.summary.strip():
        yield Found(kind=FindingKind.SUMMARY_MISSING, part="summary", place="none")
    description = str(subject.seo.get("description", ""))
    if len(description) > MOST_DESCRIPTION:
        told = {"count": str(len(description)), "most": str(MOST_DESCRIPTION)}
        yield Found(
            kind=FindingKind.SEO_LONG, part="settings", place=description, words=cut(description), told=told
        )
    if not subject.has_tags:
        yield Found(kind=FindingKind.TAGS_MISSING, part="settings", place="none")
