"""Whether PayFast's payment page answers at all, asked before a customer's browser is sent there.

What happens there we do not see; but a page that is down would leave her with the browser's own error. Any answer below 500 is
an open door, also a refusal of our empty question. An open door is believed for a while, a shut one is asked again each time.
"""

import time
from http import HTTPStatus
from typing import Final

import requests

from billing.gateways.errors import GatewayUnreachable
from billing.gateways.payfast.config import PayFastConfig

TIMEOUT: Final = (2.0, 3.0)  # to connect; for the first of the answer: somebody is waiting
BELIEVED_SECONDS: Final = 30.0
_open_until: dict[str, float] = {}


def knock(config: PayFastConfig) -> None:
    """Pass when the page answers. Raises GatewayUnreachable."""
    if time.monotonic() < _open_until.get(config.host, 0.0):
        return
    status = _status(f"{config.host}/eng/process")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise GatewayUnreachable(f"PayFast's page answers with the status {status}.")
    _open_until[config.host] = time.monotonic() + BELIEVED_SECONDS


def _status(url: str) -> int:
    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.get(url, timeout=TIMEOUT, allow_redirects=False, stream=True)
            answer.close()
            return int(answer.status_code)
    except requests.RequestException as error:
        raise GatewayUnreachable(f"PayFast's page does not answer ({type(error).__name__}).") from None
