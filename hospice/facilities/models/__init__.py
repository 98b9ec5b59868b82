"""What the registry stores. An institution or a unit is only a key; everything said about it is a dated fact."""

from .bed import Bed
from .checklist import Assessment, AssessmentAnswer, ChecklistItem, ChecklistTemplate
from .confirmation import Confirmation, Revision, SentBack
from .designation import Designation, ProgramUnit
from .finding import Finding
from .institution import Consortium, ConsortiumMember, Institution, InstitutionRecord
from .service import ServiceActivity, ServiceDeclaration
from .unit import CareUnit, UnitCapacity, UnitRecord, UnitState

__all__ = [
    "Assessment",
    "AssessmentAnswer",
    "Bed",
    "CareUnit",
    "ChecklistItem",
    "ChecklistTemplate",
    "Confirmation",
    "Consortium",
    "ConsortiumMember",
    "Designation",
    "Finding",
    "Institution",
    "InstitutionRecord",
    "ProgramUnit",
    "Revision",
    "SentBack",
    "ServiceActivity",
    "ServiceDeclaration",
    "UnitCapacity",
    "UnitRecord",
    "UnitState",
]
