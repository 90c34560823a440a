"""What live classes need to reckon: dates of a series, invitations, codes, reports of attendance. No database here."""
