"""A source: where a body publishes, in which shape, how politely it is read, and what a good look at it shows. One YAML
each in `raw/sources/`.

How shapes are read is left to `fiscal.discovery.lists`; the defaults of a model are what most portals need.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from fiscal.discovery import settings

Kind = Literal["auto", "html", "jpage", "unitbuild", "gkmlpt", "json", "rss", "page", "manual"]
Tls = Literal["verified", "legacy", "unverified"]
TITLES = "预算|决算|绩效目标"
# What documents are called, never bodies: 审计局, 政治协商会议 and 培训中心 publish budgets of their own.
NOT_FILINGS = (
    "执行(等)?情况|执行和其他财政收支|审计(工作)?(报告|结果|查出)|解读|读懂|答记者问|征求意见"
    "|(招标|采购|中标|成交|招聘)公告|(管理|暂行|实施)办法|(召开|举办|参加|开展|组织).*(会|培训|活动)"
)


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("须为 http 或 https 网址 / must be an http or https address")
    if parts.username or parts.password:
        raise ValueError(
            "网址中不得含用户名或口令，请用 secrets 指明环境变量 / no user or password in an address: name an"
            " environment variable under secrets"
        )
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"不是有效的正则表达式 / no valid regular expression: {error}") from error
    return value


def _cron(value: str) -> str:
    try:
        if len(value.split()) != 5:
            raise CronSimError
        next(CronSim(value, datetime(2026, 1, 1, tzinfo=UTC)))
    except (CronSimError, StopIteration) as error:
        raise ValueError(
            "须为五段 cron 表达式，且确有其时 / must be a cron expression of five fields, with times that come"
        ) from error
    return value


Address = Annotated[str, AfterValidator(_address)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Cron = Annotated[str, AfterValidator(_cron)]
Host = Annotated[str, Field(pattern=r"^(\*\.)?[A-Za-z0-9.-]+(:\d{1,5})?$")]
Path = Annotated[str, Field(min_length=1, description="a path into JSON, such as data.rows or files.0.name")]


class Part(BaseModel):
    """What all parts of a source share: nothing unknown is let through, nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Region(Part):
    """A place by its GB/T 2260 code and name."""

    code: str = Field(pattern=r"^\d{6}$")
    name: str = Field(min_length=2)


class Selectors(Part):
    """CSS selectors, only where the defaults fail: the rows of a list and within a row its link, title and date; the
    pager's next link; links to attachments.
    """

    rows: str | None = None
    link: str | None = None
    title: str | None = None
    date: str | None = None
    next: str | None = None
    attachments: str | None = None


class Step(Part):
    """One request of a chain that ends in a list as JSON. In `address` and `form`, `{name}` stands for what an earlier
    step took, `{page}` for the page from 1.

    `rows`: the path of the array, empty where the answer is the array. `take`: names for values of each row, by paths,
    for the next step or for the items."""

    address: str = Field(min_length=1)
    form: dict[str, str] | None = None
    rows: str = ""
    take: dict[str, Path] = Field(default_factory=dict)


class Json(Part):
    """A list as JSON: the steps that lead to it, and how its rows are items. In `item`, `{name}` stands for what any
    step took.
    """

    steps: tuple[Step, ...] = Field(min_length=1)
    title: str = Field(min_length=1)
    item: str = Field(min_length=1, description="the address of an item")
    date: str | None = None
    pages: Path | None = Field(
        default=None, description="the path of the number of pages, where the last step has several"
    )


class Listing(Part):
    """Where the list is, in which shape, and how far it is followed. `follow`: expressions for titles of links that
    lead to further lists (departments, years).
    """

    url: Address
    kind: Kind = "auto"
    encoding: str | None = None
    selectors: Selectors = Selectors()
    json_: Json | None = Field(default=None, alias="json")
    columns: tuple[str, ...] = Field(default=(), description="gkmlpt: columns by id, where the address names none")
    follow: tuple[Pattern, ...] = ()
    max_pages: int = Field(default=settings.PAGES_OF_A_LIST, ge=1, le=1000)

    @model_validator(mode="after")
    def _json_is_described(self) -> Listing:
        if (self.kind == "json") != (self.json_ is not None):
            raise ValueError("kind: json 与 json 一节须同时给出 / kind: json and a section json belong together")
        return self


