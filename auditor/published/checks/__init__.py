"""The checks: one function a kind of claim, each of which says why the claim cannot be true, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from auditor.published import format as entries
from auditor.published.checks import arithmetic, chance, means, prose
from auditor.published.checks.reading import Reader
from auditor.published.model import Refuted

Check = Callable[[Any, Reader], Refuted | None]
CHECKS: Mapping[type[entries.ClaimBase], Check] = {
    entries.EquationClaim: arithmetic.equation,
    entries.SumClaim: arithmetic.sum_,
    entries.ShareClaim: arithmetic.share,
    entries.CompletenessClaim: arithmetic.completeness,
    entries.WeightedMeanClaim: means.weighted_mean,
    entries.GrimClaim: means.grim,
    entries.DeviationClaim: means.deviation,
    entries.RatioClaim: prose.ratio,
    entries.SameClaim: prose.same,
    entries.ClassesClaim: prose.classes,
    entries.MonotoneClaim: prose.monotone,
    entries.ComparableClaim: prose.comparable,
    entries.CitationsClaim: prose.citations,
    entries.SignificantClaim: chance.significant,
    entries.PValueClaim: chance.p_value,
    entries.DifferenceClaim: chance.difference,
}
