"""What courses deletes when an organisation ends: every row and file of it (POPIA s24)."""


def erase(organisation_id: int) -> None:
    """Delete the organisation's rows now, and its files after the commit. Needs its tenant."""
