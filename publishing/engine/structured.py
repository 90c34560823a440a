"""What search engines read of a piece: schema.org's Article, VideoObject or LearningResource, as JSON-LD."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from publishing.terms import PieceKind

_TYPES = {
    PieceKind.ARTICLE: "Article",
    PieceKind.VIDEO: "VideoObject",
    PieceKind.RESOURCE: "LearningResource",
}


@dataclass(frozen=True, kw_only=True)
class PieceFacts:
    """A piece as the world may know it. `is_open`: everybody may read all of it."""

    kind: str
    title: str
    summary: str
    url: str
    language: str
    publisher: str
    publisher_url: str
    published_at: datetime
    changed_at: datetime
    is_open: bool
    words: int = 0
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    picture: str = ""


def piece_data(facts: PieceFacts) -> dict[str, Any]:
    """The JSON-LD document. A film without a picture is an article: a VideoObject must have one."""
    told = _TYPES.get(PieceKind(facts.kind), "Article")
    if told == "VideoObject" and not facts.picture:
        told = "Article"
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": told,
        "name" if told != "Article" else "headline": facts.title,
        "description": facts.summary or facts.title,
        "url": facts.url,
        "inLanguage": facts.language,
        "isAccessibleForFree": facts.is_open,
        "datePublished": facts.published_at.isoformat(timespec="seconds"),
        "dateModified": facts.changed_at.isoformat(timespec="seconds"),
        "publisher": {"@type": "Organization", "name": facts.publisher, "url": facts.publisher_url},
    }
    return {**found, **_beside(facts, told)}


def _beside(facts: PieceFacts, told: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if facts.authors:
        found["author"] = [{"@type": "Person", "name": name} for name in facts.authors]
    if facts.tags:
        found["keywords"] = list(facts.tags)
    if facts.picture:
        found["thumbnailUrl" if told == "VideoObject" else "image"] = facts.picture
    if told == "VideoObject":
        found["uploadDate"] = facts.published_at.isoformat(timespec="seconds")
    if told == "Article" and facts.words:
        found["wordCount"] = facts.words
    if not facts.is_open:
        found["hasPart"] = {
            "@type": "WebPageElement",
            "isAccessibleForFree": False,
            "cssSelector": ".members-only",
        }
    return found
