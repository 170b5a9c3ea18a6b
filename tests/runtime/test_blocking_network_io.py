"""FL107: sockets and the protocols of the standard library on the event loop wait there for the other end."""

import asyncio
import ftplib
import smtplib
import socket

from fastapi import FastAPI

from .bystander import add_ping, expect_free, serve
from .slow_world import slow_server
from .two_colours import prove_blocking


def test_a_socket_on_the_loop_stalls_the_bystander() -> None:
    with slow_server(b"220 hello\r\n") as port:

        def by_socket() -> None:
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.recv(64)

        def by_smtplib() -> None:
            smtplib.SMTP("127.0.0.1", port).close()

        def by_ftplib() -> None:
            client = ftplib.FTP()
            client.connect("127.0.0.1", port)
            client.close()

        prove_blocking({"socket": by_socket, "smtplib": by_smtplib, "ftplib": by_ftplib})


def test_asyncio_streams_are_innocent() -> None:
    app = FastAPI()
    add_ping(app)
    with slow_server(b"220 hello\r\n") as port:

        @app.get("/good")
        async def good() -> str:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            line = await reader.readline()
            writer.close()
            return line.decode()

        with serve(app) as served:
            expect_free(served, "/good")
