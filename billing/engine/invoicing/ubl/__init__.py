"""Documents as UBL 2.1 within the core of EN 16931, in the shape of Peppol BIS Billing 3, and back.

South Africa has no e-invoicing law in force (full operation is planned for 2028); this is the structured original to be ready with.
"""
