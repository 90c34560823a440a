"""The words of a lesson, as it was published: what search finds it by."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

_RULE: Final = re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}[-:| \t]*$", re.MULTILINE)  # under the head of a table
_BAR: Final = re.compile(r"[ \t]*\|[ \t]*")
_MARK: Final = re.compile(r"[*_`~]+|\[([^\]]*)\]\([^)]*\)|^\s*(?:[-+#>]+|\d+\.)\s+", re.MULTILINE)
_SAID: Final = ("alt", "title")  # beside the text: what a picture shows, what a video elsewhere is called


def words_of(blocks: Iterable[Mapping[str, Any]]) -> str:
    """What stands in the blocks, without Markdown: a line for each part. Questions of quizzes and their answers are not in it."""
    return "\n".join(filter(None, (_of_block(block) for block in blocks)))


def _of_block(block: Mapping[str, Any]) -> str:
    data = block.get("data") or {}
    without_tables = _BAR.sub(" ", _RULE.sub("", str(block.get("text", ""))))
    text = _MARK.sub(lambda found: found.group(1) or "", without_tables)
    return "\n".join(
        part.strip() for part in (text, *(str(data.get(name, "")) for name in _SAID)) if part.strip()
    )
