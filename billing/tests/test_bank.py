"""Bank statements: imported once, matched by a person in one step, undone when the bank takes an EFT back."""

from decimal import Decimal
from typing import Any

import pytest

from billing.gateways import Instructions, registry
from billing.gateways.eft import Eft, StatementUnreadable
from billing.gateways.eft.statements import read_here
from billing.models import (
    BankLine,
    BankStatement,
    Charge,
    ChargeState,
    LineState,
    Payment,
    PaymentState,
    SubscriptionState,
)
from billing.services import bank, bank_refusals, charges, credit, payments
from billing.tests.documented import check_books
from billing.tests.factories import Shop
from synthai.core.access import Actor, system_actor
from synthai.core.errors import NotAllowed
from synthai.core.tenancy import all_tenants, tenant

pytestmark = pytest.mark.django_db
STAFF = system_actor()
ACCOUNT = {"account_name": "SynthAI", "bank": "FNB", "account_number": "62000000001"}


@pytest.fixture
def eft(shop: Shop) -> Shop:
    """The shop with EFT beside its till."""
    registry.use({"till": shop.till, "eft": Eft(ACCOUNT)})
    return shop


def ask_for(shop: Shop, plan: str = "starter", charge: Charge | None = None) -> Payment:
    """The customer chose EFT and sees where to pay."""
    with tenant(shop.organisation_id):
        begun = payments.begin(
            (charge or shop.start(plan)).public_id,
            "eft",
            payer_email="owner@umoja.example",
            by=shop.by,
            now=shop.now,
            return_path="/back/",
            cancel_path="/cancel/",
        )
    assert isinstance(begun.step, Instructions)
    return begun.payment


def csv(*rows: tuple[str, str, str], mark: str = ",") -> bytes:
    lines = [("Date", "Description", "Amount"), *rows]
    return "\n".join(mark.join(row) for row in lines).encode()


def take_in(shop: Shop, content: bytes, name: str = "fnb.csv", by: Actor = STAFF) -> BankStatement:
    """Files of our own need no child process each: uploads of test_admin_bank and the tests of the reader have theirs."""
    with pytest.MonkeyPatch.context() as patched, all_tenants(reason="test"):
        patched.setattr(bank, "read_statement", read_here)
        return bank.import_statement(name, content, by=by, now=shop.now).statement


def line_of(amount: str) -> BankLine:
    return BankLine.objects.get(amount=Decimal(amount))


def confirm(shop: Shop, line: BankLine, reference: str) -> BankLine:
    with all_tenants(reason="test"):
        return bank.confirm(line.public_id, reference=reference, by=STAFF, now=shop.now)


def keep(shop: Shop, line: BankLine, reference: str) -> BankLine:
    """As a part payment."""
    with all_tenants(reason="test"):
        return bank.keep_as_credit(line.public_id, reference=reference, by=STAFF, now=shop.now)


def undo(shop: Shop, line: BankLine) -> BankLine:
    with all_tenants(reason="test"):
        return bank.undo(line.public_id, by=STAFF, now=shop.now)


def state_of(shop: Shop, payment: Payment) -> str:
    with tenant(shop.organisation_id):
        return Payment.objects.get(pk=payment.pk).state


def balance(shop: Shop) -> Decimal:
    with tenant(shop.organisation_id):
        return credit.balance()


def paid(shop: Shop, amount: str = "199.00", day: str = "2026-02-01") -> tuple[Payment, BankLine]:
    payment = ask_for(shop)
    take_in(shop, csv((day, f"FNB PAYMENT {payment.reference}", amount)))
    return payment, confirm(shop, line_of(amount), payment.reference)


