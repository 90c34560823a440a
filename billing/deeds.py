"""The deeds of billing in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import deeds, fields, nouns

nouns(
    {
        "billing.subscription": _("Plan"),
        "billing.charge": _("Charges"),
        "billing.payment": _("Payments"),
        "billing.refund": _("Refunds"),
        "billing.dispute": _("Disputes"),
        "billing.method": _("Ways to pay"),
        "billing.credit": _("Credit"),
        "billing.plan": _("Plans on sale"),
        "billing.price": _("Prices on sale"),
        "billing.coupon": _("Coupons"),
        "billing.cap": _("Caps on usage"),
        "billing.usage": _("Usage"),
        "billing.customer": _("Billing details"),
        "billing.override": _("Agreed values"),
        "billing.bank": _("Bank statements"),
    }
)
deeds(
    {
        "billing.subscription.trial_started": _("began a trial"),
        "billing.subscription.trial_ending": _("announced the end of the trial"),
        "billing.subscription.started": _("began the plan"),
        "billing.subscription.changed": _("changed the plan"),
        "billing.subscription.change_planned": _("planned a change of the plan"),
        "billing.subscription.renewed": _("began a new period of the plan"),
        "billing.subscription.past_due": _("noted an overdue payment"),
        "billing.subscription.paid_up": _("noted that all is paid"),
        "billing.subscription.paused": _("paused the plan"),
        "billing.subscription.resumed": _("resumed the plan"),
        "billing.subscription.cancel_requested": _("cancelled the plan for the end of its period"),
        "billing.subscription.kept": _("kept the plan after all"),
        "billing.subscription.cancelled": _("ended the plan"),
        "billing.charge.made": _("made a charge"),
        "billing.charge.paid": _("noted a charge as paid"),
        "billing.charge.link_made": _("made a pay link"),
        "billing.customer.changed": _("changed the billing details"),
        "billing.charge.voided": _("called a charge off"),
        "billing.charge.given_up": _("gave a charge up"),
        "billing.payment.begun": _("began a payment"),
        "billing.payment.confirmed": _("noted a payment"),
        "billing.payment.failed": _("noted a payment that failed"),
        "billing.payment.mismatched": _("found a payment of another amount"),
        "billing.payment.doubled": _("found a payment that came twice"),
        "billing.refund.requested": _("gave money back"),
        "billing.refund.made": _("noted money given back"),
        "billing.refund.failed": _("noted a refund that failed"),
        "billing.dispute.opened": _("noted a dispute"),
        "billing.dispute.closed": _("noted the end of a dispute"),
        "billing.method.added": _("added a way to pay"),
        "billing.method.chosen": _("chose another way to pay"),
        "billing.method.removed": _("removed a way to pay"),
        "billing.method.needs_attention": _("noted a card that could not be charged"),
        "billing.credit.given": _("gave credit"),
        "billing.cap.set": _("set a cap on usage"),
        "billing.cap.removed": _("took a cap on usage away"),
        "billing.usage.corrected": _("corrected a use that was counted"),
        "billing.plan.made": _("put a plan on sale"),
        "billing.plan.changed": _("changed a plan"),
        "billing.price.made": _("put a price on sale"),
    }
)
fields(
    {
        "total": _("total"),
        "state": _("state"),
        "failure": _("why"),
        "gateway_id": _("the gateway's number"),
        "currency": _("currency"),
        "method": _("way to pay"),
        "reason": _("reason"),
        "feature": _("of what"),
        "at_most": _("at most, a month"),
    }
)
