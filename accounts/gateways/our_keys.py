"""Our own key pairs for SAML: one a provider, with a certificate that only that provider has to know."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from accounts.gateways import certificates

BITS = 2048
LASTS = timedelta(days=3 * 365)
_CLOCKS = timedelta(days=1)  # valid from yesterday: the provider's clock may be behind


@dataclass(frozen=True, kw_only=True, repr=False)
class KeyPair:
    """A certificate (base64 DER) and the private key it belongs to (PEM)."""

    certificate: str
    private: str


def make(name: str, *, now: datetime) -> KeyPair:
    """A new key with a certificate that it signs itself. Takes about a tenth of a second."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS)
        .not_valid_after(now + LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = private.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return KeyPair(
        certificate=certificates.normal(made.public_bytes(pem).decode("ascii")),
        private=secret.decode("ascii"),
    )
