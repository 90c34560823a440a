"""Short real films for tests, made by ffmpeg itself."""

import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import imageio_ffmpeg

PLACE = "+33.9249-018.4241/"  # where the camera was, as phones write it


@cache
def film(
    *,
    seconds: float = 2,
    size: str = "320x180",
    rate: int = 10,
    has_sound: bool = True,
    ending: str = "mp4",
    has_picture: bool = True,
) -> bytes:
    """A test picture with a tone, and a place in its metadata."""
    arguments: list[str] = []
    if has_picture:
        arguments += ["-f", "lavfi", "-i", f"testsrc=size={size}:rate={rate}:duration={seconds}"]
    if has_sound:
        arguments += ["-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}"]
    if has_picture:
        codec = (
            ["libvpx", "-deadline", "realtime"] if ending == "webm" else ["libx264", "-preset", "ultrafast"]
        )
        arguments += ["-c:v", *codec, "-pix_fmt", "yuv420p"]
    arguments += ["-metadata", f"location={PLACE}", "-metadata", f"comment=at {PLACE}"]
    with TemporaryDirectory() as folder:
        out = Path(folder) / f"film.{ending}"
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *arguments, str(out)]
        subprocess.run(command, check=True)
        return out.read_bytes()
