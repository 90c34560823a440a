"""The gateways that the sandbox plays."""

from synthai.embedded.sandbox.gateway import SandboxGateway
from synthai.embedded.sandbox.stripe import SandboxStripe


def gateways() -> list[SandboxGateway]:
    """One of each, with nothing in it."""
    return [
        SandboxStripe(),
    ]
