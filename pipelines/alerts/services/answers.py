"""What WeCom, DingTalk and Feishu answer: they refuse a message with status 200 and a code in the answer, which apprise
takes for a delivery.

The modules of those services get a `requests` whose `post` fails where the answer does not say that the message was
taken."""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass, field
from typing import Any, cast

import requests

_SERVICES = ("wecombot", "dingtalk", "feishu", "lark")
_CODES = ("errcode", "code", "StatusCode")
_WORDS = ("errmsg", "msg", "StatusMessage")
_LONGEST_WORDS = 120


class _RefusedError(requests.RequestException):
    """The service answered, and did not take the message."""


@dataclass(frozen=True, slots=True)
class _Strict:
    """`requests` as those modules use it; refusals are noted."""

    refusals: list[str] = field(default_factory=list[str])

    def __getattr__(self, name: str) -> Any:
        return getattr(requests, name)

    def post(self, *args: Any, **kwargs: Any) -> requests.Response:
        """Posts. A requests.RequestException, which the modules take for a failure, where the message was not taken."""
        answer = requests.post(*args, **kwargs)  # noqa: S113  the modules name their timeout  # nosec B113
        if answer.status_code == requests.codes.ok and (why := refusal(answer.content)):
            self.refusals.append(why)
            raise _RefusedError(why)
        return answer


def refusal(content: bytes) -> str:
    """The code and words with which an answer refuses a message; empty where it says that the message was taken."""
    try:
        answer = json.loads(content)
    except ValueError:
        return "回复无法识别 / the answer is not the service's"
    told: dict[str, Any] = cast("dict[str, Any]", answer) if isinstance(answer, dict) else {}
    codes = [told[name] for name in _CODES if name in told]
    if codes and all(code == 0 for code in codes):
        return ""
    words = next((str(told[name]) for name in _WORDS if told.get(name)), "")
    return f"{next((code for code in codes if code != 0), '无代码 no code')} {words[:_LONGEST_WORDS]}".strip()


def listen() -> list[str]:
    """From now on those services' refusals are failures, and are put into the list given."""
    strict = _Strict()
    for name in _SERVICES:
        vars(importlib.import_module(f"apprise.plugins.{name}"))["requests"] = strict
    return strict.refusals