class Titles(Part):
    """Which items are filings, by their titles: those that match `include` and not `exclude`."""

    include: Pattern = TITLES
    exclude: Pattern | None = NOT_FILINGS


class Politeness(Part):
    """How a host is treated: seconds between requests, bytes and seconds of an answer, and how its certificate is
    judged.

    `tls`: `verified`; `legacy`, verified, with the old handshakes that some hosts still need; `unverified`, only where
    a host's certificate cannot be verified."""

    min_interval_s: float = Field(default=settings.SECONDS_BETWEEN_REQUESTS, ge=0, le=3600)
    max_bytes: int = Field(default=settings.LARGEST_FILE, ge=1 << 10, le=1 << 30)
    max_seconds: float = Field(default=settings.WHOLE_SECONDS, gt=0, le=3600)
    tls: Tls = "verified"


class Canaries(Part):
    """What a good look shows: fewer items, or a first page without one of these texts, and the look is no evidence of
    anything.
    """

    min_items: int = Field(default=1, ge=0)
    must_contain: tuple[str, ...] = ()


class Source(Part):
    """One source. `secrets`: request headers by the environment variables that hold their values; sent to the listing's
    host alone.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{2,79}$")
    enabled: bool = True
    region: Region | None = None
    publisher: str | None = None
    owner: str | None = None
    listing: Listing
    titles: Titles = Titles()
    allow_hosts: tuple[Host, ...] = ()
    cron: Cron | None = None
    politeness: Politeness = Politeness()
    canaries: Canaries = Canaries()
    secrets: dict[str, Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]] = Field(default_factory=dict)
    note: str | None = None

    @property
    def host(self) -> str:
        """The host of the listing, with its port where the address names one."""
        return urlsplit(self.listing.url).netloc.lower()

    @property
    def looked_at(self) -> bool:
        """Whether anything is fetched for it: not where it is disabled, or its files are dropped by hand."""
        return self.enabled and not self.by_hand

    @property
    def by_hand(self) -> bool:
        """Whether its files are dropped into the inbox by people."""
        return self.listing.kind == "manual"

    def crons(self) -> tuple[str, ...]:
        """When it is looked at, Beijing time: its own cron, else daily while budgets (January to April) and accounts
        (July to October) are published, and weekly else.

        Minute and hour, between 01:00 and 06:59, follow from the id, so that many sources are not all looked at in one
        minute."""
        if self.cron:
            return (self.cron,)
        spread = int(hashlib.sha256(self.id.encode()).hexdigest()[:8], 16)
        minute, hour, weekday = spread % 60, 1 + spread // 60 % 6, spread // 360 % 7
        return (f"{minute} {hour} * 1-4,7-10 *", f"{minute} {hour} * 5,6,11,12 {weekday}")

    def allows(self, host: str) -> bool:
        """Whether a host (with its port, where that is not the protocol's own) may be asked: the listing's, those of
        its own domain, and those that are allowed.
        """
        asked = host.lower()
        if asked == self.host or any(_is_named(asked, allowed.lower()) for allowed in self.allow_hosts):
            return True
        return ":" not in asked and _domain(asked) == _domain(self.host.partition(":")[0])


def _is_named(host: str, allowed: str) -> bool:
    return host == allowed or (allowed.startswith("*.") and host.endswith(allowed[1:]))


def _domain(host: str) -> str:
    """The domain that somebody registered: three labels below gov.cn and its like, two elsewhere; an address in numbers
    is its own.
    """
    labels = host.split(".")
    if labels[-1].isdigit():
        return host
    shared = labels[-1] == "cn" and len(labels) > 2 and labels[-2] in {"gov", "org", "com", "net", "edu", "ac"}
    return ".".join(labels[-3 if shared else -2 :])
