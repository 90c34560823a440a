"""Two organisations with one of everything an address can name."""

import hashlib
import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.utils import timezone

from accounts.models import Logo, Membership, RemovedMember, SsoDomain, SupportAccess, TokenFamily
from accounts.services import bank_details, placing, sessions
from accounts.services.bank_details import Account
from accounts.tests.factories import (
    AccessRuleFactory,
    ApiKeyFactory,
    BranchFactory,
    CustomRoleFactory,
    InvitationFactory,
    UserFactory,
)
from accounts.tests.passkeys import SoftPasskey
from accounts.tests.sso_rows import saml_row
from accounts.views.passkeys import sealed_id
from billing.models import (
    CardSetup,
    Charge,
    CheckedInvoice,
    CreditEntry,
    Payment,
    PaymentMethod,
    WaitingDocument,
    WalletMove,
    WalletPot,
)
from billing.services import invoices
from notifications.models import Address, Notification, OnCall, TeamAnnouncement
from notifications.services import following
from pricing.models import Import
from pricing.services import recommendations
from pricing.tests.advice import make_advice, make_product, make_run
from synthai.core import files
from synthai.core.models import AuditCheck
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person
from tests.tenancy import billing_rows, content_rows, learning_rows, publishing_rows, search_rows

ABSENT = "a" * 16  # an id that no row has

# Names that belong to no organisation.
CONSTANTS = {
    "nonsense": "nonsense",
    "protocol": "oidc",
    "deed": "1",
    "problem": "core.not_found",
    "area": "library",
    "file_format": "csv",
    "meter": "pricing.runs",
    "gateway": "stripe",
    "logo_picture": "64",
    "media_size": "large",
    "seller_gateway": "payfast",
    "media_label": "360p",
    "media_ending": "mp4",
    "language": "en",
    "library_shelf": "own",
    "library_file_name": "en.vtt",
    "question_format": "csv",
    "position": "1",
    "content_section": "opening",
    "content_fact": "organisation.name",
    "content_field": "due",
    "content_language": "af",
    "library_block": "shelfblock",
    "library_part": "title",
}


@dataclass(frozen=True)
class World:
    """The cast, and for each organisation the ids of its rows by noun."""

    cast: Cast
    umoja: dict[str, str]
    karoo: dict[str, str]
    files: tuple[str, ...]


def build_world(cast: Cast) -> World:
    jan = cast.hire("member", name="Jan", organisation=cast.karoo)
    reports = [
        files.save_stream(io.BytesIO(b"row,problem\n"), folder="tests", name="report.csv").path
        for _ in range(2)
    ]
    return World(
        cast=cast,
        files=tuple(reports),
        umoja=_nouns(cast.umoja, cast.thandi, cast.bongani.membership, reports[0]),
        karoo=_nouns(cast.karoo, cast.charlize, jan.membership, reports[1]),
    )


def _nouns(organisation: Any, owner: Person, member: Membership, report: str) -> dict[str, str]:
    billing_rows.store(organisation)
    _bank(organisation, owner)
    run = make_run(organisation)
    product = make_product(organisation, f"{organisation.slug}-1", name=f"Bread of {organisation.name}")
    advice = make_advice(organisation, run, product)
    sold = make_product(organisation, f"{organisation.slug}-2", name=f"Milk of {organisation.name}")
    accepted = make_advice(organisation, run, sold)
    with tenant(organisation):
        recommendations.accept(accepted.pk, by=owner.actor, now=timezone.now())
        following.subscribe("pricing.product", product.public_id, by=owner.actor, now=timezone.now())
        invitation: Any = InvitationFactory(
            organisation=organisation,
            email=f"invited@{organisation.slug}.example",
            sent_at=timezone.now() - timedelta(hours=1),
        )
    return {
        **CONSTANTS,
        "organisation": organisation.slug,
        "member": member.public_id,
        "role": _role(organisation),
        "rule": _rule(organisation),
        "branch": _branch(organisation, owner, member),
        "key": _key(organisation, owner),
        "invitation": invitation.public_id,
        "run": run.public_id,
        "product": product.public_id,
        "sku": product.sku,
        "accepted": sold.sku,
        "decided": accepted.public_id,
        "import": _import(organisation, report),
        "recommendation": advice.public_id,
        "audit_check": _audit_check(organisation),
        **_billing(organisation),
        **content_rows.store(organisation, owner),
        **publishing_rows.store(organisation, owner),
        **search_rows.store(organisation),
        **learning_rows.store(organisation, owner, report),
        "support_access": _support_access(organisation),
        "logo": _logo(organisation, report),
        "sso_provider": _provider(organisation),
        "sso_domain": _domain(organisation),
        "notification": _notification(organisation, owner),
        "announcement": _announcement(organisation, owner),
        "address": _address(owner),
        "device": _device(owner),
        "session": _session(owner),
        "passkey": _passkey(owner),
    }


