"""What there is to say of an indicator, part by part, so that two versions of it can be compared."""

from __future__ import annotations

from auditor.model.indicator import Indicator, Variant

_PLAIN = (
    "table",
    "title",
    "description",
    "source",
    "basis",
    "unit",
    "low",
    "high",
    "better",
    "least",
    "pool",
    "correct",
)


def parts_of(indicator: Indicator) -> dict[str, object]:
    """Its parts by name: conditions without their layout, lists as pairs of what they are called and say."""
    official, *variants = indicator.readings()
    return {
        **{name: getattr(indicator, name) for name in _PLAIN},
        **{name: " ".join((getattr(indicator, name) or "").split()) for name in ("period", "within", "of", "value")},
        "exclude": _excluded(official),
        "variants": tuple(
            (each.name, (each.title, " ".join(f"{each.within} {each.of}".split()), _excluded(each)))
            for each in variants
        ),
        "targets": tuple((f"{each.start}–{each.end or ''}", (each.value, each.basis)) for each in indicator.targets),
        "breaks": tuple((str(each.year), each.title) for each in indicator.breaks),
    }


def _excluded(variant: Variant) -> tuple[tuple[str, object], ...]:
    return tuple((" ".join(each.where.split()), each.title) for each in variant.exclude or ())