def test_a_statement_is_imported_suggested_and_confirmed_in_one_step(eft: Shop) -> None:
    payment = ask_for(eft)
    made = take_in(
        eft, csv(("2026-02-01", f"FNB {payment.reference}", "199.00"), ("2026-02-01", "Bank fee", "-9.50"))
    )
    assert (made.line_count, made.new_count) == (2, 2)
    line = line_of("199.00")
    assert line.suggestion["reference"] == payment.reference
    assert line.suggestion["confidence"] == "1.00"
    assert line.suggestion["is_clear"] is True
    assert line.suggestion["choices"][0]["reasons"] == [
        "The reference stands on the line.",
        "The amount agrees.",
    ]
    assert line_of("-9.50").state == LineState.IGNORED
    confirm(eft, line, payment.reference)
    assert state_of(eft, payment) == PaymentState.CONFIRMED
    assert eft.subscription().state == SubscriptionState.ACTIVE
    line.refresh_from_db()
    assert (line.state, line.matched_reference, line.matched_by) == (
        LineState.MATCHED,
        payment.reference,
        "SynthAI",
    )


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_same_days_again_in_any_delimiter_double_nothing(eft: Shop, mark: str) -> None:
    payment, _line = paid(eft)
    row = ("2026-02-01", f"FNB PAYMENT {payment.reference}", "199.00")
    again = take_in(eft, csv(row, ("2026-02-02", "Interest", "1.02"), mark=mark), "again.csv")
    assert (again.line_count, again.new_count, BankLine.objects.count()) == (2, 1, 2)
    assert eft.charges()[0].state == ChargeState.PAID
    assert len(eft.charges()) == 1


def test_an_ofx_after_a_csv_doubles_nothing(eft: Shop) -> None:
    payment, _line = paid(eft)
    ofx = f"""OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>ZAR<BANKACCTFROM><ACCTID>62000000001</BANKACCTFROM>
<BANKTRANLIST><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260201<TRNAMT>199.00<FITID>A1
<NAME>FNB PAYMENT {payment.reference}</STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"""
    made = take_in(eft, ofx.encode(), "fnb.ofx")
    assert (made.line_count, made.new_count) == (1, 0)


def test_too_little_is_refused_with_words_and_may_be_kept_as_a_part(eft: Shop) -> None:
    payment = ask_for(eft)
    take_in(eft, csv(("2026-02-01", payment.reference, "150.00")))
    line = line_of("150.00")
    with pytest.raises(bank_refusals.TooLittle, match="150.00 came, and .*199.00 is owed"):
        confirm(eft, line, payment.reference)
    assert state_of(eft, payment) == PaymentState.PENDING
    keep(eft, line, payment.reference)
    assert (eft.charges()[0].due, balance(eft)) == (Decimal("49.00"), Decimal(0))
    assert state_of(eft, payment) == PaymentState.PENDING
    undo(eft, line)
    assert (eft.charges()[0].due, balance(eft)) == (Decimal("199.00"), Decimal(0))
    keep(eft, line, payment.reference)  # and once more: what was undone may come again
    assert (eft.charges()[0].due, balance(eft)) == (Decimal("49.00"), Decimal(0))


def test_too_little_for_what_is_paid_says_that_nothing_is_owed(eft: Shop) -> None:
    payment, _line = paid(eft)
    take_in(eft, csv(("2026-02-01", payment.reference, "123.45")))
    line = line_of("123.45")
    with pytest.raises(bank_refusals.NothingOwed, match=f"nothing is owed for {payment.reference} any more"):
        confirm(eft, line, payment.reference)
    keep(eft, line, payment.reference)
    assert balance(eft) == Decimal("123.45")


def test_what_comes_too_much_is_credit(eft: Shop) -> None:
    payment, line = paid(eft, "250.00")
    assert state_of(eft, payment) == PaymentState.CONFIRMED
    assert balance(eft) == Decimal("51.00")
    undo(eft, line)
    assert (balance(eft), state_of(eft, payment)) == (Decimal(0), PaymentState.PENDING)
    confirm(eft, line, payment.reference)
    assert balance(eft) == Decimal("51.00")


