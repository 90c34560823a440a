"""What becomes of an uploaded picture: formats, colours, turning, and what is refused."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from accounts import logo_images
from accounts.tests import pictures


def made(content: bytes, kind: str, folder: Path) -> tuple[dict[str, Any], Image.Image]:
    """The answer, and the PNG for documents."""
    source = folder / "upload"
    source.write_bytes(content)
    answer = logo_images.make(str(source), kind, str(folder))
    return answer, opened(folder / "document")


def opened(path: Path) -> Image.Image:
    return Image.open(io.BytesIO(path.read_bytes()))


def refusal(content: bytes, kind: str, folder: Path) -> Any:
    source = folder / "upload"
    source.write_bytes(content)
    answer = logo_images.make(str(source), kind, str(folder))
    assert not (folder / "document").exists()
    return answer["refusal"]


def near(pixel: Any, wanted: tuple[int, ...]) -> bool:
    return all(abs(one - other) <= 6 for one, other in zip(pixel, wanted, strict=True))


def test_draws_every_size_and_never_enlarges(tmp_path: Path) -> None:
    answer, _document = made(pictures.png(size=(1200, 600)), "PNG", tmp_path)
    sizes = {name: opened(tmp_path / name).size for name in logo_images.names()}
    assert sizes == {"64": (64, 32), "256": (256, 128), "512": (512, 256), "document": (512, 256)}
    assert {opened(tmp_path / name).format for name in ("64", "256", "512")} == {"WEBP"}
    assert (answer["width"], answer["height"], answer["ground"]) == (512, 256, "none")
    assert made(pictures.png(size=(30, 20)), "PNG", tmp_path)[1].size == (30, 20)


def test_nothing_of_the_upload_but_its_pixels_stays(tmp_path: Path) -> None:
    _answer, document = made(pictures.photo_with_place(), "JPEG", tmp_path)
    assert document.size == (200, 300), "turned upright"
    assert near(document.getpixel((100, 2)), (0, 0, 255))
    for name in logo_images.names():
        content = (tmp_path / name).read_bytes()
        assert not any(
            word in content for word in (b"at home", b"private", b"Exif", b"PK\x03\x04", b"behind")
        )
        assert dict(Image.open(io.BytesIO(content)).getexif()) == {}


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_turns_other_formats_too(kind: str, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 8
    content = pictures.encoded(Image.new("RGB", (300, 200), "red"), kind, exif=exif)
    assert made(content, kind, tmp_path)[1].size == (200, 300)


def test_cmyk_of_a_printer_keeps_its_colour(tmp_path: Path) -> None:
    content = pictures.encoded(Image.new("CMYK", (300, 200), (0, 255, 255, 0)), "JPEG")
    assert near(made(content, "JPEG", tmp_path)[1].getpixel((5, 5)), (255, 0, 0))


def test_sixteen_bits_are_scaled_and_not_cut(tmp_path: Path) -> None:
    image = Image.new("I;16", (100, 100))
    image.putdata([32768] * 10_000)
    assert near(made(pictures.encoded(image), "PNG", tmp_path)[1].getpixel((5, 5)), (127, 127, 127))


def test_palette_with_transparency_stays_transparent(tmp_path: Path) -> None:
    image = Image.new("P", (100, 80), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.paste(1, (50, 40, 100, 80))
    answer, document = made(pictures.encoded(image, transparency=0), "PNG", tmp_path)
    assert document.getchannel("A").getpixel((2, 2)) == 0
    assert document.getpixel((99, 79)) == (0, 0, 255, 255)
    assert answer["ground"] == "light"


def test_pale_ink_gets_a_dark_ground(tmp_path: Path) -> None:
    image = Image.new("RGBA", (100, 100))
    image.paste((255, 255, 255, 255), (20, 20, 80, 80))
    assert made(pictures.encoded(image), "PNG", tmp_path)[0]["ground"] == "dark"


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_image(kind: str, tmp_path: Path) -> None:
    frames = [Image.new("RGB", (100, 100), colour) for colour in ("red", "blue")]
    content = pictures.encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    document = made(content, kind, tmp_path)[1]
    assert near(document.getpixel((5, 5)), (255, 0, 0))
    assert getattr(document, "n_frames", 1) == 1


def test_the_same_picture_has_the_same_digest(tmp_path: Path) -> None:
    digests = [made(pictures.png(colour), "PNG", tmp_path)[0]["digest"] for colour in ("red", "red", "blue")]
    assert digests[0] == digests[1] != digests[2]


def test_refuses_what_is_no_logo(tmp_path: Path) -> None:
    noise = Image.effect_noise((500, 500), 50).convert("RGB")
    assert refusal(pictures.png(size=(1, 1)), "PNG", tmp_path) == "too_small"
    assert refusal(pictures.huge_png(20_000), "PNG", tmp_path) == "too_many_pixels"
    assert refusal(pictures.encoded(Image.new("RGBA", (100, 100))), "PNG", tmp_path) == "invisible"
    assert refusal(pictures.png()[:60], "PNG", tmp_path) == "broken"
    for kind in ("PNG", "JPEG", "WEBP"):
        assert refusal(pictures.encoded(noise, kind)[:3000], kind, tmp_path) == "broken"
    assert refusal(pictures.encoded(noise, "GIF"), "PNG", tmp_path) == "broken", (
        "only the decoder named is tried"
    )
