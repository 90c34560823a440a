"""Who carries our messages, from the environment. A provider without its credentials is never used.

NOTIFY_EMAIL, NOTIFY_SMS, NOTIFY_WHATSAPP, NOTIFY_PUSH and NOTIFY_WEB_PUSH name the providers of a channel in the order in which
they are tried; the others of the channel are off. NOTIFY_SMS_COSTS=bulksms=0.29,twilio=0.85 says what a part is thought to cost in rand
before the provider tells, NOTIFY_SMS_RATES=bulksms=50 how many a second a provider takes from us; and so for every channel.
docs/notifications-providers.md says what each provider needs.
"""

from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ImproperlyConfigured

from synthai.settings import env

__all__ = ["providers"]

Config = dict[str, object]


def providers(sandbox: str = "", running: Mapping[str, str] | None = None) -> dict[str, dict[str, Config]]:
    """NOTIFICATION_PROVIDERS: for each channel its providers' settings, in their order.

    `sandbox` is the address of a sandbox that plays them; those not set up point to it. `running` is what `make run` wrote for
    others of this laptop: its keys for push.
    """
    known = {
        "email": {"smtp": _smtp(), "sendgrid": _sendgrid(sandbox), "ses": _ses(sandbox)},
        "sms": {"bulksms": _bulksms(sandbox), "clickatell": _clickatell(sandbox), "twilio": _twilio(sandbox)},
        "whatsapp": {"meta": _meta(sandbox), "twilio": _twilio(sandbox)},
        "push": {"fcm": _fcm(sandbox, running or {})},
        "web_push": {"vapid": _vapid(sandbox, running or {})},
    }
    return {channel: _ordered(channel, configs) for channel, configs in known.items()}


def _ordered(channel: str, configs: Mapping[str, Config]) -> dict[str, Config]:
    """Those that the environment names, in its order. Mail goes by SMTP unless it says otherwise."""
    name = f"NOTIFY_{channel.upper()}"
    wanted = env.words(name, "smtp" if channel == "email" else ",".join(configs))
    unknown = [each for each in wanted if each not in configs]
    if unknown:
        raise ImproperlyConfigured(f"{name} may name {', '.join(configs)}; not {', '.join(unknown)}.")
    costs, rates = _numbers(f"{name}_COSTS", wanted), _numbers(f"{name}_RATES", wanted)
    return {each: {**configs[each], "cost": costs.get(each), "rate": rates.get(each)} for each in wanted}


def _numbers(name: str, known: Collection[str]) -> dict[str, Decimal]:
    """A variable of the form `bulksms=0.29,twilio=0.85`, for providers that are on."""
    found = {}
    for pair in env.words(name):
        code, _, number = pair.partition("=")
        try:
            value = Decimal(number.strip())
        except InvalidOperation:
            value = Decimal(-1)
        if not value.is_finite() or value < 0:
            raise ImproperlyConfigured(f"{name} must look like bulksms=0.29,twilio=0.85; not {pair!r}.")
        if code.strip() in known:
            found[code.strip()] = value
    return found


def _smtp() -> Config:
    """The rest is Django's own: EMAIL_HOST and its neighbours."""
    return {
        "spf": env.text("SMTP_SPF_INCLUDE", ""),  # the name whose SPF record lists our mail server
        # Signs mails of our own address, where the mail server does not; SMTP_DKIM_KEY_FILE names a file.
        "dkim_key": env.text("SMTP_DKIM_KEY", ""),
        "dkim_selector": env.text("SMTP_DKIM_SELECTOR", ""),
        # Where mails come back to instead of their sender, and what the mail server there says that hands them to us.
        "return_path": env.text("SMTP_RETURN_PATH", ""),
        "bounce_secret": env.text("SMTP_BOUNCE_SECRET", ""),
    }


def _sendgrid(sandbox: str) -> Config:
    return {
        "api_key": env.text("SENDGRID_API_KEY", f"SG.{'0' * 22}.{'0' * 43}" if sandbox else ""),
        "api": env.text(
            "SENDGRID_API", f"{sandbox}/sendgrid/v3/" if sandbox else "https://api.sendgrid.com/v3/"
        ),
        "verification_key": env.text("SENDGRID_VERIFICATION_KEY", ""),
    }


