"""The manual's own examples of rows."""

import re
import tomllib
from pathlib import Path

from fastlint.knowledge import Knowledge
from fastlint.knowledge.row_file import from_tables
from fastlint.knowledge.schema import Blocking

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "extending-knowledge.md"


def examples() -> list[str]:
    """The TOML of the manual, in order."""
    text = MANUAL.read_text(encoding="utf-8")
    return [re.sub(r"(?m)^ {3}", "", each) for each in re.findall(r"```toml\n(.*?)```", text, re.DOTALL)]


def test_the_example_is_valid() -> None:
    rows = from_tables("parcel.toml", tomllib.loads(examples()[0]))
    client = rows.types["parcel.Client"]
    assert client.methods["cancel"].blocks is Blocking.HTTP
    assert client.methods["cancel"].twin == "parcel.AsyncClient"
    assert client.methods["label"].blocks is None
    assert rows.aliases["parcel._client.Client"] == "parcel.Client"


def test_the_proofs_are_valid() -> None:
    rows = from_tables("parcel.toml", tomllib.loads(examples()[1]))
    assert rows.proofs == {"parcel.connect('token')": "parcel.Client"}
    assert list(rows.unverified) == ["parcel.Client.account"]


def test_the_configuration_is_valid() -> None:
    tables = tomllib.loads(examples()[2])["tool"]["fastlint"]["knowledge"]
    knowledge = Knowledge(tables)
    charge = knowledge.function("bank.client.charge")
    assert charge is not None and charge.blocks is Blocking.HTTP and charge.twin == "await bank.aio.charge(...)"
    assert knowledge.canonical("bank.web.Routes") == "fastapi.APIRouter"
