"""A token that is revoked while its request waits: real parallel transactions over HTTP."""

import threading
import time
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts import locks
from accounts.models import Membership, TokenFamily
from accounts.services import tokens
from synthai.core.testing.cast import PASSWORD, Cast, build_cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


def test_what_waited_for_a_lock_does_nothing_any_more(cast: Cast) -> None:
    signed_in = {"email": cast.thandi.user.email, "password": PASSWORD}
    access = Client().post("/api/v1/token/", signed_in, content_type="application/json").json()["access"]
    headers = {"Authorization": f"Bearer {access}"}
    address = f"/api/v1/o/umoja-foods/members/{cast.bongani.membership.public_id}/"
    headers["If-Match"] = Client().get(address, headers=headers).headers["ETag"]
    replies: list[Any] = []

    def change_role() -> None:
        replies.append(
            Client().patch(address, {"role": "manager"}, content_type="application/json", headers=headers)
        )
        connection.close()

    request = threading.Thread(target=change_role)
    with transaction.atomic():
        locks.lock_organisation(cast.umoja.pk)
        request.start()
        _until_it_waits()
        tokens.end_all(cast.thandi.user.pk, reason=TokenFamily.Ended.SIGNED_OUT, now=timezone.now())
    request.join(timeout=20)
    assert (replies[0].status_code, replies[0].json()["code"]) == (401, "accounts.token.ended_meanwhile")
    assert Membership.objects.get(pk=cast.bongani.membership.pk).role == "member"
    assert Client().get(address, headers=headers).status_code == 401


def _until_it_waits() -> None:
    """Until the other transaction stands before our lock; the server says so."""
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("the request never reached the lock")
