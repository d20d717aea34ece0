"""crmkit: an embeddable CRM. One file, one library, no server."""

from collections.abc import Sequence as _Sequence

from . import _crmkit, _records
from ._crmkit import *  # noqa: F403
from ._errors import (
    ArgumentError,
    ClosedError,
    CommitOutcomeUnknownError,
    ConflictError,
    CrmError,
    DuplicateError,
    ForbiddenError,
    InternalError,
    InterruptedCallError,
    InvalidError,
    LimitReachedError,
    NotFoundError,
    RuleViolatedError,
    StorageError,
    UnsupportedError,
)
from ._filter import F, Field, Filter

SCHEMA = _records.SCHEMA
_Sequence.register(_crmkit.Page)

__all__ = [
    "SCHEMA",
    "ArgumentError",
    "ClosedError",
    "CommitOutcomeUnknownError",
    "ConflictError",
    "CrmError",
    "DuplicateError",
    "F",
    "Field",
    "Filter",
    "ForbiddenError",
    "InternalError",
    "InterruptedCallError",
    "InvalidError",
    "LimitReachedError",
    "NotFoundError",
    "RuleViolatedError",
    "StorageError",
    "UnsupportedError",
]
__all__ += _crmkit.__all__
