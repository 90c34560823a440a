"""Staff read every kind with its words, see what became of a delivery, and send it again on record."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from notifications import carriers, kinds
from notifications.channels.protocol import Busy, Channel
from notifications.models import Delivery, DeliveryState, Mail, Sender
from notifications.services import delivering, mail, messages
from notifications.tests.kinds import STOCK, VALUES, drill_kinds
from notifications.tests.providers import Book, carrier
from synthai.core.testing.cast import Cast
from tests.staff.trail import address, entries

pytestmark = pytest.mark.django_db


def test_every_kind_is_listed_with_its_words(cast: Cast, staff: Client) -> None:
    page = staff.get(reverse("admin:notification-kinds")).content.decode()
    for kind in kinds.kinds():
        assert f"<code>{kind.code}</code>" in page
        for channel in kind.channels:
            told = kind.told(kind.example, channel)
            assert told.title, f"{kind.code} has an example on {channel}"
            assert f"<strong>{escape(told.title)}</strong>" in page
    places = [page.index(f">{escape(each.title)}</h2>") for each in kinds.categories().values()]
    assert len(set(places)) == len(places), "every category has its place"
    offered = [
        each.is_offered for _place, each in sorted(zip(places, kinds.categories().values(), strict=True))
    ]
    assert offered == sorted(offered, reverse=True), "what is for staff comes last"
    assert "Your trial of Growth ends on 3 June 2026" in page
    assert cast.thandi.client().get(reverse("admin:notification-kinds")).status_code == 302


def test_a_failed_delivery_is_sent_again_on_record(cast: Cast, staff: Client) -> None:
    post, now = Book("post", Channel.EMAIL), timezone.now()
    with drill_kinds(), carriers.only(carrier(post)):
        messages.tell(STOCK, [cast.thandi.user.pk], values=VALUES, key="a", now=now)
        Delivery.objects.filter(channel="email").update(state=DeliveryState.FAILED, answer="mailbox full")
        row = Delivery.objects.get(channel="email")
        page = staff.get(address(Delivery, "changelist")).content.decode()
        assert "mailbox full" in page
        assert "Brown bread" not in page, "what it says is the customer's"
        chosen = {"action": "send_again", "_selected_action": [str(row.pk)]}
        staff.post(address(Delivery, "changelist"), chosen)
        delivering.deliver(row.pk, now=timezone.now())
        row.refresh_from_db()
    assert row.state == DeliveryState.SENT
    assert len(post.taken) == 1
    assert len(entries("notifications.delivery.sent_again")) == 1


def test_a_mails_page_leads_to_its_tries_and_says_nothing_of_what_it_says(staff: Client) -> None:
    post, spare = Book("post", Channel.EMAIL), Book("spare", Channel.EMAIL)
    post.trouble = lambda _parcel: Busy("429 come back later")
    row = mail.queue("accounts/test", "thandi@umoja.example", subject="Your code 4711", text="Secret words")
    with carriers.only(carrier(post), carrier(spare)):
        assert mail.deliver(row.pk, now=timezone.now())
    page = staff.get(address(Mail, "change", row.pk)).content.decode()
    story = reverse("admin:notification-mail-story", args=[row.public_id])
    assert story in page
    tries = staff.get(story).content.decode()
    assert "Busy or out of reach<br>429 come back later" in tries
    assert tries.index(">post<") < tries.index(">spare<") < tries.index("Taken")
    assert "4711" not in page + tries
    senders = staff.get(address(Sender, "changelist"))
    assert senders.status_code == 200
