"""A report that shows everything a text report must handle, and the snapshots to compare with."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fastlint.reports.screen import Screen
from fastlint.values import (
    AppTable,
    Confidence,
    DependencyRow,
    Diagnostic,
    Edit,
    Fix,
    Related,
    RouteReport,
    RouteRow,
    Safety,
    Severity,
    Span,
    Step,
    Summary,
    Unresolved,
)

SNAPSHOTS = Path(__file__).parent / "snapshots"

ORDERS = "app/routers/orders.py"
CREATE = "app.routers.orders.create_order"
SOURCE = """\
from fastapi import APIRouter

router = APIRouter()


@router.post("/orders")
async def create_order(order: Order, db: Session = Depends(get_db)) -> OrderOut:
    charge(order)
    saved = repository.save(
        order,
        notify=True,
    )
    user = db.query(User).filter(User.id == order.user_id).first(); log.info("%s %s", user, order); audit(user, order)
    db.commit()
    return saved
""".splitlines()


def point(path: str, line: int, column: int, length: int = 4) -> Span:
    return Span(path, line, column, line, column + length)


def sample_diagnostics() -> tuple[Diagnostic, ...]:
    database = {
        "code": "FL103",
        "name": "blocking-database-call",
        "severity": Severity.ERROR,
        "help": "use an async session",
        "routes": ("POST /api/v1/orders",),
    }
    return (
        Diagnostic(
            code="FL102",
            name="blocking-http-call",
            severity=Severity.ERROR,
            confidence=Confidence.HIGH,
            message="`requests.post` blocks the event loop",
            span=Span(ORDERS, 8, 5, 8, 18),
            help="use `httpx.AsyncClient`, or make `create_order` a plain `def`",
            url="docs/rules/event-loop/blocking-http-call.md",
            chain=(
                Step(point(ORDERS, 8, 5), CREATE, "charge"),
                Step(point("app/payments/__init__.py", 18, 9), "app.payments.charge", "gateway.send"),
                Step(point("app/payments/stripe.py", 44, 16), "app.payments.stripe.Stripe.send", "requests.post"),
            ),
            sink="requests.post",
            routes=("POST /api/v1/orders", "POST /api/v2/orders", "PUT /orders/{id}", "PATCH /orders/{id}", "GET /o"),
            related=(Related(point("app/payments/__init__.py", 3, 1), "`gateway` is made here"),),
            fixes=(Fix("Make `create_order` a plain `def`", Safety.UNSAFE, (Edit(Span(ORDERS, 7, 1, 7, 7), ""),)),),
        ),
        Diagnostic(
            **database,
            confidence=Confidence.HIGH,
            message="`Session.commit` blocks the event loop",
            span=Span(ORDERS, 9, 13, 12, 6),
            chain=(
                Step(point(ORDERS, 9, 13), CREATE, "repository.save"),
                Step(point("app/repo.py", 31, 9), "app.repo.OrderRepository.save", "self.db.commit"),
            ),
            sink="sqlalchemy.orm.Session.commit",
        ),
        Diagnostic(
            **database,
            confidence=Confidence.MEDIUM,
            message="`Query.first` blocks the event loop",
            span=Span(ORDERS, 13, 12, 13, 67),
            chain=(Step(point(ORDERS, 13, 12), CREATE, "db.query(User).filter(...).first"),),
            sink="sqlalchemy.orm.Query.first",
        ),
        Diagnostic(
            **database,
            confidence=Confidence.HIGH,
            message="`Session.commit` blocks the event loop",
            span=Span(ORDERS, 14, 5, 14, 16),
            chain=(Step(point(ORDERS, 14, 5), CREATE, "db.commit"),),
            sink="sqlalchemy.orm.Session.commit",
        ),
        Diagnostic(
            code="FL002",
            name="unused-suppression",
            severity=Severity.WARNING,
            confidence=Confidence.HIGH,
            message="`FL101` is suppressed here but not found",
            span=Span("app/gone.py", 3, 1, 3, 5),
        ),
    )


@pytest.fixture
def diagnostics() -> tuple[Diagnostic, ...]:
    return sample_diagnostics()


@pytest.fixture
def summary() -> Summary:
    return Summary(120, 131, 84, 4, 1, 0, 1, 2, ("app/broken.py",))


@pytest.fixture
def sources() -> Callable[[str], list[str] | None]:
    return {ORDERS: SOURCE}.get


@pytest.fixture
def route_report() -> RouteReport:
    current_user = DependencyRow("app.deps:current_user", (DependencyRow("app.deps:get_db"),))
    return RouteReport(
        (
            AppTable(
                "app.main:app",
                "app/main.py",
                12,
                (
                    RouteRow(
                        ("GET",),
                        "/api/v1/users/{user_id}",
                        "app.routers.users:get_user",
                        "app/routers/users.py",
                        31,
                        True,
                        dependencies=(current_user,),
                        response_model="UserOut",
                        status_code=200,
                    ),
                    RouteRow(
                        ("GET", "POST"), "/items", "app.items:Items.all", "app/items.py", 3, False,
                        confidence=Confidence.MEDIUM,
                    ),
                    RouteRow((), "/ws", "app.ws:talk", "app/ws.py", 5, True, kind="websocket"),
                    RouteRow((), "/static", "starlette.staticfiles:StaticFiles", "", 0, False, kind="mount"),
                ),
                (Unresolved("app/main.py", 40, "prefix is read from the environment"),),
            ),
        )
    )  # fmt: skip


@pytest.fixture
def match_snapshot() -> Callable[[str, str], None]:
    """Compare a text with a file in `snapshots/`; UPDATE_SNAPSHOTS=1 writes the file instead."""

    def match(name: str, text: str) -> None:
        path = SNAPSHOTS / name
        if os.environ.get("UPDATE_SNAPSHOTS"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return match


class Rendered:
    """What a report function wrote on a screen."""

    def __init__(self, encoding: str = "utf-8") -> None:
        self.bytes = io.BytesIO()
        self.stream = io.TextIOWrapper(self.bytes, encoding=encoding, newline="")

    def screen(self, **attributes: object) -> Screen:
        return Screen(self.stream, **attributes)  # type: ignore[arg-type]

    @property
    def text(self) -> str:
        self.stream.flush()
        return self.bytes.getvalue().decode(self.stream.encoding)


@pytest.fixture
def rendered() -> type[Rendered]:
    return Rendered