def _provider(organisation: Any) -> str:
    row = saml_row(organisation, entity_id="https://sso.example/", sign_in_url="https://sso.example/in/")
    return str(row.public_id)


def _domain(organisation: Any) -> str:
    with tenant(organisation):
        made = SsoDomain.objects.create(domain=f"{organisation.slug}.example", token="0" * 32)
    return str(made.public_id)


def _logo(organisation: Any, stored: str) -> str:
    """The present logo; its picture is some stored file."""
    digest = hashlib.sha256(organisation.slug.encode()).hexdigest()[:32]
    with tenant(organisation):
        made = Logo.objects.create(digest=digest, width=64, height=64, ground="none", files={"64": stored})
        RemovedMember.objects.create(user=UserFactory())
    organisation.logo = made.summary
    organisation.save(update_fields=["logo"])
    return digest


def _role(organisation: Any) -> str:
    with tenant(organisation):
        made: Any = CustomRoleFactory(organisation=organisation, name=f"Clerk of {organisation.slug}")
    return str(made.public_id)


def _rule(organisation: Any) -> str:
    """A rule that decides nothing: it is switched off."""
    with tenant(organisation):
        made: Any = AccessRuleFactory(organisation=organisation, name="No prices at night", is_active=False)
    return str(made.public_id)


def _bank(organisation: Any, owner: Person) -> None:
    """Where its customers pay."""
    wish = Account(holder=organisation.name, bank="FNB", account="62001234567", branch_code="250655")
    with tenant(organisation):
        bank_details.save(wish, by=owner.actor, now=timezone.now())


def _branch(organisation: Any, owner: Person, member: Membership) -> str:
    """A branch, open, with one person."""
    with tenant(organisation):
        made: Any = BranchFactory(organisation=organisation, name=f"Branch of {organisation.slug}")
        placing.put(member, [made], by=owner.actor)
    return str(made.public_id)


def _key(organisation: Any, owner: Person) -> str:
    made: Any = ApiKeyFactory(organisation=organisation, responsible=owner.user)
    return str(made.public_id)


def _import(organisation: Any, report: str) -> str:
    with tenant(organisation):
        made = Import.objects.create(
            file_name=f"sales of {organisation.slug}.csv",
            path="nowhere",
            sha256="0" * 64,
            state="loaded",
            report_path=report,
        )
    return str(made.public_id)


def _audit_check(organisation: Any) -> str:
    with tenant(organisation):
        made = AuditCheck.objects.create(requested_by="test", state="passed", head_seq=0, head_hash=b"")
    return str(made.public_id)


