"""Templates of the organisation's own, as `content.selectors.blueprints` asks for them: `own:<public_id>:<version>`."""

from collections.abc import Iterable
from typing import Final

from content.models import TemplateVersion
from content.selectors import templates
from content.selectors.blueprints import Choice, Source
from synthai.core.documents.blueprints import reading
from synthai.core.documents.blueprints.shapes import Blueprint


def get(public_id: str, version: int) -> Blueprint | None:
    """The template as it was published; None where there is none. One query."""
    found = templates.get_version(public_id, version)
    return _read(found) if found is not None else None


def choices() -> Iterable[Choice]:
    """The newest version of each template that was not put away. One query."""
    for version in templates.newest_versions():
        yield Choice(ref=f"own:{version.template.public_id}:{version.number}", blueprint=_read(version))


def _read(version: TemplateVersion) -> Blueprint:
    return reading.from_data(version.body)


SOURCE: Final = Source(get=get, choices=choices)
