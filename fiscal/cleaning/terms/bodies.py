"""Which body a printed name means: the publisher under any of its names, its parent, or another body.

The publisher's canonical name and aliases come from `fiscal.document.identity`.
"""

from __future__ import annotations

import re
from functools import cache

from fiscal import lexicon
from fiscal.model.amounts import normal
from fiscal.model.identity import Identity

_SHORTEST = 6
"""Characters of a name that may stand for a longer one by its end: 市司法局 and 财政局 are of many places."""
_PREFIX = re.compile(r"^[\[(]?\d{3,12}[\])]?[-—_]?")
_NOISE = lexicon.pattern("names.noise")
_BODY = lexicon.pattern("names.body")


@cache
def looks_like_body(name: str) -> bool:
    """Whether a name ends as names of public bodies do (局, 中心, 办公室 …)."""
    return _BODY.fullmatch(normal(name)) is not None


@cache
def body_key(name: str) -> str:
    """How names of bodies are compared: without code, seal and 本级 remarks."""
    return _NOISE.sub("", _PREFIX.sub("", normal(name))).strip(":")


def body_of(name: str | None, identity: Identity) -> str | None:
    """The canonical name of a printed body: the publisher's where it is the publisher, else the name as printed without
    its code; None for none.
    """
    if not name:
        return None
    key = body_key(name)
    if not key:
        return None
    if is_publisher(name, identity):
        return identity.publisher
    if identity.publisher_parent and key == body_key(identity.publisher_parent):
        return identity.publisher_parent
    return _unit(key, identity.units) or _PREFIX.sub("", name.strip())


def is_known_body(name: str, identity: Identity) -> bool:
    """Whether a printed name is the publisher's, its parent's, or that of one of the units that the filing lists."""
    key = body_key(name)
    above = bool(identity.publisher_parent and key == body_key(identity.publisher_parent))
    return is_publisher(name, identity) or above or _unit(key, identity.units) is not None


@cache
def _unit(key: str, units: tuple[str, ...]) -> str | None:
    """The listed unit that a name's key means: itself, or the only one that it shortens at the front (市… for
    株洲市…).
    """
    keys = {body_key(unit): unit for unit in reversed(units)}
    if key in keys:
        return keys[key]
    longer = [unit for other, unit in keys.items() if len(key) >= _SHORTEST and other.endswith(key)]
    return longer[0] if len(longer) == 1 else None


def is_publisher(name: str, identity: Identity) -> bool:
    """Whether a printed name is the publisher's: one of its names, or one shortened at the front (市… for 株洲市…)."""
    key = body_key(name)
    known = [body_key(n) for n in (identity.publisher, *identity.aliases) if n]
    return bool(key) and any(key == k or (len(key) >= _SHORTEST and k.endswith(key)) for k in known)
