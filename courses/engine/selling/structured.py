"""What search engines read of a course: schema.org's Course with its offer, as JSON-LD."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Rating:
    """What learners gave a course, for whoever counts reviews."""

    average: Decimal
    count: int


@dataclass(frozen=True, kw_only=True)
class CourseFacts:
    """A course as the world may know it."""

    title: str
    summary: str
    url: str
    provider: str
    provider_url: str
    minutes: int
    price: Decimal
    is_on_sale: bool
    price_until: date | None = None
    trainer: str = ""
    points: tuple[str, ...] = ()
    rating: Rating | None = None


def course_data(facts: CourseFacts) -> dict[str, Any]:
    """The JSON-LD document."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": facts.title,
        "description": facts.summary or facts.title,
        "url": facts.url,
        "inLanguage": "en-ZA",
        "provider": {"@type": "Organization", "name": facts.provider, "url": facts.provider_url},
        "hasCourseInstance": _instance(facts),
    }
    if facts.points:
        found["teaches"] = list(facts.points)
    if facts.is_on_sale:
        found["offers"] = _offer(facts)
    if facts.rating and facts.rating.count:
        found["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": str(facts.rating.average),
            "ratingCount": facts.rating.count,
        }
    return found


def _instance(facts: CourseFacts) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "CourseInstance",
        "courseMode": "Online",
        "courseWorkload": f"PT{max(facts.minutes, 1)}M",
    }
    if facts.trainer:
        found["instructor"] = {"@type": "Person", "name": facts.trainer}
    return found


def _offer(facts: CourseFacts) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "Offer",
        "category": "Paid" if facts.price else "Free",
        "price": f"{facts.price:.2f}",
        "priceCurrency": "ZAR",
        "url": facts.url,
        "availability": "https://schema.org/InStock",
    }
    if facts.price_until:
        found["priceValidUntil"] = facts.price_until.isoformat()
    return found
