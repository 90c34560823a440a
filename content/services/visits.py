"""Who looks at a public page: the network address, the kind of browser, and whether it is a person at all."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final

from accounts import selectors as people
from content import signing_terms as terms
from synthai.core import user_agents

# Programs that fetch a link to show what is behind it, or to look for harm in it; each names itself.
_ROBOTS: Final = re.compile(
    r"bot\b|crawl|spider|preview|facebookexternalhit|facebookcatalog|^whatsapp/|slack-imgproxy|embedly|iframely|quora link|"
    r"vkshare|validator|googleimageproxy|google-inspection|microsoft office|ms-office|safelinks|barracuda|mimecast|proofpoint|"
    r"^curl|^wget|^python|go-http|^java/|okhttp|axios|node-fetch|libwww",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request to a public page."""

    ip: str | None = None
    agent: str = ""
    user_id: int | None = None
    is_robot: bool = False

    def is_ours(self, organisation_id: int) -> bool:
        """Whether somebody of the organisation itself looks."""
        return self.user_id is not None and self.user_id in people.team_and_guest_ids(organisation_id)


def read(user_agent: str, *, ip: str | None, user_id: int | None, purpose: str = "") -> Visit:
    """From what the browser says of itself; `purpose` is its word that it only fetches ahead."""
    ahead = any(word in purpose.casefold() for word in ("prefetch", "preview", "prerender"))
    is_robot = ahead or not user_agent.strip() or bool(_ROBOTS.search(user_agent))
    agent = user_agents.name_of(user_agent)[: terms.AGENT_LENGTH]
    return Visit(ip=_plain(ip), agent=agent, user_id=user_id, is_robot=is_robot)


def _plain(ip: str | None) -> str | None:
    """As the database gives it back: entries of a signing are hashed with it."""
    try:
        found = ipaddress.ip_address(ip or "")
    except ValueError:
        return None
    return str(getattr(found, "ipv4_mapped", None) or found)
