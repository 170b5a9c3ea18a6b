"""FL102: a synchronous HTTP client on the event loop makes every other request wait for somebody else's server."""

import http.client
import urllib.request
from urllib.parse import urlsplit

import httpx
import requests
from fastapi import FastAPI

from .bystander import add_ping, expect_free, serve
from .slow_world import slow_web_server
from .two_colours import prove_blocking


def test_a_synchronous_client_on_the_loop_stalls_the_bystander() -> None:
    with slow_web_server() as url:

        def by_http_client() -> None:
            connection = http.client.HTTPConnection(urlsplit(url).netloc)
            connection.request("GET", "/")
            connection.getresponse().read()
            connection.close()

        def by_urllib() -> None:
            with urllib.request.urlopen(url) as response:
                response.read()

        def by_httpx_client() -> None:
            with httpx.Client(trust_env=False) as client:
                client.get(url)

        def by_requests_session() -> None:
            with requests.Session() as session:
                session.post(url, json={})

        prove_blocking(
            {
                "requests": lambda: requests.get(url),
                "requests-session": by_requests_session,
                "httpx-client": by_httpx_client,
                "urllib": by_urllib,
                "http-client": by_http_client,
            }
        )


def test_an_asynchronous_client_is_innocent() -> None:
    app = FastAPI()
    add_ping(app)
    with slow_web_server() as url:

        @app.get("/good")
        async def good() -> int:
            # Loading certificates takes long on some machines, and it is not the point here.
            async with httpx.AsyncClient(trust_env=False, verify=False) as client:
                return (await client.get(url)).status_code

        with serve(app) as served:
            assert served.ask("/good").text == "200"
            expect_free(served, "/good")
