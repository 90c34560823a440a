"""Universal branch codes of South African banks: one code for all branches of a bank. Texts, since 051001 begins with 0."""

from typing import Final

UNIVERSAL_CODES: Final = {
    "FNB": "250655",
    "Absa": "632005",
    "Standard Bank": "051001",
    "Nedbank": "198765",
    "Capitec Bank": "470010",
    "GoTyme Bank": "678910",
    "Investec": "580105",
    "African Bank": "430000",
    "Discovery Bank": "679000",
    "Bidvest Bank": "462005",
    "Bank Zero": "888000",
    "Access Bank": "410105",
}
_OTHER_NAMES: Final = {
    "first national bank": "FNB",
    "capitec": "Capitec Bank",
    "tymebank": "GoTyme Bank",
    "gotyme": "GoTyme Bank",
    "standardbank": "Standard Bank",
    "discovery": "Discovery Bank",
    "bidvest": "Bidvest Bank",
}
_BY_NAME: Final = {name.casefold(): code for name, code in UNIVERSAL_CODES.items()}


def universal_code(bank: str) -> str:
    """The code of the bank with this name; empty when we do not know it."""
    name = " ".join(bank.casefold().split())
    return _BY_NAME.get(name) or _BY_NAME.get(_OTHER_NAMES.get(name, "").casefold(), "")
