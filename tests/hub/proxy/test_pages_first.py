"""In which order a new proxy hears of its routes."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from hub.proxy.pages_first import PagesFirst
from tests.coroutines import in_a_loop

HUB = SimpleNamespace(routespec="/", host="http://127.0.0.1:8081")
PAGES = SimpleNamespace(
    name="clientinfo",
    proxy_spec="/services/clientinfo/",
    server=SimpleNamespace(host="http://127.0.0.1:8082"),
)
SHELL = SimpleNamespace(name="shell", server=None)


class SlowProxy(PagesFirst):
    """Takes a route when others had their turn, as one to which routes are sent does."""

    told: dict[str, object]

    async def get_all_routes(self) -> dict[str, Any]:
        return {}

    async def add_route(self, routespec: str, target: str, data: dict[str, Any]) -> None:
        await asyncio.sleep(0)
        self.told.setdefault(routespec, (target, data))


def test_a_new_proxy_hears_of_the_pages_before_the_hub_takes_what_has_no_other_route() -> None:
    app = SimpleNamespace(hub=HUB, _service_map={"shell": SHELL, "clientinfo": PAGES})
    proxy = SlowProxy(app=app, hub=HUB, auth_token="a token")
    proxy.told = {}
    in_a_loop(proxy.check_routes({}, app._service_map))
    assert list(proxy.told) == ["/services/clientinfo/", "/"]
