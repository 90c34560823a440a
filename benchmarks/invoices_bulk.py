"""Many invoices at once: issued, rendered as PDF/A-3 with their UBL, kept, and mailed to an SMTP server on loopback, by two processes.

The size is INVOICES_SIZE (1,000 unless set; the target is stated for 10,000). Each is a paid charge of another customer. A process does what
the three tasks of a worker do, one after the other, through the same services: issue, render and queue the mail, hand it to the server.
The broker between the tasks is left out. The SMTP server is a third process on the same cores, and refuses mail without a PDF.

Processor time is that of all of them, PostgreSQL's backends too. Half of it for each of two cores is what a machine with nothing else to do
needs at least: on a busy one the clock says more.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

NAME = "Billing: invoices issued, rendered and mailed"
TARGET_MINUTES = 10
WHOLE = 10_000
WORKERS = 2
WARM = 0.2  # the share after which memory should stay
MOST_GROWTH_MB = 20.0
NOW = datetime(2026, 3, 1, 6, tzinfo=UTC)


def run(options: Options) -> list[Table]:
    """Have the charges paid, then issue them."""
    size = 40 if options.quick else int(os.environ.get("INVOICES_SIZE", "1000"))
    services = django_on_servers()
    from synthai.core.testing.database import prepared_database

    with prepared_database(recreate=True), _mail_server() as (port, received):
        first, last = _make(size)
        before, began = _postgres_seconds(), time.perf_counter()
        told = _work(first, last, port, services.var)
        took, mailed = time.perf_counter() - began, received()
        _judge(size, {name: mailed[name] for name in ("mails", "people")})
        used = sum(each["cpu"] for each in told) + mailed["cpu"] + _postgres_seconds() - before
    return [_table(size, took, used, told)]


def _table(size: int, took: float, used: float, told: list[dict[str, float]]) -> Table:
    minutes = WHOLE / size * took / 60
    grown = max(each["grown"] for each in told)
    row = (
        f"{size:,}",
        took,
        size / took,
        1000 * used / size,
        max(each["peak"] for each in told),
        grown,
        minutes,
        WHOLE / size * used / WORKERS / 60,
        "yes" if minutes < TARGET_MINUTES and grown < MOST_GROWTH_MB else "no",
    )
    columns = (
        "invoices",
        "s",
        "a second",
        "CPU ms each, all processes",
        "most memory of a process, MB",
        f"grown after the first {WARM:.0%}, MB",
        f"min for {WHOLE:,} at this rate",
        "min by processor time on two idle cores",
        "target met",
    )
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    note = (
        f"{WORKERS} processes and the SMTP server; the machine's load was {load}. "
        f"INVOICES_SIZE sets how many. To reach: {WHOLE:,} in under {TARGET_MINUTES} min on two cores, memory flat."
    )
    return Table(title="From paid to mailed", columns=columns, rows=[row], note=note, digits=1)


def _make(size: int) -> tuple[int, int]:
    """Customers, each with one paid charge."""
    from accounts.models import Organisation
    from billing.models import BillingEntity, Charge, Customer, VendorPeriod
    from synthai.core.tenancy import all_tenants

    address = "1 Long Street\nCape Town 8001"
    entity = BillingEntity.objects.create(
        legal_name="SynthAI (Pty) Ltd", address=address, number_prefix="SY", is_default=True
    )
    VendorPeriod.objects.create(entity=entity, vat_number="4740101508")
    shops = Organisation.objects.bulk_create(
        [Organisation(slug=f"b-{number}", name=f"Shop {number}") for number in range(size)], batch_size=2000
    )
    with all_tenants(reason="benchmark"):
        Customer.objects.bulk_create(
            [Customer(organisation=each, email=f"{each.slug}@shops.example") for each in shops],
            batch_size=2000,
        )
        Charge.objects.bulk_create(
            [_charge(each, entity, place) for place, each in enumerate(shops)], batch_size=2000
        )
    return shops[0].pk, shops[-1].pk


def _charge(organisation: Any, entity: Any, place: int) -> Any:
    from billing.models import Charge

    total = Decimal("699.00")
    lines = [
        {"text": "Growth, monthly", "amount": "599.00", "quantity": "1", "kind": "plan", "price": ""},
        {"text": "Price runs", "amount": "100.00", "quantity": "2", "kind": "usage", "price": ""},
    ]
    return Charge(
        organisation=organisation,
        entity=entity,
        reference=f"B{place:09}",
        key="bench",
        reason="renewal",
        state="paid",
        lines=lines,
        subtotal=total,
        total=total,
        vat_percent=Decimal(15),
        vat_amount=Decimal("91.17"),
        period_start=NOW,
        period_end=NOW + timedelta(days=31),
        created_at=NOW,
        due_at=NOW,
        paid_at=NOW,
    )


@contextmanager
def _mail_server() -> Iterator[tuple[int, Any]]:
    """An SMTP server in a process of its own: its port, and what it says in the end."""
    argv = [sys.executable, "-m", "benchmarks.invoices_bulk", "mail"]
    server = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert server.stdin is not None  # noqa: S101 - for types
    assert server.stdout is not None  # noqa: S101
    said = server.stdout

    def received() -> Any:
        out, _err = server.communicate("end\n", timeout=30)
        return json.loads(out)

    try:
        yield int(said.readline()), received
    finally:
        server.kill()


def _work(first: int, last: int, port: int, var: Path) -> list[dict[str, float]]:
    """Each process takes every second customer; returns what they say of their memory."""
    from django.db import connection

    said = connection.settings_dict
    own = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{said['USER']}:{said['PASSWORD']}@{said['HOST']}:{said['PORT']}/{said['NAME']}",
        "DJANGO_SETTINGS_MODULE": "synthai.settings.base",
        "SYNTHAI_VAR": str(var),
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(port),
    }
    argv = [sys.executable, "-m", "benchmarks.invoices_bulk", "work"]
    workers = [
        subprocess.Popen(  # noqa: S603
            [*argv, str(first + place), str(last + 1), str(WORKERS)],
            env=own,
            stdout=subprocess.PIPE,
            text=True,
        )
        for place in range(WORKERS)
    ]
    told = [worker.communicate()[0] for worker in workers]
    if any(worker.returncode for worker in workers):
        raise RuntimeError("A process that issues invoices failed.")
    return [json.loads(each.splitlines()[-1]) for each in told]


def _judge(size: int, mailed: dict[str, int]) -> None:
    """As many documents, files and mails as charges, and numbers without a gap."""
    from billing.models import DocumentDelivery, NumberSeries, TaxDocument
    from synthai.core.tenancy import all_tenants

    with all_tenants(reason="benchmark"):
        found = {
            "documents": TaxDocument.objects.count(),
            "files": DocumentDelivery.objects.exclude(path="").count(),
            "last number": NumberSeries.objects.get().last,
            **mailed,
        }
    if set(found.values()) != {size}:
        raise AssertionError((size, found))


def _one_worker(first: int, end: int, step: int) -> None:
    """Issue, deliver and mail, customer by customer."""
    import django

    django.setup()
    from billing.models import Charge
    from billing.services import delivering, invoices
    from notifications.models import Mail
    from notifications.services import mail
    from synthai.core.tenancy import tenant

    wanted = range(first, end, step)
    warm, at_warm, begun = int(len(wanted) * WARM), 0.0, time.process_time()
    for place, organisation in enumerate(wanted):
        with tenant(organisation):
            charge = Charge.objects.get()
            issued = invoices.issue(charge.public_id, now=NOW)
            if issued is None:
                raise RuntimeError(f"The charge {charge.reference} got no invoice.")
            delivering.deliver(issued.public_id, now=NOW)
        queued = Mail.objects.get(organisation_id=organisation)
        if not mail.deliver(queued.pk, now=datetime.now(UTC)):
            raise RuntimeError("The mail server did not take a mail.")
        if place == warm:
            at_warm = _resident()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {"peak": peak, "grown": _resident() - at_warm, "cpu": time.process_time() - begun}
    print(json.dumps(told))  # noqa: T201 - for the parent


def _postgres_seconds() -> float:
    """Processor time that PostgreSQL's postmaster and its ended backends have used so far."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    own = Path(f"/proc/{backend}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    postmaster = Path(f"/proc/{own[1]}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, postmaster[11:15])) / os.sysconf("SC_CLK_TCK")


def _resident() -> float:
    """This process's memory now, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _serve_mail() -> None:
    """Takes mails with a PDF until somebody says that it is enough, then tells how many it had and for how many people."""
    import socket

    from aiosmtpd.controller import Controller

    class Box:
        def __init__(self) -> None:
            self.mails, self.people = 0, set[str]()

        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
            if b"application/pdf" not in envelope.content:
                return "554 no document"
            self.mails += 1
            self.people.update(envelope.rcpt_tos)
            return "250 OK"

    box = Box()
    with socket.create_server(("127.0.0.1", 0)) as probe:  # the controller cannot choose a port itself
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    print(port, flush=True)  # noqa: T201 - for the parent
    sys.stdin.readline()
    server.stop()
    told = {"mails": box.mails, "people": len(box.people), "cpu": time.process_time()}
    print(json.dumps(told))  # noqa: T201 - for the parent


if __name__ == "__main__":
    if sys.argv[1] == "mail":
        _serve_mail()
    else:
        _one_worker(*map(int, sys.argv[2:5]))
