"""How customers pay us, from the environment. A gateway without its credentials is not offered anywhere.

On the laptop `make run` starts a sandbox that plays the gateways over their own HTTP contracts (synthai/embedded/sandbox) and
writes its address into var/run/services.json; PAYMENTS_SANDBOX_URL names another one. Production has no sandbox.
"""

from pathlib import Path

from synthai.settings import env

__all__ = [
    "eft",
    "entity",
    "gateways",
    "sandbox",
]


def sandbox() -> str:
    """Where the sandbox is: PAYMENTS_SANDBOX_URL, else the one that `make run` started; nothing in production."""
    here = Path(env.text("SYNTHAI_VAR", str(Path(__file__).resolve().parents[2] / "var")))
    running = env.running_services(here / "run" / "services.json").get("sandbox_url", "")
    return env.text("PAYMENTS_SANDBOX_URL", running).rstrip("/")


def gateways(sandbox: str) -> dict[str, dict[str, object]]:
    """The settings of PAYFAST, PAYSTACK and STRIPE; with a sandbox those not set up point to it."""
    return {"PAYFAST": _payfast(sandbox), "PAYSTACK": _paystack(sandbox), "STRIPE": _stripe(sandbox)}


def _payfast(sandbox: str) -> dict[str, object]:
    merchant = env.text("PAYFAST_MERCHANT_ID", "10000100" if sandbox else "")
    is_test = env.boolean("PAYFAST_IS_TEST", default=bool(sandbox))
    host = "https://sandbox.payfast.co.za" if is_test else "https://www.payfast.co.za"
    return {
        "merchant_id": merchant,
        "merchant_key": env.text("PAYFAST_MERCHANT_KEY", "46f0cd694581a" if sandbox else ""),
        "passphrase": env.text("PAYFAST_PASSPHRASE", "jt7NOE43FZPn" if sandbox else ""),
        "host": env.text("PAYFAST_HOST", f"{sandbox}/payfast" if sandbox else host),
        "api": env.text("PAYFAST_API", f"{sandbox}/payfast/api" if sandbox else "https://api.payfast.co.za"),
        "is_test": is_test,
        # Source addresses of notifications, as PayFast publishes them; the sandbox of the laptop is this machine.
        "networks": env.words(
            "PAYFAST_NETWORKS",
            "127.0.0.0/8,::1/128"
            if sandbox
            else "197.97.145.144/28,41.74.179.192/27,102.216.36.0/28,102.216.36.128/28,144.126.193.139/32",
        ),
    }


def _paystack(sandbox: str) -> dict[str, object]:
    return {
        "secret_key": env.text("PAYSTACK_SECRET_KEY", f"sk_test_{'0' * 40}" if sandbox else ""),
        "api": env.text("PAYSTACK_API", f"{sandbox}/paystack" if sandbox else "https://api.paystack.co"),
        "networks": env.words(
            "PAYSTACK_NETWORKS",
            "127.0.0.0/8,::1/128" if sandbox else "52.31.139.75/32,52.49.173.169/32,52.214.14.220/32",
        ),
    }


def eft(sandbox: str) -> dict[str, str]:
    """Where customers pay by EFT: shown as it stands, so nothing is offered until it is set. The sandbox's account is no
    account: its number is too short for any bank."""
    return {
        "account_name": env.text("EFT_ACCOUNT_NAME", "SynthAI sandbox" if sandbox else ""),
        "bank": env.text("EFT_BANK", "FNB" if sandbox else ""),
        "branch_code": env.text("EFT_BRANCH_CODE", "250655" if sandbox else ""),
        "account_number": env.text("EFT_ACCOUNT_NUMBER", "00000" if sandbox else ""),
        "account_type": env.text("EFT_ACCOUNT_TYPE", "Current"),
    }


def _stripe(sandbox: str) -> dict[str, object]:
    return {
        "secret_key": env.text("STRIPE_SECRET_KEY", f"sk_test_{'0' * 24}" if sandbox else ""),
        "webhook_secret": env.text("STRIPE_WEBHOOK_SECRET", f"whsec_{'0' * 32}" if sandbox else ""),
        "api": env.text("STRIPE_API_HOST", f"{sandbox}/stripe" if sandbox else "https://api.stripe.com"),
    }


def entity(sandbox: str) -> dict[str, str]:
    """Who sells SynthAI, until staff keep it in the admin (the first charge copies this there): the number switches VAT on,
    semicolons part the rows of the address. The sandbox's is nobody's."""
    return {
        "name": env.text("BILLING_ENTITY_NAME", "SynthAI"),
        "vat_number": env.text("BILLING_ENTITY_VAT_NUMBER", "4000000002" if sandbox else ""),
        "address": env.text("BILLING_ENTITY_ADDRESS", "1 Sandbox Street; Cape Town 8001" if sandbox else ""),
        "registration_number": env.text("BILLING_ENTITY_REGISTRATION_NUMBER", ""),
        "email": env.text("BILLING_ENTITY_EMAIL", ""),
    }
