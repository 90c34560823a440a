from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        """Register capabilities, kinds of notification, and what to erase."""
        from courses import kinds, permissions, social_kinds, welcome  # noqa: F401, PLC0415 - needs the loaded models
        from courses.selectors import found  # noqa: PLC0415
        from courses.services import erasure, hints  # noqa: PLC0415
        from courses.services.selling import guests  # noqa: PLC0415
        from notifications.services import mail_kinds  # noqa: PLC0415
        from synthai.core.erasure import organisation_eraser  # noqa: PLC0415
        from synthai.core.realtime import register_area  # noqa: PLC0415
        from synthai.core.search import kinds as search_kinds  # noqa: PLC0415
        from synthai.core.search import readers  # noqa: PLC0415

        organisation_eraser("courses", erasure.erase, order=50)
        erasure.listen()
        for area in (hints.LEARNING, hints.PEOPLE):
            register_area(area, capability=permissions.PROGRESS_VIEW)
        register_area(hints.MARKING, capability=permissions.SUBMISSION_MARK)
        for kind in found.KINDS:
            search_kinds.offer(kind)
        readers.also("courses", found.tokens)
        guests.declare()
        welcome.offer()
        mail_kinds.name({"courses/access": _("The way into a course that was bought")})
