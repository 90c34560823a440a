"""A test that connects as the wrong role proves nothing about row-level security."""

import pytest
from django.conf import settings
from django.db import connection

from synthai.core.postgres.roles import database_role_problems

pytestmark = pytest.mark.django_db


def test_tests_run_as_the_application_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, session_user, rolsuper, rolbypassrls, rolcreatedb FROM pg_roles "
            "WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (
            settings.DATABASE_APP_ROLE,
            settings.DATABASE_APP_ROLE,
            False,
            False,
            False,
        )
    assert database_role_problems(connection) == []


def test_application_role_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)
