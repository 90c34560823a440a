"""The end of a person, and of her time in an organisation: what notifications hold about her goes, whatever table it is in."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.utils import timezone

from accounts.services import memberships
from notifications import models as held
from notifications.models import Mail
from notifications.services import mail
from notifications.tests.kinds import STOCK
from synthai.core.models import TenantModel
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db

MARK = "quagga-4471"  # stands in every row of hers; an expensive way to spell nobody else's data

# Tables that say nothing of a person. A new table is one of hers, of an organisation's, or is named here with its reason.
NOBODYS: Mapping[str, str] = {
    "Fact": "one thing for many, without its people",
    "ProviderCallback": "what a provider told, by its own numbers; words and numbers of people are emptied when handled",
    "ProviderTrouble": "a provider's failures",
    "Replay": "filters and counts",
    "Suppression": "fingerprints, which outlive whoever had the address on purpose",
    "WhatsAppTemplate": "the platform's",
    "WhatsAppWindow": "fingerprints, for a day",
    "TemplateVersion": "the platform's words; who wrote them is emptied with the person",
    "Announcement": "the platform's words; who wrote them is emptied with the person",
    "Escalation": "the matter; whom it told are its steps",
}


def told(person: Person) -> dict[str, dict[str, Any]]:
    """What a row of each table holds that tells her something, by the table's name."""
    now, user = timezone.now(), person.user
    hers: dict[str, Any] = {"user": user}
    return {
        "Notification": {**hers, "kind": STOCK, "key": "a", "title": MARK, "created_at": now},
        "InboxReset": hers,
        "Message": {**hers, "kind": STOCK, "key": "a", "values": {"x": MARK}, "created_at": now},
        "Delivery": {**hers, "channel": "sms", "not_before": now, "created_at": now},
        "Mail": {
            "kind": "x/y",
            "recipient": user.email,
            "subject": MARK,
            "not_before": now,
            "created_at": now,
        },
        "Attempt": {"number": 1, "provider": "post", "answer": MARK, "started_at": now},
        "Escalation": {"policy": "x", "kind": STOCK, "key": "a", "taken_by": user, "started_at": now},
        "EscalationStep": {**hers, "number": 0, "at": now},
        "OnCall": {**hers, "place": 0},
        "Subscription": {**hers, "topic": "t", "subject": MARK, "created_at": now},
    }


def decided(person: Person) -> dict[str, dict[str, Any]]:
    """The same for what she chose, gave us and wrote."""
    now, user = timezone.now(), person.user
    hers: dict[str, Any] = {"user": user}
    written = {"title": "x", "audience": "x", "author": user, "created_at": now}
    words = {"kind": STOCK, "channel": "sms", "locale": "en", "number": 1, "title": "x", "state": "published"}
    times = {"created_at": now, "changed_at": now, "published_at": now}
    return {
        "Personal": {**hers, "updated_at": now},
        "Choice": {**hers, "category": "stock", "channel": "sms", "frequency": "off", "chosen_at": now},
        "ChoiceChange": {**hers, "what": "stock/sms", "wording": MARK, "way": "page", "at": now},
        "Address": {**hers, "channel": "sms", "value": f"+27{MARK}", "created_at": now},
        "NumberCode": {**hers, "number": MARK, "code_hash": "h", "expires_at": now, "created_at": now},
        "ConsentAsk": {**hers, "category": "offers", "wording": MARK, "asked_at": now},
        "TeamAnnouncement": written,
        "Announcement": written,
        "Replay": {"since": now, "until": now, "started_by": user, "created_at": now},
        "TemplateVersion": {**words, **times, "written_by": user, "approved_by": user},
    }


# Rows that belong to another row of hers.
PARENTS = {
    "Delivery": ("message", "Message"),
    "Attempt": ("mail", "Mail"),
    "EscalationStep": ("escalation", "Escalation"),
}


