"""All formulas by score and version: an assessment stores both, so that an old one reads as it was computed."""

from __future__ import annotations

from .formula import Formula
from .function import ECOG, KPS, PPS
from .prognosis import PAP, PPI
from .risk import BRADEN, NORTON
from .symptoms import CARER_STRAIN, ESAS, GCS, NRS, NRS_PCOC

FORMULAS: dict[tuple[str, str], Formula] = {
    (formula.score, formula.version): formula
    for formula in (PPS, KPS, ECOG, NRS, NRS_PCOC, ESAS, PPI, PAP, BRADEN, NORTON, CARER_STRAIN, GCS)
}

# The version with which a new assessment is computed.
CURRENT: dict[str, Formula] = {
    formula.score: formula for formula in (PPS, KPS, ECOG, NRS, ESAS, PPI, PAP, BRADEN, NORTON, CARER_STRAIN, GCS)
}
