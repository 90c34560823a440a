"""Notices, advertisements and sections of a school, a plumber and weavers: written after all the others, when the guard was thought finished."""

from datetime import date

from synthai.core.facts.values import Identifier, Period, Words
from tests.guard.scenes import Scene, base, firm, many, person, place, rand, share

_NOTHING = ("",)
CRECHE = Scene(
    "creche",
    "en",
    base(
        centre__name=firm("Little Baobab Early Learning Centre NPC"),
        centre__head=person("Nokuthula Vilakazi"),
        centre__cook=person("Maria Jacobs"),
        centre__town=place("Thohoyandou"),
        centre__street=Words("19 Mphephu Drive"),
        centre__since=date(2016, 1, 18),
        centre__children=many("68", "children", "child"),
        centre__carers=many("9", "carers", "carer"),
        centre__classrooms=many("4", "classrooms", "classroom"),
        fee__month=rand("950"),
        fee__late=rand("75"),
        subsidy__day=rand("17"),
        budget__year=rand("903600"),
        budget__food=share("31.5"),
        budget__wages=share("54"),
        repair__cost=rand("41250.75"),
        repair__done=date(2026, 7, 31),
        term__span=Period(date(2027, 1, 13), date(2027, 3, 24)),
        centre__number=Identifier("ECD-VH-2207"),
    ),
    (
        "About Us\n\n{centre.name} has been caring for young minds in {centre.town} since {centre.since}. We are registered as {centre.number}.",
        "Dear parents and guardians,\n\nPlease note that school fees of {fee.month} are due at the start of each month; a late fee of {fee.late} applies afterwards.",
        "Principal {centre.head} leads a dedicated team of {centre.carers} who look after {centre.children} in {centre.classrooms}.",
        "Of our annual budget of {budget.year}, {budget.wages} is spent on salaries and {budget.food} on nutritious meals prepared by {centre.cook}.",
        "The Department pays a subsidy of {subsidy.day} per child per day, yet this does not cover our costs.",
        "Storm damage to the roof was repaired by {repair.done} at a cost of {repair.cost}, fully covered by donations.",
        "Term dates: {term.span}. Pick-up is at the gate in {centre.street}.",
        "Why support us? Because every child deserves a fair start. Because play is learning. Because it works.",
    ),
    _NOTHING,
)
FITTER = Scene(
    "fitter",
    "en",
    base(
        firm__name=firm("Dube & Sons Plumbing"),
        firm__owner=person("Wiseman Dube"),
        firm__apprentice=person("Themba Ngubane"),
        firm__area=place("Umlazi"),
        job__geyser=rand("8999"),
        job__callout=rand("450"),
        job__warranty=many("24", "months", "month"),
        job__count=many("312", "callouts", "callout"),
        job__rating=share("96"),
        van__cost=rand("189900"),
        van__deposit=share("15"),
        van__instalment=rand("4128.60"),
        van__from=date(2027, 4, 1),
        firm__mobile=Identifier("071 555 0192"),
        stock__pipes=many("2.5", "km", "km"),
    ),
    (
        "Burst pipe? Don't panic! {firm.name} is just a call away: {firm.mobile}. Call-out fee {job.callout}, geysers from {job.geyser}, guaranteed for {job.warranty}.",
        "In the past year we attended to {job.count}, and {job.rating} of customers rated us as good or excellent.",
        "{firm.owner} started out alone with a toolbox and a bicycle. Nowadays {firm.apprentice} is learning the trade at his side.",
        "We require a bakkie at {van.cost}. With a deposit of {van.deposit}, the monthly instalment amounts to {van.instalment}, commencing {van.from}.",
        "No job too small. Serving {firm.area} and surrounds with a smile.",
        "Our storeroom holds {stock.pipes} of piping, so most repairs are finished on the spot.",
        "Terms: payment strictly on completion. Prices include VAT where applicable. E&OE.",
    ),
    _NOTHING,
)
WEWER = Scene(
    "wewer",
    "af",
    base(
        groep__naam=firm("Namakwa Wewers Koöperasie"),
        groep__leier=person("Katriena Cloete"),
        groep__dorp=place("Springbok"),
        groep__lede=many("17", "lede", "lid"),
        groep__sedert=date(2013, 9, 24),
        mat__prys=rand("1480"),
        mat__getal=many("260", "matte", "mat"),
        geld__inkomste=rand("384800"),
        geld__groei=share("14"),
        toelae__bedrag=rand("95000"),
        toelae__dag=date(2027, 2, 26),
    ),
    (
        "Ons storie\n\nDie {groep.naam} is op {groep.sedert} in {groep.dorp} gestig en word deur {groep.leier} gelei.",
        "Elke mat word met die hand geweef en kos {mat.prys}. Verlede jaar het ons {mat.getal} verkoop.",
        "Die inkomste van {geld.inkomste} beteken 'n groei van {geld.groei}, en die {groep.lede} deel daarin.",
        "Ons doen aansoek om 'n toelae van {toelae.bedrag}; die sluitingsdatum is {toelae.dag}.",
        "Besoek gerus ons werkswinkel, u is altyd welkom.",
    ),
    _NOTHING,
)
ALL = (CRECHE, FITTER, WEWER)
