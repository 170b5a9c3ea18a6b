"""The manual's own example of a file of rows."""

import re
import tomllib
from pathlib import Path

from fastlint.knowledge.row_file import from_tables
from fastlint.knowledge.schema import Blocking

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "extending-knowledge.md"


def test_the_example_is_valid() -> None:
    found = re.search(r"```toml\n(.*?)```", MANUAL.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    rows = from_tables("parcel.toml", tomllib.loads(re.sub(r"(?m)^ {3}", "", found[1])))
    client = rows.types["parcel.Client"]
    assert client.methods["cancel"].blocks is Blocking.HTTP
    assert client.methods["cancel"].twin == "parcel.AsyncClient"
    assert client.methods["label"].blocks is None
    assert rows.aliases["parcel._client.Client"] == "parcel.Client"
