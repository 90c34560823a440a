"""Files that bookkeeping programs import: rows as Xero, Sage Accounting and QuickBooks Online want them. No database.

Where each layout was read is in docs/finance.md.
"""
