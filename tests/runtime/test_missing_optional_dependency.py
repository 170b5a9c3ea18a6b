"""FL609: without their packages these fail when the module is imported or the route registered."""

import subprocess
import sys

import pytest

#: Each with the module that is hidden from it.
SOURCES = {
    "email_validator": "import pydantic\nclass User(pydantic.BaseModel):\n    email: pydantic.EmailStr",
    "python_multipart": "import fastapi\napp = fastapi.FastAPI()\n@app.post('/')\ndef f(x: str = fastapi.Form()): ...",
    "itsdangerous": "from starlette.middleware.sessions import SessionMiddleware",
    "jinja2": "from fastapi.templating import Jinja2Templates\nJinja2Templates('templates')",
}


@pytest.mark.parametrize("hidden", SOURCES)
def test_it_fails_at_import(hidden: str) -> None:
    hiding = f"import sys\nsys.modules[{hidden!r}] = None\nsys.modules['multipart'] = None\n"

    result = subprocess.run(
        [sys.executable, "-c", hiding + SOURCES[hidden]], capture_output=True, text=True, check=False
    )

    assert result.returncode != 0
    assert "Error" in result.stderr