def test_a_second_eft_for_the_same_payment_is_credit_and_undone_alone(eft: Shop) -> None:
    payment, _first = paid(eft)
    take_in(eft, csv(("2026-02-03", f"CAPITEC {payment.reference}", "210.00")))
    second = line_of("210.00")
    confirm(eft, second, payment.reference)
    assert balance(eft) == Decimal("210.00")
    undo(eft, second)
    assert (balance(eft), state_of(eft, payment)) == (Decimal(0), PaymentState.CONFIRMED)


@pytest.mark.parametrize("is_spent", [False, True])
def test_an_eft_that_bounces_leaves_a_charge_that_was_paid_twice_paid_once(
    eft: Shop, *, is_spent: bool
) -> None:
    charge = eft.start()
    payment = ask_for(eft, charge=charge)
    row = ("2026-02-01", f"EFT {payment.reference}", "199.00")
    with tenant(eft.organisation_id):
        other = payments.begin(
            charge.public_id,
            "till",
            payer_email="",
            by=eft.by,
            now=eft.now,
            return_path="/back/",
            cancel_path="/cancel/",
        ).payment
    take_in(eft, csv(row))
    confirm(eft, line_of("199.00"), payment.reference)
    eft.deliver({"id": "g-1", "status": "confirmed", "amount": "199.00", "reference": other.reference})
    assert (balance(eft), eft.charges()[0].state) == (Decimal("199.00"), ChargeState.PAID)
    if is_spent:
        eft.move(days=28)  # the renewal takes it all
        assert balance(eft) == 0
    take_in(eft, csv(row, ("2026-02-04", f"RTD EFT {payment.reference}", "-199.00")), "later.csv")
    assert (state_of(eft, payment), state_of(eft, other)) == (PaymentState.FAILED, PaymentState.CONFIRMED)
    came = Decimal("199.00")  # what we hold pays as much as it is, and no more
    given = sum((each.total + each.credit for each in eft.charges() if not each.is_open), Decimal(0))
    assert given + balance(eft) == came


def test_undo_makes_it_owed_again_and_it_is_chased_as_any_other(eft: Shop) -> None:
    payment, line = paid(eft)
    undo(eft, line)
    (charge,) = eft.charges()
    assert (charge.state, charge.effect) == (ChargeState.OPEN, {"do": "renew"})
    assert eft.subscription().state == SubscriptionState.PAST_DUE
    period = eft.subscription().period_end
    confirm(eft, line, payment.reference)
    after = eft.subscription()
    assert (after.state, after.period_end) == (SubscriptionState.ACTIVE, period)
    undo(eft, line)
    eft.move(days=70)
    assert eft.subscription().state == SubscriptionState.CANCELLED


@pytest.mark.parametrize("is_later_file", [False, True])
def test_what_the_bank_takes_back_is_undone_visibly(eft: Shop, is_later_file: bool) -> None:
    payment = ask_for(eft)
    row = ("2026-02-01", f"EFT {payment.reference}", "250.00")
    back = ("2026-02-04", f"RTD EFT {payment.reference}", "-250.00")
    take_in(eft, csv(row))
    confirm(eft, line_of("250.00"), payment.reference)
    made = take_in(eft, csv(back) if is_later_file else csv(row, back), "later.csv")
    assert made.new_count == 1
    line = line_of("250.00")
    assert (line.state, line.matched_reference) == (LineState.REVERSED, payment.reference)
    assert line_of("-250.00").state == LineState.REVERSED
    assert (state_of(eft, payment), balance(eft)) == (PaymentState.FAILED, Decimal(0))
    with tenant(eft.organisation_id):
        assert Payment.objects.get(pk=payment.pk).failure == "The bank took the EFT back."
    assert eft.charges()[0].state == ChargeState.OPEN
    again = take_in(eft, csv(row, back), "once more.csv")
    assert (again.new_count, balance(eft)) == (0, Decimal(0))
    with pytest.raises(bank_refusals.LineClosed):
        undo(eft, line)


