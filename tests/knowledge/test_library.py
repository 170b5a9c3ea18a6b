"""Looking rows up: aliases, inheritance, laziness, the user's own rows, and what must be known."""

import time

import pytest

from fastlint.knowledge import Argument, Blocking, Knowledge, Take
from fastlint.knowledge.row_file import KnowledgeError


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge()


def blocks(knowledge: Knowledge, owner: str, method: str) -> Blocking | None:
    row = knowledge.method(owner, method)
    return row.blocks if row else None


# Loading


def test_every_file_loads_and_quickly() -> None:
    everything = Knowledge()
    start = time.process_time()
    everything.load_all()
    assert time.process_time() - start < 1  # about 0.1 s on an idle machine
    assert everything.type("redis.Redis") is not None


def test_only_what_is_asked_for_is_loaded() -> None:
    lazy = Knowledge()
    assert lazy.loaded_files == frozenset()
    assert lazy.function("time.sleep") is not None
    assert lazy.loaded_files == {"time"}
    assert lazy.function("myproject.services.charge") is None
    assert lazy.loaded_files == {"time"}
    assert lazy.type("google.cloud.storage.Client") is not None
    assert lazy.loaded_files == {"time", "google_cloud"}


def test_every_base_has_rows() -> None:
    everything = Knowledge()
    everything.load_all()
    missing = {base for row in everything.all_types() for base in row.bases if everything.type(base) is None}
    missing = {base for base in missing if not base.startswith("builtins.")}
    assert missing == set()


# Names


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("requests.sessions.Session", "requests.Session"),
        ("requests.sessions.Session.get", "requests.Session.get"),
        ("requests.api.get", "requests.get"),
        ("sqlalchemy.orm.session.Session", "sqlalchemy.orm.Session"),
        ("sqlalchemy.engine.base.Engine", "sqlalchemy.Engine"),
        ("sqlmodel.create_engine", "sqlalchemy.create_engine"),
        ("fastapi.concurrency.run_in_threadpool", "starlette.concurrency.run_in_threadpool"),
        ("fastapi.testclient.TestClient", "starlette.testclient.TestClient"),
        ("fastapi.Request", "starlette.requests.Request"),
        ("redis.client.StrictRedis", "redis.Redis"),
        ("pathlib._local.Path", "pathlib.Path"),
        ("io.open", "builtins.open"),
        ("somewhere.else", "somewhere.else"),
    ],
)
def test_aliases_are_followed(knowledge: Knowledge, name: str, canonical: str) -> None:
    assert knowledge.canonical(name) == canonical


def test_aliases_that_go_round_are_an_error() -> None:
    with pytest.raises(KnowledgeError, match="circle"):
        Knowledge({"alias": {"a.x": "b.x", "b.x": "a.x"}})


def test_a_method_named_through_its_class(knowledge: Knowledge) -> None:
    assert knowledge.function("pathlib.Path.cwd") is not None
    from_url = knowledge.function("redis.Redis.from_url")
    assert from_url is not None and from_url.returns == "redis.Redis"
    assert knowledge.function("requests.Session") is None  # a class: ask for its constructor


def test_values(knowledge: Knowledge) -> None:
    assert knowledge.value("os.environ") == "dict[str, str]"
    assert knowledge.value("sys.stdin") == "sys.Input"
    assert knowledge.value("sqlmodel.SQLModel.metadata") == "sqlalchemy.MetaData"
    assert knowledge.value("os.listdir") is None


# Inheritance


def test_rows_are_inherited(knowledge: Knowledge) -> None:
    assert blocks(knowledge, "sqlmodel.Session", "commit") is Blocking.DATABASE
    assert blocks(knowledge, "sqlmodel.Session", "exec") is Blocking.DATABASE
    assert blocks(knowledge, "pathlib.PosixPath", "read_text") is Blocking.FILE
    assert blocks(knowledge, "starlette.testclient.TestClient", "get") is Blocking.HTTP
    attribute = knowledge.attribute("pathlib.Path", "parent")
    assert attribute is not None and attribute.type == "Self"
    exit_row = knowledge.special("concurrent.futures.ThreadPoolExecutor", "exit")
    assert exit_row is not None and exit_row.blocks is Blocking.WAIT


def test_the_nearest_row_wins(knowledge: Knowledge) -> None:
    assert blocks(knowledge, "io.TextIOWrapper", "read") is Blocking.FILE
    assert blocks(knowledge, "io.StringIO", "read") is None
    assert blocks(knowledge, "io.StringIO", "getvalue") is None


