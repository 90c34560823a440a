"""Whole sections in the manner of a language model, over the same facts: headings with capitals, lists, loose words. Written last of all, and
measured once before anything of the guard was changed for them."""

from dataclasses import replace

from tests.guard.held_out import BAKERY, BOLAND, TECH, TRUST
from tests.guard.scenes import KAROO, NOMSA, SIYABONGA, UMOJA, VELD

_NOTHING = ("",)
ALL = (
    replace(
        UMOJA,
        name="umoja_prose",
        sentences=(
            "## Executive Summary\n\n{organisation.name} is a growing grocery and bakery business based in {organisation.town}. Established by {organisation.owner}, "
            "the company recorded annual turnover of {sales.year}, representing growth of {sales.growth}. We are seeking {funding.amount} to expand our baking capacity.",
            "### The Opportunity\n\nFresh bread sells out daily before noon, which tells us that demand exceeds what we can bake. A new oven, priced at {plan.oven}, would close that gap.",
            "Our team currently comprises {staff.now}. Upon approval of the loan, we intend to create {staff.planned}, drawn from the surrounding community.",
            "**Key figures at a glance**\n\n- Monthly sales: {sales.month}\n- Gross margin: {sales.margin}\n- Customers served each month: {sales.customers}\n- Own contribution: {funding.own}",
            "The proposed facility of {funding.amount} would be repaid over {funding.term} at an interest rate of {funding.rate} per annum; furthermore, the owner is contributing {funding.own} from her savings.",
            "Day-to-day operations are overseen by {organisation.manager}, while {organisation.owner} focuses on strategy, supplier relationships and compliance with SARS and CIPC requirements.",
            "Subject to funding, the bakery will commence trading on {plan.opens}. Everything else, from fittings to signage, is already in place.",
        ),
        fillers=_NOTHING,
    ),
    replace(
        KAROO,
        name="karoo_prose",
        sentences=(
            "Hi {customer.contact}\n\nI hope this finds you well. This is a friendly reminder that {invoice.open} remains outstanding on invoice {invoice.number}, which fell due on {invoice.due}.",
            "We acknowledge with gratitude your part-payment of {invoice.paid}. Kindly settle the balance on or before {deadline.day}.",
            "FINAL DEMAND\n\nDespite previous reminders, the sum of {invoice.open} is still unpaid. Unless payment is received by {deadline.day}, we shall have no option but to hand the matter over for collection.",
            "Please note that late accounts attract interest at {invoice.interest} per month. For ease of reference, the original amount was {invoice.total}, inclusive of {invoice.vat} VAT.",
            "Banking details: account number {bank.account}. Please use {invoice.number} as your reference.\n\nWarm regards,\n{organisation.owner}",
            "We truly value our relationship with {customer.name} and trust that this is merely an oversight.",
        ),
        fillers=_NOTHING,
    ),
    replace(
        NOMSA,
        name="nomsa_prose",
        sentences=(
            "1. Parties\n\nThis agreement is between {employer.name} (“the Employer”) and {employee.name} (“the Employee”).",
            "2. Remuneration\n\nThe Employee shall receive a gross salary of {pay.month} per month, equal to {pay.hour} per hour, together with commission of {pay.commission} on retail sales.",
            "Ordinary working hours shall not exceed {hours.week} per week. Overtime is voluntary and limited to {hours.overtime}.",
            "The Employee is entitled to {leave.annual} of annual leave on full pay and to {leave.sick} of sick leave during each cycle.",
            "Employment starts on {employee.begins}; the probationary period is {trial.period}.",
            "Nothing in this document takes away any right that the law grants, in particular {law.act}.",
        ),
        fillers=_NOTHING,
    ),
    replace(
        SIYABONGA,
        name="siyabonga_prose",
        sentences=(
            "# Company Profile\n\n{company.name} is a proudly South African civil engineering contractor headquartered in {company.town}. Since {company.began} we have successfully delivered {works.done} to a combined value of {works.value}.",
            "## Our People\n\nLed by {company.director}, our workforce of {staff.all} combines experience with energy. {staff.local} of the team is recruited locally.",
            "Safety is non-negotiable: as of today we have worked {safety.days} without a lost-time injury.",
            "Our flagship project, completed for {works.client} in {works.finished}, was valued at {works.largest}.",
            "With {fleet.trucks} and {fleet.graders} in our yard, we seldom depend on hired plant. To date {works.roads} of road bear our mark.",
            "CSD supplier number: {company.csd}\nBlack ownership: {company.owned}\nYouth ownership: {company.youth}",
        ),
        fillers=_NOTHING,
    ),
    replace(
        BAKERY,
        name="bakery_prose",
        sentences=(
            "Minutes of the meeting of {firm.name}\n\nThe chairperson, {firm.chair}, welcomed everybody. The treasurer, {firm.treasurer}, reported turnover of {money.turnover} and a surplus of {money.profit}.",
            "It was resolved to apply for a grant of {money.grant}; the application closes on {meeting.day}.",
            "Did you know? Our {firm.members} bake {bread.loaves} every single day, and each one sells for just {bread.price}. Come and taste the difference!",
            "Fresh from the oven in {firm.town}! Call {firm.phone} to place your order. #fresh #local",
            "Compared with the previous year, sales rose by {money.growth}, giving us a market share of {money.share}.",
        ),
        fillers=_NOTHING,
    ),
    replace(
        TECH,
        name="tech_prose",
        sentences=(
            "Dear {client.name}\n\nThank you for the opportunity to quote. Our fee for the work described is {quote.net} excluding VAT, or {quote.total} including VAT of {quote.vat}.",
            "Scope of Work\n\nThe engagement covers analysis, development, testing and training, estimated at {work.hours} over {work.weeks}.",
            "A deposit of {quote.deposit} ({quote.first}) secures your booking. The balance is payable upon completion.",
            "Kindly confirm acceptance before {quote.valid}, as this quotation lapses after {quote.days}.",
            "The platform will support {work.users} with guaranteed availability of {work.uptime}. Questions? Reach {firm.founder} at {firm.mail}.",
        ),
        fillers=_NOTHING,
    ),
    replace(
        TRUST,
        name="trust_prose",
        sentences=(
            "Thanks to the generosity of {donor.name}, which funded {money.donor} of our programme, {kids.fed} received a hot meal every school day in {report.year}.",
            "{body.name} was born in {body.town} on {body.since}, and it has never closed its doors since.",
            "Every rand counts: a plate of food costs a mere {meals.cost}, and only {money.admin} goes to administration.",
            "Today {sites.kitchens} serve {kids.schools}, under the steady hand of {body.director}.",
        ),
        fillers=_NOTHING,
    ),
    replace(
        BOLAND,
        name="boland_prose",
        sentences=(
            "Goeiemôre {klant.mens}\n\nHiermee 'n vriendelike herinnering dat faktuur {faktuur.nommer} ten bedrae van {faktuur.totaal} nog uitstaande is. Die vervaldatum was {faktuur.betaal}.",
            "Ons waardeer u ondersteuning. Indien u reeds betaal het, ignoreer asseblief hierdie skrywe.",
            "Volgens ons rekords is {faktuur.bande} op {faktuur.datum} aan {klant.naam} gelewer.",
        ),
        fillers=_NOTHING,
    ),
    replace(
        VELD,
        name="veld_prose",
        sentences=(
            "## Opsomming\n\n{onderneming.naam} boer sedert {onderneming.begin} naby {onderneming.dorp}. Die jaarlikse omset beloop {verkope.jaar}, 'n groei van {verkope.groei}.",
            "Met die lening van {lening.bedrag}, terugbetaalbaar oor {lening.termyn} teen {lening.koers}, skep ons werk vir {personeel.nuut}.",
            "Vanjaar se oes was {oes.koring}, ingesamel van {oes.lande}. Die span bestaan uit {personeel.nou}.",
        ),
        fillers=_NOTHING,
    ),
)
