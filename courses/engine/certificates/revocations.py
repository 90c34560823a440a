"""Which certificates were taken back: a bit for each, packed (W3C Bitstring Status List 1.0).

The list has 131,072 places at least, so that whoever looks one up does not tell which one it is about, and it is the same to the byte for
the same revocations.
"""

import base64
import gzip
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from courses.engine.certificates.badge import VC_CONTEXT, Issuer, moment

PLACES: Final = 131_072  # 16 kB before packing: the least that the standard allows


def encoded(revoked: Iterable[int], *, places: int = PLACES) -> str:
    """The list as multibase base64url: first bit first, packed by gzip. Raises ValueError for a place that is none."""
    bits = bytearray(places // 8)
    for place in revoked:
        if not 0 <= place < places:
            raise ValueError(f"{place} is no place in a list of {places}.")
        bits[place // 8] |= 0x80 >> place % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def status_list(
    issuer: Issuer, url: str, revoked: Iterable[int], *, at: datetime, until: datetime, last: int = 0
) -> dict[str, Any]:
    """The list as a credential, not signed yet. It holds until `until`: an old copy must not un-revoke anything.

    `last` is the highest place that was given: the list doubles until it has it.
    """
    places = PLACES
    while places <= last:
        places *= 2
    return {
        "@context": [VC_CONTEXT],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.id,
        "validFrom": moment(at),
        "validUntil": moment(until),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(revoked, places=places),
        },
    }
