"""What a rule says does not depend on which rules run before it, which have more of the program executed."""

from fastlint.engine import Session
from fastlint.rules import load_rules
from fastlint.values import Settings

MAIN = """
from app.state import state
from app.api import router
from fastapi import FastAPI

def web(settings: dict[str, int]) -> None:
    state.api = FastAPI()
    state.api.include_router(router)

def entry() -> None:
    web({})

if __name__ == "__main__":
    entry()
"""
STATE = """
from fastapi import FastAPI

class State:
    api: FastAPI

state: State = State()
"""
API = """
from fastapi import APIRouter, HTTPException

router = APIRouter()

@router.on_event("shutdown")
async def stop() -> None:
    print("stopping")

@router.get("/")
def read(x: int) -> float:
    try:
        return 1 / x
    except Exception as e:
        raise HTTPException(500, str(e))
"""


def test_an_application_whose_maker_is_executed_again_includes_once_a_place() -> None:
    files = {"/w/app/main.py": MAIN, "/w/app/state.py": STATE, "/w/app/api.py": API}
    for codes in (("FL459",), ("FL204", "FL459")):
        rules = [each for each in load_rules() if each.rule.code in codes]
        report = Session(Settings(), "/w", rules, files=files).check(["."])
        assert [each.message for each in report.diagnostics if each.code == "FL459"] == [
            "`stop` runs twice when `web()` starts or stops"
        ]
