"""The whole of reading one file, inside the child process: text first, then what can be known of it.

Each process reads one file, so what that file does not need is not imported: a reader brings its libraries, and a refusal needs none.
"""

from importlib import import_module
from pathlib import Path
from typing import Any, Final, cast

from synthai.core.reading import kinds
from synthai.core.reading.shapes import Kind, Reading, Refused

PROGRESS: Final = "progress"  # a file beside the answer's folder with per cent in it
_READERS: Final = {Kind.PDF: "pdfs", Kind.DOCX: "word", Kind.XLSX: "sheets", Kind.TEXT: "plain"}


def read(path: str, folder: str) -> dict[str, Any]:
    """What is in the file, or {"refused": why}. Progress is written into `folder`."""
    try:
        reading = _text_of(Path(path))
    except Refused as error:
        return {"refused": error.reason}
    _note(folder, 60)
    reading.knowledge = import_module("synthai.core.reading.knowledge.whole").of(reading)
    _note(folder, 100)
    return reading.as_json()


def _text_of(path: Path) -> Reading:
    reader = import_module(f"synthai.core.reading.{_READERS[kinds.told(path)]}")
    return cast("Reading", reader.read(path))


def _note(folder: str, share: int) -> None:
    (Path(folder) / PROGRESS).write_text(str(share))
