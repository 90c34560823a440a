"""What the DNS of a sender's domain may say, right and wrong. No name server: a table of records."""

import base64
from collections.abc import Mapping, Sequence

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from notifications.channels.email import dkim
from notifications.channels.protocol import DnsRecord
from notifications.engine import dkim_record, dmarc, sender_dns, spf
from notifications.engine.dns_findings import Finding, Level, Lookup, is_good
from notifications.services import sender_words

US = "spf.synthai.example"
OURS = {US: ["v=spf1 ip4:192.0.2.1 -all"]}
WANTED = dkim.public_text(dkim.new_key())
# A public key of 768 bits, made once: the libraries of today make none under 1024.
SHORT = (
    "v=DKIM1; k=rsa; p=MHwwDQYJKoZIhvcNAQEBBQADawAwaAJhANKhBby2SGZV5aBv1QO0SszPJF13HSy1zHKq3uSOHpFM"
    "EAsMKISL6ZQOI/ICFs20A43FM9B0N61qxuIUXFan/eu0Bca7JcN288DrlGKeCV5cSruFYjMRnNm/Ho8shqr3owIDAQAB"
)
DOMAIN, KEY_NAME = "umoja.co.za", "s1._domainkey.umoja.co.za"


def table(texts: Mapping[str, Sequence[str]], kind: str = "TXT") -> Lookup:
    return lambda name, asked: list(texts.get(name, [])) if asked == kind else []


def codes(found: Sequence[Finding]) -> list[str]:
    assert {each.code for each in found} <= sender_words.codes()
    assert sender_words.in_words(
        [{"code": e.code, "level": e.level, "name": e.name, "values": e.values} for e in found]
    ), "every finding can be said"
    return [each.code for each in found]


def spf_codes(*texts: str, **more: Sequence[str]) -> list[str]:
    names = {name.replace("__", "."): value for name, value in more.items()}
    return codes(spf.check(DOMAIN, US, table({DOMAIN: texts, **OURS, **names})))


def short_key(bits: int) -> str:
    public = rsa.generate_private_key(public_exponent=65537, key_size=bits).public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([f"v=spf1 include:{US} ~all"], ["spf.good"]),
        ([f"v=spf1 a mx INCLUDE:{US.upper()} -all", "google-site-verification=x"], ["spf.good"]),
        ([], ["spf.missing"]),
        (["v=spf1 -all", f"v=spf1 include:{US} -all"], ["spf.two"]),
        (["v=spf1 include:_spf.google.com ~all"], ["spf.include_missing", "spf.include_broken"]),
        ([f"v=spf1 -all include:{US}"], ["spf.include_late"]),
        ([f"v=spf1 -include:{US} ~all"], ["spf.include_late"]),
        ([f"v=spf1 include:{US} +all"], ["spf.open"]),
        ([f"v=spf1 include:{US} ?all"], ["spf.no_end"]),
        ([f"v=spf1 include:{US}"], ["spf.no_end"]),
        ([f'"v=spf1 include:{US} ~all"'], ["spf.quoted"]),
        ([f"v=spf1include:{US} ~all"], ["spf.misspelt"]),
        ([f"v=spf1 include:{US} include:%{{i}}.x.example ~all"], ["spf.good"]),
    ],
)
def test_spf(texts: list[str], expected: list[str]) -> None:
    assert spf_codes(*texts) == expected


def test_spf_counts_the_questions_inside_of_what_is_included() -> None:
    chain = {f"p{n}__example": [f"v=spf1 include:p{n + 1}.example ~all"] for n in range(10)}
    chain["p10__example"] = ["v=spf1 ip4:192.0.2.9 ~all"]
    found = spf.check(
        DOMAIN,
        US,
        table(
            {
                DOMAIN: [f"v=spf1 include:p1.example include:{US} ~all"],
                **OURS,
                **{name.replace("__", "."): texts for name, texts in chain.items()},
            }
        ),
    )
    assert codes(found) == ["spf.too_many_lookups"]
    assert found[0].values["count"] == "11"
    assert spf_codes(f"v=spf1 include:p2.example include:{US} ~all", **chain) == ["spf.good"], (
        "ten are enough"
    )
    assert "spf.too_many_lookups" in spf_codes("v=spf1 redirect=umoja.co.za"), "a circle ends"


def test_spf_inside_another_include_or_a_redirect_counts_too() -> None:
    inside = {"all__umoja__co__za": [f"v=spf1 include:{US} -all"]}
    assert spf_codes("v=spf1 include:all.umoja.co.za -all", **inside) == ["spf.good"]
    assert spf_codes("v=spf1 redirect=all.umoja.co.za", **inside) == ["spf.good"]
    assert "spf.include_missing" in spf_codes("v=spf1 ~include:all.umoja.co.za -all", **inside)


