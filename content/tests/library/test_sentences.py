"""Exact sentences of the documents that matter most."""

import pytest

from content.tests.library.shelf import blueprint, composed, said, words
from content.tests.library.test_library import assert_reads_well

ONE_INVOICE = [{"number": "INV-000042", "due": "2026-11-28", "amount": "4600.00"}]
REMINDER = {
    "friendly": "Would you please pay R 6 475.00 by 11 December 2026? If something about the invoices is not in order, or if you would like to pay in parts, please tell us.",
    "firm": "Please pay R 6 515.42 by 11 December 2026. If you dispute any part of it, please tell us in writing by the same day which part, and why.",
    "final": "Please pay R 6 515.42 by 11 December 2026. If we have neither your payment nor a proposal in writing by then, we will consider, without a further reminder, supplying you against payment in advance only and claiming the debt by a letter of demand.",
}


@pytest.mark.parametrize("tone", REMINDER)
def test_the_reminder_has_three_tones(tone: str) -> None:
    text = words("payment-reminder", {"tone": tone, "interest.is_agreed": "yes"})

    assert REMINDER[tone] in text
    assert sum(sentence in text for sentence in REMINDER.values()) == 1
    assert ("Interest is 10% a year, as you agreed with us in writing." in text) is (tone != "friendly")
    assert_reads_well(text)


@pytest.mark.parametrize(
    ("tone", "sentence"),
    [
        ("friendly", "This is a friendly reminder that the invoice below is still open in our books."),
        ("firm", "We wrote to you before about the invoice below, which is now up to 1 day overdue."),
        ("final", "This is our final reminder. The invoice below is up to 1 day overdue, and our earlier reminders have not led to payment."),
    ],
)  # fmt: skip
def test_one_invoice_is_not_spoken_of_as_many(tone: str, sentence: str) -> None:
    assert sentence in words(
        "payment-reminder", {"tone": tone, "interest.is_agreed": "no", "invoices": ONE_INVOICE}
    )


def test_a_reminder_for_what_is_not_due_warns() -> None:
    early = [{"number": "INV-000060", "due": "2026-12-24", "amount": "100.00"}]

    assert "R 100.00 of it is not overdue yet." in words("payment-reminder", {"invoices": early})
    assert "is not overdue yet" not in words("payment-reminder")


def test_the_reminder_is_there_in_afrikaans() -> None:
    composition = composed("payment-reminder", {"tone": "final", "interest.is_agreed": "ja"}, language="af")
    text = said(composition.paper)

    assert composition.name == "Betalingsherinnering (finaal) vir Kasi Café"
    assert composition.paper.language == "af-ZA"
    assert (
        "Hierdie is ons finale herinnering. Die fakture hieronder is tot 29 dae agterstallig, en ons vorige herinneringe het nie tot betaling gelei nie."
        in text
    )
    assert "Betaal asseblief R 6 515.42 teen 11 Desember 2026." in text
    assert " the " not in text


def test_the_payslip_is_there_in_afrikaans() -> None:
    composition = composed("payslip", language="af")
    text = said(composition.paper)

    assert composition.name == "Loonstrokie van Sipho Ndlovu, November\u00a02026"
    assert (
        "Gewone ure\n180\nR 33.50\nR 6 030.00\nOortyd\n6.5\nR 50.25\nR 326.63\nSondae en openbare vakansiedae\n4"
        in text
    )
    assert "Verdienste\nR 7 024.63\nAftrekkings\nR 318.00\nUitbetaal\nR 6 706.63" in text
    assert "Sunday" not in text
    assert "R 30.00 per uur is minder as R 30.23, die nasionale minimum loon vanaf 1 Maart 2026." in words(
        "payslip", {"wage.hourly_rate": "30.00"}, language="af"
    )


@pytest.mark.parametrize("kind", ["loan", "grant"])
@pytest.mark.parametrize("funder", ["sedfa", "other"])
def test_the_plan_is_there_in_afrikaans(funder: str, kind: str) -> None:
    registered = dict.fromkeys(("registered", "tax", "uif", "coida"), "ja")
    answers = {
        "funder": funder,
        "funding.kind": kind,
        **{f"compliance.{key}": yes for key, yes in registered.items()},
    }
    text = words("business-plan", answers, language="af")

    asks = "Ons vra SEDFA om" if funder == "sedfa" else "Ons vra om"
    assert f"{asks} ’n {'lening' if kind == 'loan' else 'toekenning'} van R 180 000.00." in text
    assert "In die eerste jaar verwag ons verkope van R 1 140 028 en ’n wins van" in text
    for line in (
        "Koste van verkope",
        "Waardevermindering van toerusting",
        "Deur kliënte verskuldig",
        "Laste en ekwiteit",
    ):
        assert f"\n{line}\nR " in text
    assert ("\nLening\nR 127 288\n" in text) is (kind == "loan")
    assert "Sales" not in text
    assert "Equity" not in text
    assert_reads_well(text)


