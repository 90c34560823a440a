"""`make` on a machine whose Python is too old, missing, or cannot install: one sentence each."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.embedded.holders import CHECKOUT

OLD = """#!/bin/sh
[ "$1" = --version ] && echo "Python 3.8.18" && exit 0
exit 1
"""
UNKNOWN = "nothing-of-this-name==1.0 --hash=sha256:" + "0" * 64


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What the first steps need of a fresh clone, in a folder whose name has a space."""
    made = tmp_path / "fresh clone"
    shutil.copytree(CHECKOUT / "bin", made / "bin")
    shutil.copy(CHECKOUT / "Makefile", made)
    (made / "requirements.txt").write_text(UNKNOWN)
    return made


def _bootstrap(checkout: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["sh", "bin/bootstrap"],
        cwd=checkout,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def _program(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    made = folder / name
    made.write_text(text)
    made.chmod(0o755)
    return made


def test_python_that_is_too_old_is_one_sentence(checkout: Path, tmp_path: Path) -> None:
    old = _program(tmp_path / "old", "python3", OLD)
    done = _bootstrap(checkout, PYTHON=str(old))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"SynthAI needs Python 3.11 or newer, but {old} is Python 3.8.18: "
        "install one, or name it: make run PYTHON=python3.12\n"
    )
    assert not (checkout / ".venv").exists()


def test_machine_without_python_is_one_sentence(checkout: Path, tmp_path: Path) -> None:
    for name in ("sh", "dirname", "head"):
        _program(tmp_path / "bare", name, f'#!/bin/sh\nexec {shutil.which(name)} "$@"\n')
    done = _bootstrap(checkout, PATH=str(tmp_path / "bare"), PYTHON="")
    assert done.returncode == 1
    assert done.stderr.startswith("SynthAI needs Python 3.11 or newer, but there is no python3:")
    assert done.stderr.count("\n") == 1


def test_newer_python_is_found_beside_an_old_one(checkout: Path, tmp_path: Path) -> None:
    chosen = tmp_path / "chosen"
    _program(tmp_path / "path", "python3", OLD)
    _program(tmp_path / "path", "python3.12", f'#!/bin/sh\necho "$@" >> "{chosen}"\n')
    done = _bootstrap(checkout, PATH=f"{tmp_path / 'path'}:{os.environ['PATH']}", PYTHON="")
    assert done.returncode == 0
    assert chosen.read_text().splitlines()[-1] == "bin/install"


@pytest.mark.slow
def test_failed_installation_is_one_sentence_and_is_tried_again(checkout: Path) -> None:
    done = _bootstrap(checkout, PIP_NO_INDEX="1", PYTHON="")
    assert done.returncode == 1
    assert done.stderr.startswith(
        "The packages of requirements.txt could not be installed: ERROR: No matching"
    )
    assert done.stderr.count("\n") == 1
    (checkout / "requirements.txt").write_text("")
    again = _bootstrap(checkout, PIP_NO_INDEX="1", PYTHON="")
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout == "Installing requirements.txt (a minute or two, once).\n"
    third = _bootstrap(checkout, PIP_NO_INDEX="1", PYTHON="")
    assert (third.returncode, third.stdout, third.stderr) == (0, "", "")
