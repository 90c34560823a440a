"""Tokens for programs: how long they live, which keys sign them, and which apps sign in through the browser.

docs/accounts.md says how the keys roll over and what an app sends.
"""

import json
from datetime import timedelta

from synthai.settings import env

SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=30),
    "ROTATE_REFRESH_TOKENS": True,
    "UPDATE_LAST_LOGIN": False,
    "USER_ID_FIELD": "public_id",
    "USER_ID_CLAIM": "sub",
    "AUTH_TOKEN_CLASSES": ("accounts.jwts.AccessToken",),
}
# P-256 keys as PEM, one after the other: the first signs, the others still verify. Empty: made from SECRET_KEY.
JWT_SIGNING_KEYS = env.text("JWT_SIGNING_KEYS", "")
# Apps that sign in through the browser, as JSON. A loopback address is registered without a port and takes any.
_ON_A_LAPTOP = [
    {
        "id": "synthai-app",
        "name": "SynthAI app",
        "redirect_uris": [
            "synthai://signed-in",
            "http://127.0.0.1/signed-in",
            "http://[::1]/signed-in",
        ],
    }
]
_IS_LAPTOP = env.boolean("DEVELOPMENT", default=True)
APP_CLIENTS = env.text("APP_CLIENTS", json.dumps(_ON_A_LAPTOP) if _IS_LAPTOP else "[]")
