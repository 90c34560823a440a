"""The button, a real worker, a real outcome."""

import pytest

from synthai.core.models import AuditCheck
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import build_cast
from synthai.core.testing.trail import tamper
from synthai.core.testing.worker import empty_broker, running_worker, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_button_names_the_altered_entry() -> None:
    cast = build_cast()
    thandi, address = cast.thandi.client(), "/api/v1/o/umoja-foods/audit/checks/"
    thandi.post("/o/umoja-foods/settings/", {"name": "Umoja Fine Foods"})
    thandi.post("/o/umoja-foods/settings/", {"name": "Umoja Finer Foods"})
    tamper(
        'UPDATE core_auditentry SET changes = \'{"name": ["Umoja Foods", "Karoo"]}\' '
        f"WHERE organisation_id = {cast.umoja.pk} AND seq = 2"
    )
    empty_broker()
    with running_worker(queues="heavy"):
        check = thandi.post(address).json()["id"]
        wait_until(lambda: thandi.get(f"{address}{check}/").json()["finished_at"] is not None)
    found = thandi.get(f"{address}{check}/").json()
    assert (found["state"], found["broken_entry"], found["fault"]) == ("broken", 2, "altered")
    with tenant(cast.umoja):
        assert AuditCheck.objects.get().checked == 1
    page = thandi.get("/o/umoja-foods/audit/").content.decode()
    assert "Entry 2 was changed after it was written" in page
