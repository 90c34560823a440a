"""Pictures of strangers, drawn anew in a limited child process and stored. Call it outside of a transaction."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from synthai.core import files
from synthai.core.errors import DomainError
from synthai.core.files import StoredFile
from synthai.core.limits import LimitExceeded, run_limited
from synthai.core.media.judging import LARGE_PICTURE, PICTURE_BYTES


@dataclass(frozen=True, kw_only=True)
class TwoSizes:
    """A picture in storage, large and small; width and height of the large one."""

    large: StoredFile
    small: StoredFile
    width: int
    height: int

    @property
    def paths(self) -> list[str]:
        """Where they lie."""
        return [self.large.path, self.small.path]


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A picture in storage in one size and format. `label`: w640 by its width, or the name of a crop."""

    label: str
    content_type: str
    stored: StoredFile
    width: int
    height: int


def in_all_sizes(file: IO[bytes], kind: str, *, folder: str, refused: type[DomainError]) -> list[Drawn]:
    """Read the file as `kind` (Pillow's name) and store it in every size as WebP and AVIF, smallest first; the last WebP is
    the largest. Raises `refused` with a sentence."""
    refuse_large(file, refused=refused)
    with tempfile.TemporaryDirectory() as place, removed_on_failure([]) as kept:
        sizes = draw("make", file, kind, place, refused=refused)["drawn"]
        return [
            _stored(
                Path(place) / f"{number}.{ending}", label=f"w{size[0]}", size=size, folder=folder, kept=kept
            )
            for number, size in enumerate(sizes)
            for ending in ("webp", "avif")
        ]


def crops(
    file: IO[bytes], kind: str, focus: tuple[int, int], *, folder: str, refused: type[DomainError]
) -> list[Drawn]:
    """Cut a picture to the shapes of `pictures.SHAPES` around what must stay in sight (thousandths from the left and the top)
    and store them. Raises `refused` with a sentence."""
    with tempfile.TemporaryDirectory() as place, removed_on_failure([]) as kept:
        cut = draw("crop", file, kind, place, *focus, refused=refused)["cut"]
        return [
            _stored(Path(place) / name, label=label, size=size, folder=folder, kept=kept)
            for label, name, size in cut
        ]


@contextmanager
def removed_on_failure(paths: list[str]) -> Iterator[list[str]]:
    """Delete these stored files, and those added meanwhile, when the block fails."""
    try:
        yield paths
    except BaseException:
        for path in paths:
            files.delete(path)
        raise


def refuse_large(file: IO[bytes], *, refused: type[DomainError]) -> None:
    """Raise `refused` for more than PICTURE_BYTES."""
    file.seek(0, os.SEEK_END)
    if file.tell() > PICTURE_BYTES:
        raise refused(LARGE_PICTURE)


def _stored(source: Path, *, label: str, size: list[int], folder: str, kept: list[str]) -> Drawn:
    with source.open("rb") as content:
        stored = files.save_stream(content, folder=folder, name=f"picture{source.suffix}")
    kept.append(stored.path)
    ending = source.suffix[1:].replace("jpg", "jpeg")
    return Drawn(label=label, content_type=f"image/{ending}", stored=stored, width=size[0], height=size[1])


def in_two_sizes(file: IO[bytes], kind: str, *, folder: str, refused: type[DomainError]) -> TwoSizes:
    """Read the file as `kind` (Pillow's name) and store it twice in a folder, as WebP. Raises `refused` with a sentence."""
    with tempfile.TemporaryDirectory() as place:
        told = draw("make_two", file, kind, place, refused=refused)
        with (Path(place) / "large").open("rb") as large, (Path(place) / "small").open("rb") as small:
            first = files.save_stream(large, folder=folder, name="picture.webp")
            try:
                second = files.save_stream(small, folder=folder, name="picture.webp")
            except BaseException:
                files.delete(first.path)
                raise
    return TwoSizes(large=first, small=second, width=told["width"], height=told["height"])


def draw(
    maker: str, file: IO[bytes], kind: str, place: str, *more: int, refused: type[DomainError]
) -> dict[str, Any]:
    """What a maker of `synthai.core.media.pictures` tells, having drawn into `place`. Raises `refused` with a sentence."""
    source = Path(place) / "upload"
    file.seek(0)
    with source.open("wb") as out:
        shutil.copyfileobj(file, out)
    try:
        told: dict[str, Any] = run_limited(
            f"synthai.core.media.pictures.{maker}",
            (str(source), kind, place, *more),
            memory_mb=1400,
            seconds=45,
        )
    except LimitExceeded as error:
        raise refused(_("This picture takes too much work. Save it smaller and upload that.")) from error
    if told.get("refusal") == "too_many_pixels":
        raise refused(_("This picture has more than 60 million pixels. Save it smaller and upload that."))
    if told.get("refusal"):
        raise refused(_("This picture is damaged. Open it, save it again, and upload that."))
    return told