def test_is_subclass(knowledge: Knowledge) -> None:
    assert knowledge.is_subclass("sqlmodel.Session", "sqlalchemy.orm.session.Session")
    assert knowledge.is_subclass("io.BytesIO", "io.IOBase")
    assert not knowledge.is_subclass("sqlalchemy.orm.Session", "sqlmodel.Session")


def test_wildcards_speak_last(knowledge: Knowledge) -> None:
    client = "botocore.client.BaseClient"
    assert blocks(knowledge, client, "put_object") is Blocking.SDK
    assert blocks(knowledge, client, "generate_presigned_url") is None
    assert knowledge.method(client, "exceptions") is None  # an attribute, and no request
    assert knowledge.method(client, "__len__") is None
    create_async = knowledge.method("stripe.Customer", "create_async")
    assert create_async is not None and create_async.coroutine
    database = knowledge.attribute("pymongo.MongoClient", "shop")
    assert database is not None and database.type == "pymongo.database.Database"


# The user's rows


def test_the_user_adds_and_overrides() -> None:
    own = Knowledge(
        {
            "shop.payments": {"charge": "user; what asks the bank"},
            "requests": {"get": ""},
            "requests:Session": {"post": ""},
            "alias": {"shop.http": "requests"},
        }
    )
    charge = own.function("shop.payments.charge")
    assert charge is not None and charge.blocks is Blocking.USER
    get = own.function("requests.get")
    assert get is not None and get.blocks is None
    assert blocks(own, "requests.Session", "post") is None
    assert blocks(own, "requests.Session", "get") is Blocking.HTTP
    put = own.function("shop.http.put")
    assert put is not None and put.blocks is Blocking.HTTP


# What must be known


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("time.sleep", Blocking.SLEEP),
        ("requests.post", Blocking.HTTP),
        ("httpx.get", Blocking.HTTP),
        ("urllib.request.urlopen", Blocking.HTTP),
        ("sqlite3.connect", Blocking.DATABASE),
        ("psycopg2.connect", Blocking.DATABASE),
        ("builtins.open", Blocking.FILE),
        ("os.path.exists", Blocking.FILE),
        ("shutil.copyfileobj", Blocking.FILE),
        ("subprocess.run", Blocking.SUBPROCESS),
        ("os.system", Blocking.SUBPROCESS),
        ("builtins.input", Blocking.WAIT),
        ("concurrent.futures.wait", Blocking.WAIT),
        ("socket.getaddrinfo", Blocking.NETWORK),
        ("litellm.completion", Blocking.SDK),
        ("hashlib.pbkdf2_hmac", Blocking.CPU),
        ("bcrypt.hashpw", Blocking.CPU),
    ],
)
def test_functions_that_block(knowledge: Knowledge, name: str, kind: Blocking) -> None:
    row = knowledge.function(name)
    assert row is not None and row.blocks is kind


@pytest.mark.parametrize(
    "name",
    [
        "asyncio.sleep",
        "datetime.time",
        "os.path.join",
        "os.getenv",
        "json.loads",
        "hashlib.sha256",
        "uuid.uuid4",
        "re.match",
        "builtins.print",
        "logging.info",
        "jwt.encode",
        "starlette.requests.get",
        "sqlalchemy.create_engine",
        "redis.from_url",
        "boto3.client",
    ],
)
def test_functions_that_do_not(knowledge: Knowledge, name: str) -> None:
    row = knowledge.function(name)
    assert row is None or row.blocks is None


@pytest.mark.parametrize(
    ("owner", "method", "kind"),
    [
        ("sqlalchemy.orm.Query", "all", Blocking.DATABASE),
        ("sqlalchemy.orm.Query", "filter", None),
        ("sqlalchemy.orm.Session", "add", None),
        ("sqlalchemy.Result", "all", None),
        ("sqlalchemy.ext.asyncio.AsyncSession", "execute", None),
        ("redis.Redis", "zadd", Blocking.DATABASE),
        ("redis.Redis", "pipeline", None),
        ("redis.client.Pipeline", "zadd", None),
        ("redis.client.Pipeline", "execute", Blocking.DATABASE),
        ("redis.asyncio.Redis", "get", None),
        ("pymongo.collection.Collection", "find", None),
        ("pymongo.collection.Collection", "find_one", Blocking.DATABASE),
        ("sys.Output", "write", None),
        ("queue.Queue", "get", Blocking.WAIT),
        ("queue.Queue", "get_nowait", None),
        ("threading.Lock", "release", None),
        ("pathlib.Path", "with_suffix", None),
        ("httpx.AsyncClient", "get", None),
        ("httpx.Client", "get", Blocking.HTTP),
        ("starlette.datastructures.UploadFile", "read", None),
        ("openai.OpenAI", "close", None),
    ],
)
def test_methods(knowledge: Knowledge, owner: str, method: str, kind: Blocking | None) -> None:
    assert blocks(knowledge, owner, method) is kind


