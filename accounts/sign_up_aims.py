"""Where somebody was heading when she signed up ("Try Growth"), kept on the server until her first sign-in.

The browser that signed up carries it itself (`next`). The mail may be opened on another device: there she confirms, signs in
and goes on to the same place. Kept in Valkey as long as the link in the mail is good; lost, she lands where everybody does.
"""

import logging
from typing import Final

from django.core.cache import cache
from django.utils.http import url_has_allowed_host_and_scheme
from redis.exceptions import RedisError

from accounts.models import User

KEPT_SECONDS: Final = 3 * 24 * 3600  # ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS
LONGEST: Final = 300
logger = logging.getLogger("synthai.accounts")


def keep(user: User, path: str | None) -> None:
    """Remember a path of this site for her first sign-in; anything else is left aside."""
    if not path or len(path) > LONGEST or not path.startswith("/"):
        return
    if not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return
    try:
        cache.set(_key(user), path, timeout=KEPT_SECONDS)
    except (RedisError, OSError):
        logger.warning("Where a sign-up was heading could not be kept.")


def of(user: User) -> str:
    """The path, or nothing."""
    try:
        return str(cache.get(_key(user)) or "")
    except (RedisError, OSError):
        return ""


def forget(user: User) -> None:
    """She has signed in: from now on she goes where she wants."""
    try:
        cache.delete(_key(user))
    except (RedisError, OSError):
        logger.warning("Where a sign-up was heading could not be forgotten.")


def _key(user: User) -> str:
    return f"accounts.aim.{user.pk}"
