"""What the sandbox plays: ways to pay, carriers of messages, and language models."""

from synthai.embedded.sandbox.gateway import SandboxGateway
from synthai.embedded.sandbox.messages_bulksms import BulkSms
from synthai.embedded.sandbox.messages_clickatell import Clickatell
from synthai.embedded.sandbox.messages_fcm import Fcm
from synthai.embedded.sandbox.messages_meta import Meta
from synthai.embedded.sandbox.messages_sendgrid import SendGrid
from synthai.embedded.sandbox.messages_ses import Ses
from synthai.embedded.sandbox.messages_twilio import Twilio
from synthai.embedded.sandbox.messages_webpush import PushService
from synthai.embedded.sandbox.models_anthropic import Anthropic
from synthai.embedded.sandbox.models_openai import Compatible, OpenAi
from synthai.embedded.sandbox.payfast import PayFastSandbox
from synthai.embedded.sandbox.paystack import Paystack
from synthai.embedded.sandbox.stripe import SandboxStripe


def gateways() -> list[SandboxGateway]:
    """One of each, with nothing in it."""
    return [PayFastSandbox(), Paystack(), SandboxStripe(), *carriers(), *models()]


def carriers() -> list[SandboxGateway]:
    """Those that carry messages."""
    return [
        Twilio(),
        BulkSms(),
        Clickatell(),
        Meta(takes_any_template=True),
        Fcm(),
        PushService(),
        SendGrid(),
        Ses(),
    ]


def models() -> list[SandboxGateway]:
    """Those that write."""
    return [Anthropic(), OpenAi(), Compatible()]
