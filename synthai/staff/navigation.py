"""The admin's side bar: what people on support open most; everything else stands behind "All applications"."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _


def side_bar(request: HttpRequest) -> list[dict[str, Any]]:
    """Groups of links, as the theme takes them."""
    del request  # every person of staff sees the same groups; what they may not open is refused there
    return [
        {"items": [_link(_("Today"), "monitoring", "admin:index")]},
        {
            "title": _("Customers"),
            "items": [
                _list(_("Organisations"), "storefront", "accounts_organisation"),
                _list(_("People"), "person", "accounts_user"),
                _list(_("Support accesses"), "support_agent", "accounts_supportaccess"),
                _list(_("Invitations"), "outgoing_mail", "accounts_invitation"),
            ],
        },
        _told(),
        _billing(),
        _books(),
        {
            "title": _("Jobs"),
            "items": [
                _list(_("Price runs"), "trending_up", "pricing_run"),
                _list(_("Imports"), "upload_file", "pricing_import"),
                _list(_("Failed tasks"), "error", "core_failedtask"),
                _list(_("Outbox"), "outbox", "core_outboxevent"),
                _link(_("Search index"), "manage_search", "admin:search-index"),
                _list(_("Schedule"), "schedule", "django_celery_beat_periodictask"),
            ],
        },
        {
            "title": _("Courses"),
            "items": [
                _list(_("Courses"), "school", "courses_course"),
                _list(_("Versions"), "library_books", "courses_courseversion"),
                _list(_("Learners"), "group", "courses_enrolment"),
            ],
        },
        {
            "title": _("Record"),
            "items": [
                _list(_("Decisions"), "check_circle", "pricing_decision"),
                _list(_("Audit trail"), "history", "core_auditentry"),
            ],
        },
    ]


def _billing() -> dict[str, Any]:
    return {
        "title": _("Plans and payments"),
        "items": [
            _link(_("Figures"), "monitoring", "admin:billing-figures"),
            _list(_("Subscriptions"), "autorenew", "billing_subscription"),
            _list(_("Charges"), "receipt_long", "billing_charge"),
            _list(_("Payments"), "payments", "billing_payment"),
            _link(_("Match EFTs"), "account_balance", "admin:billing_bankline_match"),
            _list(_("Overdue payments"), "notification_important", "billing_chasecase"),
            _list(_("Disputes"), "gavel", "billing_dispute"),
            _list(_("Payment messages"), "inbox", "billing_gatewaymessage"),
            _list(_("Plans"), "sell", "billing_plan"),
            _list(_("Coupons"), "local_offer", "billing_coupon"),
            _list(_("Prepaid units"), "account_balance_wallet", "billing_walletpot"),
            _list(_("Vouchers"), "redeem", "billing_voucher"),
        ],
    }


def _told() -> dict[str, Any]:
    return {
        "title": _("Mails and notifications"),
        "items": [
            _link(_("Delivery of messages"), "speed", "admin:notification-truth"),
            _list(_("Mails"), "mail", "notifications_mail"),
            _list(_("Deliveries"), "notifications", "notifications_delivery"),
            _list(_("Messages of providers"), "mark_email_read", "notifications_providercallback"),
            _link(_("Kinds of notifications"), "category", "admin:notification-kinds"),
            _list(_("Templates"), "edit_note", "notifications_templateversion"),
            _list(_("Announcements"), "campaign", "notifications_announcement"),
            _list(_("Escalations"), "notification_important", "notifications_escalation"),
            _list(_("WhatsApp templates"), "chat", "notifications_whatsapptemplate"),
            _list(_("Suppressed addresses"), "block", "notifications_suppression"),
        ],
    }


def _books() -> dict[str, Any]:
    return {
        "title": _("Books"),
        "items": [
            _link(_("Finance"), "finance", "admin:finance"),
            _list(_("Invoices and notes"), "description", "billing_taxdocument"),
            _list(_("To be completed"), "pending_actions", "billing_waitingdocument"),
            _list(_("Journal"), "menu_book", "billing_journalentry"),
            _list(_("Accounts"), "account_tree", "billing_account"),
            _list(_("Who sells"), "domain", "billing_billingentity"),
        ],
    }


def mark(request: HttpRequest) -> str:
    """The address of the product's mark."""
    del request
    return static("img/mark.svg")


def _list(title: str, icon: str, name: str) -> dict[str, Any]:
    return _link(title, icon, f"admin:{name}_changelist")


def _link(title: str, icon: str, name: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse(name)}
