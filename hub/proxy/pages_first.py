"""How the Hub tells a new proxy its routes: those of the pages come before its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyterhub.proxy import ConfigurableHTTPProxy

if TYPE_CHECKING:
    from jupyterhub.objects import Hub


class PagesFirst(ConfigurableHTTPProxy):  # type: ignore[misc]  # JupyterHub has no types
    """The proxy as the Hub sees it.

    A new proxy sends everything to the pages' service (hub.proxy.proxy_command) until it knows the Hub's route, which
    takes what has no other one. If it came first, the Hub would answer an open page for a moment: "not found", which
    means to the page that its session is over.
    """

    async def add_hub_route(self, hub: Hub) -> None:
        """Add the route of the Hub, after those of the services."""
        for service in self.app._service_map.values():  # noqa: SLF001  # JupyterHub checks the routes by it, too
            if service.server is not None:
                await self.add_service(service)
        await super().add_hub_route(hub)
