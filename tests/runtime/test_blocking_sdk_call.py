"""FL108: the synchronous client of a vendor's SDK on the event loop makes every other request wait for the vendor."""

from slack_sdk import WebClient

from .slow_world import slow_web_server
from .two_colours import prove_blocking


def test_a_synchronous_sdk_client_on_the_loop_stalls_the_bystander() -> None:
    with slow_web_server() as url:
        client = WebClient(token="xoxb-none", base_url=f"{url}/api/")
        prove_blocking({"slack": lambda: client.chat_postMessage(channel="general", text="hello")})
