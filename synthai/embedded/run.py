"""`make run`: servers, database, static files, programs, address; then watch until asked to stop."""

import http.client
import os
import resource
import signal
import sys
import time
from contextlib import ExitStack, suppress
from types import FrameType

from synthai.embedded import ports, prepare, programs, push_keys
from synthai.embedded.errors import CannotRun, sentence
from synthai.embedded.places import Places, read_json, read_text, var_folder
from synthai.embedded.ports import Port
from synthai.embedded.servers import Services, start_services, write_services
from synthai.embedded.supervisor import TICK_SECONDS, Kept, Supervisor

FIRST_WEB_PORT = 8000
HIGHEST_PORT = 65535
READY_SECONDS = 90
ENDS_ALLOWED = 3  # a program that ends so often before it answers is broken, not unlucky
OPEN_FILES = 65536


class Interrupts:
    """Requests to stop: Ctrl-C, SIGTERM, a closed terminal, or the end of the process that started us."""

    def __init__(self, *, with_parent: bool) -> None:
        self._parent = os.getppid() if with_parent else None
        self._starting = True
        self.count = 0
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signum != signal.SIGHUP or signal.getsignal(signum) != signal.SIG_IGN:  # nohup stays in force
                signal.signal(signum, self._note)

    def started(self) -> None:
        """From here on a request is waited for, and no longer breaks into what is being done."""
        self._starting = False

    def asked(self) -> bool:
        return self.count > 0 or (self._parent is not None and os.getppid() != self._parent)

    def asked_again(self) -> bool:
        return self.count > 1

    def _note(self, _signum: int, _frame: FrameType | None) -> None:
        self.count += 1
        if self._starting:
            self._starting = False
            raise KeyboardInterrupt


def main(*, with_parent: bool) -> int:
    """Runs SynthAI until it is asked to stop; returns the exit code."""
    interrupts = Interrupts(with_parent=with_parent)
    places = Places(var_folder())
    try:
        _raise_open_files()
        _run(places, interrupts)
    except KeyboardInterrupt:
        pass  # asked to stop while it started: what had started is stopped by then
    except CannotRun as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    except OSError as error:
        print(sentence(error, places.var), file=sys.stderr, flush=True)
        return 1
    say("Stopped.")
    return 0


def say(sentence_: str) -> None:
    """One line on the terminal; a closed terminal is no reason to fail."""
    with suppress(OSError):
        print(sentence_, flush=True)


def _run(places: Places, interrupts: Interrupts) -> None:
    with ExitStack() as stack:
        services = stack.enter_context(start_services(places.var))
        if services.register is None:
            raise CannotRun(_already_running(places))
        web = _reserve(stack, _wanted_port(), tell=True)
        websocket = _reserve(stack, web.number + 1, tell=False)
        sandbox = _reserve(stack, websocket.number + 1, tell=False)
        environment = _environment(services, web, websocket, sandbox)
        keys = _add_push_keys(environment, places)
        write_services(
            services,
            web_url=environment["SITE_URL"],
            websocket_url=environment["WEBSOCKET_URL"],
            sandbox_url=environment["PAYMENTS_SANDBOX_URL"],
            **{name.lower(): value for name, value in keys.items()},
        )
        say("Preparing the database and static files.")
        prepare.prepare(services, environment)
        supervisor = Supervisor(places, services.register, say)
        stack.callback(supervisor.stop, interrupts.asked_again)
        _start_pages(supervisor, services, environment, (web, websocket))
        if environment["PAYMENTS_SANDBOX_URL"] == _sandbox_url(sandbox):
            supervisor.start(programs.sandbox(sandbox.number, places.sandbox, environment))
        say(f"SynthAI runs at {environment['SITE_URL']}/")
        _start_background(supervisor, services, environment)
        interrupts.started()
        _welcome(places, environment["SITE_URL"])
        while not interrupts.asked():
            supervisor.tick(time.monotonic())
            time.sleep(TICK_SECONDS)
        say("Stopping.")


def _wanted_port() -> int:
    text = os.environ.get("PORT") or str(FIRST_WEB_PORT)
    if not text.isdecimal() or not 0 < int(text) < HIGHEST_PORT:
        msg = f"PORT must be a number below {HIGHEST_PORT}, not {text!r}."
        raise CannotRun(msg)
    return int(text)


