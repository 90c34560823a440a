"""Sealing a signed agreement of two pages: processor time of each step, with an RSA key and with one on an elliptic curve."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

if TYPE_CHECKING:
    from synthai.core.documents.signed_pdf import Mark
    from synthai.core.documents.signing_key import SigningKey

NAME = "Documents: sealing"
AT = datetime(2026, 11, 29, tzinfo=UTC)
_NAMES = ("Thandi Mokoena", "Sipho Nkosi")
Step = tuple[str, Callable[[], Any], int]


def run(options: Options) -> list[Table]:
    """No database is read; Django is there for the settings."""
    django_on_servers()
    with tempfile.TemporaryDirectory() as folder:
        keys = {"RSA 3072": _made_key(Path(folder)), "P-256": _curve_key(Path(folder))}
    return [_steps_timed(keys, 8 if options.quick else 40)]


def _steps_timed(keys: dict[str, "SigningKey"], rounds: int) -> Table:
    steps, load = _steps(keys, iter(range(1, 100 * rounds))), os.getloadavg()
    spent: dict[str, list[float]] = {name: [] for name, _make, _size in steps}
    for _round in range(rounds):
        for name, make, _size in steps:  # in turns, so that a busy machine slows all
            started = time.process_time()
            make()
            spent[name].append((time.process_time() - started) * 1e3)
    return Table(
        title="A signed agreement of two pages",
        columns=("step", "CPU ms, p50", "CPU ms, p95", "kB"),
        rows=[
            (name, statistics.median(times), statistics.quantiles(times, n=20)[-1], size / 1024)
            for (name, _make, size), times in zip(steps, spent.values(), strict=True)
        ],
        note=f"Two signers, {rounds} rounds; what is drawn has other words each time. No time-stamp server is asked. "
        f"The machine's load was {load[0]:.1f} {load[1]:.1f} {load[2]:.1f} as it began.",
        digits=1,
    )


def _steps(keys: dict[str, "SigningKey"], turn: Any) -> list[Step]:
    """What each step does, and how large what it makes is; made once, so that fonts are read."""
    from synthai.core.documents import pages
    from synthai.core.testing import seals

    original, appendix, marks = _agreement(0), _appendix(0), _marks(0)
    if pages.count(original) != 2:
        raise AssertionError(f"The agreement has {pages.count(original)} pages.")
    steps: list[Step] = [
        ("the agreement drawn", lambda: _agreement(next(turn)), len(original)),
        ("the page of signatures drawn", lambda: _appendix(next(turn)), len(appendix)),
        ("names and days for its lines drawn", lambda: _marks(next(turn)), sum(len(each.pdf) for each in marks)),
    ]  # fmt: skip
    for name, key in keys.items():
        seal = partial(_seal, original, appendix, marks, key)
        sealed = seal()
        steps.append((f"all put together and sealed, {name}", seal, len(sealed)))
        steps.append((f"the seal checked by other libraries, {name}", partial(seals.check, sealed), len(sealed)))  # fmt: skip
    return steps


def _agreement(turn: int) -> bytes:
    from synthai.core.documents.papers import pdf
    from synthai.core.testing import papers

    whole = papers.agreement().blocks
    paper = papers.agreement(title=f"Confidentiality agreement {turn}", blocks=(*whole[:9], *whole[-3:]))
    return pdf.as_pdf(paper, at=AT)


def _appendix(turn: int) -> bytes:
    from synthai.core.documents import Column, Fact, Row, Table, signatures

    signed = tuple(
        signatures.SignedBy(
            label=f"For party {place}", name=name,
            facts=tuple(Fact(label=label, value=f"{label} {turn}") for label in ("Signed", "E-mail", "Code", "Address", "Browser")),
        )
        for place, name in enumerate(_NAMES, start=1)
    )  # fmt: skip
    events = Table(
        caption="What happened",
        columns=(Column(label="No."), Column(label="What", is_wide=True), Column(label="Code")),
        rows=tuple(Row(cells=(str(place), f"Somebody did something, {turn}", "0123456789ab")) for place in range(1, 11)),
    )  # fmt: skip
    paper = signatures.SignaturesPaper(
        sender="Umoja Foods", title="Signatures", subject=f"Confidentiality agreement {turn}", lead="The pages before this one were signed.",
        facts=(Fact(label="Sent by", value="Umoja Foods"),), hash_label="SHA-256", hash="0123456789abcdef " * 4, signers_title="Who signed",
        signers=signed, events=events, notes=("All times are South Africa's.",), footer="Check this file", link="https://synthai.example/check/",
        code_alt="Code that leads to the page where this file is checked",
    )  # fmt: skip
    return signatures.as_pdf(paper, (b"", b""), at=AT)


def _marks(turn: int) -> list["Mark"]:
    from synthai.core.documents import signatures
    from synthai.core.documents.signed_pdf import Mark

    made = []
    for place, name in enumerate(_NAMES):
        hand = signatures.mark_of(name, is_name=True)
        day = signatures.mark_of(f"{turn} November 2026, electronically")
        made += [Mark(1, 140 + 240 * place, 600, hand), Mark(1, 140 + 240 * place, 540, day)]
    return made


def _seal(original: bytes, appendix: bytes, marks: list["Mark"], key: "SigningKey") -> bytes:
    from synthai.core.documents import signed_pdf

    return signed_pdf.seal(original, appendix, key=key, reason="For a benchmark", marks=marks)


def _made_key(folder: Path) -> "SigningKey":
    """What a laptop makes for itself."""
    from django.test import override_settings

    from synthai.core.documents.signing_key import signing_key

    with override_settings(SIGNING_FOLDER=folder, SIGNING_KEY_FILE="", SIGNING_CERTIFICATE_FILE=""):
        return signing_key()


def _curve_key(folder: Path) -> "SigningKey":
    from cryptography.hazmat.primitives.asymmetric import ec

    from synthai.core.testing import seals

    return seals.own_key(folder, ec.generate_private_key(ec.SECP256R1()))
