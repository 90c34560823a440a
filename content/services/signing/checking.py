"""Is this sealed file ours, and unchanged? Answered for anybody who has it, without showing what is in it.

A stranger's file is not read as a PDF: its SHA-256 is taken, and its bytes are searched for the reference that every seal carries in the clear.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Final, Literal

from accounts import selectors as people
from content import signing_terms as terms
from content.models import SealState, Signer, SignerState, SigningRequest
from synthai.core.errors import NotFound
from synthai.core.files import FileTooLarge
from synthai.core.tenancy import tenant

_REFERENCE: Final = re.compile(rb"SynthAI seal ([a-z2-7]{16}) ([a-z2-7]{16})")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_BLOCK: Final = 1 << 20
_OVERLAP: Final = 64


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was found in a file: its hash, and the reference of the last seal in it ("" for none)."""

    sha256: str
    owner: str = ""
    request: str = ""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`whole`: ours and unchanged; `changed`: it names a seal of ours, and is not that file; `unknown`: no seal of ours."""

    outcome: Literal["whole", "changed", "unknown"]
    sealed_at: datetime | None = None
    organisation: str = ""
    signatures: int = 0


def look(file: IO[bytes]) -> Seen:
    """Hash and reference of a file, one block in memory at a time. Raises FileTooLarge."""
    digest, size, tail = hashlib.sha256(), 0, b""
    found: tuple[bytes, bytes] | None = None
    while block := file.read(_BLOCK):
        size += len(block)
        if size > terms.MOST_CHECKED_BYTES:
            raise FileTooLarge(limit=terms.MOST_CHECKED_BYTES // 1_000_000)
        digest.update(block)
        window = tail + block
        for match in _REFERENCE.finditer(window):
            found = (match[1], match[2])
        tail = window[-_OVERLAP:]
    owner, request = (part.decode() for part in found) if found else ("", "")
    return Seen(sha256=digest.hexdigest(), owner=owner, request=request)


def typed_hash(text: str) -> str:
    """A SHA-256 as somebody pasted it; "" when it is none."""
    plain = "".join(text.split()).lower()
    return plain if _HASH.fullmatch(plain) else ""


def judge(seen: Seen) -> Verdict:
    """Whether the file is the sealed one of the request it names."""
    try:
        organisation = people.organisation_by_public_id(seen.owner)
    except NotFound:
        return Verdict(outcome="unknown")
    with tenant(organisation.pk):
        found = SigningRequest.objects.filter(public_id=seen.request, seal_state=SealState.DONE).first()
        if found is None:
            return Verdict(outcome="unknown")
        if found.sealed_sha256 != seen.sha256:
            return Verdict(outcome="changed", sealed_at=found.sealed_at, organisation=organisation.name)
        signed = Signer.objects.filter(request=found, state=SignerState.SIGNED).count()
    return Verdict(
        outcome="whole", sealed_at=found.sealed_at, organisation=organisation.name, signatures=signed
    )
