"""How pages are fetched: politeness, time-outs, caps, retries, revisits. Set by SITREP_FETCH_… variables."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Policy(BaseSettings):
    """The fetch policy. Frozen; times in seconds, sizes in bytes. The caps are those of issue 5."""

    model_config = SettingsConfigDict(env_prefix="SITREP_FETCH_", frozen=True, extra="forbid")

    contact: str = Field(default="", description="address or mailbox of the operator, told to every site")
    product: str = Field(default="Sitrep/0.1", description="name and version that is told; robots.txt goes by the name")
    delay: float = Field(default=1.0, ge=0, description="between requests to a host; robots.txt may ask for more")
    max_crawl_delay: float = Field(default=60.0, gt=0, description="a Crawl-delay above it counts as this much")
    connections: int = Field(default=64, gt=0, description="requests under way at once, over all hosts")
    connect_timeout: float = Field(default=10.0, gt=0, description="until there is a connection")
    first_byte_timeout: float = Field(default=20.0, gt=0, description="from the request to the end of the headers")
    total_timeout: float = Field(default=60.0, gt=0, description="from the request to the end of the body")
    max_body: int = Field(default=10 * 2**20, gt=0, description="of a body, decoded")
    free_ratio_body: int = Field(default=2**20, gt=0, description="decoded bytes before max_ratio applies")
    max_ratio: float = Field(default=20.0, gt=1, description="decoded to received bytes")
    max_headers: int = Field(default=200, gt=0, description="of an answer")
    max_redirects: int = Field(default=10, ge=0, description="of an address")
    max_robots: int = Field(default=500 * 1024, gt=0, description="of robots.txt that is read (RFC 9309)")
    attempts: int = Field(default=3, gt=0, description="for time-outs, broken connections, 429 and 5xx")
    backoff: float = Field(default=1.0, ge=0, description="before the second attempt; doubles, with jitter of half")
    max_retry_after: float = Field(default=120.0, ge=0, description="a longer Retry-After ends the attempts")
    give_up_after: int = Field(default=5, gt=0, description="failures in a row after which a host is left for this run")
    error_budget: float = Field(default=0.2, ge=0, le=1, description="of a source's addresses that may fail in a run")
    error_budget_from: int = Field(default=10, gt=0, description="addresses of a source before error_budget applies")
    revisit_after: tuple[timedelta, ...] = Field(
        default=(timedelta(hours=1), timedelta(hours=6), timedelta(hours=24)),
        description="ages at which a stored page is looked at again",
    )
    delays: Mapping[str, float] = Field(default={}, description="delay by host, where a source sets one")
    local_hosts: frozenset[str] = Field(default=frozenset(), description="hosts that may be on a private network")
    routes: Mapping[str, tuple[str, int]] = Field(default={}, description="by host: what serves it instead")

    @property
    def user_agent(self) -> str:
        """Who is asking, for the User-Agent header."""
        return f"{self.product} (+{self.contact})" if self.contact else f"{self.product} (news archive; no contact set)"

    @property
    def robots_name(self) -> str:
        """The name that robots.txt rules are matched against."""
        return self.product.partition("/")[0]

    def is_due(self, first_fetched_at: datetime, last_visited_at: datetime, now: datetime) -> bool:
        """Whether a stored page is to be looked at again: a revisit time has passed since the last visit."""
        seen, age = last_visited_at - first_fetched_at, now - first_fetched_at
        return any(seen < step <= age for step in self.revisit_after)
