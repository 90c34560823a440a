"""Keys with which push works on the laptop without an account: made once, kept beside the data, good for the sandbox and for one's
own browsers, and never anybody's in production."""

import base64
import json

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from synthai.embedded.places import Places, read_json, write_private

PROJECT = "sandbox"
SUBJECT = "mailto:laptop@synthai.example"


def environment(places: Places, sandbox_url: str) -> dict[str, str]:
    """The variables of docs/notifications-providers.md, for the programs of a laptop whose sandbox is at this address."""
    kept = _kept(places)
    account = {
        "type": "service_account",
        "project_id": PROJECT,
        "private_key_id": "1",
        "private_key": kept["firebase"],
        "client_email": f"push@{PROJECT}.iam.gserviceaccount.com",
        "token_uri": f"{sandbox_url}/fcm/token",
    }
    return {
        "FCM_SERVICE_ACCOUNT": json.dumps(account),
        "VAPID_PRIVATE_KEY": kept["browsers"],
        "VAPID_SUBJECT": SUBJECT,
    }


def _kept(places: Places) -> dict[str, str]:
    found = read_json(places.push_keys)
    if isinstance(found, dict) and {"firebase", "browsers"} <= set(found):
        return {name: str(value) for name, value in found.items()}
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    made = {
        "firebase": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        "browsers": base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode(),
    }
    write_private(places.push_keys, json.dumps(made))
    return made