@pytest.mark.parametrize(
    ("slug", "key", "sentence"),
    [
        ("quotation", "quote.valid_until", "This quotation holds until 29 December 2026."),
        ("nda", "term.end", "The duties last until 30 November 2029; for personal information"),
    ],
)
def test_what_ends_on_a_day_asks_for_it_and_reminds_of_it(slug: str, key: str, sentence: str) -> None:
    assert [field.key for field in blueprint(slug).fields if field.due] == [key]
    assert sentence in words(slug)
    assert "which is before" not in words(slug)
    assert "which is before" in words(slug, {key: "2026-11-28"})


def test_a_quotation_shows_all_three_amounts() -> None:
    text = words("quotation")

    assert "Total without VAT\nR 8 170.00\nVAT\nR 1 189.50\nTotal with VAT\nR 9 359.50" in text
    assert (
        "A deposit of 50%, that is R 4 679.75, is due when you accept. The rest, R 4 679.75, is due 14 days after the date of our invoice."
        in text
    )
    assert (
        "We accept quotation Q-0042 of 29 November 2026 for R 9 359.50, VAT included, on the terms above."
        in text
    )


def test_who_is_no_vendor_says_so_and_shows_no_vat() -> None:
    text = words(
        "quotation", {"organisation.is_vat_vendor": "no", "prices": None, "deposit.wanted": "no", "deposit.percent": None, "payment.days": "1"}
    )  # fmt: skip

    assert "We are not registered for VAT, so no VAT is charged." in text
    assert "With VAT" not in text
    assert "Payment is due 1 day after the date of our invoice." in text
    assert "for R 8 170.00, on the terms above." in text


def test_a_plan_says_its_figures_in_sentences() -> None:
    text = words("business-plan")

    assert "We ask SEDFA for a loan of R 180 000.00." in text
    assert (
        "We put in R 20 000.00 ourselves, 10% of the R 200 000.00 that is needed. In the first year we expect sales of R 1 140 028 and a profit of R 32 465 before tax."
        in text
    )
    assert (
        "We reckon with interest of 12.5% a year and pay the loan back over 36 months, R 6 021.65 a month."
        in text
    )
    assert "Cash is lowest at the end of April 2027, at R 12 762.70." in text
    assert "runs out of money" not in text
    assert "does not add up" not in text


def test_a_plan_that_does_not_add_up_or_runs_dry_warns() -> None:
    text = words("business-plan", {"funding.own": "0", "plan.first_month": "40000.00"})

    assert (
        "What the money is for comes to R 200 000.00, and what there is (funding and your own contribution) to R 180 000.00. The difference of R 20 000.00 is missing."
        in text
    )
    assert "The plan runs out of money" in text
    assert "a loss of R" in text
    assert_reads_well(text)


@pytest.mark.parametrize("funder", ["sedfa", "nyda", "idc", "bank", "other"])
@pytest.mark.parametrize("kind", ["loan", "grant"])
def test_a_plan_reads_well_for_every_funder(funder: str, kind: str) -> None:
    text = words("business-plan", {"funder": funder, "funding.kind": kind})

    assert_reads_well(text)
    assert ("pay the loan back" in text) is (kind == "loan")


def test_a_plan_without_sales_records_needs_none() -> None:
    text = words("business-plan", without=("sales.",))

    assert "What we have sold" not in text


@pytest.mark.parametrize(
    ("answers", "warning"),
    [
        ({"wage.amount": "5000.00"}, "The national minimum wage is R 30.23 an hour from 1 March 2026. Raise the wage before anybody signs."),
        ({"hours.week": "50"}, "The ordinary hours are 50 hours a week; the most is 45 hours."),
        ({"overtime.times": "100"}, "Overtime is at 100% of the ordinary wage; the law asks 150% at least."),
        ({"sunday.times": "150"}, "Work on a Sunday is at 150% of the ordinary wage; as a rule it is paid double."),
        ({"leave.days": "10"}, "Annual leave is 10 working days; the law asks 21 consecutive days, which is 15 working days for 5 days of work a week."),
        ({"notice.weeks": "2"}, "Notice after the first year is 2 weeks; the law asks 4 weeks."),
    ],
)  # fmt: skip
def test_particulars_below_the_law_warn(answers: dict[str, str], warning: str) -> None:
    assert warning in words("employment-particulars", answers)
    assert warning not in words("employment-particulars")


