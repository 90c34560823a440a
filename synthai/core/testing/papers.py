"""Papers as customers make them, for tests, `make bench` and the style guide: a letter, a plan of ten pages, an agreement, a form."""

from decimal import Decimal
from typing import Any, Final

from synthai.core.documents.papers.blocks import (
    Bullets,
    Chart,
    Facts,
    Grid,
    Heading,
    Note,
    PageBreak,
    Paper,
    Parties,
    Party,
    Point,
    Prose,
    Signature,
    Signed,
)
from synthai.core.documents.sheets import Column, Fact, Row, Total
from synthai.core.money import format_zar

SENDER: Final = "Umoja Foods"
SENDER_LINES: Final = (
    "14 Vilakazi Street, Orlando West, Soweto, 1804",
    "011 555 0142 · hello@umoja.example",
    "Registration 2019/123456/07 · VAT 4012345678",
)
DISCLAIMER: Final = "This document was made with a template of SynthAI. It is not legal advice."
_MONTHS: Final = (
    "Dec 2025", "Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026", "May 2026", "Jun 2026", "Jul 2026", "Aug 2026", "Sep 2026", "Oct 2026", "Nov 2026",
)  # fmt: skip
_SALES: Final = (214, 168, 175, 181, 190, 186, 204, 211, 219, 226, 240, 252)
_SENTENCES: Final = (
    "Umoja Foods has sold groceries, fresh bread and household goods from its shop in Orlando West since March 2019.",
    "Most customers walk: they live within two kilometres, buy for the day and pay in cash.",
    "**Three in four come at least twice a week.**",
    "The shop keeps 412 products, of which 60 make more than half of the turnover.",
    "What sells is known by the day since a till was put in two years ago, and prices are looked at every Monday.",
    "The rent is fixed until June 2029, and the landlord has agreed in writing to the second cold room that this plan pays for.",
    "Bread is bought in from a bakery in Dobsonville, and its van is late on two mornings out of five.",
    "A loaf that is baked on the premises costs less than half of what it is sold for, flour, gas and wages counted in.",
    "Nine people work full time, five come in at weekends and at the end of the month, and nobody has left since last winter.",
)


def prose(number: int) -> str:
    """Six sentences of a plan; each number gives others, so that nothing is set twice."""
    chosen = [_SENTENCES[(number * 5 + place * (1 + number % 7)) % len(_SENTENCES)] for place in range(5)]
    return f"In part {number} of this plan we look at week {number * 3} of the year. " + " ".join(chosen)


def rand(amount: int) -> str:
    """R 1 234.00."""
    return format_zar(Decimal(amount))


def _quoted() -> Grid:
    columns = (
        Column(label="What", is_wide=True),
        Column(label="Quantity", is_number=True),
        Column(label="Price each", is_number=True),
        Column(label="Amount", is_number=True),
    )
    rows = (
        Row(cells=("Maize meal 12.5 kg", "40", rand(149), rand(5960)), notes=("Delivered in two loads",)),
        Row(cells=("Sunflower oil 5 ℓ", "24", rand(189), rand(4536))),
        Row(cells=("Sêenskoon koffie – môre se eerste beker", "60", rand(85), rand(5100))),
    )
    totals = (
        Total(label="Value", value=rand(15596)),
        Total(label="VAT at 15%", value="R 2 339.40"),
        Total(label="To pay", value="R 17 935.40", is_strong=True),
    )
    return Grid(caption="What we quote for", columns=columns, rows=rows, totals=totals)


def letter(**over: Any) -> Paper:
    """A quotation of one page."""
    values: dict[str, Any] = {
        "language": "en-ZA",
        "layout": "letter",
        "sender": SENDER,
        "sender_lines": SENDER_LINES,
        "title": "Quotation",
        "facts": (
            Fact(label="Number", value="Q-2026-0042"),
            Fact(label="Date", value="29 November 2026"),
            Fact(label="Valid until", value="13 December 2026"),
        ),
        "blocks": (
            Parties(
                blocks=(
                    Party(title="For", name="Kasi Café", lines=("Ms Ḽufuno Ṋemukula", "88 Khumalo Street", "Katlehong, 1431")),
                )
            ),
            Prose(
                key="opening",
                body="Dear Ms Ṋemukula\n\nThank you for asking us. We can supply your three cafés from **1 December 2026**, and this is what it costs:",
            ),
            _quoted(),
            Prose(
                body="Please note:\n\n- Prices hold **until 13 December 2026**.\n- Delivery in Gauteng is free above R 10 000:\n  - Tuesdays to the East Rand\n  - Fridays to Soweto\n- Questions? Write to [hello@umoja.example](mailto:hello@umoja.example).\n\nKind regards\n\nThandi Mokoena  \nOwner"
            ),
        ),
        "disclaimer": DISCLAIMER,
        "footer": "Umoja Foods (Pty) Ltd · Registration 2019/123456/07 · Directors: T Mokoena, B Dlamini",
    }  # fmt: skip
    return Paper(**{**values, **over})


