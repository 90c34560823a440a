"""Pages of accounts, one module per noun."""

from accounts.views import invitations, organisations, people, team

__all__ = ["invitations", "organisations", "people", "team"]
