"""The whole of reading one file, inside the child process: text first, then what can be known of it."""

from pathlib import Path
from typing import Any, Final

from synthai.core.reading import kinds, pdfs, plain, sheets, word
from synthai.core.reading.knowledge import whole
from synthai.core.reading.shapes import Kind, Reading, Refused

PROGRESS: Final = "progress"  # a file beside the answer's folder with per cent in it
_READERS: Final = {
    Kind.PDF: pdfs.read,
    Kind.DOCX: word.read,
    Kind.XLSX: sheets.read,
    Kind.TEXT: plain.read,
}


def read(path: str, folder: str) -> dict[str, Any]:
    """What is in the file, or {"refused": why}. Progress is written into `folder`."""
    try:
        reading = _text_of(Path(path))
    except Refused as error:
        return {"refused": error.reason}
    _note(folder, 60)
    reading.knowledge = whole.of(reading)
    _note(folder, 100)
    return reading.as_json()


def _text_of(path: Path) -> Reading:
    return _READERS[kinds.told(path)](path)


def _note(folder: str, share: int) -> None:
    (Path(folder) / PROGRESS).write_text(str(share))
