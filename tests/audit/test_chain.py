"""The trail's chain: append-only for everybody, linked at commit, and whoever alters it by hand is found."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from synthai.core import audit_anchors, audit_chain
from synthai.core.access import Actor, system_actor
from synthai.core.audit import audit
from synthai.core.audit_chain import GENESIS, Fault, verify
from synthai.core.models import AuditAnchor, AuditEntry
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast, build_cast
from synthai.core.testing.parallel import Meeting, run_together, values
from synthai.core.testing.trail import as_owner, tamper

pytestmark = pytest.mark.django_db(transaction=True)
NASTY = {
    "name": ["Crème brûlée 🧁", None],
    "note": ["a:1,-,", "\n\t\"quoted\" \\ 'x'"],
    "price": ["10.00", 12.5],
    "many": [[1, {"b": 1e22, "a": [True, None]}], {}],
}


@pytest.fixture
def cast() -> Cast:
    return build_cast()


@pytest.fixture
def trail(cast: Cast) -> list[int]:
    """Six entries of Umoja Foods, committed one by one; their keys in order."""
    with tenant(cast.umoja):
        return [audit(None, f"test.deed.number{n}", by=cast.thandi.actor, changes=NASTY).pk for n in range(6)]


def entries(organisation: Any) -> list[AuditEntry]:
    with tenant(organisation):
        return list(AuditEntry.objects.order_by("seq"))


def fault(cast: Cast) -> Fault | None:
    return verify(cast.umoja.pk).fault


class TestAppendOnly:
    @pytest.mark.parametrize("role", ["synthai_app", "synthai_all"])
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE core_auditentry SET code = 'x'",
            "DELETE FROM core_auditentry",
            "UPDATE core_auditanchor SET seq = 1",
            "DELETE FROM core_auditanchor",
            "ALTER TABLE core_auditentry DISABLE TRIGGER USER",
            "DROP TRIGGER core_audit_guard ON core_auditentry",
            "CREATE OR REPLACE FUNCTION core_audit_guard() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
        ],
    )
    def test_serving_roles_add_and_read_only(
        self, cast: Cast, trail: list[int], role: str, statement: str
    ) -> None:
        scope = tenant(cast.umoja) if role == "synthai_app" else all_tenants(reason="test")
        with scope, connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
                cursor.execute(statement)
        assert fault(cast) is None

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE core_auditentry SET code = 'x'",
            "DELETE FROM core_auditentry",
            "UPDATE core_auditentry SET seq = 9",
        ],
    )
    def test_even_the_owner_is_stopped_by_the_guard(
        self, cast: Cast, trail: list[int], statement: str
    ) -> None:
        with pytest.raises(ProgrammingError, match="append-only"):
            as_owner(f"SET LOCAL app.organisation = '{cast.umoja.pk}'", statement)
        assert verify(cast.umoja.pk).checked == 6

    def test_links_of_ones_own_are_not_taken(self, cast: Cast, trail: list[int]) -> None:
        with tenant(cast.umoja):
            AuditEntry.objects.create(
                code="x", actor_kind="system", actor_label="x", seq=99, hash=b"x" * 32, previous_hash=b"y"
            )
        assert [entry.seq for entry in entries(cast.umoja)] == [1, 2, 3, 4, 5, 6, 7]
        assert fault(cast) is None

    def test_erasing_a_person_leaves_the_chain_whole(self, cast: Cast, trail: list[int]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for table in ("account_emailaddress", "accounts_membership"):
                cursor.execute(f"DELETE FROM {table} WHERE user_id = %s", [cast.thandi.user.pk])
            cursor.execute("DELETE FROM accounts_user WHERE id = %s", [cast.thandi.user.pk])
        assert {entry.actor_user_id for entry in entries(cast.umoja)} == {None}
        assert fault(cast) is None


class TestLinks:
    def test_each_entry_carries_its_number_and_the_hash_before(self, cast: Cast, trail: list[int]) -> None:
        found = entries(cast.umoja)
        assert [entry.seq for entry in found] == [1, 2, 3, 4, 5, 6]
        assert [bytes(entry.previous_hash or b"") for entry in found] == [
            GENESIS,
            *(bytes(entry.hash or b"") for entry in found[:-1]),
        ]
        verdict = verify(cast.umoja.pk)
        assert (verdict.checked, verdict.fault, verdict.head_hash) == (6, None, bytes(found[-1].hash or b""))

    def test_every_organisation_and_the_rest_have_chains_of_their_own(
        self, cast: Cast, trail: list[int]
    ) -> None:
        audit(None, "test.deed.done", by=Actor(kind="ai", label="Adviser", organisation_id=cast.karoo.pk))
        audit(None, "test.person.signed_in", by=Actor(kind="person", label="Vusi", ip="2001:db8::1"))
        assert [entry.seq for entry in entries(cast.karoo)] == [1]
        verdicts = [verify(key) for key in (cast.karoo.pk, None)]
        assert [(verdict.checked, verdict.fault) for verdict in verdicts] == [(1, None), (1, None)]

    def test_one_transaction_may_write_to_several_chains(self, cast: Cast) -> None:
        with all_tenants(reason="test"), transaction.atomic():
            for organisation in (cast.karoo, cast.umoja, cast.karoo):
                audit(None, "staff.test.viewed", by=system_actor(), organisation_id=organisation.pk)
        assert [verify(each.pk).checked for each in (cast.karoo, cast.umoja)] == [2, 1]

    def test_what_is_undone_takes_no_number(self, cast: Cast, trail: list[int]) -> None:
        with tenant(cast.umoja), transaction.atomic():
            audit(None, "test.deed.undone", by=system_actor())
            transaction.set_rollback(True)
        with tenant(cast.umoja), transaction.atomic():
            audit(None, "test.deed.kept", by=system_actor())
        assert entries(cast.umoja)[-1].seq == 7
        assert fault(cast) is None

    def test_batches_join(self, cast: Cast, trail: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(audit_chain, "BATCH", 4)
        told: list[tuple[int, int]] = []
        assert verify(cast.umoja.pk, progress=lambda done, total: told.append((done, total))).fault is None
        assert told == [(4, 6), (6, 6)]


class TestTogether:
    pytestmark = pytest.mark.concurrency

    def test_writers_of_one_organisation_do_not_wait_for_each_other_before_commit(self, cast: Cast) -> None:
        meeting = Meeting(2)

        def deed() -> bool:
            with tenant(cast.umoja), transaction.atomic():
                audit(None, "test.deed.done", by=system_actor())
                meeting.wait()  # both have written, none has committed: a lock taken at once would stop here
                return True

        assert values(run_together(deed, deed)) == [True, True]
        assert [entry.seq for entry in entries(cast.umoja)] == [1, 2]
        assert fault(cast) is None

    def test_crosswise_writers_of_two_chains_do_not_deadlock(self, cast: Cast) -> None:
        def deeds(*organisations: Any) -> bool:
            for _turn in range(15):
                with all_tenants(reason="test"), transaction.atomic():
                    for organisation in organisations:
                        audit(None, "test.deed.done", by=system_actor(), organisation_id=organisation.pk)
            return True

        outcomes = run_together(lambda: deeds(cast.umoja, cast.karoo), lambda: deeds(cast.karoo, cast.umoja))
        assert values(outcomes) == [True, True]
        assert [verify(each.pk).checked for each in (cast.karoo, cast.umoja)] == [30, 30]


class TestFaults:
    def test_altered_by_hand(self, cast: Cast, trail: list[int]) -> None:
        tamper(
            f"UPDATE core_auditentry SET changes = jsonb_set(changes, '{{price,1}}', '9') WHERE id = {trail[2]}"
        )
        assert fault(cast) == Fault(kind="altered", seq=3)

    @pytest.mark.parametrize(
        "change",
        [
            "at = at + interval '1 microsecond'",
            "actor_label = 'Somebody else'",
            "actor_kind = 'staff'",
            "ip = '196.25.1.1'",
            "request_id = ''",
            "object_id = 'x'",
        ],
    )
    def test_every_told_field_counts(self, cast: Cast, trail: list[int], change: str) -> None:
        tamper(f"UPDATE core_auditentry SET {change} WHERE id = {trail[5]}")
        assert fault(cast) == Fault(kind="altered", seq=6)

    def test_removed_in_the_middle(self, cast: Cast, trail: list[int]) -> None:
        tamper(f"DELETE FROM core_auditentry WHERE id = {trail[3]}")
        assert fault(cast) == Fault(kind="missing", seq=4)

    def test_removed_at_the_beginning(self, cast: Cast, trail: list[int]) -> None:
        tamper(f"DELETE FROM core_auditentry WHERE id = {trail[0]}")
        assert fault(cast) == Fault(kind="missing", seq=1)

    def test_two_that_changed_places(self, cast: Cast, trail: list[int]) -> None:
        tamper(
            f"UPDATE core_auditentry SET seq = -1 WHERE id = {trail[1]}",
            f"UPDATE core_auditentry SET seq = 2 WHERE id = {trail[4]}",
            f"UPDATE core_auditentry SET seq = 5 WHERE id = {trail[1]}",
        )
        assert fault(cast) == Fault(kind="reordered", seq=2)

    def test_altered_with_a_new_fingerprint(self, cast: Cast, trail: list[int]) -> None:
        tamper(
            f"UPDATE core_auditentry SET code = 'x' WHERE id = {trail[2]}",
            "UPDATE core_auditentry e SET hash = core_audit_digest(e, e.seq, e.previous_hash) "
            f"WHERE id = {trail[2]}",
        )
        assert fault(cast) == Fault(kind="replaced", seq=3)

    def test_added_past_the_trigger(self, cast: Cast, trail: list[int]) -> None:
        columns = (
            "organisation_id, at, actor_kind, actor_label, code, object_type, object_id, changes, request_id"
        )
        tamper(
            f"INSERT INTO core_auditentry ({columns}) SELECT {columns} FROM core_auditentry WHERE id = {trail[0]}"
        )
        assert fault(cast) == Fault(kind="unlinked", seq=6)

    def test_moved_to_another_organisation(self, cast: Cast, trail: list[int]) -> None:
        tamper(f"UPDATE core_auditentry SET organisation_id = {cast.karoo.pk}")
        assert verify(cast.karoo.pk).fault == Fault(kind="altered", seq=1)


def test_entries_from_before_there_were_chains_are_linked_by_the_migration(
    cast: Cast, trail: list[int]
) -> None:
    with tenant(cast.karoo):
        audit(None, "test.deed.done", by=system_actor())
    tamper("UPDATE core_auditentry SET seq = NULL, previous_hash = NULL, hash = NULL")
    assert fault(cast) == Fault(kind="unlinked", seq=0)
    migration = import_module("synthai.core.migrations.0002_audit_chain")
    tamper(migration.CHAIN_OLD)
    assert [entry.pk for entry in entries(cast.umoja)] == trail
    assert [verify(each.pk).checked for each in (cast.umoja, cast.karoo)] == [6, 1]
    assert fault(cast) is None


class TestAnchors:
    @pytest.fixture(autouse=True)
    def _anchored(self, trail: list[int]) -> None:
        assert audit_anchors.anchor_all(now=timezone.now()) == 2  # Umoja's chain and the one of nobody

    def test_cut_off_at_the_end(self, cast: Cast, trail: list[int]) -> None:
        assert verify(cast.umoja.pk).witnesses == 1
        tamper(f"DELETE FROM core_auditentry WHERE id > {trail[3]} AND organisation_id IS NOT NULL")
        assert fault(cast) == Fault(kind="truncated", seq=5)

    def test_cut_off_and_grown_again(self, cast: Cast, trail: list[int]) -> None:
        tamper(f"DELETE FROM core_auditentry WHERE id > {trail[3]} AND organisation_id IS NOT NULL")
        with tenant(cast.umoja):
            for _turn in range(4):
                audit(None, "test.deed.done", by=system_actor())
        assert fault(cast) == Fault(kind="rewritten", seq=6)

    def test_all_gone(self, cast: Cast) -> None:
        tamper("DELETE FROM core_auditentry WHERE organisation_id IS NOT NULL")
        assert fault(cast) == Fault(kind="truncated", seq=1)

    def test_once_a_day_and_only_what_grew(self, cast: Cast) -> None:
        now = timezone.now()
        assert audit_anchors.anchor_all(now=now) == 0
        assert audit_anchors.anchor_all(now=now + timedelta(days=1)) == 1
        with tenant(cast.umoja):
            audit(None, "test.deed.done", by=system_actor())
        assert audit_anchors.anchor_all(now=now + timedelta(days=2)) == 2
        with all_tenants(reason="test"):
            days = (
                AuditAnchor.objects.filter(organisation=cast.umoja)
                .order_by("day")
                .values_list("seq", flat=True)
            )
            assert list(days) == [6, 7]
        assert verify(None).fault is None

    def test_is_logged_too(self, cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level("INFO", logger="synthai.audit"):
            audit_anchors.anchor_all(now=timezone.now() + timedelta(days=1))
        (record,) = [each for each in caplog.records if each.name == "synthai.audit"]
        assert vars(record)["hash"] == verify(None).head_hash.hex()
