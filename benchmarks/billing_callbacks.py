"""A burst of PayFast notifications: accepted a second, none lost, memory flat; beside a bare view that stores one row.

Each is signed and its own; both servers are granian with two workers on this machine, and the sender shares its cores.
"""

import hashlib
import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote_plus

import psutil
import psycopg

from benchmarks.bare_inbox import CREATE, TABLE
from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table
from benchmarks.websocket import _free_port, _wait

NAME = "Billing: callbacks accepted"
TARGET_A_SECOND = 1_000
SENDERS = 8
SANDBOX = "http://127.0.0.1:9"  # only its default credentials are used: nothing is sent there
PASSPHRASE = "jt7NOE43FZPn"


@dataclass(frozen=True)
class Burst:
    """How a burst went."""

    rate: float
    refused: int
    memory_before: float
    memory_after: float


def run(options: Options) -> list[Table]:
    """The same burst to both servers."""
    count = 300 if options.quick else 10_000
    os.environ["PAYMENTS_SANDBOX_URL"] = SANDBOX
    django_on_servers()
    from synthai.core.testing.database import prepared_database

    with prepared_database(recreate=True):
        from django.db import connection

        url = _database_url(connection.settings_dict)
        bodies = [_notification(number) for number in range(count)]
        with _server("synthai.wsgi:application", url) as (port, pid):
            _send(port, "/hooks/payments/payfast/", bodies[:50], pid)
            ours = _send(port, "/hooks/payments/payfast/", bodies, pid)
        stored = _stored()
        with psycopg.connect(_owner(url), autocommit=True) as owner:
            owner.execute(CREATE)
            owner.execute(f"GRANT ALL ON {TABLE}, {TABLE}_id_seq TO PUBLIC")
        with _server("benchmarks.bare_inbox:application", url) as (port, pid):
            _send(port, "/", bodies[:50], pid)
            bare = _send(port, "/", bodies, pid)
    rows = [
        (
            "bare: one row, no framework",
            bare.rate,
            bare.refused,
            None,
            bare.memory_after - bare.memory_before,
            None,
        ),
        (
            "SynthAI",
            ours.rate,
            ours.refused,
            count - stored,
            ours.memory_after - ours.memory_before,
            ours.rate / bare.rate,
        ),
    ]
    columns = ("server", "accepted a second", "refused", "lost", "memory grown, MB", "of bare")
    note = f"A burst of {count:,}, {SENDERS} connections. To reach: {TARGET_A_SECOND:,} a second, none lost."
    return [Table(title="A burst of callbacks", columns=columns, rows=rows, note=note, digits=2)]


def _notification(number: int) -> bytes:
    """As PayFast sends it, signed over the raw bytes."""
    fields = {
        "m_payment_id": f"SY{number:010d}",
        "pf_payment_id": str(1_000_000 + number),
        "payment_status": "COMPLETE",
        "item_name": "SynthAI",
        "item_description": "",
        "amount_gross": "199.00",
        "amount_fee": "-6.57",
        "amount_net": "192.43",
        **{f"custom_str{n}": "" for n in range(1, 6)},
        **{f"custom_int{n}": "" for n in range(1, 6)},
        "name_first": "Thandi",
        "name_last": "Mokoena",
        "email_address": "thandi@example.com",
        "merchant_id": "10000100",
    }
    text = "&".join(f"{name}={quote_plus(value)}" for name, value in fields.items())
    signature = hashlib.md5(f"{text}&passphrase={PASSPHRASE}".encode(), usedforsecurity=False).hexdigest()
    return f"{text}&signature={signature}".encode()


def _send(port: int, path: str, bodies: list[bytes], pid: int) -> Burst:
    before, refused = _memory(pid), [0] * SENDERS
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Host": "localhost"}

    def sender(place: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for body in bodies[place::SENDERS]:
            connection.request("POST", path, body=body, headers=headers)
            answer = connection.getresponse()
            answer.read()
            refused[place] += answer.status != http.client.OK

    threads = [threading.Thread(target=sender, args=(place,)) for place in range(SENDERS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    return Burst(len(bodies) / took, sum(refused), before, _memory(pid))


def _memory(pid: int) -> float:
    """Megabytes of a server and its workers."""
    process = psutil.Process(pid)
    return sum(each.memory_info().rss for each in (process, *process.children(recursive=True))) / 1e6


def _stored() -> int:
    from billing.models import GatewayMessage

    return int(GatewayMessage.objects.filter(state="waiting").count())


@contextmanager
def _server(application: str, url: str) -> Iterator[tuple[int, int]]:
    port = _free_port()
    options = [
        "--interface",
        "wsgi",
        "--workers",
        "2",
        "--blocking-threads",
        "4",
        "--no-ws",
        "--log-level",
        "error",
    ]
    argv = [
        sys.executable,
        "-m",
        "granian",
        *options,
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        application,
    ]
    own = {**os.environ, "DATABASE_URL": url, "BENCH_DATABASE": url, "LOG_LEVEL": "ERROR", "DEBUG": "0"}
    process = subprocess.Popen(argv, env=own)  # noqa: S603 - our own command line
    try:
        _wait(f"127.0.0.1:{port}")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def _database_url(said: dict[str, object]) -> str:
    return f"postgresql://{said['USER']}:{said['PASSWORD']}@{said['HOST']}:{said['PORT']}/{said['NAME']}"


def _owner(url: str) -> str:
    owner = os.environ["DATABASE_OWNER_URL"]
    return owner.rsplit("/", 1)[0] + "/" + url.rsplit("/", 1)[1]