def test_credit_that_was_used_meanwhile_is_owed_by_the_next(eft: Shop) -> None:
    _payment, line = paid(eft, "250.00")
    eft.move(days=28)  # the renewal uses 51.00
    assert balance(eft) == 0
    undo(eft, line)
    assert balance(eft) == Decimal("-51.00")
    with tenant(eft.organisation_id):
        credit.give(eft.organisation_id, amount=Decimal("60.00"), reason="x", key="k", by=STAFF, now=eft.now)
    assert balance(eft) == 0
    assert eft.charges()[0].due == Decimal("190.00")  # 9.00 beyond the gap pay what is owed again


def test_a_charge_that_was_called_off_leaves_its_eft_as_credit(eft: Shop) -> None:
    payment = ask_for(eft)
    with tenant(eft.organisation_id):
        charges.call_off(Charge.objects.get(), by=STAFF, now=eft.now)
    take_in(eft, csv(("2026-02-01", payment.reference, "199.00")))
    line = confirm(eft, line_of("199.00"), payment.reference)
    assert balance(eft) == Decimal("199.00")
    undo(eft, line)
    assert balance(eft) == 0


@pytest.mark.parametrize("is_paid", [True, False])
def test_a_charge_without_an_eft_is_found_by_its_reference(eft: Shop, *, is_paid: bool) -> None:
    charge = eft.start()
    if is_paid:
        eft.pay(charge)
    take_in(eft, csv(("2026-02-01", f"FNB {charge.reference} umoja", "199.00")))
    line = line_of("199.00")
    assert (line.suggestion["reference"], line.suggestion["is_clear"]) == (charge.reference, False)
    assert "No EFT is awaited for it." in line.suggestion["choices"][0]["reasons"]
    confirm(eft, line, charge.reference)
    assert balance(eft) == (Decimal("199.00") if is_paid else 0)
    assert eft.charges()[0].state == ChargeState.PAID
    undo(eft, line_of("199.00"))
    assert balance(eft) == 0
    assert eft.charges()[0].state == (ChargeState.PAID if is_paid else ChargeState.OPEN)
    confirm(eft, line_of("199.00"), charge.reference)  # the same payment as before
    with tenant(eft.organisation_id):
        assert Payment.objects.filter(gateway="eft").count() == 1
    check_books()


def test_a_line_is_used_once_and_only_for_an_eft(eft: Shop) -> None:
    payment, line = paid(eft)
    with pytest.raises(bank_refusals.LineClosed):
        confirm(eft, line, payment.reference)
    take_in(eft, csv(("2026-02-05", "From somebody", "77.00")))
    other = line_of("77.00")
    with pytest.raises(bank_refusals.NotAnEft, match="SYNOBODY2345"):
        confirm(eft, other, "sy nobody 2345")
    with all_tenants(reason="test"):
        bank.ignore(other.public_id, by=STAFF, now=eft.now)
    assert bank.counts() == {LineState.MATCHED: 1, LineState.IGNORED: 1}
    assert undo(eft, other).state == LineState.OPEN


def test_what_cannot_be_read_is_said_and_nothing_kept(eft: Shop) -> None:
    with pytest.raises(StatementUnreadable, match="not a clear amount"):
        take_in(eft, csv(("2026-02-01", "x", "1,23,4"), mark=";"))
    assert BankStatement.objects.count() == 0


def test_only_staff_confirm(eft: Shop) -> None:
    with pytest.raises(NotAllowed, match="Only staff of SynthAI"):
        take_in(eft, csv(("2026-02-01", "x", "1.00")), by=eft.by)


def test_suggestions_reach_over_customers_by_name_and_amount(eft: Shop) -> None:
    ask_for(eft)
    take_in(eft, csv(("2026-02-01", "UMOJA FOODS", "199.00")))
    found: dict[str, Any] = line_of("199.00").suggestion
    assert (found["confidence"], found["is_clear"]) == ("0.55", False)
    assert found["note"] == "No reference of ours stands on the line."
