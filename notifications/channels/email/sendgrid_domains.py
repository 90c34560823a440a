"""SendGrid's domain authentication ("whitelabel"): it signs for a domain once three aliases of it lead to SendGrid."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from notifications.channels import http
from notifications.channels.protocol import DnsRecord, Misconfigured, Unclear

_PURPOSES: Final = {"mail_cname": "return_path", "dkim1": "dkim", "dkim2": "dkim"}
_PATH: Final = "whitelabel/domains"


def claim(api: str, key: str, domain: str) -> Sequence[DnsRecord]:
    """The aliases that SendGrid wants for a domain; the domain is made known to it when it is not. Raises ProviderError."""
    found = _known(api, key, domain) or _made(api, key, domain)
    dns = found.get("dns")
    wanted: Mapping[str, Any] = dns if isinstance(dns, dict) else {}
    records = [_record(purpose, wanted.get(name)) for name, purpose in _PURPOSES.items()]
    if not all(records):
        raise Misconfigured("SendGrid asks for other records than aliases: turn on its automated security.")
    return [each for each in records if each is not None]


def confirms(api: str, key: str, domain: str) -> bool:
    """Let SendGrid look now; whether it is content. Raises ProviderError."""
    found = _known(api, key, domain)
    if found is None:
        return False
    if found.get("valid") is True:
        return True
    answer = _asked(api, key, "POST", f"{_PATH}/{int(found['id'])}/validate")
    return answer.record().get("valid") is True


def _known(api: str, key: str, domain: str) -> Mapping[str, Any] | None:
    answer = _asked(api, key, "GET", _PATH, params={"domain": domain, "limit": "50"})
    rows = http.records(answer.value())
    return next((row for row in rows if row.get("domain") == domain and row.get("id")), None)


def _made(api: str, key: str, domain: str) -> Mapping[str, Any]:
    wanted = {"domain": domain, "automatic_security": True, "default": False}
    return _asked(api, key, "POST", _PATH, json=wanted).record()


def _asked(api: str, key: str, method: str, path: str, **request: Any) -> http.Answer:
    """A question or a wish that does no harm when it is made twice: the domain is looked up before it is made."""
    headers = {"authorization": f"Bearer {key}"}
    answer = http.exchange(
        "SendGrid", method, f"{api}{path}", is_question=True, timeout=8, headers=headers, **request
    )
    if answer.is_yes:
        return answer
    said = http.told(answer.status, words="The domain cannot be set up.")
    raise (Misconfigured if 400 <= answer.status < 500 else Unclear)(said)


def _record(purpose: str, wanted: object) -> DnsRecord | None:
    if not isinstance(wanted, dict) or str(wanted.get("type", "")).lower() != "cname":
        return None
    return DnsRecord(
        purpose=purpose, kind="CNAME", name=http.text(wanted.get("host")), value=http.text(wanted.get("data"))
    )
