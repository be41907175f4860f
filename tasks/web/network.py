"""Connections to public addresses only: a name is resolved once, checked, and the checked address is connected to.

That closes redirects into the local network and names whose second DNS answer differs from the first.
"""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from itertools import islice

import httpcore
import httpx

from tasks.web.failure import FetchFailure
from tasks.web.policy import Policy

_KEEPALIVE, _KEEPALIVE_DELAYS = 10.0, 2.0
"""Seconds, and delays between requests, that an idle connection is kept."""

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Hands in the addresses of a host and port."""


def is_public(address: str) -> bool:
    """Whether an IP address is globally routable; IPv4 inside IPv6 (mapped, 6to4, NAT64, Teredo) counts as the IPv4."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


async def system_resolve(host: str, port: int) -> Sequence[str]:
    """The addresses the operating system knows for a host."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to the checked addresses of a host, in their order. Raises FetchFailure where there is none."""

    def __init__(self, policy: Policy, resolve: Resolve, inner: httpcore.AsyncNetworkBackend | None = None) -> None:
        self._policy = policy
        self._resolve = resolve
        self._inner = inner or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses, port = await self._addresses(host, port)
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout, OSError) as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise FetchFailure("blocked_address", "Unix sockets are never connected to.")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)

    async def _addresses(self, host: str, port: int) -> tuple[Sequence[str], int]:
        if route := self._policy.routes.get(host):
            return [route[0]], route[1]
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise FetchFailure("unreachable", f"The name {host} cannot be resolved.", retry=True) from error
        if host in self._policy.local_hosts:
            return addresses, port
        allowed = [address for address in addresses if is_public(address)]
        if addresses and not allowed:
            where = "" if addresses[0] == host else f"at {addresses[0]}, which is "
            raise FetchFailure("blocked_address", f"{host} is {where}no public address.")
        return allowed, port


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx over httpcore with the guarded backend: HTTP/2 where offered, one connection a host.

    A pool a host, because httpcore looks through all connections of a pool at every request.
    """

    def __init__(self, policy: Policy, resolve: Resolve) -> None:
        self._policy = policy
        self._backend = GuardedBackend(policy, resolve)
        self._ssl_context = httpx.create_ssl_context()
        self._pools: dict[tuple[bytes, bytes, int | None], httpcore.AsyncConnectionPool] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer up to its headers."""
        pool = self._pool(request.url)
        await self._close_unused()
        answer = await pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Stream(answer),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            await pool.aclose()

    def _pool(self, url: httpx.URL) -> httpcore.AsyncConnectionPool:
        origin = (url.raw_scheme, url.raw_host, url.port)
        pool = self._pools.pop(origin, None) or httpcore.AsyncConnectionPool(
            ssl_context=self._ssl_context,
            max_connections=1,
            keepalive_expiry=_KEEPALIVE_DELAYS * self._policy.delay + _KEEPALIVE,
            http2=True,
            network_backend=self._backend,
        )
        self._pools[origin] = pool
        return pool

    async def _close_unused(self) -> None:
        """Close the connections of the hosts that were asked longest ago, where there are more than needed."""
        spare = len(self._pools) - 2 * self._policy.connections
        idle = (origin for origin, pool in self._pools.items() if all(link.is_idle() for link in pool.connections))
        for origin in list(islice(idle, max(0, spare))):
            await self._pools.pop(origin).aclose()


class _Stream(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._answer.aiter_stream():
            yield part

    async def aclose(self) -> None:
        await self._answer.aclose()
