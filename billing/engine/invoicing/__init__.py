"""Tax invoices, notes, receipts and statements as the VAT Act wants them. No Django models, no database, no clock.

A `shapes.Document` holds everything that is on the paper; it is stored as its JSON with the hash of that. `composing` works one out
from a draft, `rules` judges it, `notes`, `statements` and `receipts` make what follows, `ubl` writes and reads it as UBL 2.1, and
`checker` judges what a supplier sent us.
"""