def plan(**over: Any) -> Paper:
    """A business plan for a funder: cover, contents, ten pages with tables and charts."""
    values: dict[str, Any] = {
        "language": "en-ZA",
        "layout": "report",
        "sender": SENDER,
        "sender_lines": SENDER_LINES,
        "title": "Business plan 2027 to 2029",
        "subtitle": "A second cold room and a bakery: R 480 000 over three years",
        "facts": (
            Fact(label="Prepared for", value="Small Enterprise Finance Agency"),
            Fact(label="Date", value="29 November 2026"),
            Fact(label="Prepared by", value="Thandi Mokoena"),
        ),
        "marks": ("Draft",),
        "has_cover": True,
        "has_contents": True,
        "watermark": "DRAFT",
        "blocks": tuple(_chapters()),
        "sources": (
            Fact(label="Sales by month", value="Sales imported from the till, 29 November 2026"),
            Fact(label="Registration", value="The organisation's details"),
        ),
        "machine_note": "The sections “Executive summary” and “Customers” were drafted by a language model and checked by Thandi Mokoena.",
        "disclaimer": DISCLAIMER,
        "footer": "Umoja Foods · Confidential",
    }  # fmt: skip
    return Paper(**{**values, **over})


def _chapters() -> list[Any]:
    found: list[Any] = [
        Prose(key="summary", title="Executive summary", number="1.", by="machine", body=prose(1) + "\n\n" + prose(2)),
        Facts(
            rows=(
                Fact(label="Founded", value="11 March 2019"),
                Fact(label="People", value="14, of whom 9 full time"),
                Fact(label="Sales of the last 12 months", value=rand(2466000)),
                Fact(label="Asked for", value=rand(480000)),
            )
        ),
        Note(
            title="What we ask for",
            tone="success",
            body="A loan of **R 480 000** over 36 months:\n\n1. R 290 000 for the cold room\n2. R 190 000 for the oven and its supply",
        ),
        Heading(text="Sales", number="2."),
        Chart(
            title="Sales by month",
            kind="bar",
            points=tuple(Point(label=label, value=Decimal(sales), words=f"R {sales}k") for label, sales in zip(_MONTHS, _SALES, strict=True)),
            alt="Bars of sales by month, from R 168 000 in January to R 252 000 in November 2026.",
        ),
        Prose(body=prose(60)),
        Chart(
            title="Sales of a day, on average",
            kind="line",
            points=tuple(Point(label=label, value=Decimal(sales) / 30, words=f"R {sales * 1000 // 30}") for label, sales in zip(_MONTHS, _SALES, strict=True)),
            alt="A line of the average sales of a day by month, rising from R 5 600 to R 8 400.",
        ),
    ]  # fmt: skip
    found += _parts()
    found += [Heading(text="Money", number="11."), _cash_flow(), _best_sellers(), _long_words()]
    return found


def _parts() -> list[Any]:
    found: list[Any] = []
    titles = (
        "Customers",
        "The shop",
        "Suppliers",
        "People",
        "Prices",
        "The bakery",
        "The cold room",
        "Risks",
    )
    for number, title in enumerate(titles, start=3):
        found.append(Heading(text=title, number=f"{number}."))
        found.append(
            Prose(key=title.lower(), body=prose(number), by="machine" if title == "Customers" else "template")
        )
        found.append(
            Prose(
                title="What we do about it",
                number=f"{number}.1",
                body=prose(number + 20)
                + "\n\n- Every **Monday** we look at prices.\n- Every month we count the stock.\n  - fresh goods daily\n  - *frozen* goods on Fridays\n\n"
                + prose(number + 40),
            )
        )
    return found


def _cash_flow() -> Grid:
    return Grid(
        caption="Cash flow by month, 2027 and 2028",
        columns=(
            Column(label="Month", is_wide=True),
            *(Column(label=label, is_number=True) for label in ("Opening", "Sales", "Stock", "Wages", "Rent", "Loan", "Closing")),
        ),
        rows=tuple(
            Row(cells=(f"Month {month}", *(rand(amount) for amount in (48000 + month * 900, 214000, 131000, 42000, 12500, 15400, 61000 + month * 900))), is_strong=month % 12 == 0)
            for month in range(1, 25)
        ),
    )  # fmt: skip


