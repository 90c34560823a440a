"""Every test runs against the project's own PostgreSQL and Valkey, as the application's role.

The servers start with the session, before Django reads its settings, and keep their data under var/test (or
SYNTHAI_VAR); DATABASE_URL and REDIS_URL in the environment replace them.
"""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import pytest
import redis
from django.conf import settings

from synthai.core.testing.ground import Ground, World, standing, worlds_of
from synthai.embedded.servers import start_services

if TYPE_CHECKING:
    from synthai.core.testing.cast import Cast

_SERVERS = pytest.StashKey[ExitStack]()
_GROUND = Ground()


def pytest_configure(config: pytest.Config) -> None:
    if settings.configured:
        raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: conftest.py sets it once its servers run.")
    var = Path(os.environ.get("SYNTHAI_VAR") or Path(__file__).parent / "var" / "test")
    stack = config.stash[_SERVERS] = ExitStack()
    services = stack.enter_context(start_services(var, durable=False))
    if services.started and "REDIS_URL" not in os.environ:
        redis.Redis.from_url(services.redis_url).flushall()  # messages of an earlier run are nobody's work
    os.environ.update(services.environment())
    (services.var / "static").mkdir(exist_ok=True)  # where collected files would be; WhiteNoise asks
    os.environ["DJANGO_SETTINGS_MODULE"] = "synthai.settings.test"
    django.setup()
    # A tenth of the time of all tests went into looking through what is there for good.
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _SERVERS in config.stash:
        config.stash[_SERVERS].close()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """The test database, made by the owner role. `--create-db` makes it anew."""
    from synthai.core.testing.database import DatabaseTaken, prepared_database

    recreate = bool(request.config.getoption("create_db"))
    with django_db_blocker.unblock(), ExitStack() as stack:
        try:
            stack.enter_context(prepared_database(recreate=recreate))
        except DatabaseTaken as error:
            pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)
        _GROUND.guard = django_db_blocker.unblock
        yield
        _GROUND.clear()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before anything is made for a test, what stands of earlier ones and is not for it goes."""
    module = item.getparent(pytest.Module)
    _GROUND.clear(module, _standing_worlds(item))


def _standing_worlds(item: pytest.Item) -> dict[str, World]:
    """Those that a test begins with; none for a test that commits."""
    if not isinstance(item, pytest.Function) or _commits(item):
        return {}
    return worlds_of(item._fixtureinfo.name2fixturedefs)  # noqa: SLF001 - which definition of a name counts is told nowhere else


def _commits(item: Any) -> bool:
    """Whether what the test writes is there for other connections."""
    if "transactional_db" in item.fixturenames or "live_server" in item.fixturenames:
        return True
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


@pytest.fixture(autouse=True)
def _leases_of_what_others_do_not_see(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lease is renewed from a thread with a connection of its own. It finds no row of a test that does not commit, and would stop
    the work of any that takes longer than the five seconds between two renewals, as on a machine that is busy."""
    if not _commits(request.node):
        from synthai.core import leases

        monkeypatch.setattr(leases, "PULSE", 600.0)


@pytest.fixture
def ground(request: pytest.FixtureRequest, django_db_setup: None) -> Ground:
    """What stands from test to test."""
    _GROUND.raise_up(_standing_worlds(request.node))
    return _GROUND


@pytest.fixture
def _django_db_helper(ground: Ground, _django_db_helper: None) -> None:
    """pytest-django's block of a test, entered above what stands."""


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    """Rate limits, sessions and cached figures of one test are none of the next one's business."""
    from billing.services import entities
    from synthai.core import entitlements

    entities.forget()
    entitlements.forget_all()  # an organisation may stand from test to test, what it was granted may not
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames or _is_django(request):
        from django.core.cache import cache

        cache.clear()
    yield
    entities.forget()


def _is_django(request: pytest.FixtureRequest) -> bool:
    from django.test import SimpleTestCase

    return request.cls is not None and issubclass(request.cls, SimpleTestCase)


@pytest.fixture(autouse=True)
def _no_tenant_left_behind() -> Iterator[None]:
    """A test that ends with a tenant active would lend it to the next one."""
    from synthai.core.tenancy import active_or_none

    yield
    assert active_or_none() is None


def _cast() -> "Cast":
    from synthai.core.testing.cast import build_cast

    return build_cast()


@pytest.fixture
@standing(_cast)
def cast(db: None, ground: Ground) -> "Cast":
    """Thandi owns Umoja Foods, Bongani works there, Charlize owns Karoo Cycles."""
    return ground.take("cast") or _cast()


@pytest.fixture(autouse=True)
def _gateways_of_the_settings() -> Iterator[None]:
    """A gateway that one test put in takes no payments of the next one's."""
    yield
    registry = sys.modules.get("billing.gateways.registry")
    if registry is not None:
        registry.use(None)
