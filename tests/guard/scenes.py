"""The firms and sentences of the test set: facts, and sentences with places for them. All made up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from synthai.core.facts.base import Fact, FactBase, Source, SourceKind
from synthai.core.facts.values import Identifier, Name, NameKind, Percent, Period, Quantity, Value, Words
from synthai.core.money import Money

ON = date(2026, 11, 20)
SOURCE = Source(SourceKind.ANSWER, "Made up for a test")


@dataclass(frozen=True)
class Scene:
    """Some facts, and sentences that say nothing else. `{a.b}` is a place; `fillers` say nothing that could be wrong."""

    name: str
    language: str
    facts: FactBase
    sentences: Sequence[str]
    fillers: Sequence[str]


def rand(amount: str) -> Money:
    return Money(Decimal(amount))


def share(value: str) -> Percent:
    return Percent(Decimal(value))


def many(value: str, unit: str, one: str = "") -> Quantity:
    return Quantity(Decimal(value), unit, one)


def person(text: str) -> Name:
    return Name(text, NameKind.PERSON)


def firm(text: str) -> Name:
    return Name(text, NameKind.COMPANY)


def place(text: str) -> Name:
    return Name(text, NameKind.PLACE)


def product(text: str) -> Name:
    return Name(text, NameKind.PRODUCT)


def base(**values: Value) -> FactBase:
    """Facts by key; two underscores stand for a dot."""
    return FactBase([Fact(key.replace("__", "."), value, SOURCE, ON) for key, value in values.items()])


ENGLISH_FILLERS = (
    "We keep a close eye on costs and review every supplier once a year.",
    "Growth comes first from customers who come back.",
    "No one in the neighbourhood offers the same service, and word of mouth does the rest.",
    "One of our strengths is that we know our customers by name.",
    "Cash flow is planned week by week, and nothing is bought before it is needed.",
    "The market is competitive, but the demand for reliable delivery is strong.",
    "Our prices are fair, our shelves are full and our doors open early.",
    "First of all, we want to protect the jobs that we already have.",
    "The risks are load-shedding, fuel prices and late payment, and each one is managed.",
    "Staff are trained on the job and treated with respect.",
    "We buy locally wherever we can.",
    "All records are kept in line with POPIA, and VAT returns go to SARS on time.",
    "Customers may pay by EFT, by card or in cash.",
    "The business is run by its owner, who may be reached during working hours.",
    "Please contact us should anything be unclear.",
    "We would be glad to show you the shop at any time.",
    "## Market and competitors\n\nCompetition is mostly informal, and nobody has the upper hand.",
    "Executive Summary\n\nThis plan says where we stand and where we want to go.",
    "It takes a good week to win a customer and a bad day to lose them.",
    "Quality control is second nature to the team, and second-hand equipment is checked by a third party.",
    "Half-hearted plans help nobody, so this one is short.",
)  # fmt: skip
AFRIKAANS_FILLERS = (
    "Ons hou die koste fyn dop en hersien elke verskaffer gereeld.",
    "Groei kom eerste van klante wat terugkom.",
    "Niemand in die buurt lewer dieselfde diens nie.",
    "Een van ons sterk punte is dat ons ons klante op die naam ken.",
    "Kontantvloei word week vir week beplan.",
    "Die mark is mededingend, maar die vraag na betroubare aflewering is sterk.",
    "Die personeel word in die werk opgelei en met respek behandel.",
    "Ons koop plaaslik waar ons kan.",
    "Kontak ons gerus as iets onduidelik is.",
    "Klante betaal met kaart of kontant.",
)

UMOJA = Scene(
    "umoja",
    "en",
    base(
        organisation__name=firm("Umoja Foods (Pty) Ltd"),
        organisation__owner=person("Thandi Mokoena"),
        organisation__manager=person("Bongani Nkosi"),
        organisation__began=date(2019, 3, 1),
        organisation__town=place("Soweto"),
        organisation__street=Words("12 Vilakazi Street"),
        organisation__vat=Identifier("4740101508"),
        organisation__registration=Identifier("2019/123456/07"),
        organisation__mail=Words("thandi@umojafoods.example"),
        organisation__phone=Identifier("082 123 4567"),
        staff__now=many("14", "employees", "employee"),
        staff__planned=many("6", "new jobs", "new job"),
        sales__year=rand("2385000.00"),
        sales__month=rand("214860.45"),
        sales__growth=share("18.5"),
        sales__margin=share("32"),
        sales__customers=many("1250", "customers", "customer"),
        funding__amount=rand("350000"),
        funding__own=rand("50000"),
        funding__term=many("36", "months", "month"),
        funding__rate=share("11.75"),
        plan__opens=date(2027, 2, 15),
        plan__oven=rand("128500"),
    ),
    (
        "{organisation.name} was founded on {organisation.began} by {organisation.owner} in {organisation.town}.",
        "The business is registered under {organisation.registration}, and its VAT number is {organisation.vat}.",
        "We trade from {organisation.street} in {organisation.town} and can be reached at {organisation.mail} or {organisation.phone}.",
        "Today the business has {staff.now} and serves about {sales.customers} a month.",
        "Turnover came to {sales.year} for the year, which is growth of {sales.growth}.",
        "Last month alone we sold for {sales.month} at a gross margin of {sales.margin}.",
        "{organisation.owner} asks for {funding.amount} over {funding.term} at {funding.rate} interest.",
        "The owner puts in {funding.own} of her own money.",
        "With the loan we buy an oven for {plan.oven}, open the bakery on {plan.opens} and create {staff.planned}.",
        "{organisation.manager} runs the shop from day to day and reports to {organisation.owner}.",
        "1. The oven: {plan.oven}\n2. Own contribution: {funding.own}\n3. Loan: {funding.amount}",
        "| Item | Amount |\n| --- | --- |\n| Oven | {plan.oven} |\n| Loan | {funding.amount} |",
    ),
    ENGLISH_FILLERS,
)
KAROO = Scene(
    "karoo",
    "en",
    base(
        organisation__name=firm("Karoo Cycles CC"),
        organisation__owner=person("Charlize du Plessis"),
        customer__name=firm("Great North Tours"),
        customer__contact=person("Mpho Ledwaba"),
        invoice__number=Identifier("INV-2026-000142"),
        invoice__total=rand("18745.50"),
        invoice__vat=rand("2445.07"),
        invoice__issued=date(2026, 9, 30),
        invoice__due=date(2026, 10, 30),
        invoice__days=many("21", "days", "day"),
        invoice__interest=share("2"),
        invoice__paid=rand("5000"),
        invoice__open=rand("13745.50"),
        deadline__day=date(2026, 12, 4),
        bank__account=Identifier("62012345678"),
        organisation__street=Words("8 Donkin Street"),
        organisation__town=place("Graaff-Reinet"),
        hire__bicycles=many("35", "bicycles", "bicycle"),
    ),
    (
        "Dear {customer.contact},\n\nInvoice {invoice.number} of {invoice.issued} for {invoice.total} was due on {invoice.due}.",
        "It is now {invoice.days} overdue, and {invoice.open} is still open.",
        "Thank you for the {invoice.paid} that reached us in the meantime.",
        "The total of {invoice.total} includes VAT of {invoice.vat}.",
        "Please pay {invoice.open} by {deadline.day} into account {bank.account}.",
        "After that day we charge interest of {invoice.interest} a month, as agreed with {customer.name}.",
        "You may also pay in our shop at {organisation.street}, {organisation.town}.",
        "The invoice is for the hire of {hire.bicycles} to {customer.name}.",
        "If you have paid already, please send the proof to {organisation.owner} of {organisation.name}.",
        "Kind regards\n{organisation.owner}\n{organisation.name}",
    ),
    ENGLISH_FILLERS,
)
NOMSA = Scene(
    "nomsa",
    "en",
    base(
        employer__name=firm("Nomsa's Salon"),
        employer__owner=person("Nomsa Sithole"),
        employer__street=Words("45 Market Street"),
        employer__town=place("Mbombela"),
        employee__name=person("Precious Maluleke"),
        employee__post=Words("junior stylist"),
        employee__begins=date(2027, 1, 4),
        pay__month=rand("7850"),
        pay__hour=rand("45.29"),
        hours__week=many("40", "hours", "hour"),
        hours__overtime=many("10", "hours overtime", "hour overtime"),
        leave__annual=many("21", "days", "day"),
        leave__sick=many("30", "days", "day"),
        notice__first=many("1", "weeks", "week"),
        notice__later=many("4", "weeks", "week"),
        pay__commission=share("7.5"),
        pay__day=many("25", "th", "th"),
        trial__period=Period(date(2027, 1, 4), date(2027, 3, 31)),
        law__act=Words("section 29 of the Basic Conditions of Employment Act"),
    ),
    (
        "{employer.name} of {employer.street}, {employer.town}, employs {employee.name} as {employee.post} from {employee.begins}.",
        "The wage is {pay.month} a month, which is {pay.hour} an hour.",
        "On top of that {employee.name} earns a commission of {pay.commission} on products she sells.",
        "Working time is {hours.week} a week, and at most {hours.overtime} may be asked for.",
        "Annual leave is {leave.annual} in a row, and sick leave is {leave.sick} over the cycle.",
        "The trial period runs from {trial.period}.",
        "Later the notice is {notice.later} on either side.",
        "These particulars are given under {law.act}.",
        "{employee.name} reports to {employer.owner}.",
        "Signed by {employer.owner} for the employer and by {employee.name}.",
    ),
    ENGLISH_FILLERS,
)
SIYABONGA = Scene(
    "siyabonga",
    "en",
    base(
        company__name=firm("Siyabonga Civils (Pty) Ltd"),
        company__director=person("Siyabonga Mthethwa"),
        company__engineer=person("Priya Govender"),
        company__town=place("Pietermaritzburg"),
        company__level=many("1", "B-BBEE", "B-BBEE"),
        company__owned=share("100"),
        company__youth=share("51"),
        company__began=date(2014, 7, 21),
        company__csd=Identifier("MAAA0123456"),
        works__done=many("27", "projects", "project"),
        works__value=rand("46300000"),
        works__largest=rand("8750000"),
        works__roads=many("64.5", "km", "km"),
        works__client=firm("uMsunduzi Water Board"),
        works__finished=date(2025, 11, 28),
        fleet__trucks=many("9", "trucks", "truck"),
        fleet__graders=many("3", "graders", "grader"),
        staff__all=many("83", "people", "person"),
        staff__local=share("76"),
        safety__days=many("412", "days", "day"),
    ),
    (
        "{company.name} has built for clients in {company.town} since {company.began}.",
        "The company is {company.owned} black-owned and {company.youth} youth-owned, and its supplier number is {company.csd}.",
        "We have finished {works.done} worth {works.value} in total.",
        "The largest was worth {works.largest} and was handed over to {works.client} on {works.finished}.",
        "Altogether we have laid {works.roads} of road.",
        "Our fleet counts {fleet.trucks} and {fleet.graders}.",
        "We employ {staff.all}, of whom {staff.local} live near our sites.",
        "There has been no lost-time injury for {safety.days}.",
        "{company.director} leads the company, and {company.engineer} is the engineer in charge.",
        "References: {works.client}, {works.largest}, finished {works.finished}.",
    ),
    ENGLISH_FILLERS,
)
VELD = Scene(
    "veld",
    "af",
    base(
        onderneming__naam=firm("Veld en Vlei Boerdery BK"),
        onderneming__eienaar=person("Hannes Booysen"),
        onderneming__bestuurder=person("Sannie Visagie"),
        onderneming__dorp=place("Malmesbury"),
        onderneming__straat=Words("27 Voortrekkerweg"),
        onderneming__begin=date(2008, 5, 12),
        verkope__jaar=rand("4120000"),
        verkope__maand=rand("318455.20"),
        verkope__groei=share("9.5"),
        verkope__marge=share("24"),
        personeel__nou=many("22", "mense", "mens"),
        personeel__nuut=many("5", "nuwe werkers", "nuwe werker"),
        lening__bedrag=rand("650000"),
        lening__termyn=many("48", "maande", "maand"),
        lening__koers=share("12.25"),
        oes__koring=many("1850", "ton", "ton"),
        oes__dag=date(2026, 11, 9),
        oes__lande=many("37", "lande", "land"),
    ),
    (
        "{onderneming.naam} is op {onderneming.begin} deur {onderneming.eienaar} op {onderneming.dorp} begin.",
        "Ons kantoor is by {onderneming.straat} op {onderneming.dorp}.",
        "Die omset was {verkope.jaar} vir die jaar, en dit is {verkope.groei} meer as voorheen.",
        "Verlede maand het ons vir {verkope.maand} verkoop teen 'n marge van {verkope.marge}.",
        "Daar werk nou {personeel.nou} by ons, en ons wil {personeel.nuut} aanstel.",
        "{onderneming.eienaar} vra 'n lening van {lening.bedrag} oor {lening.termyn} teen {lening.koers} rente.",
        "Ons het {oes.koring} koring van {oes.lande} geoes, die laaste vrag op {oes.dag}.",
        "{onderneming.bestuurder} hou die boeke en praat met die bank.",
    ),
    AFRIKAANS_FILLERS,
)
ALL = (UMOJA, KAROO, NOMSA, SIYABONGA, VELD)

INVENTED = {
    "en": (
        "We also have a branch in {place} that opened in {year}.",
        "Our auditors, {firm}, confirmed this in {year}.",
        "{person} joined us as a partner.",
        "Sales are expected to grow by {share} next year.",
        "A grant of {rand} was approved.",
        "More than {count} shops in the area already buy from us.",
        "Hundreds of families depend on us.",
        "Sales have doubled since then.",
        "Two thirds of our customers come back every week.",
        "See section {small} of the Consumer Protection Act.",
        "Delivery takes {small} days at most.",
        "We open at 07:30 every morning.",
        "Write to info@{word}.co.za for more.",
        "The offer ends on 32 December.",
        "The loan is backed by Standard Trust.",
    ),
    "af": (
        "Ons het ook 'n tak op {place} wat in {year} oopgemaak het.",
        "{person} is ons nuwe vennoot.",
        "Die verkope sal volgende jaar met {share} groei.",
        "'n Toelae van {rand} is goedgekeur.",
        "Duisende gesinne koop by ons.",
        "Aflewering neem {small} dae.",
    ),
}
