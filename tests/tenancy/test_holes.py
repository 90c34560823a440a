"""The known holes of the first fence, opened on purpose: behind each of them stands PostgreSQL."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql import DeleteQuery
from django.db.utils import ProgrammingError
from psycopg.errors import FeatureNotSupported
from pytest_django import Settings

from accounts.models import Organisation
from pricing.models import Category, Product
from synthai.core.models import AuditEntry
from synthai.core.postgres.roles import database_role_problems
from synthai.core.tenancy import all_tenants, bind, tenant
from synthai.core.testing.cast import Cast
from tests.tenancy.rows import names, stored, unsaved

pytestmark = pytest.mark.django_db
TABLE = Category._meta.db_table


@pytest.fixture(autouse=True)
def _rows_of_two(cast: Cast) -> None:
    stored(cast.umoja, "a")
    stored(cast.karoo, "c")


def the_category_of(organisation: Any) -> Category:
    with tenant(organisation):
        found: Category = Category.objects.get()
        return found


def test_join_from_a_global_table(cast: Cast) -> None:
    organisations: Any = Organisation.objects
    joined = organisations.extra(  # noqa: S610 - as a reverse relation would join
        select={"category": f"{TABLE}.name"},
        tables=[TABLE],
        where=[f"{TABLE}.organisation_id = accounts_organisation.id"],
    ).values_list("slug", "category")
    assert list(joined) == []
    with tenant(cast.umoja):
        assert list(joined.all()) == [("umoja-foods", "a")]


def test_unfenced_manager(cast: Cast) -> None:
    bare: models.Manager[Category] = models.Manager()
    bare.model = Category
    assert list(bare.all()) == []
    assert bare.update(name="x") == 0
    with tenant(cast.umoja):
        assert [row.name for row in bare.all()] == ["a"]
        assert bare.filter(organisation=cast.karoo).update(name="x") == 0


def test_raw_sql(cast: Cast) -> None:
    statement = f"SELECT * FROM {TABLE}"
    with tenant(cast.umoja):
        assert [row.name for row in Category.objects.raw(statement)] == ["a"]
        with connection.cursor() as cursor:
            cursor.execute(statement)
            assert len(cursor.fetchall()) == 1
            cursor.execute(f"UPDATE {TABLE} SET name = 'x'")
            assert cursor.rowcount == 1
            cursor.execute(f"DELETE FROM {TABLE}")
            assert cursor.rowcount == 1
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.fetchall() == []
    with tenant(cast.karoo):
        assert names() == ["c"]


def test_upsert_below_the_manager(cast: Cast) -> None:
    """The upsert that once overwrote another tenant's row, without the guard that refuses it."""
    theirs = the_category_of(cast.karoo)
    stolen = unsaved(cast.umoja, "stolen")
    stolen.pk = theirs.pk
    with (
        tenant(cast.umoja),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        bare: Any = models.QuerySet(Category)
        bare.bulk_create(
            [stolen], update_conflicts=True, unique_fields=["id"], update_fields=["name", "organisation"]
        )
    with tenant(cast.karoo):
        assert names() == ["c"]


def test_delete_by_a_key_of_another_tenant(cast: Cast) -> None:
    """What a cascade runs: a delete by primary keys that passes no manager."""
    theirs = the_category_of(cast.karoo)
    with tenant(cast.umoja):
        assert DeleteQuery(Category).delete_batch([theirs.pk], "default") == 0
    with tenant(cast.karoo):
        assert names() == ["c"]


def test_instance_that_lies_about_its_organisation(cast: Cast) -> None:
    theirs = the_category_of(cast.karoo)
    theirs.organisation = cast.umoja
    with tenant(cast.umoja):
        assert theirs.delete() == (0, {"pricing.Category": 0}) or theirs.pk is None
    with tenant(cast.karoo):
        assert names() == ["c"]


def test_a_row_that_names_another_tenants_row(cast: Cast) -> None:
    theirs = the_category_of(cast.karoo)
    with tenant(cast.umoja), pytest.raises(IntegrityError, match="in_tenant"), transaction.atomic():
        Product.objects.create(sku="1", name="Bread", category_id=theirs.pk)
        connection.check_constraints()


def test_an_update_that_names_another_tenants_row(cast: Cast) -> None:
    ours, theirs = the_category_of(cast.umoja), the_category_of(cast.karoo)
    with tenant(cast.umoja):
        Product.objects.create(sku="1", name="Bread", category=ours)
        with pytest.raises(IntegrityError, match="in_tenant"), transaction.atomic():
            Product.objects.update(category_id=theirs.pk)
            connection.check_constraints()


def test_validation_does_not_find_another_tenants_row(cast: Cast) -> None:
    theirs = the_category_of(cast.karoo)
    with tenant(cast.umoja), pytest.raises(ValidationError, match="not a valid choice"):
        Product(sku="1", name="Bread", category_id=theirs.pk).full_clean()


def test_unique_violation_tells_nothing_about_another_tenant(cast: Cast) -> None:
    """Keys are unique within the organisation, so nobody can probe for another's."""
    with tenant(cast.umoja):
        unsaved(cast.umoja, "c").save()
        assert names() == ["a", "c"]


@pytest.mark.parametrize(
    "statement",
    [
        f"ALTER TABLE {TABLE} DISABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY",
        f"DROP POLICY tenant ON {TABLE}",
        f"CREATE POLICY open ON {TABLE} USING (true)",
        "SET ROLE synthai_owner",
        "ALTER ROLE synthai_app BYPASSRLS",
    ],
)
def test_the_application_cannot_take_the_fence_down(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_row_security_off_is_an_error_not_a_way_in() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL row_security = off")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            cursor.execute(f"SELECT * FROM {TABLE}")
        cursor.execute("SET LOCAL row_security = on")


def test_copy_in_is_refused_on_a_tenant_table(cast: Cast) -> None:
    """PostgreSQL has no COPY FROM under row-level security: load into a temporary table, then INSERT … SELECT."""
    statement = f"COPY {TABLE} (name) FROM STDIN"
    with (
        tenant(cast.umoja),
        connection.cursor() as cursor,
        pytest.raises(FeatureNotSupported, match="COPY FROM not supported"),
        transaction.atomic(),
    ):
        bind()
        with cursor.copy(statement) as copy:
            copy.write(b"x\n")


class TestAuditTrail:
    @pytest.fixture(autouse=True)
    def _an_entry(self, cast: Cast) -> Iterator[None]:
        with tenant(cast.umoja):
            AuditEntry.objects.create(
                code="x", actor_kind="person", actor_label="T", actor_user=cast.thandi.user
            )
            yield

    def test_cannot_be_changed(self) -> None:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            AuditEntry.objects.update(code="y")

    def test_cannot_be_deleted(self) -> None:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            AuditEntry.objects.all().delete()

    def test_cannot_be_changed_by_the_role_that_sees_all(self) -> None:
        with (
            all_tenants(reason="test"),
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
        ):
            AuditEntry.objects.update(code="y")

    def test_outlives_its_person(self, cast: Cast) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM account_emailaddress WHERE user_id = %s", [cast.thandi.user.pk])
            cursor.execute("DELETE FROM accounts_membership WHERE user_id = %s", [cast.thandi.user.pk])
            cursor.execute("DELETE FROM accounts_user WHERE id = %s", [cast.thandi.user.pk])
        entry = AuditEntry.objects.get()
        assert (entry.actor_user_id, entry.actor_label) == (None, "T")


@pytest.fixture
def owner() -> Iterator[BaseDatabaseWrapper]:
    """A connection as the role that migrates, which must never serve."""
    as_owner = connection.copy(alias="owner")
    as_owner.settings_dict.update({key: settings.DATABASE_OWNER[key] for key in ("USER", "PASSWORD")})
    yield as_owner
    as_owner.close()


def test_serving_as_the_owner_is_reported(owner: BaseDatabaseWrapper) -> None:
    (problem,) = database_role_problems(owner)
    assert "owns the tenant tables" in problem
    assert database_role_problems(connection) == []


def test_a_role_that_inherits_from_the_open_one_is_reported(
    owner: BaseDatabaseWrapper, settings: Settings
) -> None:
    """The trap: a policy TO a role holds for its members too, unless they were granted WITH INHERIT FALSE."""
    settings.DATABASE_ALL_TENANTS_ROLE = "pg_database_owner"  # the owner is a member that inherits
    assert any("WITH INHERIT FALSE" in problem for problem in database_role_problems(owner))


def test_even_the_owner_sees_no_tenant_without_one(owner: BaseDatabaseWrapper) -> None:
    with owner.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_policies WHERE tablename = %s", [TABLE])
        assert cursor.fetchone() == (2,)
        cursor.execute(f"SELECT * FROM {TABLE}")
        assert cursor.fetchall() == []
