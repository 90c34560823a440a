"""Products, files, people, branches and invoices in search: for whom, and as they are now."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import Branch
from accounts.services import branches, memberships, people
from accounts.tests.factories import PASSWORD
from billing.models import CheckedInvoice
from billing.services import checking
from media.models import AssetCaption
from media.services import assets
from media.services.assets import Description
from media.tests import shelf
from pricing.models import Category, Product
from pricing.services import imports, products
from pricing.services.products import Changes
from pricing.tests import factories
from pricing.tests.import_files import history
from synthai.core.models import SearchChange
from synthai.core.search import index
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast
from tests.finding.looking import guest, look, paths, queries_of, ruled

pytestmark = pytest.mark.django_db
SALES = history(*(("2026-11-01", f"QUAGGA-{number}", 10, "24.99") for number in range(3)))


def test_products_by_name_code_and_category(cast: Cast) -> None:
    with tenant(cast.umoja):
        category = Category.objects.create(name="Cool drinks")
        made: Any = factories.ProductFactory(name="Stoney ginger beer 2 l", sku="STN-2L", category=category)
        index.changed("pricing.product", made.public_id)
    path = [f"/o/umoja-foods/pricing/products/{made.public_id}/"]
    viewer = cast.hire("viewer")
    for words in ("stoney", "STN-2L", "cool drinks", "stonie"):
        assert paths(words, viewer, kind="pricing.product") == path
    assert look("stoney", guest(viewer)) == look("stoney", cast.charlize) == {}
    assert look("stoney", ruled(viewer.actor, "pricing.product.view")) == {}
    now: Any = {"now": timezone.now(), "today": timezone.localdate(), "by": cast.thandi.actor}
    with tenant(cast.umoja):
        products.change(made.pk, Changes(name="Fanta grape 2 l"), **now)
    assert look("stoney", viewer) == {}
    assert look("fanta", viewer)
    with tenant(cast.umoja):
        products.change(made.pk, Changes(is_archived=True), **now)
    assert look("fanta", viewer) == {}
    with tenant(cast.umoja):
        products.change(made.pk, Changes(is_archived=False), **now)
    assert look("fanta", viewer)


def test_what_an_import_brings_is_found_and_gone_when_it_is_undone(cast: Cast) -> None:
    found = factories.bring_in(cast.thandi.actor, SALES)
    with tenant(cast.umoja):
        assert Product.objects.count() == 3
        assert set(
            SearchChange.objects.filter(kind="pricing.product").values_list("is_urgent", flat=True)
        ) == {False}
    assert len(look("quagga", cast.bongani, kind="pricing.product")) == 3
    with tenant(cast.umoja):
        imports.undo(found.pk, by=cast.thandi.actor, now=timezone.now())
    assert look("quagga", cast.bongani) == {}


def test_files_by_name_by_what_they_show_and_by_what_is_said(cast: Cast) -> None:
    with tenant(cast.umoja):
        film = shelf.picture("opening-day.mp4")
        AssetCaption.objects.create(
            asset=film, language="en", cues=[[0, 2, "Welcome to the quagga stall"]], added_at=timezone.now()
        )
        assets.describe(
            film.pk, Description(alt="Thandi cuts a ribbon"), by=cast.thandi.actor, now=timezone.now()
        )
    path = [f"/o/umoja-foods/media/{film.public_id}/"]
    for words in ("opening day", "ribbon", "quagga"):
        assert paths(words, cast.bongani, kind="media.asset") == path
    viewer = cast.hire("viewer")
    assert look("ribbon", viewer) == look("ribbon", cast.charlize) == {}
    with tenant(cast.umoja):
        assets.put_away(film.pk, by=cast.thandi.actor, now=timezone.now())
    assert look("ribbon", cast.bongani) == {}
    with tenant(cast.umoja):
        assets.bring_back(film.pk, by=cast.thandi.actor, now=timezone.now())
    assert look("ribbon", cast.bongani)


def test_people_by_name_for_who_sees_the_team(cast: Cast) -> None:
    zanele = cast.hire("member", name="Khumalo")
    with tenant(cast.umoja):
        index.changed("accounts.member", zanele.membership.public_id)
    path = [f"/o/umoja-foods/team/#member-{zanele.membership.public_id}"]
    assert paths("khumalo", cast.bongani, kind="accounts.member") == path
    assert look("khumalo", guest(cast.bongani)) == look("khumalo", cast.charlize) == {}
    people.rename(zanele.user.pk, name="Ndlovu", by=zanele.actor)
    assert set(look("khumalo", cast.bongani, kind="accounts.member")) == {
        "Ndlovu"
    }  # the address has it still
    assert look("ndlovu", cast.bongani)
    with tenant(cast.umoja):
        memberships.remove(zanele.membership.public_id, by=cast.thandi.actor)
    assert look("ndlovu", cast.bongani) == {}
    memberships.restore(zanele.user.public_id, role="member", by=cast.thandi.actor, now=timezone.now())
    assert look("ndlovu", cast.bongani)
    with all_tenants(reason="test"):
        zanele.user.delete()
    assert look("ndlovu", cast.bongani) == {}


def test_people_by_the_address_they_have_now(cast: Cast) -> None:
    zanele = cast.hire("member", name="Khumalo")
    EmailAddress.objects.create(user=zanele.user, email="quagga@example.co.za", verified=True)
    with tenant(cast.umoja):
        index.changed("accounts.member", zanele.membership.public_id)
    assert look("quagga", cast.bongani, kind="accounts.member") == {}
    client = zanele.client()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/email/", {"action_primary": "", "email": "quagga@example.co.za"})
    zanele.user.refresh_from_db()
    assert zanele.user.email == "quagga@example.co.za"
    assert look("quagga", cast.bongani, kind="accounts.member")


def test_branches_by_name_for_who_keeps_them(cast: Cast) -> None:
    with tenant(cast.umoja):
        made = branches.create(name="Soweto depot", code="SOW", city="Soweto", by=cast.thandi.actor)
        assert Branch.objects.count() == 1
    assert paths("soweto", cast.thandi, kind="accounts.branch") == [
        f"/o/umoja-foods/settings/branches/{made.public_id}/"
    ]
    assert look("soweto", cast.bongani) == look("soweto", cast.charlize) == {}


def test_suppliers_invoices_by_number_for_who_checks_them(cast: Cast) -> None:
    with tenant(cast.umoja):
        row = CheckedInvoice.objects.create(
            supplier="Kasi Fresh", number="KF-00917", claim="yes", amount=Decimal(150), incl=Decimal(1150),
            by_label="Thandi", checked_at=timezone.now(), keep_until=date(2032, 1, 1),
        )  # fmt: skip
        index.changed("billing.checked", row.public_id)
    assert paths("KF-00917", cast.thandi, kind="billing.checked") == [
        f"/o/umoja-foods/billing/checked/{row.public_id}/"
    ]
    assert look("kasi fresh", cast.hire("manager"))
    assert look("kasi fresh", cast.bongani) == look("kasi fresh", cast.charlize) == {}
    with tenant(cast.umoja):
        checking.remove(row.public_id, by=cast.thandi.actor, now=timezone.now())
    assert look("kasi fresh", cast.thandi) == {}


def test_reading_many_takes_as_many_statements_as_one(cast: Cast) -> None:
    with tenant(cast.umoja):
        factories.ProductFactory.create_batch(6)
        goods = list(Product.objects.order_by("pk").values_list("public_id", flat=True))
        files = [shelf.picture(f"p{number}.webp").public_id for number in range(4)]
    people_ = [cast.hire("member", name=f"Person{number}").membership.public_id for number in range(4)]
    for name, keys in (("pricing.product", goods), ("media.asset", files), ("accounts.member", people_)):
        assert queries_of(name, keys, cast.umoja) == queries_of(name, keys[:1], cast.umoja) <= 3
