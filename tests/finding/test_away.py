"""What was put away, taken out or has ended is found by nobody from that transaction on: no worker has to read it first."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.services import memberships
from courses.services import courses, publishing
from courses.tests.writing import published_course
from media.services import assets
from media.tests import shelf as files
from pricing.services import products
from pricing.services.products import Changes
from pricing.tests import factories
from publishing.models import Piece
from publishing.services import keeping, live, scheduling
from publishing.services.scheduling import Plan
from publishing.tests import shelf
from synthai.core.models import SearchChange, SearchEntry
from synthai.core.search import index
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast
from tests.finding.looking import look

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def at_once(words: str, cast: Cast) -> list[str]:
    """What the owner finds before any worker looked."""
    return list(look(words, cast.thandi, is_worked=False))


def test_pieces_put_away_or_taken_down_and_those_past_their_end(cast: Cast) -> None:
    by, now = cast.thandi.actor, timezone.now()
    for title in ("Zebra one", "Zebra two", "Zebra three"):
        shelf.published(cast.thandi, title, now=now - 3 * HOUR)
    assert len(look("zebra", cast.thandi)) == 3
    with tenant(cast.umoja):
        one, two, three = Piece.objects.order_by("pk")
        keeping.put_away(one.pk, by=by, now=now)
        live.take_down(two.pk, by=by, now=now)
        assert at_once("zebra", cast) == ["Zebra three"]
        scheduling.plan(three.pk, Plan(ends_at=now - HOUR), by=by, now=now - 2 * HOUR)
        scheduling.turn(three.pk, now=now)  # what beat does in the minute of its end
        assert at_once("zebra", cast) == []
        keeping.bring_back(one.pk, by=by, now=now)
    assert list(look("zebra", cast.thandi)) == ["Zebra one"]


def test_courses_with_their_lessons_put_away_or_not_offered_any_more(cast: Cast) -> None:
    by = cast.thandi.actor
    course = published_course(cast.thandi, title="Quagga keeping")
    other = published_course(cast.thandi, title="Quagga selling")
    assert set(look("quagga", cast.bongani)) == {"Quagga keeping", "Quagga selling"}
    with tenant(cast.umoja):
        courses.put_away(course.pk, by=by, now=timezone.now())
        publishing.unpublish(other.pk, by=by)
        assert not SearchEntry.objects.filter(kind__in=("courses.course", "courses.lesson")).exists()
        courses.bring_back(course.pk, by=by)
    assert list(look("quagga", cast.bongani, kind="courses.course")) == ["Quagga keeping"]
    titles = look("quagga", cast.thandi, kind="courses.course")
    assert set(titles) == {"Quagga keeping", "Quagga selling"}  # the second where it is written


def test_files_and_products(cast: Cast) -> None:
    now: Any = {"by": cast.thandi.actor, "now": timezone.now()}
    with tenant(cast.umoja):
        file = files.picture("zebra.webp")
        product: Any = factories.ProductFactory(name="Zebra snacks")
        index.changed("media.asset", file.public_id)
        index.changed("pricing.product", product.public_id)
    assert set(look("zebra", cast.thandi)) == {"zebra.webp", "Zebra snacks"}
    with tenant(cast.umoja):
        assets.put_away(file.pk, **now)
        assert at_once("zebra", cast) == ["Zebra snacks"]
        products.change(product.pk, Changes(is_archived=True), today=timezone.localdate(), **now)
        assert at_once("zebra", cast) == []
        assets.bring_back(file.pk, **now)
    assert list(look("zebra", cast.thandi)) == ["zebra.webp"]


def test_people_who_left_the_team_and_those_who_are_erased(cast: Cast) -> None:
    gone, erased = cast.hire("member", name="Khumalo"), cast.hire("member", name="Khumalo-Dube")
    with tenant(cast.umoja):
        index.changed("accounts.member", gone.membership.public_id)
        index.changed("accounts.member", erased.membership.public_id)
    assert len(look("khumalo", cast.thandi)) == 2
    with tenant(cast.umoja):
        memberships.remove(gone.membership.public_id, by=cast.thandi.actor)
    assert at_once("khumalo", cast) == ["Khumalo-Dube"]
    with all_tenants(reason="test"):
        erased.user.delete()
    assert at_once("khumalo", cast) == []


def test_a_deed_that_is_undone_leaves_the_entry_and_another_tenants_stays(cast: Cast) -> None:
    with tenant(cast.karoo):
        theirs = files.picture("zebra.webp")
        index.changed("media.asset", theirs.public_id)
    with tenant(cast.umoja):
        mine = files.picture("zebra.webp")
        index.changed("media.asset", mine.public_id)
    assert look("zebra", cast.thandi)
    assert look("zebra", cast.charlize)
    with tenant(cast.umoja):
        with pytest.raises(RuntimeError), transaction.atomic():
            assets.put_away(mine.pk, by=cast.thandi.actor, now=timezone.now())
            raise RuntimeError
        assert at_once("zebra", cast) == ["zebra.webp"]
        assets.put_away(mine.pk, by=cast.thandi.actor, now=timezone.now())
        assert SearchChange.objects.filter(key=mine.public_id).exists()  # a worker looks once more
    assert list(look("zebra", cast.charlize, is_worked=False)) == ["zebra.webp"]