def _ses(sandbox: str) -> Config:
    return {
        "access_key": env.text("SES_ACCESS_KEY", f"AKIA{'0' * 16}" if sandbox else ""),
        "secret_key": env.text("SES_SECRET_KEY", "0" * 40 if sandbox else ""),
        "region": env.text("SES_REGION", "af-south-1"),
        "configuration_set": env.text("SES_CONFIGURATION_SET", ""),
        "topic": env.text("SES_TOPIC", ""),
        "api": env.text("SES_API", f"{sandbox}/ses" if sandbox else ""),
        "certificates": env.text("SES_CERTIFICATES", f"{sandbox}/ses/" if sandbox else ""),
    }


def _bulksms(sandbox: str) -> Config:
    return {
        "token_id": env.text("BULKSMS_TOKEN_ID", "sandbox-01-B" if sandbox else ""),
        "token_secret": env.text("BULKSMS_TOKEN_SECRET", "0" * 24 if sandbox else ""),
        "sender": env.text("BULKSMS_SENDER", ""),
        "credit_price": env.text("BULKSMS_CREDIT_PRICE", ""),
        "callback_secret": env.text("BULKSMS_CALLBACK_SECRET", "sandbox" if sandbox else ""),
        "api": env.text("BULKSMS_API", f"{sandbox}/bulksms/v1" if sandbox else "https://api.bulksms.com/v1"),
    }


def _clickatell(sandbox: str) -> Config:
    return {
        "api_key": env.text("CLICKATELL_API_KEY", "sandbox==" if sandbox else ""),
        "sender": env.text("CLICKATELL_SENDER", ""),
        "callback_secret": env.text("CLICKATELL_CALLBACK_SECRET", "sandbox" if sandbox else ""),
        "api": env.text(
            "CLICKATELL_API", f"{sandbox}/clickatell/v1" if sandbox else "https://platform.clickatell.com/v1"
        ),
    }


def _twilio(sandbox: str) -> Config:
    return {
        "account_sid": env.text("TWILIO_ACCOUNT_SID", f"AC{'0' * 32}" if sandbox else ""),
        "auth_token": env.text("TWILIO_AUTH_TOKEN", "0" * 32 if sandbox else ""),
        "key_sid": env.text("TWILIO_KEY_SID", ""),
        "key_secret": env.text("TWILIO_KEY_SECRET", ""),
        "messaging_service": env.text("TWILIO_MESSAGING_SERVICE", ""),
        "sender": env.text("TWILIO_SENDER", "+27600000001" if sandbox else ""),
        "whatsapp_sender": env.text("TWILIO_WHATSAPP_SENDER", "+27600000002" if sandbox else ""),
        "api": env.text("TWILIO_API", f"{sandbox}/twilio" if sandbox else "https://api.twilio.com"),
    }


def _meta(sandbox: str) -> Config:
    return {
        "token": env.text("META_WHATSAPP_TOKEN", "EAA0000" if sandbox else ""),
        "phone_number_id": env.text("META_WHATSAPP_PHONE_NUMBER_ID", "100000000000001" if sandbox else ""),
        "app_secret": env.text("META_APP_SECRET", "0" * 32 if sandbox else ""),
        "verify_token": env.text("META_VERIFY_TOKEN", "sandbox" if sandbox else ""),
        "version": env.text("META_GRAPH_VERSION", "v23.0"),
        "api": env.text("META_API", f"{sandbox}/meta" if sandbox else "https://graph.facebook.com"),
    }


def _fcm(sandbox: str, running: Mapping[str, str]) -> Config:
    return {
        "service_account": env.text(
            "FCM_SERVICE_ACCOUNT", running.get("fcm_service_account", "") if sandbox else ""
        ),  # the JSON of the key; FCM_SERVICE_ACCOUNT_FILE names a file
        "api": env.text("FCM_API", f"{sandbox}/fcm" if sandbox else "https://fcm.googleapis.com"),
    }


def _vapid(sandbox: str, running: Mapping[str, str]) -> Config:
    return {
        "private_key": env.text(
            "VAPID_PRIVATE_KEY", running.get("vapid_private_key", "") if sandbox else ""
        ),  # 32 bytes in base64url
        "subject": env.text(
            "VAPID_SUBJECT", running.get("vapid_subject", "") if sandbox else ""
        ),  # mailto: or https:, whom a push service may ask
        # Subscriptions come from browsers, so we go to known push services only.
        "hosts": env.words(
            "WEB_PUSH_HOSTS",
            ("127.0.0.1," if sandbox else "")  # the played one; a real browser of the laptop has its maker's
            + "fcm.googleapis.com,jmt17.google.com,updates.push.services.mozilla.com,push.apple.com,notify.windows.com",
        ),
    }
