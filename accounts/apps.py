"""People and organisations."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People and organisations"

    def ready(self) -> None:
        """Offer core what only accounts knows: checklist step, who may listen, bearer scheme, the staff's door.

        Keys and apps of the environment are read now, so that a mistake in them is said at the start.
        """
        from accounts import authentication, checklist, features, live, permissions  # noqa: F401, I001, PLC0415
        from accounts import app_clients, jwt_keys  # noqa: PLC0415
        from accounts import audiences, mail_kinds, mfa_signals, second_factor, session_stamps  # noqa: PLC0415
        from accounts import found, known_facts, languages, mail_looks  # noqa: PLC0415
        from synthai.core.staff.site import staff_site  # noqa: PLC0415

        jwt_keys.ring()
        app_clients.registered()
        checklist.offer()
        known_facts.offer()
        found.offer()
        languages.listen()
        audiences.offer()
        live.offer()
        mail_kinds.offer()
        mail_looks.offer()
        mfa_signals.listen()
        session_stamps.listen()
        staff_site.door = second_factor.staff_door
