"""Sign-ins a second, four at once, beside the bare Argon2id hash that each of them costs; one person with many sessions."""

import threading
import time
from collections.abc import Callable

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

NAME = "Sign-in"
TARGET = 0.8
THREADS = 4
PASSWORD = "correct horse battery staple"


def run(options: Options) -> list[Table]:
    """Bare and ours in turns, on the same threads."""
    django_on_servers()
    from synthai.core.testing.database import prepared_database

    count = 2 if options.quick else 12
    with prepared_database(recreate=True):
        bare, ours = _bare(), _ours()
        _rate(bare, 1), _rate(ours, 1)
        rows = []
        for number in (1, 2):
            least, got = _rate(bare, count), _rate(ours, count)
            rows.append(
                (f"round {number}", least, got, got / least, "yes" if got >= TARGET * least else "no")
            )
    columns = ("", "bare hashes a second", "sign-ins a second", "of bare", "target met")
    note = f"{THREADS} threads, {count} sign-ins each, sessions kept. To reach: {TARGET:g} of bare."
    return [Table(title="Password and session", columns=columns, rows=rows, note=note, digits=2)]


def _bare() -> Callable[[], object]:
    from django.contrib.auth.hashers import Argon2PasswordHasher

    hasher = Argon2PasswordHasher()
    return lambda: hasher.encode(PASSWORD, hasher.salt())


def _ours() -> Callable[[], object]:
    from django.conf import settings
    from django.contrib.auth import hashers
    from django.core.cache import cache
    from django.test import Client

    from synthai.core.testing.cast import build_cast

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    hashers.get_hashers.cache_clear()
    hashers.get_hashers_by_algorithm.cache_clear()
    settings.ACCOUNT_RATE_LIMITS = False
    user = build_cast().thandi.user
    user.set_password(PASSWORD)
    user.save()

    def sign_in() -> None:
        cache.clear()  # the limits on sign-ins of one network are not what is measured
        reply = Client().post("/accounts/login/", {"login": user.email, "password": PASSWORD})
        if reply.status_code != 302:
            raise RuntimeError(f"A sign-in was answered {reply.status_code}.")

    return sign_in


def _rate(work: Callable[[], object], count: int) -> float:
    from django.db import connections

    def take_part() -> None:
        for _ in range(count):
            work()
        connections.close_all()

    threads = [threading.Thread(target=take_part) for _ in range(THREADS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return count * THREADS / (time.perf_counter() - began)
