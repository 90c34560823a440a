"""Pictures of strangers, drawn anew in a limited child process and stored. Call it outside of a transaction."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from synthai.core import files
from synthai.core.errors import DomainError
from synthai.core.files import StoredFile
from synthai.core.limits import LimitExceeded, run_limited


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


def draw(maker: str, file: IO[bytes], kind: str, place: str, *, refused: type[DomainError]) -> dict[str, Any]:
    """What a maker of `synthai.core.media.pictures` tells, having drawn into `place`. Raises `refused` with a sentence."""
    source = Path(place) / "upload"
    file.seek(0)
    with source.open("wb") as out:
        shutil.copyfileobj(file, out)
    try:
        told: dict[str, Any] = run_limited(
            f"synthai.core.media.pictures.{maker}", (str(source), kind, place), memory_mb=1400, seconds=45
        )
    except LimitExceeded as error:
        raise refused(_("This picture takes too much work. Save it smaller and upload that.")) from error
    if told.get("refusal") == "too_many_pixels":
        raise refused(_("This picture has more than 60 million pixels. Save it smaller and upload that."))
    if told.get("refusal"):
        raise refused(_("This picture is damaged. Open it, save it again, and upload that."))
    return told
