"""A block of every kind, for tests that look at how they are drawn."""

from typing import Any


def every_block(asset: str, piece: str, words: str = "Some *words* & more.") -> list[dict[str, Any]]:
    """One of each kind, showing this picture and naming this piece."""
    data: list[tuple[str, dict[str, Any]]] = [
        ("text", {}),
        ("image", {"asset": asset, "alt": "A shelf"}),
        ("gallery", {"assets": [{"asset": asset, "alt": ""}, {"asset": asset, "alt": "Again"}]}),
        ("table", {"rows": [["A", "B"], ["1", "2"]], "head": True}),
        ("table", {"rows": [["A", "B"]], "head": True}),
        ("quote", {"who": "Thandi"}),
        ("callout", {"tone": "warning", "title": "Mind this"}),
        ("embed", {"url": "https://youtu.be/abcdefghijk", "title": "How it works"}),
        ("related", {"pieces": [piece]}),
        ("action", {"label": "Go", "url": "/read/en/"}),
    ]
    letters = "abcdefghijklmnop"
    return [
        {"id": f"aaaaaaa{letters[place]}", "kind": kind, "text": words, "data": each}
        for place, (kind, each) in enumerate(data)
    ]
