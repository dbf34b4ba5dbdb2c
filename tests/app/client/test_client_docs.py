"""The examples of `docs/client.md` run."""

import re

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