def test_factories_lead_to_what_blocks(knowledge: Knowledge) -> None:
    maker = knowledge.type("sqlalchemy.orm.sessionmaker")
    assert maker is not None and maker.call is not None and maker.call.returns == "T"
    assert maker.infer["T"].take is Take.INSTANCE
    assert maker.infer["T"].default == "sqlalchemy.orm.Session"
    query = knowledge.method("sqlalchemy.orm.Session", "query")
    assert query is not None and query.returns == "sqlalchemy.orm.Query[T]"
    upload = knowledge.attribute("fastapi.UploadFile", "file")
    assert upload is not None and upload.type == "tempfile.SpooledTemporaryFile"
    assert blocks(knowledge, "tempfile.SpooledTemporaryFile", "read") is Blocking.FILE
    chat = knowledge.attribute("openai.OpenAI", "chat")
    assert chat is not None and chat.type == "Self"
    assert knowledge.method("openai.OpenAI", "chat") is None
    assert blocks(knowledge, "openai.OpenAI", "create") is Blocking.SDK


def test_an_invented_kind_of_a_class_goes_by_its_name(knowledge: Knowledge) -> None:
    assert knowledge.named("socket.DatagramSocket") == "socket.socket"
    assert knowledge.named("PIL.Image.DecodedImage") == "PIL.Image.Image"
    assert knowledge.named("select.Poll") == "select.Poll"
    assert knowledge.named("socket.socket") == "socket.socket"


def test_conditions_that_make_it_harmless(knowledge: Knowledge) -> None:
    acquire = knowledge.method("threading.Lock", "acquire")
    assert acquire is not None and acquire.unless[0].equals == (False,)
    archive = knowledge.special("zipfile.ZipFile", "construct")
    assert archive is not None and "io.BytesIO" in archive.unless[0].types
    mail = knowledge.special("smtplib.SMTP", "construct")
    assert mail is not None and mail.when[0].argument == Argument("host", 0)


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("asyncio.to_thread", Argument("func", 0)),
        ("asyncio.AbstractEventLoop.run_in_executor", Argument("func", 1)),
        ("anyio.to_thread.run_sync", Argument("func", 0)),
        ("starlette.concurrency.run_in_threadpool", Argument("func", 0)),
        ("asgiref.sync.sync_to_async", Argument("func", 0)),
        ("asyncer.asyncify", Argument("function", 0)),
        ("concurrent.futures.Executor.submit", Argument("fn", 0)),
        ("fastapi.BackgroundTasks.add_task", Argument("func", 0)),
        ("sqlalchemy.ext.asyncio.AsyncSession.run_sync", Argument("fn", 0)),
    ],
)
def test_hand_offs(knowledge: Knowledge, name: str, argument: Argument) -> None:
    row = knowledge.function(name)
    assert row is not None and row.hand_off == (argument,) and row.blocks is None


@pytest.mark.parametrize(
    "name", ["asyncio.run", "asyncio.AbstractEventLoop.run_until_complete", "anyio.run", "asyncio.Runner.run"]
)
def test_nested_loops(knowledge: Knowledge, name: str) -> None:
    row = knowledge.function(name)
    assert row is not None and row.nested_loop


# Releases


def test_rows_of_other_releases_are_left_out() -> None:
    old, new = Knowledge(versions={"openai": "0.28.1"}), Knowledge(versions={"openai": "1.2"})
    assert blocks(old, "openai.ChatCompletion", "create") is Blocking.SDK
    assert new.type("openai.ChatCompletion") is None
    assert Knowledge().type("openai.ChatCompletion") is not None  # of an unknown release everything is believed
    assert blocks(Knowledge(versions={"python": "3.12"}), "pathlib.Path", "walk") is Blocking.FILE
    assert blocks(Knowledge(versions={"python": "3.11"}), "pathlib.Path", "walk") is None


def test_a_module_may_speak_of_all_its_functions(knowledge: Knowledge) -> None:
    call = knowledge.function("sh.kubectl")
    assert call is not None and call.blocks is Blocking.SUBPROCESS
    assert knowledge.function("sh.__version__") is None
