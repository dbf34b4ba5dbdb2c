"""Which addresses are read, how, and which IP addresses are public."""

import pytest

from app.remote.addresses import Address, BadAddress
from app.remote.public import is_public


@pytest.mark.parametrize(
    ("text", "host", "port", "target"),
    [
        ("http://picture.example", "picture.example", 80, "/"),
        ("https://Picture.Example/a/b.png?c=d#e", "picture.example", 443, "/a/b.png?c=d"),
        ("https://picture.example:8443/x", "picture.example", 8443, "/x"),
        ("http://93.184.216.34/x", "93.184.216.34", 80, "/x"),
        ("http://[2606:4700:0:0::1111]:81/", "2606:4700::1111", 81, "/"),
        ("http://xn--bcher-kva.example/%C3%A9", "xn--bcher-kva.example", 80, "/%C3%A9"),
    ],
)
def test_plain_addresses(text, host, port, target):
    address = Address.read(text)
    assert (address.host, address.port, address.target) == (host, port, target)
    assert Address.read(str(address)) == address


@pytest.mark.parametrize(
    ("location", "leads"),
    [
        ("/other", "https://picture.example/other"),
        ("other", "https://picture.example/a/other"),
        ("//else.example/x", "https://else.example/x"),
        ("https://else.example:444/x", "https://else.example:444/x"),
    ],
)
def test_where_a_redirection_leads(location, leads):
    assert str(Address.read("https://picture.example/a/b").follow(location)) == leads


@pytest.mark.parametrize(
    "location", ["", "http://picture.example/", "file:///x", "\\\\x\\y", "https://a@b/", "/\n"]
)
def test_a_redirection_that_is_not_followed(location):
    with pytest.raises(BadAddress):
        Address.read("https://picture.example/").follow(location)


@pytest.mark.parametrize(
    "text",
    [
        "8.8.8.8",
        "93.184.216.34",
        "168.63.129.17",
        "199.36.153.12",
        "2606:4700::1111",
        "2001:4860:4860::8888",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::1",
        "2606:4700::5efe:808:808",
    ],
)
def test_public(text):
    assert is_public(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "127.0.0.1",
        "fe80::1%lo",
        "2606:4700::1%lo",
        "127.1",
        "168.63.129.16",
        "::ffff:168.63.129.16",
        "2002:a83f:8110::1",
        "192.0.0.192",
        "100.100.100.200",
        "fd00:ec2::254",
        "fd20:ce::254",
        "fe80::a9fe:a9fe",
        "161.26.0.10",
        "166.9.20.8",
        "199.36.153.4",
        "199.36.153.11",
    ],
)
def test_not_public(text):
    assert not is_public(text)
