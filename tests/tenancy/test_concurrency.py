"""The tenant of one request, task or socket never shows in another's."""

import asyncio
import contextvars
import threading

import pytest
from asgiref.sync import async_to_sync, sync_to_async

from pricing.models import Category
from synthai.core.tenancy import TenantMissing, active, tenant
from synthai.core.testing.cast import Cast, build_cast
from synthai.core.testing.parallel import run_together, values
from tests.tenancy.rows import names, stored

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two(transactional_db: None) -> Cast:
    cast = build_cast()
    stored(cast.umoja, "a")
    stored(cast.karoo, "c")
    return cast


def test_threads_keep_their_own_tenant(two: Cast) -> None:
    def look(organisation: object, expected: list[str]) -> int:
        for _ in range(40):
            with tenant(organisation):  # type: ignore[arg-type]
                assert names() == expected
        return 40

    outcomes = run_together(
        lambda: look(two.umoja, ["a"]),
        lambda: look(two.karoo, ["c"]),
        lambda: look(two.umoja, ["a"]),
    )
    assert values(outcomes) == [40, 40, 40], outcomes


def test_a_new_thread_starts_without_a_tenant(two: Cast) -> None:
    seen: list[object] = []

    def ask() -> None:
        try:
            seen.append(active())
        except TenantMissing as error:
            seen.append(error)

    with tenant(two.umoja):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    assert isinstance(seen[0], TenantMissing)


def test_interleaved_coroutines_keep_their_own_tenant(two: Cast) -> None:
    async def look(organisation: object) -> list[str]:
        found = []
        with tenant(organisation):  # type: ignore[arg-type]
            for _ in range(10):
                await asyncio.sleep(0)
                found += [row.name async for row in Category.objects.order_by("name")]
                found += await sync_to_async(names)()
        return found

    async def both() -> tuple[list[str], list[str]]:
        return await asyncio.gather(look(two.umoja), look(two.karoo))

    mine, theirs = async_to_sync(both)()
    assert (set(mine), set(theirs), len(mine)) == ({"a"}, {"c"}, 20)


def test_a_task_created_inside_keeps_the_tenant_and_does_not_leak_out(two: Cast) -> None:
    async def look() -> list[str]:
        await asyncio.sleep(0)
        return await sync_to_async(names)()

    async def cross() -> None:
        with tenant(two.umoja):
            task = asyncio.create_task(look())
        with tenant(two.karoo):
            assert await look() == ["c"]
        assert await task == ["a"]
        with pytest.raises(TenantMissing):
            await look()

    async_to_sync(cross)()


def test_a_copied_context_carries_the_tenant(two: Cast) -> None:
    with tenant(two.umoja):
        context = contextvars.copy_context()
    assert context.run(names) == ["a"]
    with pytest.raises(TenantMissing):
        names()