def _billing(organisation: Any) -> dict[str, str]:
    """A charge that was tried to be paid, and a card nobody is charged with."""
    now, amounts = timezone.now(), {"subtotal": 50, "total": 50, "vat_percent": 0, "vat_amount": 0}
    with tenant(organisation):
        charge = Charge.objects.create(
            reference=f"SY{organisation.pk:010d}",
            key="item:1",
            reason="item",
            created_at=now,
            due_at=now,
            **amounts,
        )
        payment = Payment.objects.create(
            reference=f"SZ{organisation.pk:010d}", charge=charge, gateway="till", amount=50, created_at=now
        )
        method = PaymentMethod.objects.create(
            gateway="till", sealed_token="", token_hash=f"{organisation.pk:064d}", created_at=now
        )
        credit = CreditEntry.objects.create(
            amount=1, reason="test", key="world", by_label="test", created_at=now
        )
        setup = CardSetup.objects.create(
            reference=f"SX{organisation.pk:010d}", gateway="till", by_label="test", created_at=now
        )
        document, waiting = _documents(organisation, now)
        move, checked = _units(now), _checked(organisation, now)
    found = {
        "checked": checked,
        "charge": charge,
        "payment": payment,
        "method": method,
        "credit": credit,
        "card_setup": setup,
        "document": document,
        "waiting": waiting,
        "move": move,
    }
    return {noun: row.public_id for noun, row in found.items()}


def _units(now: Any) -> Any:
    """Prepaid units that were added."""
    pot = WalletPot.objects.create(
        feature="world", source="gift", label="x", quantity=1, left=1, key="world", created_at=now
    )
    return WalletMove.objects.create(
        pot=pot, feature="world", kind="added", quantity=1, balance=1, created_at=now
    )


def _checked(organisation: Any, now: Any) -> Any:
    """A supplier's invoice that was checked and kept."""
    return CheckedInvoice.objects.create(
        supplier=f"Supplier of {organisation.slug}",
        number="1",
        match="world",
        claim="no",
        amount=0,
        checked_at=now,
        keep_until=now.date(),
    )


def _documents(organisation: Any, now: Any) -> tuple[Any, Any]:
    """An invoice that was issued for a paid charge, and one that waits for an address."""
    paid = Charge.objects.create(
        reference=f"SI{organisation.pk:010d}",
        key="item:2",
        reason="item",
        state="paid",
        lines=[{"text": "Item", "amount": "50.00", "quantity": "1", "price": "p", "kind": "item"}],
        subtotal=50,
        total=50,
        vat_percent=0,
        vat_amount=0,
        created_at=now,
        due_at=now,
        paid_at=now,
    )
    waiting = WaitingDocument.objects.create(
        key="sale:other", charge=paid, missing=["buyer.address"], supplied_on=now.date(), created_at=now
    )
    issued = invoices.issue(paid.public_id, now=now)
    assert issued is not None
    return issued, waiting


def _support_access(organisation: Any) -> str:
    now = timezone.now()
    with tenant(organisation):
        made = SupportAccess.objects.create(
            reason="test", allowed_by_label="test", expires_at=now + timedelta(hours=1), ended_at=now
        )
    return str(made.public_id)


def _notification(organisation: Any, owner: Person) -> str:
    made = Notification.objects.create(
        user=owner.user, organisation=organisation, kind="test", title="Hello", created_at=timezone.now()
    )
    return str(made.public_id)


def _announcement(organisation: Any, owner: Person) -> str:
    """A draft to the team, and the owner's order of whom to ask."""
    with tenant(organisation):
        OnCall.objects.create(user=owner.user, place=0)
        made = TeamAnnouncement.objects.create(
            title=f"Word of {organisation.slug}",
            audience="accounts.team",
            channels=["in_app"],
            created_at=timezone.now(),
        )
    return str(made.public_id)


def _address(owner: Person) -> str:
    made = Address.objects.create(
        user=owner.user, channel="push", value=owner.user.public_id, created_at=timezone.now()
    )
    return str(made.public_id)


def _device(owner: Person) -> str:
    made = TokenFamily.objects.create(user=owner.user, current_jti="x", expires_at=timezone.now())
    return str(made.public_id)


def _session(owner: Person) -> str:
    client = owner.client()
    made = UserSession.objects.create(
        user=owner.user, session_key=client.session.session_key, ip="192.0.2.7", user_agent="Firefox/140"
    )
    return sessions.public_name(made)


def _passkey(owner: Person) -> str:
    stored = SoftPasskey(owner.user).store()
    TOTP.activate(owner.user, generate_totp_secret())
    RecoveryCodes.activate(owner.user)
    return sealed_id(stored)