def _best_sellers() -> Chart:
    names = (
        "White bread 700 g", "Maize meal 12.5 kg, Iwisa and others of its kind", "Sunflower oil 2 ℓ", "Sugar 2.5 kg", "Amasi 2 ℓ", "Airtime",
        "Eggs, tray of 30", "Chicken portions 2 kg", "Rooibos tea, 80 bags", "Paraffin 1 ℓ",
    )  # fmt: skip
    return Chart(
        title="Best sellers of the last twelve months",
        kind="bar",
        points=tuple(Point(label=name, value=Decimal(310 - 27 * place), words=rand((310 - 27 * place) * 1000)) for place, name in enumerate(names)),
        alt="Bars of the ten best sellers, from bread with R 310 000 to paraffin with R 67 000.",
    )  # fmt: skip


def _long_words() -> Grid:
    return Grid(
        caption="Risks",
        columns=(Column(label="Risk", is_wide=True), Column(label="What we do", is_wide=False), Column(label="Owner")),
        rows=(
            Row(cells=("Load shedding longer than four hours, in a week in which the cold rooms are full", "A generator is hired within two hours; its price is agreed for three years and its supplier is tested each winter.", "Bongani")),
            Row(cells=("Staatsondernemingsbestuursverslagdoeningsvereistes", "https://www.example.org/a/very/long/address/that-nobody-would-ever-want-to-print/on/paper?but=people&do=it", "Thandi")),
        ),
    )  # fmt: skip


def agreement(**over: Any) -> Paper:
    """A confidentiality agreement: parties, numbered clauses, two places to sign, one of them signed."""
    clauses = (
        "Purpose",
        "What is confidential",
        "What each side does",
        "What is not confidential",
        "Personal information",
        "How long it lasts",
        "Return",
        "Disputes",
        "General",
    )
    values: dict[str, Any] = {
        "language": "en-ZA",
        "layout": "agreement",
        "sender": SENDER,
        "sender_lines": SENDER_LINES,
        "title": "Mutual confidentiality agreement",
        "facts": (Fact(label="Date", value="29 November 2026"), Fact(label="Reference", value="NDA-2026-007")),
        "blocks": (
            Parties(
                blocks=(
                    Party(title="The first party", name="Umoja Foods (Pty) Ltd", lines=("Registration 2019/123456/07", "14 Vilakazi Street, Soweto")),
                    Party(title="The second party", name="Lwazi Logistics CC", lines=("Registration 2008/045678/23", "3 Dock Road, Durban")),
                )
            ),
            *(Prose(key=f"clause-{place}", title=title, number=f"{place}.", is_clause=True, body="Each party keeps what the other tells it in confidence, and uses it only for the purpose of this agreement, for as long as this agreement says, wherever it is kept and in whatever form it was told.\n\n- It tells only those who must know.\n- It has them sign the same.") for place, title in enumerate(clauses, start=1)),
            Prose(number="10.", is_clause=True, body="This agreement may be signed electronically, in two copies that are one.\n\nNeither party signs under pressure."),
            PageBreak(),
            Heading(text="Signatures"),
            Signature(role="first", label="For Umoja Foods (Pty) Ltd", capacity="Director", signed=Signed(name="Thandi Mokoena", words="Signed electronically on 29 November 2026 at 14:05")),
            Signature(role="second", label="For Lwazi Logistics CC", name="Sipho Nkosi", capacity="Member", has_witness=True),
        ),
        "disclaimer": DISCLAIMER,
        "footer": "NDA-2026-007",
    }  # fmt: skip
    return Paper(**{**values, **over})


def form(**over: Any) -> Paper:
    """A supplier's credit application to fill by hand."""
    values: dict[str, Any] = {
        "language": "af-ZA",
        "layout": "form",
        "sender": SENDER,
        "sender_lines": SENDER_LINES,
        "title": "Aansoek om krediet",
        "blocks": (
            Heading(text="Besigheid", number="1."),
            Facts(rows=(Fact(label="Naam van die besigheid", value="Môreson Kafee"), Fact(label="Registrasienommer", value=""), Fact(label="Adres", value=""), Fact(label="BTW-nommer", value=""))),
            Heading(text="Wat u moet aanheg", number="2."),
            Bullets(items=("’n Afskrif van die **registrasie**", "’n Bankbrief van die laaste drie maande", "ID-dokumente van elke direkteur"), is_checklist=True),
            Note(title="Let op", tone="warning", body="Ons antwoord binne *vyf werksdae*."),
            Bullets(items=("Vul in", "Teken", "Stuur terug"), is_numbered=True),
            Signature(role="applicant", label="Namens die aansoeker", has_witness=True),
        ),
        "disclaimer": "Hierdie vorm is nie regsadvies nie.",
        "page_words": "Bladsy {page} van {pages}",
    }  # fmt: skip
    return Paper(**{**values, **over})


SAMPLES: Final = {"letter": letter, "plan": plan, "agreement": agreement, "form": form}
