"""The examples of `docs/client.md` run."""

import re

from app.client import PixwordClient
from tests.conftest import ROOT, make_picture

EXAMPLE = re.compile(r"```python\n(.*?)```", re.DOTALL)


def test_examples_of_the_page_run(server, tmp_path, monkeypatch, capsys):
    (tmp_path / "kite.png").write_bytes(make_picture("red"))
    monkeypatch.chdir(tmp_path)
    examples = EXAMPLE.findall((ROOT / "docs" / "client.md").read_text())
    assert len(examples) >= 5
    names = {}
    for example in examples:
        address = str(server.http.base_url)
        exec(example.replace("http://127.0.0.1:8000", address), names)  # noqa: S102 - our own page
    assert names["cosine"] > 0.3
    printed = capsys.readouterr().out
    assert "1 ['a red kite']" in printed
    assert "UnknownItem" in printed


def test_the_page_names_every_method():
    page = (ROOT / "docs" / "client.md").read_text()
    with PixwordClient() as client:
        groups = [own for name, own in vars(client).items() if not name.startswith("_")]
        for group in [client, *groups]:
            methods = {name for name in dir(group) if not name.startswith("_")}
            for name in methods - vars(client).keys() - {"close"}:
                assert f"`{name}`" in page, f"docs/client.md does not name {name}"
