"""manage.py migrate: Django's, which draws fewer models anew. See synthai.core.migrating."""

from typing import Any

from django.core.management.commands import migrate

from synthai.core.migrating import LeanExecutor


class Command(migrate.Command):
    """Django's command names its executor in its module and offers no other place for it."""

    def handle(self, *args: Any, **options: Any) -> None:
        usual = migrate.MigrationExecutor
        migrate.MigrationExecutor = LeanExecutor
        try:
            super().handle(*args, **options)
        finally:
            migrate.MigrationExecutor = usual
