"""The gateways that the sandbox plays."""

from synthai.embedded.sandbox.gateway import SandboxGateway
from synthai.embedded.sandbox.payfast import PayFastSandbox


def gateways() -> list[SandboxGateway]:
    """One of each, with nothing in it."""
    return [
        PayFastSandbox(),
    ]
