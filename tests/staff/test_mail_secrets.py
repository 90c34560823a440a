"""Staff see that a mail was sent, never what opens an account: not in a list, a row, the search, a file or the desk."""

import re
from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from notifications.models import Mail
from notifications.services import mail, mail_kinds
from synthai.core.testing.cast import Cast
from tests.staff.trail import address

pytestmark = pytest.mark.django_db
# "title" and "organisation" are billing's sentence about a plan, a day or an amount, and of whom (billing/services/telling.py),
# "kind" and "number" a document's: "Tax invoice SY-INV-000042".
_HARMLESS = {
    "day",
    "name",
    "by",
    "device",
    "organisation.name",
    "old",
    "new",
    "title",
    "organisation",
    "kind",
    "number",
    "seller",
}
_OURS = Path(settings.BASE_DIR) / "templates"
_THEIRS = Path(allauth.__file__).parent / "templates"


def subjects() -> list[Path]:
    """Every template of a subject: ours, and those of the library that we did not replace."""
    found = [*_OURS.rglob("*subject.txt")]
    own = {path.relative_to(_OURS) for path in found}
    return found + [path for path in _THEIRS.rglob("*subject.txt") if path.relative_to(_THEIRS) not in own]


def sign_in_mail(cast: Cast) -> tuple[Mail, str]:
    """A real mail with a code, and the code."""
    Client().post("/accounts/login/code/", {"email": cast.thandi.user.email})
    row = Mail.objects.get(kind="account/email/login_code")
    found = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", row.text, re.MULTILINE)
    assert found, row.text
    return row, found[1]


def test_no_subject_holds_what_opens_something() -> None:
    files = subjects()
    assert len(files) > 20
    for path in files:
        shown = set(re.findall(r"{{\s*([\w.]+)", path.read_text(encoding="utf-8")))
        assert shown <= _HARMLESS, f"{path}: {shown - _HARMLESS}"


def test_a_sign_in_code_is_not_in_the_subject(cast: Cast) -> None:
    row, code = sign_in_mail(cast)
    assert code not in row.subject


def test_pages_of_staff_name_the_kind_and_hold_no_code(cast: Cast, staff: Client) -> None:
    """Even if a template puts it into the subject again one day."""
    row, code = sign_in_mail(cast)
    Mail.objects.filter(pk=row.pk).update(subject=f"Your code: {code}")
    desk = reverse("admin:organisation-desk", args=[cast.umoja.pk])
    export = {"action": "export_csv", "_selected_action": [row.pk]}
    pages = {
        "row": staff.get(address(Mail, "change", row.pk)),
        "list": staff.get(address(Mail, "changelist")),
        "search": staff.get(address(Mail, "changelist"), {"q": cast.thandi.user.email}),
        "palette": staff.get(reverse("admin:search"), {"s": cast.thandi.user.email}),
        "file": staff.post(address(Mail, "changelist"), export),
        "desk": staff.get(desk),
        "mails of the desk": staff.get(desk, {"kind": "mails"}),
    }
    for name, reply in pages.items():
        assert reply.status_code == 200, name
        page = reply.content.decode()
        assert code not in page, name
        assert "Your code" not in page, name
        assert "Sign-in code" in page or name == "palette", name


@pytest.mark.parametrize("column", ["subject", "text", "html"])
def test_no_address_asks_for_it_letter_by_letter(cast: Cast, staff: Client, column: str) -> None:
    sign_in_mail(cast)
    for lookup in ("contains", "startswith", "regex"):
        reply = staff.get(address(Mail, "changelist"), {f"{column}__{lookup}": "Y"})
        assert reply.status_code in {302, 400}
        assert "Sign-in code" not in reply.content.decode()


def test_nor_for_a_password(cast: Cast, staff: Client) -> None:
    reply = staff.get(address(User, "changelist"), {"password__startswith": "argon2"})
    assert reply.status_code in {302, 400}
    assert cast.thandi.user.email not in reply.content.decode()


def test_every_kind_that_was_sent_has_words(cast: Cast) -> None:
    row = mail.queue("account/email/password_reset_key", "a@umoja.example", subject="x", text="y")
    assert mail_kinds.in_words(row.kind) == "Link for a new password"
    assert mail_kinds.in_words("later/some_thing") == "Some thing"