def store(rows: Mapping[str, dict[str, Any]]) -> None:
    made: dict[str, models.Model] = {}
    for name, values in rows.items():
        field, parent = PARENTS.get(name, ("", ""))
        belongs = {field: made[parent]} if parent else {}
        made[name] = getattr(held, name)._default_manager.create(**values, **belongs)


def tables() -> list[type[models.Model]]:
    return [each for each in apps.get_app_config("notifications").get_models() if each._meta.managed]


def people_in(model: type[models.Model]) -> list[Any]:
    """The columns that name a person."""
    return [each for each in model._meta.fields if each.related_model is get_user_model()]


def left_of(user_id: int) -> dict[str, list[str]]:
    """The rows of notifications that still name a person or hold her mark, as PostgreSQL writes them."""
    found: dict[str, list[str]] = {}
    with all_tenants(reason="test"), connection.cursor() as cursor:
        for model in tables():
            named = [f"{each.column} = {int(user_id)}" for each in people_in(model)]
            held_by = " OR ".join([*named, "t::text LIKE %s", "t::text ILIKE %s"])
            cursor.execute(
                f'SELECT t::text FROM "{model._meta.db_table}" t WHERE {held_by}', [f"%{MARK}%", "%bongani@%"]
            )
            if rows := [text for (text,) in cursor.fetchall()]:
                found[model.__name__] = rows
    return found


def test_every_table_is_a_person_s_an_organisation_s_or_named_as_nobody_s() -> None:
    strangers = [
        model.__name__
        for model in tables()
        if not issubclass(model, TenantModel)
        and model.__name__ not in NOBODYS
        and not any(each.remote_field.on_delete is models.CASCADE for each in people_in(model))
    ]
    assert sorted(strangers) == ["Attempt", "Mail"], "hers by what they belong to, and by her address"
    kept = [
        f"{model.__name__}.{each.name}"
        for model in tables()
        for each in people_in(model)
        if each.remote_field.on_delete not in {models.CASCADE, models.SET_NULL}
    ]
    assert kept == [], "they would keep a person from being deleted"


def test_nothing_that_names_a_person_survives_her(cast: Cast) -> None:
    person, rows = cast.bongani, {**told(cast.bongani), **decided(cast.bongani)}
    needed = {model.__name__ for model in tables() if people_in(model)} | {"Mail", "Attempt"}
    assert needed - set(rows) == set(), "a new table that names people: store a row of it here"
    with tenant(person.organisation):
        store(rows)
        kept = mail.queue("x/y", cast.thandi.user.email, subject="x", text="x")
    assert needed <= set(left_of(person.user.pk)), "the search finds all of them"

    with all_tenants(reason="test"):
        get_user_model().objects.get(pk=person.user.pk).delete()

    assert left_of(person.user.pk) == {}
    assert list(Mail.objects.values_list("pk", flat=True)) == [kept.pk], "her colleague's mail stays"


def test_who_leaves_an_organisation_takes_along_what_it_told_and_asked_her(cast: Cast) -> None:
    person, now = cast.bongani, timezone.now()
    with tenant(cast.umoja):
        held.Notification.objects.create(
            user=person.user, organisation=cast.umoja, kind=STOCK, key="a", title=MARK, created_at=now
        )
        message = held.Message.objects.create(
            user=person.user, organisation=cast.umoja, kind=STOCK, key="a", created_at=now
        )
        waiting = held.Delivery.objects.create(
            message=message,
            user=person.user,
            channel="email",
            not_before=now + timedelta(hours=1),
            created_at=now,
        )
        held.OnCall.objects.create(user=person.user, place=0)
        held.OnCall.objects.create(user=cast.thandi.user, place=1)
        held.Subscription.objects.create(user=person.user, topic="t", subject="s", created_at=now)
        memberships.remove(person.membership.public_id, by=cast.thandi.actor)
        assert not held.Subscription.objects.exists()
        assert list(held.OnCall.objects.values_list("user_id", flat=True)) == [cast.thandi.user.pk]
    assert not held.Notification.objects.filter(
        user=person.user, organisation=cast.umoja, title=MARK
    ).exists()
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"
