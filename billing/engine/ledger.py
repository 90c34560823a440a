"""Double entry as arithmetic: which accounts there are, and what each fact puts into them. In cents; no database.

A side is an account's code and cents: debit positive, credit negative. Each function returns sides that balance.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

Sides = dict[str, int]

RECEIVABLES = "receivables"
CUSTOMER_CREDIT = "customer_credit"
REFUNDS = "refunds"
CREDIT_GIVEN = "credit_given"
DISPUTES = "disputes"
WRITE_OFFS = "write_offs"
ROUNDING = "rounding"
SUSPENSE = "suspense"
CLEARING, FEES, REVENUE, VAT = "clearing", "fees", "revenue", "vat_output"

# Code, or what stands before its dot, to what it is. docs/ledger.md says what each is for.
KINDS: Mapping[str, str] = {
    RECEIVABLES: "asset",
    CLEARING: "asset",
    DISPUTES: "asset",
    SUSPENSE: "asset",
    CUSTOMER_CREDIT: "liability",
    REFUNDS: "liability",
    VAT: "liability",
    REVENUE: "income",
    ROUNDING: "income",
    FEES: "expense",
    CREDIT_GIVEN: "expense",
    WRITE_OFFS: "expense",
}


class Unbalanced(ValueError):
    """Debits and credits of an entry differ."""


def kind_of(code: str) -> str:
    """Asset, liability, income or expense. Raises KeyError for an account that nobody planned."""
    return KINDS[code.partition(".")[0]]


def clearing(gateway: str) -> str:
    """Money that a payment service holds for us; for "eft" our bank account."""
    return f"{CLEARING}.{gateway}"


def vat_account(rate: Decimal) -> str:
    """Output VAT at one rate: "vat_output.15", "vat_output.15.5"."""
    return f"{VAT}.{rate.normalize():f}"


def cents(amount: Decimal) -> int:
    """Minor units, exactly. Raises ValueError for a part of a cent."""
    whole = amount * 100
    if whole != whole.to_integral_value():
        raise ValueError(f"{amount} has parts of a cent.")
    return int(whole)


def balanced(sides: Iterable[tuple[str, int]]) -> Sides:
    """One side for each account, without those of nothing. Raises Unbalanced."""
    found: Sides = {}
    for code, moved in sides:
        found[code] = found.get(code, 0) + moved
    if sum(found.values()):
        raise Unbalanced(f"{sum(found.values())} cents are left over: {found}")
    return {code: moved for code, moved in found.items() if moved}


def transfer(debit: str, credit: str, amount: Decimal) -> Sides:
    """From one account to another. A negative amount goes the other way; nothing moves nothing."""
    moved = cents(amount)
    return balanced([(debit, moved), (credit, -moved)])


def invoice(
    revenue: Mapping[str, Decimal], vat: Mapping[Decimal, Decimal], *, against: str = RECEIVABLES
) -> Sides:
    """What a document adds: the consideration is owed, its value is revenue by kind, its tax by rate is SARS's.

    For a debit note too. `against` is where the consideration goes.
    """
    sides = [(f"{REVENUE}.{kind}", -cents(amount)) for kind, amount in revenue.items()]
    sides += [(vat_account(rate), -cents(amount)) for rate, amount in vat.items()]
    return balanced([(against, -sum(moved for _code, moved in sides)), *sides])


def credit_note(revenue: Mapping[str, Decimal], vat: Mapping[Decimal, Decimal], *, against: str) -> Sides:
    """What a credit note takes back. `against` is `refunds` for money that goes or went back, `receivables` for what is owed no more."""
    return {code: -moved for code, moved in invoice(revenue, vat, against=against).items()}


def payment(gateway: str, amount: Decimal) -> Sides:
    """Money of a customer came."""
    return transfer(clearing(gateway), RECEIVABLES, amount)


def fee(gateway: str, amount: Decimal) -> Sides:
    """What a payment service kept for itself, whole: the VAT in it is claimed from the service's own tax invoice."""
    return transfer(f"{FEES}.{gateway}", clearing(gateway), amount)


def refund(gateway: str, amount: Decimal) -> Sides:
    """Money went back to a customer; the credit note clears `refunds`."""
    return transfer(REFUNDS, clearing(gateway), amount)


def credit(counter: str, amount: Decimal) -> Sides:
    """A movement of the customer's credit: given (+) from an account, or used (-) for it."""
    return transfer(counter, CUSTOMER_CREDIT, amount)


def dispute(gateway: str, amount: Decimal) -> Sides:
    """A bank took money back while it judges."""
    return transfer(DISPUTES, clearing(gateway), amount)


def dispute_won(gateway: str, amount: Decimal) -> Sides:
    """It came back."""
    return transfer(clearing(gateway), DISPUTES, amount)


def dispute_lost(amount: Decimal) -> Sides:
    """It stays away. The VAT in it is claimed back by hand once the debt is irrecoverable (section 22)."""
    return transfer(WRITE_OFFS, DISPUTES, amount)


def write_off(amount: Decimal) -> Sides:
    """What an invoice says and nobody will pay."""
    return transfer(WRITE_OFFS, RECEIVABLES, amount)
