"""Which encryption of an assertion we open: AES, its key by RSA-OAEP.

The older key transport (PKCS #1 v1.5) lets somebody who can ask often enough open what they intercepted, so it is refused
before anything is decrypted.
"""

import base64
import binascii

from django.utils.translation import gettext_lazy as _
from lxml import etree

from accounts.gateways.saml_messages import Unacceptable

_XENC = "http://www.w3.org/2001/04/xmlenc#"
_XENC11 = "http://www.w3.org/2009/xmlenc11#"
_OPENED = {
    *(f"{_XENC}aes{bits}-cbc" for bits in (128, 192, 256)),
    *(f"{_XENC11}aes{bits}-gcm" for bits in (128, 192, 256)),
    f"{_XENC}rsa-oaep-mgf1p",
    f"{_XENC11}rsa-oaep",
}


def refuse_weak(answer: str) -> None:
    """Raises Unacceptable for another algorithm than those, and for what is no document."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(base64.b64decode(answer), parser)
    except (binascii.Error, etree.XMLSyntaxError, ValueError) as error:
        raise Unacceptable(_("it cannot be read")) from error
    methods = root.iter(f"{{{_XENC}}}EncryptionMethod")
    if any(each.get("Algorithm") not in _OPENED for each in methods):
        raise Unacceptable(_("it is encrypted by an algorithm that is too weak or unknown here"))
