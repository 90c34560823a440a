"""All that can be known of a text, in one go. Runs in the child process: the libraries it loads take a quarter of a second."""

from typing import Any

from synthai.core.reading.knowledge import entities, keywords, language, readability, summary, tone
from synthai.core.reading.knowledge.sentences import of_blocks
from synthai.core.reading.shapes import Reading


def of(reading: Reading) -> dict[str, Any]:
    """All of it, as JSON."""
    sentences = of_blocks(reading.blocks)
    running = " ".join(each.text for each in sentences)
    told = language.told(running or reading.text)
    code = told["code"]
    return {
        "language": told,
        "words": len(reading.text.split()),
        "readability": readability.of(sentences) if code == "en" else None,
        "keywords": keywords.of(running or reading.text, code),
        "entities": entities.of(reading.blocks),
        "tone": tone.of(sentences, code),
        "summary": summary.of(sentences, code),
    }
