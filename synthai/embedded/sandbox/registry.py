"""The gateways that the sandbox plays."""

from synthai.embedded.sandbox.gateway import SandboxGateway


def gateways() -> list[SandboxGateway]:
    """One of each, with nothing in it."""
    return []
