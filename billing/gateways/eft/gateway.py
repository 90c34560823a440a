"""EFT as a payment method: instructions to copy into a banking app. Nothing is heard until a statement is read."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Never

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.gateways.eft.banks import universal_code
from billing.gateways.errors import GatewayRefused
from billing.gateways.facts import PaymentFact, RefundFact
from billing.gateways.messages import Check, Findings, RawMessage, Reading
from billing.gateways.steps import Instructions, PaymentRequest, Step
from synthai.core.money import format_zar

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class Eft:
    """`config`: account_name, bank, account_number, account_type, and branch_code (else the bank's universal one)."""

    code: ClassVar[str] = "eft"
    title: "ClassVar[_StrOrPromise]" = gettext_lazy("EFT")
    methods: "ClassVar[_StrOrPromise]" = gettext_lazy("Bank transfer from any South African bank")
    currencies: ClassVar[frozenset[str]] = frozenset({"ZAR"})
    can_charge_again: ClassVar[bool] = False
    can_refund: ClassVar[bool] = False
    keeps_for: ClassVar[Decimal | None] = None

    def __init__(self, config: Mapping[str, str]) -> None:
        self._config = config

    def start(self, request: PaymentRequest) -> Step:
        """Where to pay, how much, and the reference by which we find it. The same for every call."""
        if request.currency not in self.currencies:
            raise GatewayRefused("currency", _("An EFT can only be made in rand."))
        account = self._config
        code = account.get("branch_code") or universal_code(account["bank"])
        lines = [
            (_("Account name"), account["account_name"]),
            (_("Bank"), account["bank"]),
            (_("Branch code"), code),
            (_("Account number"), account["account_number"]),
            (_("Account type"), account.get("account_type", "")),
            (_("Reference"), request.reference),
            (_("Amount"), format_zar(request.amount)),
        ]
        return Instructions(lines=tuple((label, value) for label, value in lines if value))

    def read(self, message: RawMessage) -> Reading:
        """Banks send us no messages: whatever claims to be one is not genuine."""
        check = Check(name="signature", passed=False, detail="EFT sends no messages.")
        return Reading(kind="unknown", dedupe_key="rejected:eft", checks=(check,))

    def findings(self, message: RawMessage) -> Findings:
        """Nothing."""
        return Findings()

    def fetch(self, reference: str, *, gateway_id: str = "", hint: str = "") -> PaymentFact | None:
        """There is nobody to ask: payments are found on the bank statement."""
        return None

    def charge(self, token: str, request: PaymentRequest) -> PaymentFact:
        """The customer pays each EFT by herself."""
        self._refuse()

    def refund(
        self, gateway_id: str, *, amount: Decimal, currency: str, reason: str, request_key: str
    ) -> RefundFact:
        """Money goes back by an EFT that we make ourselves at the bank."""
        self._refuse()

    def end_agreement(self, token: str) -> None:
        """Nothing was kept, so nothing ends."""

    def card_update_url(self, token: str, *, return_url: str) -> str:
        """There is no card."""
        return ""

    def _refuse(self) -> Never:
        raise GatewayRefused("not_supported", _("This cannot be done by EFT: use the bank's own site."))
