"""A worker is killed at every step of charging a kept card, and the end is as if nothing had happened.

Each month is one killing: a forked process renews the subscription against a played PayFast over HTTP and dies at its k-th
step, a statement or a request, by SIGKILL. Then others go on. Whatever k was: one renewal, charged once, paid once, one fact.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.db import connection, connections, transaction

from billing.gateways import MethodFact, registry
from billing.gateways.payfast import PayFast
from billing.models import Charge, Payment, PaymentState, Subscription
from billing.services import asking, collecting, cycle, methods
from billing.tests.factories import Shop
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import build_cast
from tests.gateways.payfast.browser import kept_card
from tests.gateways.payfast.scene import config, listening

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MOST_STEPS = 200


@contextmanager
def played_gateways() -> Iterator[str]:
    """The sandbox in a process of its own, so that a killed one takes nothing of it along."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "synthai.embedded.sandbox", str(port)])
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{address}/control/payfast/").close()
                break
            except OSError:
                time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def shop() -> Iterator[Shop]:
    """On a plan, with a card kept at the played PayFast."""
    with played_gateways() as address:
        made = Shop(build_cast())
        made.subscribe()
        gateway = PayFast(config(address))
        token = keep_a_card(gateway)
        registry.use({"payfast": gateway})
        with tenant(made.organisation_id), transaction.atomic():
            methods.keep(made.organisation_id, "payfast", MethodFact(token=token), now=made.now)
        made.address = address  # type: ignore[attr-defined]
        yield made
    registry.use(None)


def keep_a_card(gateway: PayFast) -> str:
    """Pay once in the browser, as a customer does, and read the token off the notification."""
    with listening() as listener:
        return kept_card(gateway, listener)


def charges_made(shop: Shop) -> int:
    """How often PayFast was made to take money by us, as PayFast has it."""
    with requests.get(f"{shop.address}/control/payfast/", timeout=10) as answer:  # type: ignore[attr-defined]
        return len([line for line in answer.json()["log"] if "adhoc" in str(line)])


def work(shop: Shop) -> None:
    with tenant(shop.organisation_id):
        cycle.run(shop.organisation_id, now=shop.now)
        collecting.run(now=shop.now)
        for payment_id in asking.to_ask(now=shop.now):
            asking.ask(payment_id, now=shop.now)


def killed_at(step: int, shop: Shop) -> bool:
    """Work in a forked process that dies at its `step`-th step; False when it came to its end before."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        left = step
        send = requests.Session.send

        def count() -> None:
            nonlocal left
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

        def statement(execute: Any, *args: Any) -> Any:
            count()
            return execute(*args)

        def request(self: requests.Session, *args: Any, **kwargs: Any) -> Any:
            count()
            answer = send(self, *args, **kwargs)
            count()  # the money is taken, and nobody here knows yet
            return answer

        requests.Session.send = request  # type: ignore[method-assign]
        try:
            with connection.execute_wrapper(statement):
                work(shop)
            os._exit(0)
        except BaseException:  # noqa: BLE001 - the child must never become a second test run
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def test_killed_anywhere_ends_as_undisturbed(shop: Shop) -> None:
    for step in range(1, MOST_STEPS):
        due = shop.subscription().period_end
        assert due is not None
        shop.now = due + timedelta(minutes=1)
        was_killed = killed_at(step, shop)
        for _ in range(12):  # others go on: what is undecided is asked for, what was not sent is sent
            shop.now += timedelta(hours=8)
            work(shop)
        check(shop, months=step)
        if not was_killed:
            assert step > 20, "nothing was killed"
            return
    pytest.fail("The work has no end.")


def check(shop: Shop, *, months: int) -> None:
    with tenant(shop.organisation_id):
        renewals = Charge.objects.filter(reason="renewal").order_by("pk")
        assert [charge.state for charge in renewals] == ["paid"] * months
        confirmed = Payment.objects.filter(charge__in=renewals, state=PaymentState.CONFIRMED)
        assert confirmed.count() == months
        assert Subscription.objects.get().state == "active"
        paid = OutboxEvent.objects.filter(name="billing.ChargePaid").count()
    assert paid == months + 1  # the first period, before PayFast, and each renewal once
    assert charges_made(shop) == months
