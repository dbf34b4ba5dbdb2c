"""TLS is verified by the name that was asked for, not by the address that was dialled."""

import asyncio
import datetime as dt
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.remote.fetching import Fetcher
from app.remote.network import CheckedNetwork
from tests.app.remote.origin import RED, RecordingNetwork, serving

PUBLIC = "93.184.216.34"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for picture.example that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "picture.example")])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("picture.example")]), False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "certificate.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + signed.public_bytes(pem))
    return file


@pytest.fixture(scope="module")
def origin(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(context) as started:
        yield started


async def resolver(host, port):
    return [PUBLIC]


def fetch(origin, address, tls):
    network = RecordingNetwork({(PUBLIC, 443): origin.port})
    checked = CheckedNetwork(public_only=True, resolver=resolver, network=network)
    return asyncio.run(Fetcher(checked, lambda _: True, 10_000, lambda _: None, tls).fetch(address))


def test_a_certificate_that_nobody_trusts(origin):
    with pytest.raises(Exception, match="CERTIFICATE_VERIFY_FAILED"):
        fetch(origin, "https://picture.example/red.png", ssl.create_default_context())


def test_a_certificate_of_another_name(origin, certificate):
    trusting = ssl.create_default_context(cafile=certificate)
    with pytest.raises(Exception, match="Hostname mismatch"):
        fetch(origin, "https://other.example/red.png", trusting)


def test_a_certificate_of_the_name(origin, certificate):
    trusting = ssl.create_default_context(cafile=certificate)
    assert fetch(origin, "https://picture.example/red.png", trusting) == RED


def test_no_way_from_https_to_http(origin, certificate):
    trusting = ssl.create_default_context(cafile=certificate)
    with pytest.raises(Exception, match="from https to http"):
        fetch(origin, "https://picture.example/to?url=http://picture.example/red.png", trusting)
