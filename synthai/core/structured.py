"""Structured data for search engines, as it may stand in a page."""

import json
from typing import Any


def in_page(document: dict[str, Any]) -> str:
    """JSON-LD as it may stand inside a script element: nothing in it can end the element."""
    text = json.dumps(document, ensure_ascii=False)
    for letter, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(letter, escaped)
    return text
