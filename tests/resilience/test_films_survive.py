"""A film in a real worker survives kill -9: what was made stays, what was missing is made, nothing is doubled."""

import io
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from courses import tasks
from courses.models import MediaFile, Rendition
from courses.services import media
from courses.tests.writing import write_course
from synthai.core import fan_out
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing import filming
from synthai.core.testing.cast import Cast, build_cast
from synthai.core.testing.worker import empty_broker, running_worker, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PATIENCE = 120


@pytest.fixture
def cast() -> Iterator[Cast]:
    empty_broker()
    yield build_cast()
    empty_broker()


def ffmpegs() -> list[psutil.Process]:
    """Those that work for this checkout's tests."""
    mine = str(settings.VAR_DIR)
    return [each for each in psutil.process_iter(["cmdline"]) if _is_ours(each.info["cmdline"] or [], mine)]


def _is_ours(words: list[str], var: str) -> bool:
    return any(Path(word).name.startswith("ffmpeg-") for word in words[:1]) and any(
        var in word for word in words
    )


def test_a_worker_killed_while_it_films_is_replaced(cast: Cast) -> None:
    course = write_course(cast.thandi, chapters=1, lessons=1)
    content = io.BytesIO(filming.film(seconds=20, size="1280x720", rate=25))
    with tenant(cast.umoja):
        row = media.take(content, name="f.mp4", course=course, by=cast.thandi.actor, now=timezone.now())
    before = _files(row)

    def labels() -> set[str]:
        with tenant(cast.umoja):
            return set(Rendition.objects.filter(media_id=row.pk).values_list("label", flat=True))

    with running_worker(queues="heavy") as worker:
        tasks.media_render.send(organisation_id=cast.umoja.pk, payload={"media_id": row.pk})
        wait_until(lambda: "240p" in labels() and ffmpegs(), seconds=PATIENCE)
        worker.kill()
        made = labels()
        wait_until(lambda: not ffmpegs(), seconds=5)  # it died with its worker
    assert {"poster", "sound", "240p"} <= made < {"poster", "sound", "240p", "360p", "480p", "720p"}
    with running_worker(queues="default,heavy"):
        with all_tenants(reason="test"):
            MediaFile.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        fan_out.abandoned_sweep.send(model="courses.MediaFile", task="courses.tasks.media_sweep")
        wait_until(lambda: _now(cast, row).state == "ready", seconds=PATIENCE)
    assert labels() == {"poster", "sound", "240p", "360p", "480p", "720p"}
    assert (_now(cast, row).attempts, _now(cast, row).seconds) == (2, 20)
    with tenant(cast.umoja):
        paths = list(Rendition.objects.filter(media_id=row.pk).values_list("path", flat=True))
    assert len(_files(row)) - len(before) == len(paths) == 6
    for path in [*paths, row.path]:
        default_storage.delete(path)


def _now(cast: Cast, row: MediaFile) -> MediaFile:
    with tenant(cast.umoja):
        return MediaFile.objects.get(pk=row.pk)


def _files(row: MediaFile) -> list[str]:
    return os.listdir(default_storage.path(str(Path(row.path).parent)))
