"""What billing's pages say after something was done, and under a sum."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from billing.engine.quotes import Quote
from billing.models import Price, Subscription
from billing.services import changes
from billing.services.subscriptions import Started
from synthai.core.money import Money


def vat_of(quote: Quote | None) -> str:
    """The sentence about VAT under a sum."""
    if quote is None or not quote.vat_percent:
        return _("No VAT is charged.")
    named = {
        "percent": f"{quote.vat_percent.normalize():f}",
        "taxed": Money(quote.taxed, quote.currency),
        "amount": Money(quote.vat_amount, quote.currency),
    }
    said = _("VAT at %(percent)s%% in %(taxed)s: %(amount)s.") % named
    return f"{said} {_('Credit pays a part of it, and takes no VAT off.')}" if quote.credit else said


def said_trial(made: Started) -> str:
    """A trial has begun. Whether it ends or goes on is on the page it leads to."""
    ends = made.subscription.trial_ends_at
    named = {"plan": made.subscription.price.plan.name, "day": day(ends)}
    return _("Your trial of %(plan)s has begun. It lasts until %(day)s.") % named


def said_started(made: Started, price: Price) -> str:
    """Begun for nothing, with a coupon or credit: now, or when the larger trial is over."""
    found = made.subscription
    if found.waits_for_choice:
        named = {"plan": price.plan.name, "day": day(found.period_start)}
        return _("%(plan)s begins on %(day)s; until then your trial goes on.") % named
    return _("You are on %(plan)s now.") % {"plan": price.plan.name}


def said_changed(found: changes.Preview) -> str:
    """A change holds, or is planned."""
    if found.is_now:
        return _("The change is made.")
    return _("From %(day)s on: %(plan)s.") % {"day": day(found.from_at), "plan": found.price.plan.name}


def said_cancelled(found: Subscription) -> str:
    """It ends, or has ended."""
    plan = found.price.plan.name
    if found.cancel_at_end:
        return _("%(plan)s ends on %(day)s. You can keep it until then.") % {
            "plan": plan,
            "day": day(found.period_end),
        }
    return _("%(plan)s has ended. Nothing was deleted.") % {"plan": plan}


def day(at: datetime | None) -> str:
    """The day, as people write it here."""
    return date_format(localtime(at), "j F Y") if at else ""
