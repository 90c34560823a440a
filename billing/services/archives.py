"""ZIP files that are written while they are made: into a file without a name, one block in memory at a time."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Final, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_BLOCK: Final = 1 << 20
_PACKED: Final = (".pdf", ".xlsx", ".zip")  # packed already: packing again costs time and saves nothing


@dataclass(frozen=True, kw_only=True)
class Member:
    """One file in the archive."""

    name: str
    size: int
    sha256: str


class Archive:
    """`with Archive(on=…) as archive: archive.add(…)`; then `archive.file` is the ZIP, read from its start, for whoever closes it.

    All files have the day `on` as theirs, so the same content gives the same bytes.
    """

    def __init__(self, *, on: date) -> None:
        self.file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - whoever takes it closes it
        self.members: list[Member] = []
        self._zip = ZipFile(self.file, "w", ZIP_DEFLATED)
        self._on = on

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()
        self.file.seek(0)
        if kind is not None:
            self.file.close()

    def add(self, name: str, content: bytes) -> None:
        """A file that is in memory."""
        self._write(name, (content,))

    def add_file(self, name: str, stream: IO[bytes]) -> None:
        """A file that is read block by block, and closed."""
        with stream:
            self._write(name, iter(lambda: stream.read(_BLOCK), b""))

    def manifest(self) -> bytes:
        """Every file's SHA-256 and name, as `sha256sum -c` reads them."""
        return "".join(f"{each.sha256}  {each.name}\n" for each in self.members).encode()

    def _write(self, name: str, blocks: Iterable[bytes]) -> None:
        info = ZipInfo(name, (max(self._on.year, 1980), self._on.month, self._on.day, 0, 0, 0))
        info.compress_type = ZIP_STORED if name.endswith(_PACKED) else ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as member:
            for block in blocks:
                digest.update(block)
                size += len(block)
                member.write(block)
        self.members.append(Member(name=name, size=size, sha256=digest.hexdigest()))
