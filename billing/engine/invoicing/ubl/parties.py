"""Sellers and buyers in UBL."""

from typing import Any

from billing.engine.invoicing.shapes import Address, Party
from billing.engine.invoicing.ubl.building import aggregate, basic
from billing.engine.invoicing.ubl.names import COUNTRY, EMAIL_SCHEME


def write_party(parent: Any, name: str, party: Party, *, shows_vat: bool, is_seller: bool) -> None:
    """`shows_vat` False leaves the VAT number away: EN 16931 forbids it beside supplies that are outside of VAT."""
    element = aggregate(parent, name, "Party")
    has_vat = bool(party.vat_number) and shows_vat
    basic(element, "EndpointID", party.email, schemeID=EMAIL_SCHEME)
    identifier = party.reference
    if is_seller and not (has_vat or party.registration_number):
        identifier = party.reference or party.email or party.name  # BR-CO-26: something to know the seller by
    if identifier:
        basic(aggregate(element, "PartyIdentification"), "ID", identifier)
    if party.trading_name:
        basic(aggregate(element, "PartyName"), "Name", party.trading_name)
    _write_address(element, party.address)
    if has_vat:
        scheme = aggregate(element, "PartyTaxScheme")
        basic(scheme, "CompanyID", COUNTRY + party.vat_number)
        basic(aggregate(scheme, "TaxScheme"), "ID", "VAT")
    entity = aggregate(element, "PartyLegalEntity")
    basic(entity, "RegistrationName", party.name or party.trading_name or "-")
    basic(entity, "CompanyID", party.registration_number)
    if party.contact or party.phone or party.email:
        contact = aggregate(element, "Contact")
        basic(contact, "Name", party.contact)
        basic(contact, "Telephone", party.phone)
        basic(contact, "ElectronicMail", party.email)


def _write_address(parent: Any, address: Address) -> None:
    """Two street lines, the suburb, town, code and province; what is more goes on the second line."""
    element = aggregate(parent, "PostalAddress")
    basic(element, "StreetName", address.lines[0] if address.lines else "")
    basic(element, "AdditionalStreetName", ", ".join(address.lines[1:]))
    basic(element, "CityName", address.city)
    basic(element, "PostalZone", address.postal_code)
    basic(element, "CountrySubentity", address.province)
    if address.suburb:
        basic(aggregate(element, "AddressLine"), "Line", address.suburb)
    basic(aggregate(element, "Country"), "IdentificationCode", address.country)
