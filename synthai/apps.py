import gc

from django.apps import AppConfig


class CompositionConfig(AppConfig):
    name = "synthai"
    label = "composition"
    verbose_name = "SynthAI"

    def ready(self) -> None:
        """Make the Celery application the current one in every process that uses Django, so tasks find the broker.

        The menu is offered to what accounts shows of a role before it is saved.
        """
        from synthai import celery  # noqa: F401, PLC0415 - needs the settings
        from synthai.staff import audiences, pages  # noqa: PLC0415 - needs the models

        pages.add_to_site()
        audiences.offer()
        from synthai.site import navigation  # noqa: PLC0415

        navigation.offer()
        gc.freeze()  # what was imported stays: never look through it, nor copy its pages in forked workers
        gc.enable()
