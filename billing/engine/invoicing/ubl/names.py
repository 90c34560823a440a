"""Namespaces and codes of UBL 2.1 and EN 16931 that our documents use."""

from typing import Final

from billing.engine.invoicing.shapes import Kind, Treatment

INVOICE: Final = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CREDIT_NOTE: Final = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
CAC: Final = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC: Final = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"

CUSTOMIZATION: Final = "urn:cen.eu:en16931:2017"
PROFILE: Final = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"

# UNTDID 1001. A corrected invoice (particulars, section 20(1B)) is 384, whatever it corrects.
TYPES: Final = {Kind.TAX_INVOICE: "380", Kind.INVOICE: "380", Kind.DEBIT_NOTE: "383", Kind.CREDIT_NOTE: "381"}
CORRECTED: Final = "384"

# UNTDID 5305.
CATEGORIES: Final = {
    Treatment.STANDARD: "S",
    Treatment.ZERO: "Z",
    Treatment.EXEMPT: "E",
    Treatment.OUT_OF_SCOPE: "O",
}
TREATMENTS: Final = {code: treatment for treatment, code in CATEGORIES.items()}
# What EN 16931 wants said of a supply without tax; zero-rated ones must not say anything.
EXEMPT_REASON: Final = "Exempt from VAT"
OUT_OF_SCOPE_REASON: Final = "Not subject to VAT"

COUNTRY: Final = "ZA"  # VAT numbers carry it in front: ZA4740101508
CREDIT_TRANSFER: Final = "30"  # UNTDID 4461
SECOND_HAND: Final = "Second-hand goods"
EMAIL_SCHEME: Final = "EM"  # electronic address scheme: an e-mail address
