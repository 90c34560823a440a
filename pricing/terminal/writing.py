"""Results onto disk or into a pipe: whole or not at all, and harmless when opened in a spreadsheet."""

import errno
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from pricing.terminal.failures import Failure, other, usage
from pricing.terminal.streams import Streams

STANDARD: Final = "-"
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
# Amounts of money are written with two decimals, units and shares as the engine rounds them.
MONEY: Final = ("price", "cost", "revenue", "profit")


def csv_bytes(table: pd.DataFrame) -> bytes:
    """The table as CSV in UTF-8 with decimal points; cells that a spreadsheet would run are made text."""
    out = {}
    for place, name in enumerate(table.columns):
        column = table.iloc[:, place]
        if pd.api.types.is_float_dtype(column) and any(word in str(name).split("_") for word in MONEY):
            column = pd.Series(np.where(column.isna(), "", column.map("{:.2f}".format)), index=column.index)
        elif not pd.api.types.is_numeric_dtype(column):
            column = column.map(neutral)
        out[place] = column
    frame = pd.DataFrame(out)
    frame.columns = pd.Index([neutral(name) for name in table.columns])
    return frame.to_csv(index=False, lineterminator="\n").encode("utf-8")


def neutral(cell: object) -> object:
    """A text cell that begins like a formula gets an apostrophe in front; everything else is left as it is."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


class Output:
    """Where one result goes. Made before the work starts, so that an unwritable place is told at once."""

    def __init__(self, target: str, streams: Streams) -> None:
        """Raises Failure when `target` is a folder or lies in one that cannot be written."""
        self._streams = streams
        self.name = "standard output" if target == STANDARD else target
        # A link stays a link: what it points to is replaced.
        self._path = None if target == STANDARD else Path(os.path.realpath(target))
        if self._path is not None:
            self._check(self._path)

    def write(self, data: bytes) -> None:
        """All of `data`, or nothing. Raises Failure when the disk or the pipe says no."""
        try:
            if self._path is None:
                self._streams.target.write(data)
                self._streams.target.flush()
            elif _is_special(self._path):
                self._path.write_bytes(data)  # a device or named pipe cannot be replaced
            else:
                replace_file(self._path, data)
        except OSError as error:
            raise unwritable(self.name, error) from error

    def _check(self, path: Path) -> None:
        if path.is_dir():
            raise other(f"{self.name} is a folder. Give the name of a file to write.")
        if _is_special(path):
            return
        if not path.parent.is_dir():
            raise other(f"{self.name} cannot be written: there is no folder {path.parent}. Make it first.")
        try:
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".synthai-"):
                pass
        except OSError as error:
            raise unwritable(self.name, error) from error


def refuse_overwriting(target: str, *sources: str | None) -> None:
    """Raises a usage Failure when the result would replace what it is made from."""
    if target == STANDARD:
        return
    place = os.path.realpath(target)
    for source in sources:
        if (
            source not in {None, STANDARD}
            and os.path.realpath(str(source)) == place
            and Path(place).is_file()
        ):
            raise usage(f"--out {target} would overwrite {source}. Choose another name.")


def write_folder(folder: str, tables: Mapping[str, pd.DataFrame]) -> list[Path]:
    """Write NAME.csv for every table into `folder`: all of them, or none. Raises Failure."""
    place = Path(folder)
    try:
        with _new_folder(place):
            written = [
                (_temporary(place, csv_bytes(table)), place / f"{name}.csv") for name, table in tables.items()
            ]
            for temporary, final in written:
                temporary.replace(final)
    except OSError as error:
        raise unwritable(folder, error) from error
    return [final for _, final in written]


def replace_file(path: Path, data: bytes) -> None:
    """Write beside `path` and rename, keeping the mode of a file that is already there."""
    temporary = _temporary(path.parent, data)
    try:
        temporary.chmod(stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def unwritable(name: str, error: OSError) -> Failure:
    """What the operating system said, in words."""
    reasons = {
        errno.EACCES: "permission is denied. Choose another folder.",
        errno.EPERM: "permission is denied. Choose another folder.",
        errno.EROFS: "the disk is read-only. Choose another folder.",
        errno.ENOSPC: "the disk is full. Make room and try again.",
        errno.EDQUOT: "your quota on this disk is used up. Make room and try again.",
        errno.ENAMETOOLONG: "the name is too long.",
        errno.EPIPE: "the program that reads it has stopped.",
    }
    return other(f"{name} cannot be written: {reasons.get(error.errno or 0, f'{error.strerror or error}.')}")


@contextmanager
def _new_folder(place: Path) -> Iterator[None]:
    """Make the folder; when the work inside fails, take away what it made."""
    existed = place.is_dir()
    before = set(place.iterdir()) if existed else set()
    place.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for path in set(place.iterdir()) - before:
            path.unlink(missing_ok=True)
        if not existed:
            place.rmdir()
        raise


def _temporary(folder: Path, data: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=folder, prefix=".synthai-", suffix=".tmp")
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        path.chmod(0o666 & ~_umask())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _is_special(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
