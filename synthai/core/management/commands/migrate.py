"""manage.py migrate: Django's, which draws fewer models anew. See synthai.core.migrating."""

from typing import Any

from django.core.management.commands import migrate

from synthai.core.migrating import LeanExecutor

_DJANGOS: Any = migrate  # whose stubs do not name the executor


class Command(migrate.Command):
    """Django's command names its executor in its module and offers no other place for it."""

    def handle(self, *args: Any, **options: Any) -> None:
        usual = _DJANGOS.MigrationExecutor
        _DJANGOS.MigrationExecutor = LeanExecutor
        try:
            super().handle(*args, **options)
        finally:
            _DJANGOS.MigrationExecutor = usual
