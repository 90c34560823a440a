"""Bank details: encrypted, told to who looks after the organisation, closed to keys and support, known to documents."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import BankDetails
from accounts.services import bank_details
from accounts.services.bank_details import Account, AccountUnclear, BranchUnclear
from accounts.services.gate import CustomerOnly, PersonOnly
from notifications.models import Message, Notification
from synthai.core.errors import NotAllowed, PreconditionFailed
from synthai.core.facts import gathering
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)
OURS = {
    "holder": "Umoja Foods (Pty) Ltd",
    "bank": "FNB",
    "account": "62 0012 34567",
    "branch_code": "250 655",
}
PAGE = "/o/umoja-foods/settings/bank/"


def _wish(**other: str) -> Account:
    return Account(**{**OURS, **other})


def test_kept_encrypted_told_and_noted(cast: Cast) -> None:
    amahle = cast.hire("administrator", name="Amahle")
    with tenant(cast.umoja):
        row = bank_details.save(_wish(), by=amahle.actor, now=NOW)
        assert "62001234567" not in row.sealed_account
        assert (bank_details.account_of(row), row.account_end) == ("62001234567", "4567")
        told = Notification.objects.filter(kind="accounts.bank_changed")
        assert set(told.values_list("user", flat=True)) == {cast.thandi.user.pk, amahle.user.pk}
        assert "62001234567" not in "".join(each.title + each.body for each in told)
        entry = AuditEntry.objects.get(code="accounts.bank.changed")
        assert entry.changes["account"] == ["", "… 4567"]
        bank_details.save(_wish(), by=amahle.actor, now=NOW)
        facts = Message.objects.filter(kind="accounts.bank_changed")
        assert facts.count() == 2, "the same again tells nobody"
        bank_details.save(_wish(account="62009994567"), by=amahle.actor, now=NOW)
        assert facts.count() == 4, "another number with the same ending does"
        kept = bank_details.save(
            _wish(account="", bank="Absa", branch_code="632005"), by=amahle.actor, now=NOW
        )
        assert bank_details.account_of(kept) == "62009994567"
        with pytest.raises(PreconditionFailed):
            bank_details.save(_wish(), by=amahle.actor, now=NOW, version="1")
        bank_details.remove(by=cast.thandi.actor, now=NOW)
        assert not BankDetails.objects.exists()
        assert facts.count() == 8


def test_wrong_numbers_and_wrong_people(cast: Cast) -> None:
    with tenant(cast.umoja):
        by = cast.thandi.actor
        with pytest.raises(AccountUnclear):
            bank_details.save(_wish(account="123"), by=by, now=NOW)
        with pytest.raises(AccountUnclear):
            bank_details.save(_wish(account=""), by=by, now=NOW)
        with pytest.raises(BranchUnclear):
            bank_details.save(_wish(branch_code="25065"), by=by, now=NOW)
        with pytest.raises(NotAllowed):
            bank_details.save(_wish(), by=cast.hire("manager").actor, now=NOW)
        with pytest.raises(PersonOnly):
            bank_details.save(_wish(), by=replace(by, kind="api_key"), now=NOW)
        with pytest.raises(CustomerOnly):
            bank_details.save(_wish(), by=replace(by, support_public_id="x"), now=NOW)


def test_documents_know_them_and_models_do_not(cast: Cast) -> None:
    with tenant(cast.umoja):
        bank_details.save(_wish(), by=cast.thandi.actor, now=NOW)
        known = {
            fact.key: fact
            for fact in gathering.gather(cast.umoja.pk, language="en", now=NOW, by=cast.bongani.actor)
        }
        assert str(known["organisation.bank.account"].value.text) == "62001234567"  # type: ignore[union-attr]
        assert known["organisation.bank.account"].is_private
        assert known["organisation.bank.holder"].is_private
    with tenant(cast.karoo):
        others = gathering.gather(cast.karoo.pk, language="en", now=NOW, by=cast.charlize.actor)
        assert not [fact for fact in others if fact.key.startswith("organisation.bank.")]


def test_the_api_takes_the_number_and_never_says_it(cast: Cast) -> None:
    client, url = cast.thandi.client(), "/api/v1/o/umoja-foods/bank/"
    send: Any = {"content_type": "application/json"}
    assert client.get(url).status_code == 404
    made = client.put(url, OURS, **send)
    assert (made.status_code, made.json()["account_end"]) == (200, "4567")
    assert "62001234567" not in made.content.decode()
    assert client.put(url, OURS, **send).status_code == 428, "there are some now: If-Match"
    other = {**OURS, "account": "", "bank": "Absa", "branch_code": "632005"}
    changed = client.put(url, other, headers={"If-Match": made["ETag"]}, **send)
    assert changed.json()["bank"] == "Absa"
    assert client.put(url, other, headers={"If-Match": made["ETag"]}, **send).status_code == 412
    with tenant(cast.umoja):
        assert bank_details.account_of(BankDetails.objects.get()) == "62001234567"
    wrong = client.put(url, {**OURS, "branch_code": "12"}, headers={"If-Match": changed["ETag"]}, **send)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "accounts.bank.branch_unclear")
    for person in (cast.bongani, cast.hire("manager")):
        assert person.client().get(url).status_code == 403
    assert client.delete(url).status_code == 204
    assert Message.objects.filter(kind="accounts.bank_changed").count() == 3
    assert client.get(url).status_code == 404


def test_the_page_never_shows_the_number(cast: Cast) -> None:
    client = cast.thandi.client()
    reply = client.post(PAGE, OURS, follow=True)
    page = reply.content.decode()
    assert "The bank details were saved" in page
    assert "It ends in 4567" in page
    assert "62001234567" not in page
    assert cast.bongani.client().get(PAGE).status_code == 403
    wrong = client.post(PAGE, {**OURS, "branch_code": "12"})
    assert "A branch code has 6 digits" in wrong.content.decode()
    assert client.post(f"{PAGE}remove/").status_code == 302
    with tenant(cast.umoja):
        assert bank_details.current() is None
