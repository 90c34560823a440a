"""A signed document in a real worker that is killed while it seals: the next one seals it, and one file counts."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from content import sending_tasks
from content.models import SealState, SigningRequest
from content.services.signing import giving, sealing
from content.services.signing.giving import Given
from content.tests import signing_scene as scene
from content.tests.signing_scene import US, VISIT
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing import seals
from synthai.core.testing.cast import Cast, build_cast
from synthai.core.testing.worker import empty_broker, running_worker, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def cast() -> Iterator[Cast]:
    empty_broker()
    yield build_cast()
    empty_broker()


def test_a_killed_workers_seal_is_made_by_another(cast: Cast) -> None:
    request, now = scene.asked(cast.thandi, US, now=timezone.now()), timezone.now()
    with tenant(cast.umoja):
        us = scene.signer(request, US)
        giving.send_code(us.pk, visit=VISIT, now=now)
        giving.confirm(us.pk, scene.code_in_mail(US.email), visit=VISIT, now=now)
        giving.sign(us.pk, Given(name="Thandi", agrees=True), visit=VISIT, now=now)

    def state() -> Any:
        with tenant(cast.umoja):
            request.refresh_from_db()
            return request.seal_state

    with running_worker(queues="default") as worker:
        sending_tasks.seals_sweep.enqueue(organisation_id=cast.umoja.pk)
        wait_until(lambda: state() != SealState.WAITING)
        worker.kill()
        if state() != SealState.DONE:
            with tenant(cast.umoja):
                assert sealing.unsealed(now=timezone.now()) == [], "its lease still runs"
                SigningRequest.objects.filter(pk=request.pk).update(
                    lease_until=timezone.now() - timedelta(seconds=1)
                )
        worker.start()
        sending_tasks.seals_sweep.enqueue(organisation_id=cast.umoja.pk)
        wait_until(lambda: state() == SealState.DONE, seconds=60)
    with tenant(cast.umoja):
        assert OutboxEvent.objects.filter(name="content.SigningSealed").count() == 1
        seals.check(sealing.sealed_file(request))
