from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "synthai.core"
    label = "core"
    verbose_name = "Machinery"

    def ready(self) -> None:
        from synthai.core import checks  # noqa: F401, PLC0415 - registers the system checks