def test_spf_says_one_text_that_is_right() -> None:
    two = ["v=spf1 include:_spf.google.com mx -all", "v=spf1 ip4:192.0.2.7 ~all"]
    (found,) = spf.check(DOMAIN, US, table({DOMAIN: two, **OURS}))
    wanted = found.values["wanted"]
    assert wanted == f"v=spf1 include:_spf.google.com mx ip4:192.0.2.7 include:{US} ~all"
    google = {"_spf.google.com": ["v=spf1 ip4:192.0.2.3 ~all"]}
    assert codes(spf.check(DOMAIN, US, table({DOMAIN: [wanted], **OURS, **google}))) == ["spf.good"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([WANTED], "dkim.good"),
        ([WANTED.replace("; ", ";")[:200] + " " + WANTED.replace("; ", ";")[200:]], "dkim.good"),
        ([], "record.missing"),
        ([WANTED, WANTED], "dkim.two"),
        ([f'"{WANTED}"'], "dkim.quoted"),
        ([WANTED.replace(";", "\\;")], "dkim.quoted"),
        ([WANTED[:255]], "dkim.cut"),
        (["v=DKIM1; k=rsa; p="], "dkim.revoked"),
        (["v=DKIM1; k=rsa; p=notakey"], "dkim.broken"),
        (["hello"], "dkim.broken"),
        ([WANTED.replace("k=rsa;", "k=rsa; t=y:s;")], "dkim.testing"),
        ([short_key(2048)], "dkim.other_key"),
    ],
)
def test_dkim_text(texts: list[str], expected: str) -> None:
    assert codes(dkim_record.check_text(DOMAIN, KEY_NAME, WANTED, table({KEY_NAME: texts}))) == [expected]


def test_dkim_a_key_too_short_and_a_name_that_was_doubled() -> None:
    short = dkim_record.check_text(DOMAIN, KEY_NAME, WANTED, table({KEY_NAME: [SHORT]}))
    assert codes(short) == ["dkim.too_short"]
    assert short[0].values["bits"] == "768"
    doubled = table({f"{KEY_NAME}.{DOMAIN}": [WANTED]})
    (found,) = dkim_record.check_text(DOMAIN, KEY_NAME, WANTED, doubled)
    assert found.code == "record.doubled"
    assert found.values["short"] == "s1._domainkey"


def test_dkim_by_alias() -> None:
    target = "s1.domainkey.u1.wl.sendgrid.net"

    def lookup(alias: str, text: str) -> Lookup:
        return lambda name, kind: (
            ([alias] if kind == "CNAME" else [text] if kind == "TXT" else []) if name == KEY_NAME else []
        )

    def found(alias: str, text: str = WANTED) -> list[str]:
        return codes(dkim_record.check_alias(DOMAIN, KEY_NAME, target, lookup(alias, text)))

    assert found(target) == ["alias.good"]
    assert found("s1.domainkey.u2.wl.sendgrid.net") == ["alias.elsewhere"]
    assert found(target, short_key(1024)) == ["dkim.short"]
    assert codes(dkim_record.check_alias(DOMAIN, KEY_NAME, target, table({}))) == ["record.missing"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"_dmarc.umoja.co.za": ["v=DMARC1; p=reject; rua=mailto:d@umoja.co.za"]}, ["dmarc.good"]),
        ({"_dmarc.umoja.co.za": ["v=DMARC1; p=none"]}, ["dmarc.watches_only"]),
        ({}, ["dmarc.missing"]),
        ({"_dmarc.co.za": ["v=DMARC1; p=reject"]}, ["dmarc.missing"]),
        ({"_dmarc.umoja.co.za": ["v=DMARC1; p=none", "v=DMARC1; p=reject"]}, ["dmarc.two"]),
        ({"_dmarc.umoja.co.za": ['"v=DMARC1; p=none"']}, ["dmarc.quoted"]),
        ({"_dmarc.umoja.co.za": ["v=DMARC1; p=quarantäne"]}, ["dmarc.broken"]),
        ({"_dmarc.umoja.co.za": ["v=DMARC1;"]}, ["dmarc.broken"]),
        ({"_dmarc.umoja.co.za": ["v=DMARC1; p=reject; aspf=s"]}, ["dmarc.strict_spf"]),
    ],
)
def test_dmarc(texts: dict[str, list[str]], expected: list[str]) -> None:
    assert codes(dmarc.check(DOMAIN, f"bounce.{DOMAIN}", table(texts))) == expected


def test_dmarc_of_the_domain_above_counts_with_its_word_for_those_below() -> None:
    above = {"_dmarc.umoja.co.za": ["v=DMARC1; p=reject; sp=none"]}
    assert codes(dmarc.check(f"news.{DOMAIN}", f"news.{DOMAIN}", table(above))) == ["dmarc.watches_only"]


def test_silence_is_no_no() -> None:
    records = [
        DnsRecord(purpose="spf", kind="TXT", name=DOMAIN, value=f"v=spf1 include:{US} ~all"),
        DnsRecord(purpose="dkim", kind="TXT", name=KEY_NAME, value=WANTED),
    ]
    found = sender_dns.check(DOMAIN, records, lambda _name, _kind: None)
    assert {each.level for each in found} == {Level.SILENT}
    assert is_good(found) is None
    assert set(codes(found)) == {"dns.silent"}
