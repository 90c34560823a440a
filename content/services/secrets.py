"""Secrets of links, and one-time codes by e-mail. The database holds fingerprints only.

A link's secret is made of its row's public id and the deployment's key: who copies the database cannot make it, and the sender can be
shown it again, or a reminder carry it. A code's fingerprint is keyed as well: six digits alone are guessed in no time.
"""

import hashlib
import hmac
import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils.crypto import salted_hmac

from content import sending_refusals as refusals
from content import signing_terms as terms
from content.models import ShareLink, Signer
from synthai.core.sealing import BrokenSeal, seal, unseal

_PROOF: Final = "content.proof"
_DAY: Final = timedelta(days=1)
Row = ShareLink | Signer


def token_of(row: Row) -> str:
    """The secret in the address of a link. After the deployment's key was changed the old one is still found, and named."""
    known = [_token(row, str(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return next((token for token in known if fingerprint(token) == row.token_hash), known[0])


def fingerprint(token: str) -> str:
    """What the database knows of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def _token(row: Row, key: str) -> str:
    salt = f"content.{type(row).__name__.lower()}.token"
    return salted_hmac(salt, row.public_id, secret=key, algorithm="sha256").hexdigest()[:40]


def new_code(row: Row, *, now: datetime) -> str:
    """A new code for a locked row, which then has to be saved. The one before no longer counts.

    Raises CodeTooSoon, CodesUsedUp.
    """
    if row.code_sent_at and now < row.code_sent_at + terms.CODE_PAUSE:
        raise refusals.CodeTooSoon
    if row.codes_since is None or now >= row.codes_since + _DAY:
        row.codes_since, row.codes_sent = now, 0
    if row.codes_sent >= terms.MOST_CODES:
        raise refusals.CodesUsedUp
    code = f"{secrets.randbelow(10**terms.CODE_DIGITS):0{terms.CODE_DIGITS}d}"
    row.code_hash, row.code_until = _code_hash(row, code), now + terms.CODE_FOR
    row.code_sent_at, row.code_tries = now, 0
    row.codes_sent += 1
    return code


def is_right(row: Row, code: str, *, now: datetime) -> bool:
    """Whether that is the code of a locked row; a wrong one counts as a try, so the row has to be saved either way. Raises CodeOver."""
    if (
        not row.code_hash
        or row.code_until is None
        or now >= row.code_until
        or row.code_tries >= terms.CODE_TRIES
    ):
        raise refusals.CodeOver
    typed = "".join(letter for letter in code if letter.isdecimal() and letter.isascii())
    if not hmac.compare_digest(_code_hash(row, typed), row.code_hash):
        row.code_tries += 1
        return False
    row.code_hash, row.code_until, row.code_tries = "", None, 0
    return True


CODE_FIELDS: Final = ["code_hash", "code_until", "code_sent_at", "code_tries", "codes_sent", "codes_since"]


def _code_hash(row: Row, code: str) -> str:
    salt = f"content.{type(row).__name__.lower()}.code"
    return salted_hmac(salt, f"{row.public_id}:{code}", algorithm="sha256").hexdigest()


def proof(row: Row, *, now: datetime) -> str:
    """What a browser keeps after the right code: for this link, for two hours."""
    ends = int((now + terms.PROOF_FOR).timestamp())
    return seal(json.dumps([row.public_id, ends]).encode(), purpose=_PROOF)


def is_proved(row: Row, kept: str, *, now: datetime) -> bool:
    """Whether a browser's proof is for this link, and still holds."""
    try:
        public_id, ends = json.loads(unseal(kept, purpose=_PROOF))
    except (BrokenSeal, ValueError):
        return False
    return bool(public_id == row.public_id and now < datetime.fromtimestamp(ends, UTC))


def masked(email: str) -> str:
    """Enough to know one's own address by: whoever has the link need not learn it."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}…@{domain}" if domain else ""
