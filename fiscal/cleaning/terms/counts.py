"""Counts that filings state in prose: staff, vehicles and equipment, receptions and missions, projects and subordinate
bodies.

Amounts of money are `fiscal.cleaning.grammar.subject_concepts`; counts of any other thing are indicators
(`fiscal.cleaning.grammar.stated_indicators`)."""

from __future__ import annotations

from dataclasses import dataclass

from fiscal import lexicon
from fiscal.cleaning.terms.concepts import concept_named


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted. `planned`: to be bought in the year, not held."""

    class_system: str
    concept: str
    planned: bool = False

    def as_part_of(self, whole: str | None) -> Counted:
        """The same count as a part of another: what vehicles to be bought consist of is to be bought too."""
        return self.as_planned(whole is not None and is_bought(whole))

    def as_planned(self, planned: bool) -> Counted:
        """The same count as of what is to be bought."""
        return (
            Counted(self.class_system, self.concept + TO_BUY, True)
            if planned and self.class_system == "asset" and not self.planned
            else self
        )

    def of_same(self, batches: str | None) -> Counted:
        """The persons behind a number of batches (接待外宾2批次、10人次) are those received in them."""
        same = batches is not None and batches.endswith("reception_batches") and self.concept == "reception_persons"
        return (
            Counted(self.class_system, batches.replace("batches", "persons")) if same and batches is not None else self
        )


_PLANNED = lexicon.pattern("counts.planned")
_VEHICLE_KIND = lexicon.pattern("counts.vehicle_kind")
_HELD = lexicon.pattern("counts.held")
TO_BUY = "_to_buy"
KEPT_VEHICLES = "vehicles_kept"
_OF_VEHICLES = lexicon.pattern("counts.of_vehicles")
_KEPT = lexicon.pattern("counts.kept")
_OFFICIAL = lexicon.pattern("counts.official")
_GIVEN_UP = lexicon.pattern("counts.given_up")
_EQUIPMENT = lexicon.pattern("counts.equipment")
_EQUIPMENT_UNITS = lexicon.pattern("counts.equipment_units")
_FOREIGN = lexicon.pattern("counts.foreign")
_ABROAD = lexicon.pattern("counts.abroad")
_STAFF_OF = lexicon.pattern("counts.staff_of")
_STAFF_KINDS = lexicon.pairs("counts.staff")
_BODIES = tuple(
    (way, Counted(system, concept)) for way, (system, concept) in lexicon.rows("counts.bodies") if system and concept
)


def is_bought(concept: str) -> bool:
    """Whether a count's concept is of things to be bought."""
    return concept.endswith(TO_BUY) or concept == "vehicles_bought"


def says_held(words: str) -> bool:
    """Whether words say that what they count is there already."""
    return _HELD.search(words) is not None


def counted(subject: str, unit: str, carried: str, around: str) -> Counted | None:
    """The concept of a count by what is counted and its unit; `carried` is the subject before it, `around` the words
    that the clause stands under.
    """
    text = lexicon.pattern("counts.counted").sub("", subject)
    text = f"公务用车{text}" if unit == "辆" and "车" in carried and _OF_VEHICLES.fullmatch(text) else text
    if unit in ("辆", "台", "辆(台)", "部"):
        found = _vehicle(text, around)
        if found:
            return found
    equipment = _EQUIPMENT.search(text)
    if equipment and _EQUIPMENT_UNITS.match(unit):
        named = concept_named(equipment.group(), "any")
        floor = equipment["floor"].replace(",", "") + {"万": "0k", "亿": "00000k"}.get(equipment["myriad"] or "", "")
        return _held_or_bought(
            named.id if named else f"equipment_over_{floor}", bool(_PLANNED.search(text[: equipment.start()]))
        )
    if unit in ("人", "名", "位", "个"):
        kind = _STAFF_OF.fullmatch(text)
        if kind:
            return Counted("staff", f"staff_authorised:{kind['kind']}")
        for pattern, concept in _STAFF_KINDS:
            if pattern.fullmatch(text):
                return Counted("staff", concept)
    return _reception(carried + text if text == "接待" else text, unit, carried, carried + around) or _bodies(
        text, unit, around
    )


def _held_or_bought(concept: str, planned: bool) -> Counted:
    return Counted("asset", f"{concept}{TO_BUY}" if planned else concept, planned)


def _vehicle(text: str, around: str) -> Counted | None:
    if _GIVEN_UP.search(text):
        return None
    planned = bool(_PLANNED.search(text))
    kind = _VEHICLE_KIND.search(text)
    named = concept_named(kind.group(), "any") if kind else None
    if kind:
        return _held_or_bought(named.id if named and named.class_system == "asset" else f"name:{kind.group()}", planned)
    if _KEPT.search(text):
        return Counted("three_public", KEPT_VEHICLES)
    if lexicon.pattern("counts.vehicles_bought").search(text):
        return Counted("three_public", "vehicles_bought", True)
    if not planned and _OFFICIAL.fullmatch(text) and "资产" not in around:
        return Counted("three_public", KEPT_VEHICLES)
    return _held_or_bought("vehicles_total", planned) if lexicon.pattern("counts.vehicles").fullmatch(text) else None


def _reception(text: str, unit: str, carried: str, around: str) -> Counted | None:
    own = text if "国内" in text or _FOREIGN.search(text) or _ABROAD.search(text) else carried
    whose = "foreign_" if _FOREIGN.search(own) else "abroad_" if _ABROAD.search(own) else ""
    if unit in ("批", "批次") or (unit in ("个", "次") and text.endswith("批次")):
        if lexicon.pattern("counts.reception").search(text + around):
            return Counted("three_public", f"{whose}reception_batches")
        return None
    if lexicon.pattern("counts.guests").search(text):
        of = f"{whose}reception" if whose or "国内" in text else None
        return (
            Counted("three_public", f"{of}_{'persons' if unit in ('人', '人次') else 'batches'}")
            if of and unit in ("个", "批", "次", "人", "人次")
            else None
        )
    if unit in ("个", "批", "次") and "团组" in text:
        return Counted("three_public", "overseas_missions")
    if unit in ("人", "人次"):
        if lexicon.pattern("counts.missions").search(text + around) and not lexicon.pattern("counts.reception").search(
            text
        ):
            return Counted("three_public", "overseas_persons")
        if lexicon.pattern("counts.reception").search(text + around):
            return Counted("three_public", f"{whose}reception_persons")
    return None


def _bodies(text: str, unit: str, around: str) -> Counted | None:
    if unit not in ("个", "家", "项"):
        return None
    found = next((body for way, body in _BODIES if way.search(text)), None)
    return found or (
        Counted("project", "projects_self_evaluated") if text.endswith("项目") and "绩效自评" in around else None
    )
