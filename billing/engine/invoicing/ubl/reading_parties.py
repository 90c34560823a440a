"""Sellers, buyers and bank accounts out of UBL."""

from xml.etree.ElementTree import Element

from billing.engine.invoicing.numbers import normalise_vat_number
from billing.engine.invoicing.shapes import Address, BankAccount, Party
from billing.engine.invoicing.ubl.names import COUNTRY
from billing.engine.invoicing.ubl.parsing import every, inner, text


def read_party(party: Element | None) -> Party:
    """As stated; what is missing is empty. Whoever shows a VAT number counts as a vendor until somebody looks it up."""
    vat_number = _vat_number(party)
    legal = text(party, "cac:PartyLegalEntity/cbc:RegistrationName")
    trading = text(party, "cac:PartyName/cbc:Name")
    return Party(
        name=legal or trading,
        trading_name=trading if legal else "",
        address=_address(inner(party, "cac:PostalAddress")),
        is_vendor=bool(vat_number),
        vat_number=vat_number,
        registration_number=text(party, "cac:PartyLegalEntity/cbc:CompanyID"),
        email=text(party, "cac:Contact/cbc:ElectronicMail"),
        phone=text(party, "cac:Contact/cbc:Telephone"),
        contact=text(party, "cac:Contact/cbc:Name"),
        reference=text(party, "cac:PartyIdentification/cbc:ID"),
    )


def read_bank(account: Element | None) -> BankAccount | None:
    """Where to pay; the bank's name is not in UBL's core, its branch code is."""
    number = text(account, "cbc:ID")
    if not number:
        return None
    return BankAccount(
        holder=text(account, "cbc:Name"),
        bank="",
        account_number=number,
        branch_code=text(account, "cac:FinancialInstitutionBranch/cbc:ID"),
    )


def _vat_number(party: Element | None) -> str:
    """Of the tax scheme VAT, without the country in front."""
    schemes = every(party, "cac:PartyTaxScheme") if party is not None else []
    for scheme in schemes:
        if text(scheme, "cac:TaxScheme/cbc:ID") in {"VAT", ""}:
            return normalise_vat_number(text(scheme, "cbc:CompanyID")).removeprefix(COUNTRY)
    return ""


def _address(address: Element | None) -> Address:
    lines = (text(address, "cbc:StreetName"), text(address, "cbc:AdditionalStreetName"))
    return Address(
        lines=tuple(row for row in lines if row),
        suburb=text(address, "cac:AddressLine/cbc:Line"),
        city=text(address, "cbc:CityName"),
        province=text(address, "cbc:CountrySubentity"),
        postal_code=text(address, "cbc:PostalZone"),
        country=text(address, "cac:Country/cbc:IdentificationCode") or COUNTRY,
    )
