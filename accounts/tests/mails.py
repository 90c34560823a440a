"""Reading the mails a test caused, as they wait in the outbox of mails."""

import re

from notifications.models import Mail


def mails_to(address: str) -> list[Mail]:
    """Mails for an address, oldest first."""
    return list(Mail.objects.filter(recipient=address).order_by("pk"))


def last_mail_to(address: str) -> Mail:
    """The newest mail for an address."""
    return mails_to(address)[-1]


def link_in(mail: Mail, containing: str) -> str:
    """The path of the first link in the text that contains a piece."""
    for address in re.findall(r"https?://[^\s/]+(/\S+)", mail.text):
        if containing in address:
            return str(address)
    raise AssertionError(f"No link with {containing!r} in: {mail.text}")
