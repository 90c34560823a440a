"""Sales as the engine learns from them."""

import pytest
from django.db import connections

from pricing.selectors import training
from pricing.tests.test_services_runs import NOW, sell
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast


@pytest.mark.django_db
@pytest.mark.parametrize("is_debugging", [False, True])
def test_sales_leave_by_copy_also_while_queries_are_logged(
    cast: Cast, is_debugging: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections["default"], "force_debug_cursor", is_debugging)
    sell(cast)
    with tenant(cast.umoja):
        frame = training.sales_frame()
    assert list(frame["units"]) == [3]
    assert frame["date"].iloc[0].date() == NOW.date()
