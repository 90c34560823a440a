"""A supplier's invoice, typed in or read from UBL: may its VAT be claimed as input tax, and why?

Sections are those of the VAT Act 89 of 1991. What our sources do not settle is answered with "ask your accountant", never with a
guess. It is guidance, not a ruling of SARS; that a VAT number was really given to a supplier only the vendor search of SARS tells.
"""
