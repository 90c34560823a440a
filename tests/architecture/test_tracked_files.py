"""What may not be in the repository: addresses and folders of one machine, and what others must not see."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.sources import CHECKOUT

# Folders of people and build machines; the system's own (/dev, /proc, /var/lib) are the same everywhere.
MACHINE_PATH = re.compile(r"""(?<![\w.~:/$})-])/(?:home|root|Users|work|workspace|builds|mnt|srv)/[\w.-]""")
REGISTRY = re.compile(
    r"--(?:extra-)?index-url|--find-links|--trusted-host|\bregistry\s*=\s*http|artifactory|jfrog|/simple/?(?:\s|$)"
)
SECRET = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bsk_live_\w{8,}")
VENDORED = ("static/vendor/",)
LARGEST_BYTES = 5 * 2**20


@cache
def tracked() -> tuple[str, ...]:
    """Every file that git knows, vendored ones left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("this is no git checkout")
    names = (name for name in listed.stdout.split("\0") if name and (CHECKOUT / name).is_file())
    return tuple(name for name in names if not name.startswith(VENDORED))


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert list(_lines_with(MACHINE_PATH)) == []


def test_no_file_names_a_package_registry() -> None:
    assert list(_lines_with(REGISTRY)) == []


def test_no_file_holds_a_private_key() -> None:
    assert list(_lines_with(SECRET)) == []


def test_no_file_is_a_data_dump() -> None:
    assert [name for name in tracked() if (CHECKOUT / name).stat().st_size > LARGEST_BYTES] == []


def _lines_with(pattern: re.Pattern[str]) -> Iterator[str]:
    this = Path(__file__).relative_to(CHECKOUT).as_posix()
    for name in tracked():
        if name == this:
            continue
        try:
            text = (CHECKOUT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:  # an image or a spreadsheet
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            if pattern.search(line):
                yield f"{name}:{number}: {line.strip()[:100]}"
