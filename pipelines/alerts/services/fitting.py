"""A message cut to what a service takes: services count characters or bytes, and cut or refuse what is longer.

The longest lines are cut first, so that short ones with the numbers stay whole; the last line, where to look, is never
cut."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.alerts.ledger import Message

SEE = "查看："
_SHORTEST_LINE = 12
_JOINT = 2
"""Characters that a service puts between title and text."""


@dataclass(frozen=True, slots=True)
class Room:
    """How long title and text together may be, in characters or in bytes of UTF-8."""

    longest: int
    in_bytes: bool = False

    def size(self, text: str) -> int:
        """How much of it a text takes."""
        return len(text.encode()) if self.in_bytes else len(text)


USUAL = Room(1000)
"""Teams cuts at 1,000 characters, the shortest of those that count characters."""
ROOMS = {"wecombot": Room(2048, in_bytes=True)}
"""By apprise's name of the service. WeCom's robot takes 2,048 bytes; DingTalk and Feishu count bytes, too, but take
20,000, more than the usual characters can fill.
"""


def fitted(message: Message, *rooms: Room) -> Message:
    """The message as far as it goes into every one of the rooms."""
    for room in rooms:
        message = _in(message, room)
    return message


def _in(message: Message, room: Room) -> Message:
    left = room.longest - room.size(message.title) - _JOINT
    if room.size(message.body) <= left:
        return message
    lines = message.body.split("\n")
    last = [lines.pop()] if lines[-1].startswith(SEE) else []
    left -= sum(room.size(line) + 1 for line in last)
    longest = max(map(len, lines))
    while _total(lines, longest, room) > left and longest > _SHORTEST_LINE:
        longest -= 1
    while _total(lines, longest, room) > left and lines:
        lines.pop()
    return Message(message.title, "\n".join([*(cut(line, longest) for line in lines), *last]))


def _total(lines: list[str], longest: int, room: Room) -> int:
    return sum(room.size(cut(line, longest)) + 1 for line in lines) - 1


def cut(text: str, longest: int) -> str:
    """The text, its end left out where it has more characters than that."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
