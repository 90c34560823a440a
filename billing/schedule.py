"""What beat does for billing."""

from typing import Any

from celery.schedules import crontab


def _each(model: str, task: str, due: str, seconds: float) -> dict[str, Any]:
    return {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": seconds,
        "kwargs": {"model": model, "task": task, "due": due},
        "options": {"expires": seconds - 2},
    }


SCHEDULE: dict[str, dict[str, Any]] = {
    "billing-messages-sweep": {
        "task": "billing.tasks.messages_sweep",
        "schedule": 20.0,
        "options": {"expires": 18},
    },
    "billing-subscriptions-sweep": {
        "task": "billing.tasks.subscriptions_sweep",
        "schedule": 60.0,
        "options": {"expires": 58},
    },
    "billing-price-moves-sweep": {
        "task": "billing.tasks.price_moves_sweep",
        "schedule": 60.0,
        "options": {"expires": 58},
    },
    "billing-sales-drop": _each("billing.Sale", "billing.tasks.sales_drop", "outdated", 60.0),
    "billing-sales-ask": _each("billing.SalePayment", "billing.tasks.sale_payments_ask", "to_ask", 60.0),
    "billing-sales-return": _each("billing.SaleRefund", "billing.tasks.sale_refunds_send", "to_send", 60.0),
    "billing-sales-refunds": _each(
        "billing.SaleRefund", "billing.tasks.sale_refunds_ask", "to_ask", 21_600.0
    ),
    "billing-sales-messages": _each(
        "billing.SaleMessage", "billing.tasks.sale_messages_handle", "waiting", 20.0
    ),
    "billing-sales-forget": _each("billing.Sale", "billing.tasks.sales_forget", "to_forget", 86_400.0),
    "billing-sales-empty": _each(
        "billing.SaleMessage", "billing.tasks.sale_messages_empty", "to_empty", 86_400.0
    ),
    "billing-charges-sweep": _each("billing.Charge", "billing.tasks.charges_collect", "overdue", 60.0),
    "billing-payments-sweep": _each("billing.Payment", "billing.tasks.payments_ask", "to_ask", 60.0),
    "billing-refunds-sweep": _each("billing.Refund", "billing.tasks.refunds_send", "to_send", 300.0),
    "billing-card-setups-sweep": _each(
        "billing.CardSetup", "billing.tasks.card_setups_work", "to_work", 60.0
    ),
    "billing-methods-forget": _each(
        "billing.PaymentMethod", "billing.tasks.methods_forget", "to_forget", 60.0
    ),
    "billing-gateways-tell": _each("billing.Subscription", "billing.tasks.gateway_tell", "wishing", 60.0),
    "billing-deliveries-sweep": _each(
        "billing.DocumentDelivery", "billing.tasks.documents_deliver", "to_do", 60.0
    ),
    "billing-documents-sweep": _each(
        "billing.WaitingDocument", "billing.tasks.documents_complete", "open", 3600.0
    ),
    "billing-packs-sweep": {
        "task": "billing.tasks.packs_sweep",
        "schedule": 300.0,
        "options": {"expires": 298},
    },
    "billing-statements-mail": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": crontab(day_of_month="2-5", hour=7, minute=40),  # the 1st is for what is still on its way
        "kwargs": {
            "model": "billing.Customer",
            "task": "billing.tasks.statements_mail",
            "due": "statement_due",
        },
    },
    "billing-methods-watch": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": crontab(hour=8, minute=5),
        "kwargs": {
            "model": "billing.PaymentMethod",
            "task": "billing.tasks.methods_watch",
            "due": "expiring_untold",
        },
    },
    "billing-wallets-expire": _each("billing.WalletPot", "billing.tasks.wallet_expire", "run_out", 3600.0),
    "billing-payers-forget": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": crontab(hour=3, minute=35),
        "kwargs": {
            "model": "billing.Payment",
            "task": "billing.tasks.payers_forget",
            "due": "payer_to_forget",
        },
    },
    "billing-checked-tidy": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": crontab(hour=3, minute=50),
        "kwargs": {"model": "billing.CheckedInvoice", "task": "billing.tasks.checked_tidy", "due": "over"},
    },
    "billing-revenue-keep": {
        "task": "synthai.core.fan_out.roll_up",
        "schedule": crontab(hour=0, minute=5),
        "kwargs": {"call": "billing.services.figures.keep_day"},
    },
    "billing-gateways-forget": {
        "task": "billing.tasks.gateways_forget",
        "schedule": 600.0,
        "options": {"expires": 590},
    },
    "billing-housekeeping": {"task": "billing.tasks.housekeeping", "schedule": crontab(hour=3, minute=20)},
}
