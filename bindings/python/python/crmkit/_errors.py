"""What crmkit raises: one class per kind of failure, each with a stable code."""

from __future__ import annotations


class CrmError(Exception):
    """A failure as data; ``str()`` is the message in the company's language."""

    kind = "internal"
    #: Stable identity, e.g. ``pool.claim.taken``.
    code: str
    #: What fills the message.
    params: dict[str, str]
    #: The entity at fault, if one is.
    entity: str | None
    #: The field or argument at fault, if one is.
    field: str | None
    _texts: tuple[str, str]

    def message(self, locale: str = "zh-CN") -> str:
        """Word it in Chinese (``zh-CN``) or English (``en``)."""
        return self._texts[1 if locale.startswith("en") else 0]


class NotFoundError(CrmError, LookupError):
    """The record does not exist, or the caller may not know that it does."""

    kind = "not_found"


class InvalidError(CrmError, ValueError):
    """The input is wrong; correct it and call again."""

    kind = "invalid"


class ArgumentError(InvalidError, TypeError):
    """A method was called with an argument too many, too few, or of another name."""


class ForbiddenError(CrmError, PermissionError):
    """The caller may not do this."""

    kind = "forbidden"


class ConflictError(CrmError):
    """Somebody changed the record in between; read it again."""

    kind = "conflict"


class RuleViolatedError(CrmError):
    """A business rule says no."""

    kind = "rule_violated"


class LimitReachedError(CrmError):
    """A cap, quota or size bound is reached."""

    kind = "limit_reached"


class DuplicateError(CrmError):
    """A value that must be unique is taken."""

    kind = "duplicate"


class UnsupportedError(CrmError, NotImplementedError):
    """This backend or file cannot do it."""

    kind = "unsupported"


class InterruptedCallError(CrmError, TimeoutError):
    """The call was interrupted or ran past its deadline."""

    kind = "interrupted"


class ClosedError(CrmError):
    """The handle was closed."""

    kind = "closed"


class StorageError(CrmError, OSError):
    """The file or the disk failed; nothing was changed."""

    kind = "storage"


class CommitOutcomeUnknownError(CrmError):
    """The commit may have happened: run the same command id again."""

    kind = "commit_outcome_unknown"


class InternalError(CrmError):
    """A defect of crmkit."""


_KINDS = {cls.kind: cls for cls in CrmError.__subclasses__()}


def wrong_arguments(text: str) -> ArgumentError:
    """Word a call that does not fit its method."""
    error = ArgumentError(text)
    error.code, error.params, error.entity = "json.invalid", {"what": text}, None
    error.field = text.split("'")[1] if "'" in text else None
    error._texts = (text, text)
    return error


def _make(
    kind: str,
    code: str,
    params: dict[str, str],
    entity: str | None,
    field: str | None,
    texts: tuple[str, str],
    chinese: bool,
) -> CrmError:
    error = _KINDS[kind](texts[0 if chinese else 1])
    error.code, error.params, error.entity, error.field = code, params, entity, field
    error._texts = texts
    return error
