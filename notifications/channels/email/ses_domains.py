"""SES's identities: it signs for a domain (Easy DKIM) once three aliases lead to its keys, with a return path of the domain's own."""

from collections.abc import Mapping, Sequence
from typing import Any

from notifications.channels.protocol import DnsRecord, Misconfigured

RETURN_PATH = "bounce"


def claim(client: Any, region: str, domain: str) -> Sequence[DnsRecord]:
    """The records that SES wants for a domain, made known to it when it is not. Raises botocore's errors and Misconfigured."""
    found = _known(client, domain)
    if found is None:
        client.create_email_identity(EmailIdentity=domain)
        found = _known(client, domain) or {}
    back = f"{RETURN_PATH}.{domain}"
    if (found.get("MailFromAttributes") or {}).get("MailFromDomain") != back:
        client.put_email_identity_mail_from_attributes(
            EmailIdentity=domain, MailFromDomain=back, BehaviorOnMxFailure="USE_DEFAULT_VALUE"
        )
    keys = _keys(found, region, domain)
    if not keys:
        raise Misconfigured("SES has no keys of its own for this domain: turn on Easy DKIM.")
    return [*keys, *_ways_back(back, region)]


def confirms(client: Any, domain: str) -> bool:
    """Whether SES would send in this domain's name now."""
    found = _known(client, domain) or {}
    return bool(found.get("VerifiedForSendingStatus"))


def _known(client: Any, domain: str) -> Mapping[str, Any] | None:
    try:
        found: Mapping[str, Any] = client.get_email_identity(EmailIdentity=domain)
    except client.exceptions.NotFoundException:
        return None
    return found


def _keys(found: Mapping[str, Any], region: str, domain: str) -> list[DnsRecord]:
    attributes: Mapping[str, Any] = found.get("DkimAttributes") or {}
    zone = attributes.get("SigningHostedZone") or f"dkim.{region}.amazonses.com"
    return [
        DnsRecord(purpose="dkim", kind="CNAME", name=f"{token}._domainkey.{domain}", value=f"{token}.{zone}")
        for token in attributes.get("Tokens") or ()
    ]


def _ways_back(back: str, region: str) -> list[DnsRecord]:
    host = f"10 feedback-smtp.{region}.amazonses.com"
    return [
        DnsRecord(purpose="return_path", kind="MX", name=back, value=host),
        DnsRecord(purpose="spf", kind="TXT", name=back, value="v=spf1 include:amazonses.com ~all"),
    ]
