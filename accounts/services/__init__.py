"""Every write of accounts. Import the modules, so that a call reads as English: `invitations.accept(…)`."""
