"""The gateways that the sandbox plays."""

from synthai.embedded.sandbox.gateway import SandboxGateway
from synthai.embedded.sandbox.payfast import PayFastSandbox
from synthai.embedded.sandbox.paystack import Paystack
from synthai.embedded.sandbox.stripe import SandboxStripe


def gateways() -> list[SandboxGateway]:
    """One of each, with nothing in it."""
    return [PayFastSandbox(), Paystack(), SandboxStripe()]
