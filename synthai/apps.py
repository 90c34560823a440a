from django.apps import AppConfig


class CompositionConfig(AppConfig):
    name = "synthai"
    label = "composition"
    verbose_name = "SynthAI"

    def ready(self) -> None:
        """Make the Celery application the current one in every process that uses Django, so tasks find the broker."""
        from synthai import celery  # noqa: F401, PLC0415 - needs the settings
