"""Kill anywhere: real workers, a Valkey of their own and played providers are killed at random while they tell many people.

Afterwards everybody has one line in the inbox, and each provider every parcel: once, or once more for each attempt whose answer
nobody heard because it was killed, where the provider can neither be asked nor takes a key once.
"""

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import psutil
from django.contrib.auth import get_user_model
from django.db.models import Count, Q
from django.utils import timezone
from kombu import Connection
from kombu.exceptions import OperationalError

from notifications import tasks
from notifications.models import (
    Address,
    AttemptResult,
    Delivery,
    DeliveryState,
    Fact,
    FactState,
    Message,
    Notification,
)
from notifications.services import spreading
from synthai.core import outbox
from synthai.embedded import ports, programs
from synthai.embedded.places import CHECKOUT, Places, load_secrets
from synthai.embedded.processes import Child, Command
from synthai.embedded.sessions import Register
from synthai.embedded.valkey import Valkey
from tests.resilience.killing_kinds import AUDIENCE, KIND

KEY, EXACT = "killing", "bulksms"
TICK, STALLED = 0.25, 4.0  # seconds; stalled: what is left waits for time to pass
MOST_SECONDS = 3600
SPREADING = 1_000_000  # more than deliveries there are: the fact has not reached all
OPEN = (DeliveryState.WAITING, DeliveryState.GOING)


@dataclass
class Outcome:
    """What was left when all was quiet again. The lists are empty when the promise held."""

    people: int
    seconds: float
    kills: Counter[str]
    parcels: dict[str, int] = field(default_factory=dict)
    repeated: dict[str, int] = field(default_factory=dict)  # once more, and by nobody's fault
    wrong: list[str] = field(default_factory=list)


class Scene:
    """The processes of a drill, each of which can be killed and starts again."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.places = Places(folder)
        self.places.create()
        self.register = Register(self.places.children)
        self.valkey = Valkey(self.places, load_secrets(self.places)["valkey"])
        self.valkey.prepare()
        self.valkey_port, self.sandbox_port = ports.reserve(64100), ports.reserve(64300)
        stack.callback(self.sandbox_port.release)
        stack.callback(self.valkey_port.release)
        self.redis_url = self.valkey.address(self.valkey_port.number)
        self.children: dict[str, Child] = {}
        stack.callback(self.end)

    def start(self, name: str) -> None:
        """Start one of them, or start it again."""
        self.children[name] = Child(self._command(name), self.places.log / f"{name}.log", self.register)

    def start_all(self) -> None:
        """Valkey first; the workers find it."""
        self.start("valkey")
        while not self.valkey.is_ready(self.children["valkey"], self.valkey_port.number):
            time.sleep(0.02)
        for name in ("provider", "worker-1", "worker-2"):
            self.start(name)

    def kill(self, *names: str) -> None:
        """kill -9, with all that they started."""
        for name in names:
            self.children[name].kill()

    def kill_task(self, worker: str) -> None:
        """kill -9 the process of a worker that does the tasks, as a machine without memory does; the worker makes another."""
        with suppress(psutil.Error):
            for process in psutil.Process(self.children[worker].pid).children():
                process.kill()

    def start_what_ended(self) -> None:
        """As the supervisor does."""
        for name, child in list(self.children.items()):
            if child.exit_code() is not None:
                self.start(name)

    def end(self) -> None:
        """Nothing is left running."""
        self.kill(*self.children)
        self.register.clear()

    def taken(self) -> dict[str, Counter[str]]:
        """Our keys as each provider wrote them down."""
        found = {}
        for name in ("sendgrid", "bulksms", "clickatell"):
            file = self.places.sandbox / f"{name}.messages"
            lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
            found[name] = Counter(json.loads(line)["key"] for line in lines if line.endswith("}"))
        return found

    def _command(self, name: str) -> Command:
        if name == "valkey":
            return self.valkey.command(self.valkey_port.number)
        if name == "provider":
            return programs.sandbox(self.sandbox_port.number, self.places.sandbox, {})
        environment = {
            "DJANGO_SETTINGS_MODULE": "synthai.settings.test",
            "REDIS_URL": self.redis_url,
            "PAYMENTS_SANDBOX_URL": f"http://127.0.0.1:{self.sandbox_port.number}",
            "NOTIFY_EMAIL": "sendgrid",
            "NOTIFY_SMS": "bulksms,clickatell",
        }
        argv = [sys.executable, "-m", "celery", "-A", "synthai", "worker", "--loglevel=WARNING"]
        argv += [
            "-Q",
            "default,mail",
            "-c",
            "1",
            "--without-gossip",
            "--without-mingle",
            "-n",
            f"{name}@killing",
        ]
        argv += ["--include", "tests.resilience.killing_kinds"]
        return Command(name, argv, CHECKOUT, environment)


@contextmanager
def scene(folder: Path) -> Iterator[Scene]:
    """A drill's processes, started; ended with everything they started."""
    with ExitStack() as stack:
        made = Scene(folder, stack)
        made.start_all()
        yield made


def run(
    folder: Path, *, people: int, kills: int, seed: int, say: Callable[[str], None] = lambda _text: None
) -> Outcome:
    """Tell so many people one fact while so many kills happen. Needs an empty database that other processes see."""
    _store_people(people)
    chance, counted = random.Random(seed), Counter[str]()  # noqa: S311 - a drill
    with scene(folder) as playing:
        now, started = timezone.now(), time.monotonic()
        spreading.tell_audience(KIND, AUDIENCE, values={"what": "The oven"}, key=KEY, now=now)
        _kill_until_quiet(playing, kills, chance, counted, say)
        outcome = Outcome(people, time.monotonic() - started, counted)
        _judge(outcome, playing.taken())
    return outcome


