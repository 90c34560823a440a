"""A file of the media library as a writer sees it beside the block that shows it."""

from typing import Any

from media.engine.weight import Weight
from synthai.core.media import links


def shown_file(row: Any, weight: Weight | None = None) -> dict[str, Any]:
    """Its row, a link that ends, what it shows, and what it costs a reader."""
    linked = links.Linked(path=row.path, content_type=row.content_type, name=row.name)
    return {"row": row, "url": links.file_link(linked), "alt": row.alt, "weight": weight}
