"""Every row lock of notifications."""

from notifications.models import Mail, MailState


def lock_waiting_mail(mail_id: int) -> Mail | None:
    """The mail when it still waits and nobody else is sending it; needs an open transaction."""
    waiting = Mail.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    return waiting.filter(pk=mail_id, state=MailState.WAITING).order_by("pk").first()
