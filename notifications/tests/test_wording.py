"""What goes out: the published words, in the language of whoever gets them, and never nothing."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from notifications import kinds as registry
from notifications.channels.protocol import Channel
from notifications.engine import locales
from notifications.engine.frequency import Frequency
from notifications.kinds import ValueType, Words
from notifications.models import Delivery, Message, Notification, Personal, TemplateVersion
from notifications.services import (
    delivering,
    lines,
    mail,
    messages,
    template_alarms,
    template_faults,
    wording,
)
from notifications.tests.kinds import CATEGORY, NEWS, NOON, SALE, STOCK, VALUES
from notifications.tests.providers import Book
from synthai.core.models import OutboxEvent
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carried")]


@pytest.fixture(autouse=True)
def _shelf() -> Iterator[None]:
    wording.forget()
    template_faults.forget()
    yield
    wording.forget()


def published(
    locale: str = "en-za", channel: str = "email", kind: str = STOCK, **more: Any
) -> TemplateVersion:
    said = {"title": f"{locale}: %(product)s", "body": f"{channel}, %(left)s left", "number": 1, **more}
    row = TemplateVersion.objects.create(
        kind=kind, channel=channel, locale=locale, state="published", created_at=NOON, changed_at=NOON, **said
    )
    wording.forget()
    return row


def speaks(person: Any, language: str) -> None:
    Personal.objects.update_or_create(user=person, defaults={"language": language, "updated_at": NOON})


def told(cast: Cast, book: Book, kind: str = STOCK, key: str = "k", values: Any = VALUES) -> Any:
    channel = book.channel.value
    messages.tell(kind, [cast.thandi.user.pk], values=values, key=key, now=NOON)
    delivering.deliver(Delivery.objects.get(channel=channel, message__key=key).pk, now=NOON)
    return book.taken[-1]


@pytest.mark.parametrize(
    ("language", "title"),
    [("af", "af: Brown bread"), ("zu", "en-za: Brown bread"), ("", "en-za: Brown bread")],
)
def test_her_language_decides_and_english_stands_in(
    cast: Cast, post: Book, language: str, title: str
) -> None:
    published("en-za")
    published("af")
    speaks(cast.thandi.user, language)
    assert told(cast, post).subject == title


def test_without_a_word_of_hers_her_organisation_decides(cast: Cast, post: Book) -> None:
    published("af")
    type(cast.umoja).objects.filter(pk=cast.umoja.pk).update(locale="af-ZA")
    messages.tell(
        STOCK, [cast.thandi.user.pk], values=VALUES, key="o", now=NOON, organisation_id=cast.umoja.pk
    )
    delivering.deliver(Delivery.objects.get(channel="email").pk, now=NOON)
    assert post.taken[-1].subject == "af: Brown bread"
    assert '<html lang="af">' in post.taken[-1].html


def test_everybody_of_a_fact_gets_her_own_language_in_the_app(cast: Cast) -> None:
    published("af", "in_app")
    speaks(cast.thandi.user, "af")
    with translation.override("zu"):  # whoever caused it
        messages.tell(STOCK, [cast.thandi.user.pk, cast.bongani.user.pk], values=VALUES, key="b", now=NOON)
    found = dict(Notification.objects.values_list("user__email", "title"))
    assert found[cast.thandi.user.email] == "af: Brown bread"
    assert found[cast.bongani.user.email].startswith("Brown bread: 1")


def test_words_in_code_are_told_in_the_language_that_has_them_with_its_months(cast: Cast, post: Book) -> None:
    """Django has Afrikaans for “Yes” and for months: so a sentence of ours with a catalogue would be told."""
    kind: dict[str, Any] = {
        "category": CATEGORY,
        "title": "Days",
        "channels": {Channel.EMAIL: Frequency.NOW},
        "because": "x",
    }
    day: dict[str, Any] = {"variables": {"day": ValueType.DAY}, "example": {"day": "2026-06-03"}}
    registry.kind("drill.day", words=Words(title="From %(day)s"), **kind, **day)
    registry.kind("drill.month", words=Words(title=gettext_lazy("January"), body="%(day)s"), **kind, **day)
    published("en-za", kind="drill.month", title="Staff: %(day)s", body="x")
    speaks(cast.thandi.user, "af")
    assert told(cast, post, "drill.day", "d1", {"day": "2026-06-03"}).subject == "From 3 June 2026"
    assert told(cast, post, "drill.month", "d2", {"day": "2026-06-03"}).subject == "Januarie"
    assert "3 Junie 2026" in post.taken[-1].text
    speaks(cast.thandi.user, "zu")
    assert told(cast, post, "drill.month", "d3", {"day": "2026-06-03"}).subject == "Staff: 3 June 2026"


def test_what_cannot_be_filled_falls_back_is_told_to_staff_and_nothing_is_lost(
    cast: Cast, post: Book
) -> None:
    row = published(title="%(gone)s of %(product)s")
    for key in ("f1", "f2"):
        assert told(cast, post, key=key).subject == "Brown bread: 1 204 left"
    failed = OutboxEvent.objects.get(name__endswith="TemplateFailed")
    staff = cast.bongani.user
    staff.is_staff = staff.is_superuser = True
    staff.save()
    for _ in range(2):
        template_alarms.tell(**failed.payload, now=timezone.now())
    line = Notification.objects.get(user=staff)
    assert line.kind == "notifications.template_failed"
    assert "'gone'" in line.body
    assert line.url == "/admin/notifications/wording/drill.stock/email/en-za/"
    row.refresh_from_db()
    assert "'gone'" in row.fault


def test_a_message_from_before_keeps_the_values_it_has(cast: Cast, post: Book) -> None:
    """The next release renamed a variable: what waits still reads as it was stored, by a version that uses the old name."""
    published(title="%(left)s of %(product)s")
    messages.tell(STOCK, [cast.thandi.user.pk], values=VALUES, key="old", now=NOON)
    registry.kind(
        STOCK,
        category=CATEGORY,
        title="Stock",
        channels={Channel.EMAIL: Frequency.NOW},
        words=Words(title="%(item)s"),
        variables={"item": ValueType.TEXT},
        example={"item": "Bread"},
        because="x",
    )
    delivering.deliver(Delivery.objects.get(channel="email").pk, now=NOON)
    assert post.taken[-1].subject == "1204 of Brown bread"


def test_html_of_staff_stands_in_the_layout_with_escaped_values_and_plain_text(
    cast: Cast, post: Book
) -> None:
    published(html='<p>Only <strong>%(product)s</strong> <a title="x" href="/o/">here</a></p>')
    sent = told(cast, post, values={**VALUES, "product": "<Rye>"})
    assert "<p>Only <strong>&lt;Rye&gt;</strong> " in sent.html
    assert f'<a title="x" href="{settings.SITE_URL}/o/">here</a>' in sent.html
    assert "email, 1" in sent.text
    assert "You get this because you look after the stock" in sent.text


def test_marketing_by_sms_says_who_and_how_to_stop(cast: Cast) -> None:
    sms = Channel.SMS
    kind = registry.find(SALE)
    plain = wording.told(kind, VALUES, sms)
    from notifications.services import layouts

    laid = layouts.laid(plain, sms, is_marketing=True, sender="Umoja Foods")
    assert laid.text.startswith("Umoja Foods: Brown bread")
    assert laid.text.endswith("Reply STOP to stop.")
    published("en-za", "sms", SALE, title="Umoja Foods sells %(product)s", body="Antwoord STOP.")
    own = layouts.laid(wording.told(kind, VALUES, sms), sms, is_marketing=True, sender="Umoja Foods")
    assert own.text == "Umoja Foods sells Brown bread\nAntwoord STOP."
    quiet = layouts.laid(plain, sms, is_marketing=False, sender="Umoja Foods")
    assert "STOP" not in quiet.text
    assert registry.find(SALE).category == NEWS


def test_a_fan_out_asks_nothing_per_message(cast: Cast) -> None:
    published("en-za", "in_app")
    published("af", "in_app")
    people = get_user_model().objects.bulk_create(
        get_user_model()(email=f"p{number}@example.com", password="!") for number in range(60)
    )
    Personal.objects.bulk_create(Personal(user=each, language="af", updated_at=NOON) for each in people[::2])
    kind, counts = registry.find(STOCK), []
    for part in (people[:6], people[6:]):
        fact = Message(kind=STOCK, key="fan", values=VALUES, created_at=NOON)
        with CaptureQueriesContext(connection) as queries:
            lines.write(kind, fact, [each.pk for each in part], now=NOON)
        counts.append(len(queries))
    assert counts[1] <= counts[0]
    assert Notification.objects.filter(title__startswith="af:").count() == 30


def test_what_was_in_use_is_kept_by_the_database(cast: Cast) -> None:
    row = published()
    for change in ({"title": "Other"}, {"state": "draft"}, {"author_ids": [1]}):
        with pytest.raises((InternalError, ProgrammingError), match="was in use"), transaction.atomic():
            TemplateVersion.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        row.delete()
    TemplateVersion.objects.filter(pk=row.pk).update(state="withdrawn", fault="x")


def test_every_language_that_is_offered_can_be_spoken(cast: Cast) -> None:
    kind = registry.find(STOCK)
    for language in locales.LANGUAGES:
        with translation.override(language):
            assert (
                wording.told(kind, VALUES, Channel.EMAIL).title == "Brown bread: 1\N{NO-BREAK SPACE}204 left"
            )


def test_an_older_message_lacks_only_what_its_sentences_use(cast: Cast) -> None:
    kind = registry.find(STOCK)
    plain = replace(kind, variables={**kind.variables, "shop": ValueType.TEXT})
    assert plain.told(VALUES, Channel.EMAIL).title.startswith("Brown bread")


def test_an_apps_own_mail_is_rendered_in_the_language_of_its_address(cast: Cast) -> None:
    speaks(cast.thandi.user, "af")
    fact = {"title": "Paid", "body": "Thank you.", "url": "/", "organisation": "Umoja"}
    row = mail.send("billing/fact", cast.thandi.user.email.upper(), fact, kind="billing.paid")
    assert row is None or '<html lang="af">' in row.html
    assert row is not None