def _store_people(count: int) -> None:
    people = get_user_model().objects
    made = people.bulk_create(
        [people.model(email=f"kill-{number}@example.com", password="!") for number in range(count)],
        batch_size=5000,
    )
    now = timezone.now()
    Address.objects.bulk_create(
        [
            Address(user=each, channel="sms", value=f"+2782{number:07d}", created_at=now)
            for number, each in enumerate(made)
            if number % 2 == 0
        ],
        batch_size=5000,
    )


def _kill_until_quiet(
    playing: Scene, kills: int, chance: random.Random, counted: Counter[str], say: Callable[[str], None]
) -> None:
    """Kills are spread over the work: a few while the fact spreads, the others each after some more deliveries."""
    begun = moved = time.monotonic()
    before, due = SPREADING, begun + 1.5
    next_left, patience = float(SPREADING), STALLED
    while time.monotonic() - begun < MOST_SECONDS:
        time.sleep(TICK)
        playing.start_what_ended()
        _tick(playing)
        left, done = _left(), sum(counted.values())
        if left == 0:
            return
        if left != before:
            before, moved, patience = left, time.monotonic(), STALLED
        is_spreading = left >= SPREADING
        is_time = time.monotonic() > due and done < kills / 8 if is_spreading else left <= next_left
        if done < kills and is_time:
            counted[_kill_one(playing, chance)] += 1
            due = time.monotonic() + chance.uniform(0.5, 8.0)
            next_left = left - chance.uniform(0.5, 1.4) * (left % SPREADING) / (kills - done)
            say(f"{time.monotonic() - begun:.0f} s: {done + 1} kills, {left} open")
        elif not is_spreading and time.monotonic() - moved > patience:
            _let_time_pass(playing)
            moved, patience = time.monotonic(), patience * 2  # on a busy machine workers take long to start
    raise TimeoutError(f"{_left()} are still open.")


def _kill_one(playing: Scene, chance: random.Random) -> str:
    what = chance.choice(["task", "task", "worker", "workers", "valkey", "provider"])
    names = {
        "task": (),
        "worker": (chance.choice(["worker-1", "worker-2"]),),
        "workers": ("worker-1", "worker-2"),
        "valkey": ("valkey",),
        "provider": ("provider",),
    }
    if what == "task":
        playing.kill_task(chance.choice(["worker-1", "worker-2"]))
    playing.kill(*names[what])
    time.sleep(chance.uniform(0.05, 0.5))
    return what


def _let_time_pass(playing: Scene) -> None:
    """What waits is due and leases are over, as after some hours; while nobody is at it, since nobody lives that long."""
    playing.kill("worker-1", "worker-2")
    past = timezone.now() - timedelta(seconds=1)
    Delivery.objects.filter(state=DeliveryState.GOING).update(lease_until=past)
    Delivery.objects.filter(state__in=OPEN).update(not_before=past, handed_at=None)
    playing.start_what_ended()


def _left() -> int:
    """What is not at its end: facts that spread, and deliveries."""
    spreading_still = Fact.objects.filter(key=KEY, state=FactState.SPREADING).count()
    return SPREADING * spreading_still + Delivery.objects.filter(state__in=OPEN).count()


def _tick(playing: Scene) -> None:
    """Beat's part, more often than beat."""
    sweeps = (outbox.outbox_relay, tasks.facts_sweep, tasks.deliveries_sweep)
    with (
        suppress(OperationalError, OSError),  # Valkey is dead just now
        Connection(playing.redis_url, transport_options={"socket_timeout": 2}) as connection,
    ):
        for sweep in sweeps:
            sweep.apply_async(connection=connection, retry=False, expires=5)


def _judge(outcome: Outcome, taken: Mapping[str, Counter[str]]) -> None:
    """Compare what people and providers have with what was promised."""
    say = outcome.wrong.append
    lines = Notification.objects.filter(key=KEY)
    if lines.count() != outcome.people or lines.values("user").distinct().count() != outcome.people:
        say(f"{lines.count()} lines for {outcome.people} people")
    if Message.objects.filter(key=KEY).count() != outcome.people:
        say("messages are missing or doubled")
    if (failed := Delivery.objects.exclude(state__in=["sent", "delivered"]).count()) != 0:
        say(f"{failed} deliveries did not arrive")
    for channel, providers in (("email", ("sendgrid",)), ("sms", ("bulksms", "clickatell"))):
        copies = sum((taken[provider] for provider in providers), Counter())
        _judge_channel(outcome, channel, copies)
    outcome.parcels = {provider: sum(keys.values()) for provider, keys in taken.items()}
    outcome.repeated = {provider: sum(keys.values()) - len(keys) for provider, keys in taken.items()}
    if outcome.repeated[EXACT]:
        say(f"{EXACT} can be asked, and has {outcome.repeated[EXACT]} twice")


def _judge_channel(outcome: Outcome, channel: str, copies: Counter[str]) -> None:
    unheard = Q(attempts__result=AttemptResult.UNCLEAR)
    rows = Delivery.objects.filter(channel=channel).annotate(unheard=Count("attempts", filter=unheard))
    for public_id, count in rows.values_list("public_id", "unheard"):
        if not 1 <= copies[public_id] <= 1 + count:
            outcome.wrong.append(
                f"{channel} {public_id}: {copies[public_id]} copies, {count} unheard answers"
            )
    strangers = set(copies) - set(rows.values_list("public_id", flat=True))
    if strangers:
        outcome.wrong.append(f"{channel}: {len(strangers)} parcels that nobody sent")
