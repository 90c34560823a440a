"""Many are told while workers, Valkey and providers are killed at random: what is lost, what is doubled."""

import sys
import tempfile
from pathlib import Path

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

NAME = "Notifications: killed anywhere"
PEOPLE, KILLS = 10_000, 60
COLUMNS = (
    "people",
    "seconds",
    "kills",
    "of a task",
    "of a worker",
    "of both",
    "of Valkey",
    "of the providers",
    "parcels",
    "twice, unheard",
    "broken promises",
)


def run(options: Options) -> list[Table]:
    """Run the drill of tests/resilience/killing.py. Raises RuntimeError when something was lost or doubled by our fault."""
    people, kills = (300, 6) if options.quick else (PEOPLE, KILLS)
    django_on_servers()
    from synthai.core.testing.database import prepared_database

    with prepared_database(recreate=True), tempfile.TemporaryDirectory() as folder:
        import tests.resilience.killing_kinds  # noqa: F401 - declares what is told
        from tests.resilience import killing

        outcome = killing.run(Path(folder), people=people, kills=kills, seed=options.seed, say=_say)
    if outcome.wrong:
        raise RuntimeError(f"{len(outcome.wrong)} promises broken: {'; '.join(outcome.wrong[:5])}")
    row = (
        people,
        outcome.seconds,
        sum(outcome.kills.values()),
        *(outcome.kills[what] for what in ("task", "worker", "workers", "valkey", "provider")),
        sum(outcome.parcels.values()),
        sum(outcome.repeated.values()),
        len(outcome.wrong),
    )
    note = (
        "In the app, by e-mail and, every second person, by SMS; two worker processes. Each person has one line; each provider has "
        "each parcel, and BulkSMS, which can be asked, once. Twice, unheard: the provider's answer was killed on its way, and it can "
        "neither be asked nor takes a key once; the kind is critical, so it goes again under the same id."
    )
    return [Table(title="10,000 told through kills", columns=COLUMNS, rows=[row], note=note, digits=0)]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