def _already_running(places: Places) -> str:
    address = (read_json(places.services) or {}).get("web_url")
    where = f" at {address}" if address else ""
    return f"SynthAI already runs from {places.var}{where}: stop it there first, or set SYNTHAI_VAR."


def _reserve(stack: ExitStack, wanted: int, *, tell: bool) -> Port:
    port = ports.reserve(wanted)
    stack.callback(port.release)
    if tell and port.number != wanted:
        say(f"Port {wanted} is taken: using {port.number}.")
    return port


def _sandbox_url(sandbox: Port) -> str:
    return f"http://localhost:{sandbox.number}"


def _environment(services: Services, web: Port, websocket: Port, sandbox: Port) -> dict[str, str]:
    """What every program gets: the laptop behaves as production does, except for mail and the style guide.
    Values that are set already win."""
    ours = {
        "SITE_URL": f"http://localhost:{web.number}",
        "WEBSOCKET_URL": f"ws://localhost:{websocket.number}/ws/",
        "SECRET_KEY": services.secret_key,
        "DEBUG": "0",
        "LOG_FORMAT": "console",
        "DJANGO_SETTINGS_MODULE": "synthai.settings.base",
        "PYTHONUNBUFFERED": "1",
    }
    chosen = {name: os.environ.get(name) or value for name, value in ours.items()}
    chosen["STRIPE_SANDBOX_WEBHOOK_URL"] = f"{chosen['SITE_URL']}/hooks/payments/stripe/"
    # Set to nothing: no gateway is played, and only those with credentials are offered.
    chosen["PAYMENTS_SANDBOX_URL"] = os.environ.get("PAYMENTS_SANDBOX_URL", _sandbox_url(sandbox))
    return {**chosen, **services.environment()}


def _add_push_keys(environment: dict[str, str], places: Places) -> dict[str, str]:
    """With a sandbox, push has keys of this laptop; those that are set win. Returns the keys that were added."""
    url = environment["PAYMENTS_SANDBOX_URL"]
    ours = push_keys.environment(places, url) if url else {}
    unset = [name for name in ours if not (os.environ.get(name) or os.environ.get(f"{name}_FILE"))]
    added = {name: ours[name] for name in unset}
    environment.update(added)
    return added


def _start_pages(
    supervisor: Supervisor, services: Services, environment: dict[str, str], held: tuple[Port, Port]
) -> None:
    """Web and WebSocket, answering; they need the cores for themselves, so the workers come later."""
    web, websocket = held
    for running in services.running:
        supervisor.keep(running)
    pages = supervisor.start(programs.web(web.number, environment))
    sockets = supervisor.start(programs.websocket(websocket.number, environment))
    deadline = time.monotonic() + READY_SECONDS
    while not (_answers(pages, web.number) and sockets.child.listens_on(websocket.number)):
        now = time.monotonic()
        for kept in (pages, sockets):
            if kept.ends >= ENDS_ALLOWED or now > deadline:
                log = Places(services.var).log / f"{kept.name}.log"
                msg = f"{kept.name} did not start: {supervisor.why_ended(kept)} (see {log})."
                raise CannotRun(msg)
        supervisor.tick(now)
        time.sleep(TICK_SECONDS)


def _start_background(supervisor: Supervisor, services: Services, environment: dict[str, str]) -> None:
    supervisor.start(programs.worker(environment))
    supervisor.start(programs.heavy_worker(environment))
    supervisor.start(programs.writing_worker(environment))
    supervisor.start(programs.beat(environment))
    if not prepare.needs_sample(services):
        return
    say("Loading the sample organisation (a minute or two, once).")
    if not prepare.seed(services, environment, lambda: supervisor.tick(time.monotonic())):
        log = Places(services.var).log / "seed_demo.log"
        say(f"The sample organisation could not be loaded (see {log}).")


def _answers(kept: Kept, port: int) -> bool:
    """Whether our own web process answers, and not another checkout's on the same port."""
    if not kept.child.listens_on(port):
        return False
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _welcome(places: Places, address: str) -> None:
    if demo := read_text(places.demo):
        say(demo)
    say(f"What it would send: {address}/dev/outbox/   Logs: {places.log}   Ctrl-C stops everything.")


def _raise_open_files() -> None:
    """A thousand sockets need as many open files; children inherit the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