def test_particulars_say_the_notice_of_the_law() -> None:
    text = words("employment-particulars")

    assert (
        "1 week in the first six months, 2 weeks after that until the end of the first year, and 4 weeks after that."
        in text
    )
    assert "Sick leave is 30 days in each 36 months of service" in text


def test_the_demand_says_what_for_how_much_and_until_when() -> None:
    text = words("letter-of-demand")

    assert (
        "You owe Umoja Foods (Pty) Ltd R 23 475.00 for catering supplied for your staff in September and October 2026."
        in text
    )
    assert "We demand that you pay R 23 769.57 by 14 December 2026, into the account below." in text
    assert "It is simple interest" not in words(
        "letter-of-demand", {"interest.is_agreed": "no", "interest.rate": None}
    )


def test_terms_hold_the_block_of_section_43() -> None:
    text = words("terms-of-service")

    for label in (
        "Legal name", "Legal status", "Registration number", "Place of registration", "Office bearers", "Physical address, also for service of legal papers",
        "Phone", "E-mail", "Website", "Memberships and codes of conduct",
    ):  # fmt: skip
        assert f"{label}\n" in text
    assert "section 44 of the Act gives you seven days to cancel" in text


def test_the_manual_holds_what_section_51_asks() -> None:
    text = words("paia-manual")

    for heading in (
        "Contact details", "The Regulator's guide", "Records without a request", "Records under other laws", "Subjects and categories of records",
        "Personal information", "Outside South Africa", "How we protect it", "How to ask for a record", "Fees", "If we refuse", "Where this manual is",
    ):  # fmt: skip
        assert heading in text


def test_the_data_sheet_is_no_affidavit_and_gives_no_level_above_the_limit() -> None:
    assert "Level to tick\nLevel 1" in words("bbbee-data-sheet")
    above = words("bbbee-data-sheet", {"bbbee.turnover": "10000000.01"})
    assert "Level to tick\nNone: not an exempted micro enterprise" in above
    assert (
        "is above R 10 000 000.00, the limit of an exempted micro enterprise under the generic codes."
        in above
    )


@pytest.mark.parametrize("kind", ["account", "tender", "appoint", "other"])
@pytest.mark.parametrize("people", [1, 2])
def test_a_resolution_reads_well_for_each_decision(kind: str, people: int) -> None:
    names = [
        {"name": "Thandi Mokoena", "capacity": "Director"},
        {"name": "Bongani Nkosi", "capacity": "Director"},
    ]
    text = words(
        "directors-resolution",
        {"resolution.kind": kind, "authorised": names[:people] if kind != "other" else None},
    )

    assert_reads_well(text)
    if kind == "appoint":
        expected = (
            "Thandi Mokoena is appointed" if people == 1 else "Thandi Mokoena and Bongani Nkosi are appointed"
        )
        assert expected in text


@pytest.mark.parametrize("direction", ["both", "ours", "theirs"])
def test_the_agreement_says_who_tells_whom(direction: str) -> None:
    sentence = {
        "both": "Each of them may tell the other what is confidential.",
        "ours": "Umoja Foods (Pty) Ltd may tell Kasi Café what is confidential.",
        "theirs": "Kasi Café may tell Umoja Foods (Pty) Ltd what is confidential.",
    }

    assert sentence[direction] in words("nda", {"direction": direction})


def test_no_bank_account_is_invented() -> None:
    for slug in ("quotation", "payment-reminder", "statement-letter", "letter-of-demand"):
        text = words(slug, without=("organisation.bank",))
        assert "Account number" not in text
        assert_reads_well(text)
    assert "Your bank details are not known yet." in words("letter-of-demand", without=("organisation.bank",))


def test_official_tender_forms_are_listed_and_never_retyped() -> None:
    municipal, national = words("tender-checklist"), words("tender-checklist", {"tender.kind": "national"})

    assert "MBD 4: declaration of interest" in municipal
    assert "SBD 4: bidder's disclosure (since 2022 it takes in the old SBD 8 and 9)" in national
    assert "Never retype or rebuild an official form" in municipal
    assert "CIDB" not in municipal
    assert "CIDB grade for the class of works" in words("tender-checklist", {"tender.works": "yes"})


def test_who_types_the_full_stop_gets_one() -> None:
    text = words("quotation", {"delivery.time": "on the day of the function, at 11:30."})

    assert "We deliver on the day of the function, at 11:30.\n" in text
    assert_reads_well(text)
