"""What is meant to be made once in the life of a process: clients, engines, pools, models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.abstract import FunctionValue
from fastlint.project.execution.callables import cache_on
from fastlint.project.reading import flow

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.project.execution.seen import LibraryCall
    from fastlint.project.project import Project

#: What is made, and what each one costs.
COSTS = {
    "a new TLS context": "httpx.Client httpx.AsyncClient httpx2.Client httpx2.AsyncClient",
    "a new pool of connections": """sqlalchemy.create_engine sqlalchemy.ext.asyncio.create_async_engine
    sqlmodel.create_engine pymongo.MongoClient pymongo.AsyncMongoClient motor.motor_asyncio.AsyncIOMotorClient
    asyncpg.create_pool psycopg_pool.ConnectionPool psycopg_pool.AsyncConnectionPool aiomysql.create_pool
    redis.ConnectionPool redis.asyncio.ConnectionPool""",
    "a new client, with the definitions of its service": "boto3.client boto3.resource",
    "a model that is loaded anew": """transformers.pipeline sentence_transformers.SentenceTransformer
    whisper.load_model spacy.load torch.load joblib.load""",
}
COST_OF = {name: cost for cost, names in COSTS.items() for name in names.split()}
#: Arguments that say that a client talks to no network.
IN_PROCESS = ("transport", "app", "mounts")


def cost_of(call: LibraryCall) -> str:
    """What making it costs, as a clause; empty for anything that is not made once."""
    return next((COST_OF[name] for name in call.names if name in COST_OF), "")


def is_made_for_the_request(call: LibraryCall) -> bool:
    """Whether what is made depends on the request, or talks to no network: another one may be needed each time."""
    assert call.function is not None
    if call.is_open or any(call.has_keyword(name) for name in IN_PROCESS):
        return True
    own = local_names(call.function.fact)
    return any(name in own for name in ex.names_in((call.expression.arguments, call.expression.keywords)))


def is_kept(call: LibraryCall, project: Project) -> bool:
    """Whether the function keeps what it makes: in a cache, a global, an attribute, or only where there is none."""
    assert call.function is not None
    value = call.variants[0].activation.value
    if isinstance(value, FunctionValue) and cache_on(value) is not None:
        return True
    fact = call.function.fact
    site = flow.site_at(fact, call.expression.place)
    if site is None or site.conditions:
        return True
    statement = site.statement
    if isinstance(statement, st.Assign):
        if any(not isinstance(target, ex.Name) for target in statement.targets):
            return True
        names = {target.id for target in statement.targets if isinstance(target, ex.Name)}
        return not names.isdisjoint(fact.global_names) or any(_stores(each, names) for each in flow.sites(fact))
    return False


def _stores(site: flow.Site, names: set[str]) -> bool:
    """Whether a statement puts one of the names into an attribute or an item."""
    statement = site.statement
    return (
        isinstance(statement, st.Assign)
        and isinstance(statement.value, ex.Name)
        and statement.value.id in names
        and any(isinstance(target, ex.Attribute | ex.Subscript) for target in statement.targets)
    )


def local_names(fact: FunctionFact) -> frozenset[str]:
    """The parameters and local names of a function."""
    return frozenset(_local_names(fact))


def _local_names(fact: FunctionFact) -> Iterator[str]:
    for parameter in fact.parameters:
        yield parameter.name
    for site in flow.sites(fact):
        yield from flow.stores(site)
