"""People and organisations."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People and organisations"

    def ready(self) -> None:
        """Offer core what only accounts knows: the team's checklist step, who may listen, the bearer scheme."""
        from accounts import authentication, checklist, live, mfa_signals, permissions, session_stamps  # noqa: F401, PLC0415

        checklist.offer()
        live.offer()
        mfa_signals.listen()
        session_stamps.listen()
