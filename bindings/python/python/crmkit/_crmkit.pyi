"""The compiled half of crmkit."""

import builtins
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from os import PathLike
from typing import Any, Final, Generic, TypeVar, final, overload
from uuid import UUID

from _typeshed import SupportsRead

from ._records import _Commands, _Id

_Row = TypeVar("_Row", covariant=True)

__all__ = [
    "Allocation",
    "Approval",
    "ApprovalAct",
    "ApprovalDelegate",
    "ApprovalDelegateSummary",
    "ApprovalEvent",
    "ApprovalFile",
    "ApprovalFlow",
    "ApprovalFlowSummary",
    "ApprovalState",
    "ApprovalTask",
    "ApprovalVersion",
    "CalendarEntry",
    "CapacityKind",
    "CapacityRule",
    "CapacityRuleSummary",
    "CapacityTarget",
    "Cascade",
    "Change",
    "ChangeKind",
    "CheckStatus",
    "ClaimPeriod",
    "Contact",
    "ContactMember",
    "ContactRole",
    "ContactSummary",
    "Contract",
    "ContractLine",
    "ContractMember",
    "ContractSigner",
    "ContractSummary",
    "CounterReset",
    "Crm",
    "CustomKind",
    "Customer",
    "CustomerKind",
    "CustomerMember",
    "CustomerSummary",
    "DataScope",
    "DatePattern",
    "DaysToPool",
    "DeleteBlock",
    "Department",
    "DepartmentSummary",
    "Due",
    "Duplicate",
    "DuplicateHandling",
    "DuplicateKind",
    "DuplicateMatch",
    "DuplicatePolicy",
    "Employee",
    "EmployeeRole",
    "EmployeeStatus",
    "EmployeeSummary",
    "Event",
    "EventChange",
    "FieldAccess",
    "FieldChange",
    "FieldDefinition",
    "FieldDefinitionSummary",
    "FollowUp",
    "FollowUpContact",
    "FollowUpFile",
    "FollowUpKind",
    "FollowUpSummary",
    "ForgottenCount",
    "Fulfilment",
    "HandedOver",
    "HistoryEntry",
    "ImportCounts",
    "ImportIssue",
    "ImportJob",
    "ImportJobSummary",
    "ImportReport",
    "ImportState",
    "Invoice",
    "InvoiceLine",
    "InvoiceMember",
    "InvoiceSummary",
    "InvoiceTitle",
    "InvoiceTitleSummary",
    "Lead",
    "LeadMapping",
    "LeadState",
    "LeadStateCount",
    "LeadStatus",
    "LeadSummary",
    "LineTyped",
    "ManualClock",
    "MappedField",
    "Nearby",
    "NearbyKind",
    "NumberPart",
    "NumberPartKind",
    "NumberRule",
    "NumberRuleSummary",
    "Numbered",
    "Opportunity",
    "OpportunityCheck",
    "OpportunityCompetitor",
    "OpportunityContact",
    "OpportunityLine",
    "OpportunityMember",
    "OpportunityState",
    "OpportunitySummary",
    "OptionItem",
    "OptionItemSummary",
    "Outcome",
    "OverPayment",
    "OwnDecision",
    "Page",
    "PageIterator",
    "PlanState",
    "PlannedStep",
    "Pool",
    "PoolHiddenField",
    "PoolMember",
    "PoolRule",
    "PoolRuleKind",
    "PoolSummary",
    "Problem",
    "Product",
    "ProductCategory",
    "ProductCategorySummary",
    "ProductFile",
    "ProductFileKind",
    "ProductPrice",
    "ProductStatus",
    "ProductSummary",
    "Reason",
    "Receivable",
    "ReceivableMember",
    "ReceivablePlan",
    "ReceivablePlanSummary",
    "ReceivableSummary",
    "Received",
    "Region",
    "Repeated",
    "Resume",
    "Role",
    "RoleField",
    "RoleRight",
    "RoleSummary",
    "RoleTarget",
    "RowOutcome",
    "RowYield",
    "Satisfaction",
    "SatisfactionCount",
    "SatisfactionOf",
    "Session",
    "Settings",
    "SettingsSummary",
    "Settlement",
    "Sex",
    "SignMode",
    "Stage",
    "StageChange",
    "StageCheck",
    "StageField",
    "StageGroup",
    "StageGroupDepartment",
    "StageGroupSummary",
    "StageSummary",
    "StalledOpportunity",
    "StepKind",
    "Subscription",
    "Table",
    "TaskState",
    "TeamAccess",
    "TitleKind",
    "Todo",
    "TodoCount",
    "TodoKind",
    "TodoMark",
    "Total",
    "Visit",
    "VisitSummary",
    "VoidReceipts",
    "WhenEmpty",
    "Why",
    "WhySeen",
    "hash_password",
    "in_memory",
    "open",
    "regions",
    "schema",
]

@final
class ApprovalAct:
    """
    What happened in an approval.
    """
    APPROVED: Final[ApprovalAct]
    """
    Approved by somebody.
    """
    COMMENTED: Final[ApprovalAct]
    """
    A remark.
    """
    FINISHED: Final[ApprovalAct]
    """
    Everybody has decided, and it is approved.
    """
    PASSED: Final[ApprovalAct]
    """
    A step was passed by rule.
    """
    REJECTED: Final[ApprovalAct]
    """
    Rejected by somebody.
    """
    REMINDED: Final[ApprovalAct]
    """
    Somebody was reminded.
    """
    SIGNERS_ADDED: Final[ApprovalAct]
    """
    Others were asked to decide too.
    """
    SUBMITTED: Final[ApprovalAct]
    """
    Submitted.
    """
    SUBSTITUTED: Final[ApprovalAct]
    """
    Somebody else decides for one who cannot.
    """
    TRANSFERRED: Final[ApprovalAct]
    """
    Given to another person to decide.
    """
    WITHDRAWN: Final[ApprovalAct]
    """
    Withdrawn.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class ApprovalState:
    """
    What has become of an approval.
    """
    APPROVED: Final[ApprovalState]
    """
    Approved.
    """
    REJECTED: Final[ApprovalState]
    """
    Rejected.
    """
    RUNNING: Final[ApprovalState]
    """
    Somebody has to decide.
    """
    WITHDRAWN: Final[ApprovalState]
    """
    Withdrawn.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class CalendarEntry:
    """
    One entry of a calendar: a contact that is planned.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def at(self, /) -> datetime:
        """
        When.
        """
    @property
    def entity(self, /) -> str:
        """
        The entity of the record to get in touch with: a lead, customer, contact, opportunity or
        contract.
        """
    @property
    def id(self, /) -> UUID:
        """
        The record.
        """
    @property
    def name(self, /) -> str:
        """
        Its name; empty for who may not read it.
        """
    @property
    def own(self, /) -> bool:
        """
        Whether it is the caller's own record, and not one of somebody else's for which he made
        the plan.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class CapacityKind:
    """
    What a capacity rule limits.
    """
    LOCKED: Final[CapacityKind]
    """
    The customers that a person has locked.
    """
    OWNED: Final[CapacityKind]
    """
    The customers that a person owns.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class Cascade:
    """
    What goes along with a customer.
    """
    CONTACTS: Final[Cascade]
    """
    Its contacts.
    """
    CONTRACTS: Final[Cascade]
    """
    Its contracts.
    """
    OPPORTUNITIES: Final[Cascade]
    """
    Its opportunities.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class Change:
    """
    A row that a command changed.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def entity(self, /) -> str:
        """
        The entity's name.
        """
    @property
    def fields(self, /) -> list[str]:
        """
        The names of the changed fields.
        """
    @property
    def id(self, /) -> UUID:
        """
        The row.
        """
    @property
    def kind(self, /) -> ChangeKind:
        """
        What happened.
        """
    @property
    def rev(self, /) -> int:
        """
        The row's revision now.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ChangeKind:
    """
    What happened to a row.
    """
    CREATED: Final[ChangeKind]
    """
    Created
    """
    DELETED: Final[ChangeKind]
    """
    Deleted
    """
    PURGED: Final[ChangeKind]
    """
    What lay in the recycle bin was removed for good.
    """
    REMOVED: Final[ChangeKind]
    """
    A link was removed; the old values are all here.
    """
    RESTORED: Final[ChangeKind]
    """
    Restored
    """
    UPDATED: Final[ChangeKind]
    """
    Updated
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class CheckStatus:
    """
    Where a document stands in its approval (B1.6). It is in effect when approved or when no
    approval is needed.
    """
    APPROVED: Final[CheckStatus]
    """
    Approved.
    """
    DRAFT: Final[CheckStatus]
    """
    Written, not submitted.
    """
    IN_REVIEW: Final[CheckStatus]
    """
    Somebody has to decide.
    """
    NOT_NEEDED: Final[CheckStatus]
    """
    Submitted when nothing had to be approved.
    """
    REJECTED: Final[CheckStatus]
    """
    Refused.
    """
    VOID: Final[CheckStatus]
    """
    Declared void.
    """
    WITHDRAWN: Final[CheckStatus]
    """
    Taken back by who submitted it.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class ClaimPeriod:
    """
    The period of a claim limit, in the company's days; weeks begin on Monday.
    """
    DAY: Final[ClaimPeriod]
    """
    A day.
    """
    MONTH: Final[ClaimPeriod]
    """
    A month.
    """
    WEEK: Final[ClaimPeriod]
    """
    A week.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class ContactRole:
    """
    What a contact is to an opportunity.
    """
    DECISION_MAKER: Final[ContactRole]
    """
    Decides.
    """
    EVALUATOR: Final[ContactRole]
    """
    Judges what is offered.
    """
    INFLUENCER: Final[ContactRole]
    """
    Is listened to.
    """
    OTHER: Final[ContactRole]
    """
    Something else.
    """
    PURCHASER: Final[ContactRole]
    """
    Buys and pays.
    """
    USER: Final[ContactRole]
    """
    Will work with it.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class CounterReset:
    """
    When a counter begins again.
    """
    DAILY: Final[CounterReset]
    """
    Every day.
    """
    MONTHLY: Final[CounterReset]
    """
    Every month.
    """
    NEVER: Final[CounterReset]
    """
    Never.
    """
    YEARLY: Final[CounterReset]
    """
    Every year.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class Crm:
    """
    A company's CRM, open. Usable from any thread; closes at the end of a `with` block.
    """
    def __enter__(self, /) -> Crm: ...
    def __exit__(self, /, *_exception: Any) -> None: ...
    def accept_json(self, /, text: str) -> str:
        """
        Carries out a command that was given on another device, once for each id; for the host of
        a hub. JSON in and out: `{"command_id", "device", "actor", "given_at", "command",
        "version", "arguments"}`; the outcome as of `run_json`.
        """
    def backup_to(self, /, path: str | PathLike[str]) -> None:
        """
        Writes a complete copy to a path where nothing is yet.
        """
    def check(self, /) -> list[Problem]:
        """
        Looks for damage.
        """
    def close(self, /) -> None:
        """
        Closes the file; calls on it and its sessions then raise `ClosedError`.
        """
    @property
    def device(self, /) -> UUID:
        """
        The installation that made this file.
        """
    def interrupt(self, /) -> None:
        """
        Ends the calls that are running now, from any thread.
        """
    @property
    def is_set_up(self, /) -> bool:
        """
        Whether the company is set up.
        """
    @property
    def locale(self, /) -> str:
        """
        The language of the company, "zh-CN" or "en"; English while it is not set up.
        """
    def login(self, /, mobile: str, password: str) -> Session:
        """
        A session for somebody who knows the password of a mobile number.
        """
    def resume(self, /) -> None:
        """
        Goes on after `suspend`.
        """
    @property
    def role(self, /) -> str:
        """
        The part this file plays: "standalone", "hub" or "replica".
        """
    def session(self, /, employee: _Id) -> Session:
        """
        A session for somebody whom the host has authenticated itself.
        """
    def set_up(self, /, **setup: Any) -> Outcome:
        """
        Sets the company up and returns its first super administrator: `company`, `admin_name`,
        `admin_mobile`, `password`, and if need be `zone`, `currency`, `locale`, `country`.
        """
    def suspend(self, /) -> None:
        """
        Puts the file to rest before the process is frozen.
        """
    def tick(self, /) -> list[Due]:
        """
        Runs timed work that is due and says what it was; call it every few minutes.
        """
    def tick_preview(self, /) -> list[Due]:
        """
        What timed work would do now, and why.
        """

@final
class CustomKind:
    """
    What a custom field holds.
    """
    BOOLEAN: Final[CustomKind]
    """
    Yes or no.
    """
    CHOICE: Final[CustomKind]
    """
    One of the field's own options, an option list named `custom.<entity>.<key>`.
    """
    DATE: Final[CustomKind]
    """
    A date.
    """
    NUMBER: Final[CustomKind]
    """
    A decimal number, six places.
    """
    TEXT: Final[CustomKind]
    """
    Text.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class CustomerKind:
    """
    What a customer is.
    """
    INDIVIDUAL: Final[CustomerKind]
    """
    A person.
    """
    ORGANISATION: Final[CustomerKind]
    """
    A company or other organisation.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class DataScope:
    """
    On whose records the operations of a role work (数据权限).
    """
    ALL: Final[DataScope]
    """
    Everybody's.
    """
    CUSTOM: Final[DataScope]
    """
    The person's own and those of the listed departments and employees.
    """
    DEPARTMENT: Final[DataScope]
    """
    The person's department.
    """
    DEPARTMENTS: Final[DataScope]
    """
    The person's department and all below.
    """
    OWN: Final[DataScope]
    """
    The person's own.
    """
    SUBORDINATES: Final[DataScope]
    """
    The person's own and those of everybody below, at any depth.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class DatePattern:
    """
    How a date is written in a number.
    """
    DAY: Final[DatePattern]
    """
    20260309.
    """
    MONTH: Final[DatePattern]
    """
    202603.
    """
    YEAR: Final[DatePattern]
    """
    2026.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class DaysToPool:
    """
    How long a customer has before a pool takes it.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def customer(self, /) -> UUID:
        """
        The customer.
        """
    @property
    def days(self, /) -> int:
        """
        Whole days left; 0 is the last one.
        """
    @property
    def pool(self, /) -> UUID:
        """
        The pool that takes it.
        """
    @property
    def why(self, /) -> str:
        """
        What will have been missing.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class DeleteBlock:
    """
    Live records that keep a customer from being deleted.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def count(self, /) -> int:
        """
        How many there are, whoever may see them.
        """
    @property
    def customer(self, /) -> UUID:
        """
        The customer.
        """
    @property
    def entity(self, /) -> str:
        """
        The entity of the records.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Due:
    """
    Something a job would do now.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def entity(self, /) -> str:
        """
        The entity of the row.
        """
    @property
    def id(self, /) -> UUID:
        """
        The row.
        """
    @property
    def job(self, /) -> str:
        """
        The job's name.
        """
    @property
    def why(self, /) -> str:
        """
        Why, in the company's language.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Duplicate:
    """
    Somebody who may be the same. What the caller may not know is empty.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def id(self, /) -> UUID | None:
        """
        The record, if the caller sees it.
        """
    @property
    def kind(self, /) -> DuplicateKind | None:
        """
        What it is.
        """
    @property
    def last_follow_at(self, /) -> datetime | None:
        """
        When it was last followed up.
        """
    @property
    def mobile(self, /) -> str | None:
        """
        Its mobile number, the middle blotted out.
        """
    @property
    def name(self, /) -> str | None:
        """
        Its name.
        """
    @property
    def owner(self, /) -> str | None:
        """
        The name of its owner.
        """
    @property
    def pool(self, /) -> str | None:
        """
        The name of the pool in which it lies.
        """
    @property
    def same(self, /) -> DuplicateMatch | None:
        """
        In what it is the same.
        """
    @property
    def telephone(self, /) -> str | None:
        """
        Its landline number, the middle blotted out.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class DuplicateHandling:
    """
    What becomes of a lead where there may be a customer of it already.
    """
    CREATE: Final[DuplicateHandling]
    """
    A customer of its own, whatever there is.
    """
    LINK: Final[DuplicateHandling]
    """
    It is noted with the customer, who stays as he is.
    """
    MERGE: Final[DuplicateHandling]
    """
    The same, and it fills what the customer lacks.
    """
    REFUSE: Final[DuplicateHandling]
    """
    Nothing, if there is a customer of the same name or number.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class DuplicateKind:
    """
    What a duplicate is.
    """
    CUSTOMER: Final[DuplicateKind]
    """
    A customer that somebody owns.
    """
    LEAD: Final[DuplicateKind]
    """
    A lead that is not converted.
    """
    POOLED: Final[DuplicateKind]
    """
    A customer in a pool.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class DuplicateMatch:
    """
    In what a duplicate is the same, the surest first.
    """
    NAME: Final[DuplicateMatch]
    """
    The whole name.
    """
    PART_OF_NAME: Final[DuplicateMatch]
    """
    A part of the name.
    """
    PHONE: Final[DuplicateMatch]
    """
    A telephone number.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class DuplicatePolicy:
    """
    What somebody learns of a duplicate that he does not see.
    """
    NAME_AND_OWNER: Final[DuplicatePolicy]
    """
    Its name and its owner, or the pool in which it lies.
    """
    NAME_OWNER_AND_LAST_FOLLOW_UP: Final[DuplicatePolicy]
    """
    The same, and when it was last followed up.
    """
    ONLY_THAT_IT_EXISTS: Final[DuplicatePolicy]
    """
    That there is one.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class EmployeeStatus:
    """
    Whether an employee may log in.
    """
    ACTIVE: Final[EmployeeStatus]
    """
    Works here.
    """
    DISABLED: Final[EmployeeStatus]
    """
    Has left; owns nothing new and cannot log in.
    """
    INVITED: Final[EmployeeStatus]
    """
    Invited, has not logged in yet.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class Event:
    """
    What a command changed.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def actor_id(self, /) -> UUID | None:
        """
        Who gave it; nobody for the system.
        """
    @property
    def changes(self, /) -> list[EventChange]:
        """
        The rows.
        """
    @property
    def command_id(self, /) -> UUID:
        """
        The command.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class EventChange:
    """
    A changed row, as a listener sees it.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def change(self, /) -> Change:
        """
        The change, without fields that the listener may not read. A row that lies in a pool or is
        gone names none; one lost with a place in its team has revision 0.
        """
    @property
    def gone(self, /) -> bool:
        """
        Whether the row was visible before and no longer is; nothing else is then told of it.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class FieldAccess:
    """
    What a role may do with a field. Several roles: the most generous; a denial wins.
    """
    DENY: Final[FieldAccess]
    """
    Hidden whatever other roles say.
    """
    EDIT: Final[FieldAccess]
    """
    Shown and changed.
    """
    HIDDEN: Final[FieldAccess]
    """
    Not shown, not usable in filters.
    """
    READ: Final[FieldAccess]
    """
    Shown.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class FieldChange:
    """
    One field of a change.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def field(self, /) -> str:
        """
        The field's name, or `custom.key`.
        """
    @property
    def label(self, /) -> str:
        """
        What people read, in the company's language.
        """
    @property
    def masked(self, /) -> bool:
        """
        Whether the values are blank because the caller may not read the field.
        """
    @property
    def new(self, /) -> str | None:
        """
        The value afterwards.
        """
    @property
    def old(self, /) -> str | None:
        """
        The value before, as people read it; nothing where there was none.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class FollowUpKind:
    """
    What a follow-up is.
    """
    FOLLOW_UP: Final[FollowUpKind]
    """
    What was said.
    """
    SIGN_IN: Final[FollowUpKind]
    """
    That somebody was there.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class ForgottenCount:
    """
    How many customers are forgotten for more than so many days.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def count(self, /) -> int:
        """
        How many; those of more days are among them.
        """
    @property
    def days(self, /) -> int:
        """
        The days.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Fulfilment:
    """
    How far an order is (履约状态).
    """
    AWAITING_SHIPMENT: Final[Fulfilment]
    """
    Waits to be shipped.
    """
    CANCELLED: Final[Fulfilment]
    """
    Cancelled by the customer before he confirmed it.
    """
    DONE: Final[Fulfilment]
    """
    Done.
    """
    REFUSED: Final[Fulfilment]
    """
    Refused by us.
    """
    SHIPPED: Final[Fulfilment]
    """
    Is under way.
    """
    SHIPPING: Final[Fulfilment]
    """
    Is being shipped.
    """
    SIGNED_FOR: Final[Fulfilment]
    """
    The customer has it.
    """
    UNCONFIRMED: Final[Fulfilment]
    """
    The customer has not confirmed it.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class HandedOver:
    """
    What was handed over.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def approvals(self, /) -> int:
        """
        Documents about which he had to decide.
        """
    @property
    def contacts(self, /) -> int:
        """
        Contacts.
        """
    @property
    def contracts(self, /) -> int:
        """
        Contracts.
        """
    @property
    def customers(self, /) -> int:
        """
        Customers.
        """
    @property
    def invoices(self, /) -> int:
        """
        Invoices.
        """
    @property
    def leads(self, /) -> int:
        """
        Leads.
        """
    @property
    def more(self, /) -> bool:
        """
        Whether there is more to hand over.
        """
    @property
    def opportunities(self, /) -> int:
        """
        Opportunities.
        """
    @property
    def products(self, /) -> int:
        """
        Products.
        """
    @property
    def receivables(self, /) -> int:
        """
        Receivables.
        """
    @property
    def visits(self, /) -> int:
        """
        Return visits.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class HistoryEntry:
    """
    One change of a record or of something that belongs to it.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def actor(self, /) -> str:
        """
        The name of who.
        """
    @property
    def actor_id(self, /) -> UUID | None:
        """
        Who; nobody for the system.
        """
    @property
    def at(self, /) -> datetime:
        """
        When.
        """
    @property
    def command(self, /) -> str:
        """
        The command's stable name.
        """
    @property
    def entity(self, /) -> str:
        """
        The entity's name: the record's own, or that of something that belongs to it.
        """
    @property
    def fields(self, /) -> list[FieldChange]:
        """
        Field by field.
        """
    @property
    def id(self, /) -> UUID:
        """
        The row.
        """
    @property
    def kind(self, /) -> ChangeKind:
        """
        What happened.
        """
    @property
    def mark(self, /) -> str:
        """
        Where the entry stands; give the last one's back to read on.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ImportCounts:
    """
    How far an import has come.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def created(self, /) -> int:
        """
        Records made.
        """
    @property
    def failed(self, /) -> int:
        """
        Wrong rows.
        """
    @property
    def rows(self, /) -> int:
        """
        Rows seen.
        """
    @property
    def skipped(self, /) -> int:
        """
        Rows left alone.
        """
    @property
    def updated(self, /) -> int:
        """
        Records changed.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ImportIssue:
    """
    A row that made no record, and why.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def code(self, /) -> str:
        """
        The error's code.
        """
    @property
    def field(self, /) -> str | None:
        """
        The field at fault.
        """
    @property
    def outcome(self, /) -> RowOutcome:
        """
        What became of it.
        """
    @property
    def reason(self, /) -> str:
        """
        The reason in the company's language.
        """
    @property
    def row(self, /) -> int:
        """
        Its number as a spreadsheet counts rows, blank ones too; the header is usually 1.
        """
    @property
    def source(self, /) -> str:
        """
        The row as it stood.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ImportReport:
    """
    What an import did.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def counts(self, /) -> ImportCounts:
        """
        The numbers.
        """
    @property
    def job_id(self, /) -> UUID:
        """
        The job.
        """
    @property
    def stopped(self, /) -> bool:
        """
        Whether the listener stopped it; it can be resumed.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ImportState:
    """
    Where an import stands.
    """
    CANCELLED: Final[ImportState]
    """
    Cancelled
    """
    DONE: Final[ImportState]
    """
    Done
    """
    RUNNING: Final[ImportState]
    """
    Running
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class LeadState:
    """
    How far a lead has come.
    """
    ASSIGNED: Final[LeadState]
    """
    It was handed to its owner, who has not followed it up.
    """
    CONVERTED: Final[LeadState]
    """
    It has become a customer.
    """
    DEAD: Final[LeadState]
    """
    Given up for good.
    """
    IN_PROCESS: Final[LeadState]
    """
    Its owner has followed it up.
    """
    NEW: Final[LeadState]
    """
    Its maker has it and has not followed it up.
    """
    RECYCLED: Final[LeadState]
    """
    Given up for now.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class LeadStateCount:
    """
    How many leads are in a state.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def count(self, /) -> int:
        """
        How many.
        """
    @property
    def state(self, /) -> LeadState:
        """
        The state.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class LeadStatus:
    """
    Whether somebody works on a lead.
    """
    DEAD: Final[LeadStatus]
    """
    Nothing will come of it.
    """
    OPEN: Final[LeadStatus]
    """
    Somebody does.
    """
    RECYCLED: Final[LeadStatus]
    """
    Not now: it waits to be given to somebody, or to be taken up again.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class LineTyped:
    """
    Which of a line's price and discount a person typed; the other follows from it.
    """
    DISCOUNT: Final[LineTyped]
    """
    The discount.
    """
    PRICE: Final[LineTyped]
    """
    The price.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class ManualClock:
    """
    A clock that stands still until it is moved: for tests, examples and replays.
    """
    def __new__(cls, /, at: datetime) -> ManualClock: ...
    def advance(self, /, by: timedelta) -> None:
        """
        Moves it by a span, backwards when negative.
        """
    @property
    def now(self, /) -> datetime:
        """
        The instant it shows.
        """
    def set(self, /, at: datetime) -> None:
        """
        Moves it to an instant.
        """

@final
class MappedField:
    """
    A field of leads and the field of customers to which conversion copies it.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def customer_field(self, /) -> str | None:
        """
        The customer's field; nothing when it is not copied.
        """
    @property
    def lead_field(self, /) -> str:
        """
        The lead's field: its name, or `custom.key`.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Nearby:
    """
    A customer near a place.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def customer(self, /) -> UUID:
        """
        Which.
        """
    @property
    def distance(self, /) -> int:
        """
        How far it is, in metres.
        """
    @property
    def latitude(self, /) -> Any:
        """
        Its latitude.
        """
    @property
    def longitude(self, /) -> Any:
        """
        Its longitude.
        """
    @property
    def name(self, /) -> str:
        """
        Its name; empty for who may not read it.
        """
    @property
    def pool(self, /) -> UUID | None:
        """
        The pool in which it lies.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class NearbyKind:
    """
    Which customers are looked for near a place.
    """
    BOTH: Final[NearbyKind]
    """
    Those that somebody owns, and those of the pools.
    """
    OWNED: Final[NearbyKind]
    """
    Those that somebody owns.
    """
    POOLED: Final[NearbyKind]
    """
    Those of the pools of which one is a member.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class NumberPartKind:
    """
    What a part of a number is.
    """
    COUNTER: Final[NumberPartKind]
    """
    A number that grows.
    """
    DATE: Final[NumberPartKind]
    """
    The date of the record.
    """
    TEXT: Final[NumberPartKind]
    """
    Always the same text.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class Numbered:
    """
    What gets numbers by a rule; named like its entity.
    """
    CONTRACT: Final[Numbered]
    """
    Contracts.
    """
    INVOICE: Final[Numbered]
    """
    Invoices.
    """
    RECEIVABLE: Final[Numbered]
    """
    Receivables.
    """
    VISIT: Final[Numbered]
    """
    Return visits.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class OpportunityState:
    """
    Whether an opportunity is still open, and how it ended.
    """
    INVALID: Final[OpportunityState]
    """
    It was none.
    """
    LOST: Final[OpportunityState]
    """
    The customer did not, or bought elsewhere.
    """
    OPEN: Final[OpportunityState]
    """
    It is worked on.
    """
    WON: Final[OpportunityState]
    """
    The customer bought.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class Outcome:
    """
    What a command did.
    """
    def __repr__(self, /) -> str: ...
    @property
    def changes(self, /) -> list[Change]:
        """
        The rows it changed.
        """
    @property
    def command_id(self, /) -> UUID:
        """
        The command's id; running it again does nothing new.
        """
    @property
    def id(self, /) -> UUID:
        """
        The id of the record that was made or changed.
        """
    @property
    def replayed(self, /) -> bool:
        """
        Whether it had been carried out before and this is the first outcome again.
        """
    @property
    def rows(self, /) -> list[RowYield]:
        """
        What became of each row of a batch.
        """
    @property
    def value(self, /) -> Any:
        """
        What it yielded: an id, the rows of a batch, or numbers.
        """
    @property
    def warnings(self, /) -> list[Any]:
        """
        What the person should know although it was done: exceptions that were not raised.
        """

@final
class OverPayment:
    """
    What becomes of money that is more than its contract is worth.
    """
    CREDIT: Final[OverPayment]
    """
    What is too much stays the customer's credit.
    """
    REFUSE: Final[OverPayment]
    """
    It is refused.
    """
    WARN: Final[OverPayment]
    """
    It is counted, and whoever records it is told.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class OwnDecision:
    """
    What happens when the submitter is to decide himself.
    """
    ADMINS: Final[OwnDecision]
    """
    The administrators of the flow decide in his place.
    """
    DECIDE: Final[OwnDecision]
    """
    He decides.
    """
    SKIP: Final[OwnDecision]
    """
    His part is passed.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class Page(Generic[_Row]):
    """A page of a list. It holds rows, not a transaction."""
    @classmethod
    def __class_getitem__(cls, /, _row: Any) -> type: ...
    @overload
    def __getitem__(self, at: int, /) -> _Row: ...
    @overload
    def __getitem__(self, at: slice, /) -> list[_Row]: ...
    def __iter__(self, /) -> Iterator[_Row]: ...
    def to_dicts(self) -> list[dict[str, Any]]: ...
    def __len__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...
    @property
    def next(self, /) -> str | None:
        """
        Where the next page begins, for `after`; `None` after the last.
        """
    @property
    def total(self, /) -> Total | None:
        """
        How many rows there are in all, if counted.
        """

@final
class PageIterator:
    """
    Goes through the rows of a page.
    """
    def __iter__(self, /) -> PageIterator: ...
    def __next__(self, /) -> Any: ...

@final
class PlanState:
    """
    Whether a payment plan runs.
    """
    NOT_YET: Final[PlanState]
    """
    Its contract is not in effect yet.
    """
    RUNNING: Final[PlanState]
    """
    It is to be paid.
    """
    VOID: Final[PlanState]
    """
    Its contract was rejected or declared void before all of it was paid.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class PlannedStep:
    """
    A step that a document would pass.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def choose(self, /) -> bool:
        """
        Whether the submitter chooses.
        """
    @property
    def kind(self, /) -> StepKind:
        """
        What it is.
        """
    @property
    def mode(self, /) -> SignMode:
        """
        How several people decide.
        """
    @property
    def people(self, /) -> list[UUID]:
        """
        Who would decide; for a choice, among whom the submitter chooses.
        """
    @property
    def several(self, /) -> bool:
        """
        Whether he may choose several.
        """
    @property
    def step(self, /) -> int:
        """
        Its number in the flow.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class PoolRuleKind:
    """
    For want of what a pool takes customers.
    """
    NO_DEAL: Final[PoolRuleKind]
    """
    They have not dealt.
    """
    NO_FOLLOW_UP: Final[PoolRuleKind]
    """
    Nobody followed them up.
    """
    NO_OPPORTUNITY: Final[PoolRuleKind]
    """
    No opportunity came of them.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class Problem:
    """
    Something wrong that [`Store::check`] found.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def place(self, /) -> str:
        """
        Where: a table, or `file`.
        """
    @property
    def what(self, /) -> str:
        """
        What.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ProductFileKind:
    """
    What a file of a product is for.
    """
    ATTACHMENT: Final[ProductFileKind]
    """
    Anything else: a data sheet, a manual.
    """
    DETAIL_IMAGE: Final[ProductFileKind]
    """
    An image of its description.
    """
    MAIN_IMAGE: Final[ProductFileKind]
    """
    The image that lists show; a product has at most one.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class ProductStatus:
    """
    Whether a product can be chosen.
    """
    OFF_SHELF: Final[ProductStatus]
    """
    It cannot be chosen anew and stays where it is used.
    """
    ON_SHELF: Final[ProductStatus]
    """
    It can be chosen.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class Reason:
    """
    What opens a record to somebody.
    """
    APPROVER: Final[Reason]
    """
    He has to decide about it.
    """
    AUTHOR: Final[Reason]
    """
    He made it.
    """
    EVERYONE: Final[Reason]
    """
    Everybody sees records of this kind.
    """
    LISTED: Final[Reason]
    """
    He or his department is listed as a member, or it names him.
    """
    MANAGER: Final[Reason]
    """
    An administrator of such records.
    """
    POOL: Final[Reason]
    """
    It lies in a public pool that he sees.
    """
    ROLE: Final[Reason]
    """
    The owner lies in the data scope of a role.
    """
    ROOT: Final[Reason]
    """
    He sees the record to which it belongs.
    """
    SUPER_ADMIN: Final[Reason]
    """
    A super administrator sees everything.
    """
    TEAM: Final[Reason]
    """
    Membership in the team.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class Received:
    """
    How an owner came to a customer.
    """
    ASSIGNED: Final[Received]
    """
    Handed over by somebody else.
    """
    CLAIMED: Final[Received]
    """
    Claimed from the pool.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class Region:
    """
    One division.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def code(self, /) -> str:
        """
        The six digits of its code.
        """
    @property
    def full_name(self, /) -> str:
        """
        Its name with those above it, e.g. 湖北省武汉市洪山区.
        """
    @property
    def name(self, /) -> str:
        """
        Its own name, e.g. 洪山区.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Repeated:
    """
    What happens when somebody who has approved comes again.
    """
    ASK: Final[Repeated]
    """
    He is asked again.
    """
    SKIP: Final[Repeated]
    """
    His approval counts.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class Resume:
    """
    Where a document that was rejected goes on when it is submitted again.
    """
    REJECTING: Final[Resume]
    """
    At the step that rejected it.
    """
    START: Final[Resume]
    """
    At the first step.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class RowOutcome:
    """
    What became of a row of an import.
    """
    CREATED: Final[RowOutcome]
    """
    A record was made.
    """
    FAILED: Final[RowOutcome]
    """
    The row is wrong.
    """
    SKIPPED: Final[RowOutcome]
    """
    The row stands for a record that exists and was left alone.
    """
    UPDATED: Final[RowOutcome]
    """
    An existing record was changed.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class RowYield:
    """
    What became of a row of a batch, for hosts without generics.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def code(self, /) -> str | None:
        """
        The code of its refusal; nothing when it was done.
        """
    @property
    def contact(self, /) -> UUID | None:
        """
        The contact that the person of a lead became, or is already.
        """
    @property
    def id(self, /) -> UUID:
        """
        The row.
        """
    @property
    def made(self, /) -> UUID | None:
        """
        What was made of it, e.g. the customer of a lead.
        """
    @property
    def message(self, /) -> str | None:
        """
        The words of its refusal in the company's language.
        """
    @property
    def opportunity(self, /) -> UUID | None:
        """
        The opportunity that was made of a lead.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Satisfaction:
    """
    How content a customer is; five levels, so that a mean can be had.
    """
    DISSATISFIED: Final[Satisfaction]
    """
    2.
    """
    NEUTRAL: Final[Satisfaction]
    """
    3.
    """
    SATISFIED: Final[Satisfaction]
    """
    4.
    """
    VERY_DISSATISFIED: Final[Satisfaction]
    """
    1.
    """
    VERY_SATISFIED: Final[Satisfaction]
    """
    5.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class SatisfactionCount:
    """
    How content customers are with one product, or how content one customer is.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def dissatisfied(self, /) -> int:
        """
        Answers "dissatisfied".
        """
    @property
    def id(self, /) -> UUID:
        """
        The customer or product.
        """
    @property
    def mean(self, /) -> Any:
        """
        The mean from 1, very dissatisfied, to 5, very satisfied; two places.
        """
    @property
    def neutral(self, /) -> int:
        """
        Answers "neutral".
        """
    @property
    def satisfied(self, /) -> int:
        """
        Answers "satisfied".
        """
    @property
    def very_dissatisfied(self, /) -> int:
        """
        Answers "very dissatisfied".
        """
    @property
    def very_satisfied(self, /) -> int:
        """
        Answers "very satisfied".
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class SatisfactionOf:
    """
    By what satisfaction is counted.
    """
    CUSTOMER: Final[SatisfactionOf]
    """
    By customer.
    """
    PRODUCT: Final[SatisfactionOf]
    """
    By product: the products of the contract that a visit was about.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class Session(_Commands):
    """
    Somebody at work. Usable from any thread.
    """
    def aggregate(self, /, entity: str, **question: Any) -> Table:
        """
        Numbers by group.
        """
    def approval_steps(self, /, entity: str, document: Any) -> builtins.list[PlannedStep]:
        """
        The steps that a document which one sees would pass if one submitted it now; none where
        nothing has to be approved.
        """
    def calendar(self, /, first: date, last: date) -> builtins.list[CalendarEntry]:
        """
        What one has planned from one day to another, both included, the earliest first: whom to
        get in touch with, and when.
        """
    def count(self, /, entity: str, **query: Any) -> Total:
        """
        How many records there are.
        """
    def customer_delete_blocks(self, /, customers: Sequence[_Id]) -> builtins.list[DeleteBlock]:
        """
        What keeps customers from being deleted: one entry for each kind of live record.
        """
    def days_to_pool(self, /, customers: Sequence[_Id]) -> builtins.list[DaysToPool]:
        """
        How many days customers have before a pool takes them, one entry for each that a rule
        concerns.
        """
    def duplicates_of_lead(self, /, lead: _Id) -> builtins.list[Duplicate]:
        """
        Who may be the same as a lead.
        """
    @property
    def employee(self, /) -> UUID:
        """
        The employee at work.
        """
    def entering_pool(self, /) -> builtins.list[DaysToPool]:
        """
        One's own customers of which a pool reminds one, the most urgent first.
        """
    def find_duplicates(self, /, name: str | None = None, *, mobile: str | None = None, telephone: str | None = None, limit: int | None = None) -> builtins.list[Duplicate]:
        """
        Who may be the same: customers, customers of pools and unconverted leads with this name
        or number, the surest first; also outside one's data scope, as far as the settings show.
        """
    def forgotten_counts(self, /) -> builtins.list[ForgottenCount]:
        """
        How many of the customers that one sees are forgotten for more than 7, 15, 30, 90 and 180
        days.
        """
    def get(self, /, entity: str, id: _Id, *, pool: _Id | None = None) -> Any:
        """
        One record; with `pool`, a customer of that pool or one of its contacts.
        """
    def hand_over(self, /, leaver: _Id, to: Sequence[_Id], *, command_id: UUID) -> Outcome:
        """
        Hands over everything that somebody who leaves owns, to one or several others in turn.
        """
    def history(self, /, entity: str, id: _Id, *, pool: _Id | None = None, before: str | None = None, limit: int = 50) -> builtins.list[HistoryEntry]:
        """
        The operation log of a record, the newest first; `before` is the `mark` of the last entry
        of the page before. With `pool`, of a customer of that pool.
        """
    def import_csv(self, /, entity: str, source: str | PathLike[str] | bytes | SupportsRead[bytes], *, columns: Mapping[str, str] | None = None, match_on: Sequence[str] | None = None, on_duplicate: str = "skip", encoding: str | None = None, file_name: str | None = None, progress: Callable[[ImportCounts], object] | None = None, command_id: UUID | None = None, pool: _Id | None = None) -> ImportReport:
        """
        Imports a CSV file: a path, `bytes`, or a file object opened in binary mode.

        `columns` maps headers to fields (several headers may fill one field); without it,
        headers that equal a field's name or label are taken. `match_on` names fields that,
        besides the unique ones, tell that a row stands for a known record, which
        `on_duplicate` then leaves alone ("skip") or overwrites ("overwrite"). With `pool`,
        customers come into that pool, nobody's; for its administrators.
        `progress(counts)` is called after every 500 rows; `False` stops. Interrupted, call it
        again with the same `command_id` and file: it goes on where it stopped.
        """
    def import_error_file(self, /, job: _Id) -> str:
        """
        The same as a CSV file for a spreadsheet.
        """
    def import_issues(self, /, job: _Id) -> builtins.list[ImportIssue]:
        """
        The rows of an import of one's own that made no record, in file order.
        """
    def lead_mapping(self, /) -> builtins.list[MappedField]:
        """
        Every field of leads that conversion can copy, and where it goes.
        """
    def lead_states(self, /) -> builtins.list[LeadStateCount]:
        """
        How many of the leads that one sees are in each state.
        """
    def list(self, /, entity: str, *, pool: _Id | None = None, **query: Any) -> Page[Any]:
        """
        A page of records; with `pool`, of the customers of that pool or of their contacts,
        follow-ups or invoice titles.
        """
    @property
    def locale(self, /) -> str:
        """
        The language of the company, "zh-CN" or "en".
        """
    def nearby(self, /, latitude: Decimal | float | str, longitude: Decimal | float | str, radius: int, *, kind: NearbyKind | str | None = None, limit: int | None = None) -> builtins.list[Nearby]:
        """
        The customers near a place, the nearest first; the radius is in metres.
        """
    def product_price_at(self, /, product: Any, at: Any) -> Any | None:
        """
        What a product cost at an instant; None before it was made.
        """
    def read_json(self, /, text: str) -> str:
        """
        Reads what JSON asks for: `{"read": "get", "entity": "lead", "id": "…"}`.
        """
    def run(self, command: str, /, *, command_id: UUID | None = None, deadline: timedelta | None = None, **arguments: Any) -> Outcome:
        """
        Runs a command by its name, e.g. `session.run("lead.create", lead={"name": "…"})`. With
        a `command_id` of your own it can be retried: it is done once.
        """
    def run_json(self, /, text: str) -> str:
        """
        Runs a command given as JSON: `{"command": "lead.create", "id": "…", …arguments}`.
        """
    def satisfaction(self, /, of: Outcome | _Id, first: date, last: date) -> builtins.list[SatisfactionCount]:
        """
        How content customers are, by "customer" or by "product", from the return visits of some days,
        both included: the least content first.
        """
    def set_password(self, /, employee: _Id, password: str) -> Outcome:
        """
        Sets a password: one's own, or with the right to manage employees anybody's.
        """
    def stalled_opportunities(self, /) -> builtins.list[StalledOpportunity]:
        """
        The open opportunities that one sees and that have stood at their stage for too long, the
        longest first.
        """
    def subscribe(self, /, listener: Callable[[Event], object]) -> Subscription:
        """
        Calls `listener(event)` after every committed change to rows that this session sees,
        until the subscription is cancelled or forgotten.
        """
    def tick(self, /) -> builtins.list[Due]:
        """
        Runs timed work that is due.
        """
    def tick_preview(self, /) -> builtins.list[Due]:
        """
        What timed work would do now, and why.
        """
    def todo_counts(self, /) -> builtins.list[TodoCount]:
        """
        How many items each of one's own to-do lists has.
        """
    def todos(self, /, kind: TodoKind | str) -> builtins.list[Todo]:
        """
        One of one's own to-do lists, the most urgent first.
        """
    def undo(self, /, of: Outcome | _Id) -> Outcome:
        """
        Takes back a command of one's own: its outcome or its id.
        """
    def who_can_see(self, /, entity: str, id: _Id) -> builtins.list[WhySeen]:
        """
        Every active employee who sees a record, and why.
        """
    def why_visible(self, /, entity: str, id: _Id) -> builtins.list[Why]:
        """
        Why the caller sees a record.
        """
    def with_deadline(self, /, deadline: timedelta) -> Session:
        """
        The same session with calls that may take at most so long.
        """

@final
class Settlement:
    """
    How much of a payment plan was received.
    """
    FULL: Final[Settlement]
    """
    All of it.
    """
    NONE: Final[Settlement]
    """
    Nothing.
    """
    PARTIAL: Final[Settlement]
    """
    Some of it.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class Sex:
    """
    Sex, where a company keeps it.
    """
    FEMALE: Final[Sex]
    """
    Female
    """
    MALE: Final[Sex]
    """
    Male
    """
    UNKNOWN: Final[Sex]
    """
    Unknown
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class SignMode:
    """
    How several people decide in one step.
    """
    ALL: Final[SignMode]
    """
    All of them must approve (会签).
    """
    ANY: Final[SignMode]
    """
    The first who approves is enough (或签).
    """
    SEQUENTIAL: Final[SignMode]
    """
    One after the other.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class StalledOpportunity:
    """
    An opportunity that has stood at its stage for longer than its stage allows.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def days(self, /) -> int:
        """
        For how many of the company's days it has stood there.
        """
    @property
    def name(self, /) -> str:
        """
        Its name; empty for who may not read it.
        """
    @property
    def opportunity(self, /) -> UUID:
        """
        The opportunity.
        """
    @property
    def rotten_days(self, /) -> int:
        """
        How many of them are too many.
        """
    @property
    def stage(self, /) -> UUID:
        """
        The stage.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class StepKind:
    """
    What a step of a flow is.
    """
    BRANCHES: Final[StepKind]
    """
    A fork: the first branch whose conditions hold is passed.
    """
    CHOSEN: Final[StepKind]
    """
    Whom the submitter chooses.
    """
    MEMBERS: Final[StepKind]
    """
    The named people.
    """
    ROLE: Final[StepKind]
    """
    Everybody who has a role.
    """
    SUPERIOR: Final[StepKind]
    """
    The submitter's superior, so many levels up.
    """
    SUPERIORS: Final[StepKind]
    """
    The submitter's superiors, one after the other.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class Subscription:
    """
    A standing wish to be told; ends with `cancel`, a `with` block, or when it is forgotten.
    """
    def __enter__(self, /) -> Subscription: ...
    def __exit__(self, /, *_exception: Any) -> None: ...
    def cancel(self, /) -> None:
        """
        Ends it.
        """

@final
class Table:
    """
    The rows of an aggregate: group values, then measures, ascending by group.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def columns(self, /) -> list[str]:
        """
        A name for every column.
        """
    @property
    def rows(self, /) -> list[list[Any]]:
        """
        The rows.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class TaskState:
    """
    What has become of somebody's part in an approval.
    """
    APPROVED: Final[TaskState]
    """
    He approved.
    """
    CLOSED: Final[TaskState]
    """
    It is not needed any more.
    """
    PENDING: Final[TaskState]
    """
    He has to decide.
    """
    REJECTED: Final[TaskState]
    """
    He rejected.
    """
    SKIPPED: Final[TaskState]
    """
    A rule counted it as approved.
    """
    TRANSFERRED: Final[TaskState]
    """
    He gave it to somebody else.
    """
    WAITING: Final[TaskState]
    """
    Others come first.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class TeamAccess:
    """
    What a team member may do.
    """
    READ: Final[TeamAccess]
    """
    Read.
    """
    WRITE: Final[TeamAccess]
    """
    Read and edit.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class TitleKind:
    """
    To what sort of taxpayer an invoice is made out.
    """
    COMPANY: Final[TitleKind]
    """
    A company or other organisation.
    """
    PERSON: Final[TitleKind]
    """
    A person.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class Todo:
    """
    An item of a to-do list.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def at(self, /) -> datetime | None:
        """
        When the contact is or was due.
        """
    @property
    def days(self, /) -> int | None:
        """
        Days until a pool takes it.
        """
    @property
    def entity(self, /) -> str:
        """
        The entity's name.
        """
    @property
    def id(self, /) -> UUID:
        """
        The record.
        """
    @property
    def name(self, /) -> str:
        """
        Its name; empty for who may not read it.
        """
    @property
    def rev(self, /) -> int:
        """
        Its revision.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class TodoCount:
    """
    How many items a to-do list has.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def count(self, /) -> int:
        """
        How many.
        """
    @property
    def kind(self, /) -> TodoKind:
        """
        Which list.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class TodoKind:
    """
    A to-do list.
    """
    CONTRACTS_EXPIRING: Final[TodoKind]
    """
    Contracts that end soon.
    """
    CONTRACTS_TO_APPROVE: Final[TodoKind]
    """
    Contracts about which one has to decide.
    """
    CONTRACTS_TO_VISIT: Final[TodoKind]
    """
    Contracts that wait for a return visit.
    """
    CUSTOMERS_ASSIGNED: Final[TodoKind]
    """
    Customers given to one and not yet followed up.
    """
    CUSTOMERS_OVERDUE: Final[TodoKind]
    """
    Customers whose contact is overdue.
    """
    CUSTOMERS_TODAY: Final[TodoKind]
    """
    Customers to get in touch with today.
    """
    ENTERING_POOL: Final[TodoKind]
    """
    Customers that a pool takes soon.
    """
    INVOICES_TO_APPROVE: Final[TodoKind]
    """
    Invoices about which one has to decide.
    """
    LEADS_ASSIGNED: Final[TodoKind]
    """
    Leads given to one and not yet followed up.
    """
    LEADS_OVERDUE: Final[TodoKind]
    """
    Leads whose contact is overdue.
    """
    LEADS_TODAY: Final[TodoKind]
    """
    Leads to get in touch with today.
    """
    OPPORTUNITIES_OVERDUE: Final[TodoKind]
    """
    Opportunities whose contact is overdue.
    """
    OPPORTUNITIES_TODAY: Final[TodoKind]
    """
    Opportunities to get in touch about today.
    """
    PLANS_DUE: Final[TodoKind]
    """
    Payments that are due soon.
    """
    PLANS_OVERDUE: Final[TodoKind]
    """
    Payments that are overdue.
    """
    RECEIVABLES_TO_APPROVE: Final[TodoKind]
    """
    Receivables about which one has to decide.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class Total:
    """
    How many rows a query has.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def count(self, /) -> int:
        """
        The number.
        """
    @property
    def exact(self, /) -> bool:
        """
        Whether it is exact; else there are at least so many.
        """

@final
class VoidReceipts:
    """
    What becomes of the money that was received for a contract that is declared void.
    """
    KEEP: Final[VoidReceipts]
    """
    It stays with the contract, to be paid back.
    """
    MOVE: Final[VoidReceipts]
    """
    It is counted towards another contract of the customer.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class WhenEmpty:
    """
    What happens at a step where nobody is.
    """
    ADMINS: Final[WhenEmpty]
    """
    The administrators of the flow decide; without any, the step is passed.
    """
    PASS: Final[WhenEmpty]
    """
    It is passed.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code.
        """
    def label(self, /, locale: str = "zh-CN") -> str:
        """
        What people read, in Chinese (`zh-CN`) or English (`en`).
        """

@final
class Why:
    """
    One reason why somebody sees a record.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def owner(self, /) -> str | None:
        """
        The owner that lies in it.
        """
    @property
    def reason(self, /) -> Reason:
        """
        What opens it.
        """
    @property
    def role(self, /) -> str | None:
        """
        The role's name.
        """
    @property
    def root(self, /) -> str | None:
        """
        The entity of the record to which it belongs.
        """
    @property
    def scope(self, /) -> DataScope | None:
        """
        The role's data scope.
        """
    @property
    def until(self, /) -> datetime | None:
        """
        When a membership ends.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class WhySeen:
    """
    Somebody who sees a record, and why.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    @property
    def employee_id(self, /) -> UUID:
        """
        Who.
        """
    @property
    def name(self, /) -> str:
        """
        His name.
        """
    @property
    def reasons(self, /) -> list[Why]:
        """
        Every reason.
        """
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

def hash_password(password: str) -> str:
    """
    The argon2id hash of a password, as commands carry it.
    """

def in_memory(*, clock: ManualClock | None = None, seed: int | None = None, deadline: timedelta | None = None) -> Crm:
    """
    A CRM that lives and dies with the process: for tests and previews.
    """

def open(path: str | PathLike[str], *, durability: str = "safe", profile: str = "desktop", role: str = "standalone", device: _Id | None = None, busy_timeout: timedelta | None = None, must_exist: bool = False, clock: ManualClock | None = None, seed: int | None = None, deadline: timedelta | None = None) -> Crm:
    """
    Opens a company's file, or makes it.

    `durability` is "safe" or "may_lose_last_commits"; `profile` is "phone", "desktop" or
    "server". A new file has the `role` "standalone", "hub" or "replica" and is made by `device`;
    one that exists keeps its own. `clock` and `seed` make runs repeatable.
    """

def regions(above: str | None = None) -> list[Region]:
    """
    The administrative divisions of China right below one, by code; the provinces when none is
    given.
    """

def schema() -> str:
    """
    What crmkit declares (entities, choices, commands, operations, errors), as JSON.
    """

# From what crmkit declares.
@final
class Settings:
    """Settings of the company; one row, made by the set-up."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def company(self, /) -> str:
        """The company's name. 企业名称"""
    @property
    def zone(self, /) -> str:
        """The IANA name of the time zone in which days are counted. 时区"""
    @property
    def currency(self, /) -> str:
        """ISO 4217 code of the currency amounts are in. 币种"""
    @property
    def locale(self, /) -> str:
        """`zh-CN` or `en`. 语言"""
    @property
    def country(self, /) -> str:
        """ISO 3166 code of the country whose telephone numbers need no prefix. 国家"""
    @property
    def duplicates_show(self, /) -> DuplicatePolicy:
        """What the duplicate check reveals of records outside one's data scope. 查重显示内容"""
    @property
    def purge_after_days(self, /) -> int | None:
        """After how many days what lies in the recycle bin is removed for good; never when not said. 回收站保留天数"""
    @property
    def price_places(self, /) -> int:
        """How many decimal places prices of products have at most, 0 to 4. 价格小数位数"""
    @property
    def over_payment(self, /) -> OverPayment:
        """What becomes of money that is more than its contract is worth. 超额回款"""
    @property
    def contract_expiry_days(self, /) -> int:
        """How many days before its end a contract is on its owner's to-do list. 合同到期提醒天数"""
    @property
    def visit_days(self, /) -> int:
        """How many days after its beginning a contract waits for a return visit. 回访提醒天数"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class SettingsSummary:
    """A list row of `Settings`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def company(self, /) -> str:
        """The company's name. 企业名称"""
    @property
    def zone(self, /) -> str:
        """The IANA name of the time zone in which days are counted. 时区"""
    @property
    def currency(self, /) -> str:
        """ISO 4217 code of the currency amounts are in. 币种"""
    @property
    def locale(self, /) -> str:
        """`zh-CN` or `en`. 语言"""
    @property
    def country(self, /) -> str:
        """ISO 3166 code of the country whose telephone numbers need no prefix. 国家"""
    @property
    def duplicates_show(self, /) -> DuplicatePolicy:
        """What the duplicate check reveals of records outside one's data scope. 查重显示内容"""
    @property
    def purge_after_days(self, /) -> int | None:
        """After how many days what lies in the recycle bin is removed for good; never when not said. 回收站保留天数"""
    @property
    def price_places(self, /) -> int:
        """How many decimal places prices of products have at most, 0 to 4. 价格小数位数"""
    @property
    def over_payment(self, /) -> OverPayment:
        """What becomes of money that is more than its contract is worth. 超额回款"""
    @property
    def contract_expiry_days(self, /) -> int:
        """How many days before its end a contract is on its owner's to-do list. 合同到期提醒天数"""
    @property
    def visit_days(self, /) -> int:
        """How many days after its beginning a contract waits for a return visit. 回访提醒天数"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Department:
    """A department (部门)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Its name. 部门名称"""
    @property
    def parent_id(self, /) -> UUID | None:
        """The department above; none for the top one. 上级部门"""
    @property
    def manager_id(self, /) -> UUID | None:
        """Who leads it. 负责人"""
    @property
    def position(self, /) -> int:
        """Its place among its siblings. 排序"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class DepartmentSummary:
    """A list row of `Department`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Its name. 部门名称"""
    @property
    def parent_id(self, /) -> UUID | None:
        """The department above; none for the top one. 上级部门"""
    @property
    def manager_id(self, /) -> UUID | None:
        """Who leads it. 负责人"""
    @property
    def position(self, /) -> int:
        """Its place among its siblings. 排序"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Employee:
    """An employee (员工), who acts in the CRM."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Full name. 姓名"""
    @property
    def mobile(self, /) -> str:
        """The mobile number, which is the login. 手机"""
    @property
    def email(self, /) -> str | None:
        """E-mail address. 邮箱"""
    @property
    def number(self, /) -> str | None:
        """The company's own number of the person. 工号"""
    @property
    def sex(self, /) -> Sex:
        """Sex. 性别"""
    @property
    def department_id(self, /) -> UUID:
        """The department. 部门"""
    @property
    def post(self, /) -> str | None:
        """What the person does. 岗位"""
    @property
    def superior_id(self, /) -> UUID | None:
        """The direct superior; subordinates are found through it. 直属上级"""
    @property
    def status(self, /) -> EmployeeStatus:
        """Whether the person may log in. 状态"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class EmployeeSummary:
    """A list row of `Employee`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Full name. 姓名"""
    @property
    def mobile(self, /) -> str:
        """The mobile number, which is the login. 手机"""
    @property
    def department_id(self, /) -> UUID:
        """The department. 部门"""
    @property
    def post(self, /) -> str | None:
        """What the person does. 岗位"""
    @property
    def superior_id(self, /) -> UUID | None:
        """The direct superior; subordinates are found through it. 直属上级"""
    @property
    def status(self, /) -> EmployeeStatus:
        """Whether the person may log in. 状态"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class EmployeeRole:
    """A role that an employee holds."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def employee_id(self, /) -> UUID:
        """Who holds it. 员工"""
    @property
    def role_id(self, /) -> UUID:
        """What is held. 角色"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Role:
    """A role (角色)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Its name. 角色名称"""
    @property
    def scope(self, /) -> DataScope:
        """On whose records its operations work. 数据权限"""
    @property
    def remark(self, /) -> str | None:
        """What it is for. 说明"""
    @property
    def built_in(self, /) -> str | None:
        """The stable code of a role that comes with crmkit, e.g. `super_admin`. 内置"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class RoleSummary:
    """A list row of `Role`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Its name. 角色名称"""
    @property
    def scope(self, /) -> DataScope:
        """On whose records its operations work. 数据权限"""
    @property
    def built_in(self, /) -> str | None:
        """The stable code of a role that comes with crmkit, e.g. `super_admin`. 内置"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class RoleRight:
    """An operation that a role permits."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def role_id(self, /) -> UUID:
        """The role. 角色"""
    @property
    def operation(self, /) -> str:
        """The operation's code. 操作"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class RoleTarget:
    """A department or employee in a role's custom scope."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def role_id(self, /) -> UUID:
        """The role. 角色"""
    @property
    def department_id(self, /) -> UUID | None:
        """The records of this department's employees. 部门"""
    @property
    def employee_id(self, /) -> UUID | None:
        """The records of this employee. 员工"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class RoleField:
    """What a role may do with a field; unset means read and edit."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def role_id(self, /) -> UUID:
        """The role. 角色"""
    @property
    def entity(self, /) -> str:
        """The entity's name. 对象"""
    @property
    def field(self, /) -> str:
        """The field's name, or `custom.key`. 字段"""
    @property
    def access(self, /) -> FieldAccess:
        """What it may do. 权限"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class FieldDefinition:
    """The definition of a custom field (自定义字段)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def entity(self, /) -> str:
        """The entity whose records have it. 对象"""
    @property
    def key(self, /) -> str:
        """Its key, unique within the entity; `custom.<key>` in filters. 标识"""
    @property
    def number(self, /) -> int:
        """Its stable number, 10 000 and above. 编号"""
    @property
    def kind(self, /) -> CustomKind:
        """What it holds. 类型"""
    @property
    def label(self, /) -> str:
        """Chinese label. 名称"""
    @property
    def label_en(self, /) -> str | None:
        """English label. 英文名称"""
    @property
    def required(self, /) -> bool:
        """Whether a record must have it. 必填"""
    @property
    def indexed(self, /) -> bool:
        """Whether filters and sorts on it are fast. 索引"""
    @property
    def archived(self, /) -> bool:
        """Whether it is no longer offered; old values stay. 已停用"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class FieldDefinitionSummary:
    """A list row of `FieldDefinition`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def entity(self, /) -> str:
        """The entity whose records have it. 对象"""
    @property
    def key(self, /) -> str:
        """Its key, unique within the entity; `custom.<key>` in filters. 标识"""
    @property
    def number(self, /) -> int:
        """Its stable number, 10 000 and above. 编号"""
    @property
    def kind(self, /) -> CustomKind:
        """What it holds. 类型"""
    @property
    def label(self, /) -> str:
        """Chinese label. 名称"""
    @property
    def label_en(self, /) -> str | None:
        """English label. 英文名称"""
    @property
    def required(self, /) -> bool:
        """Whether a record must have it. 必填"""
    @property
    def indexed(self, /) -> bool:
        """Whether filters and sorts on it are fast. 索引"""
    @property
    def archived(self, /) -> bool:
        """Whether it is no longer offered; old values stay. 已停用"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class OptionItem:
    """An option of a list (选项); referred to by id, never deleted while used."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def list(self, /) -> str:
        """The list's code, e.g. `source`. 列表"""
    @property
    def label(self, /) -> str:
        """Chinese label. 名称"""
    @property
    def label_en(self, /) -> str | None:
        """English label. 英文名称"""
    @property
    def position(self, /) -> int:
        """Its place in the list. 排序"""
    @property
    def archived(self, /) -> bool:
        """Whether it can no longer be chosen; old records keep it. 已停用"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class OptionItemSummary:
    """A list row of `OptionItem`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def list(self, /) -> str:
        """The list's code, e.g. `source`. 列表"""
    @property
    def label(self, /) -> str:
        """Chinese label. 名称"""
    @property
    def label_en(self, /) -> str | None:
        """English label. 英文名称"""
    @property
    def position(self, /) -> int:
        """Its place in the list. 排序"""
    @property
    def archived(self, /) -> bool:
        """Whether it can no longer be chosen; old records keep it. 已停用"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Lead:
    """A lead (线索): somebody who may become a customer."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Who it is: a company or a person. 线索名称"""
    @property
    def contact_name(self, /) -> str | None:
        """The person to speak to. 联系人"""
    @property
    def mobile(self, /) -> str | None:
        """Mobile number. 手机"""
    @property
    def telephone(self, /) -> str | None:
        """Landline. 电话"""
    @property
    def email(self, /) -> str | None:
        """E-mail address. 邮箱"""
    @property
    def source(self, /) -> UUID | None:
        """Where it came from. 线索来源"""
    @property
    def industry(self, /) -> UUID | None:
        """What business it is in. 客户行业"""
    @property
    def level(self, /) -> UUID | None:
        """How important it is. 客户级别"""
    @property
    def address(self, /) -> str | None:
        """Address. 地址"""
    @property
    def region(self, /) -> str | None:
        """Province, city or district, by its code. 地区"""
    @property
    def remark(self, /) -> str | None:
        """Anything else. 备注"""
    @property
    def next_contact_at(self, /) -> datetime | None:
        """When to get in touch next. 下次联系时间"""
    @property
    def owner_id(self, /) -> UUID | None:
        """Whose it is; the creator's when not said. 负责人"""
    @property
    def assigned(self, /) -> bool:
        """Whether it was handed to its owner by somebody else. 被分配"""
    @property
    def followed(self, /) -> bool:
        """Whether it was followed up since its owner has it. 已跟进"""
    @property
    def last_follow_at(self, /) -> datetime | None:
        """When it was last followed up. 最后跟进时间"""
    @property
    def last_follow_text(self, /) -> str | None:
        """What was said then. 最后跟进内容"""
    @property
    def customer_id(self, /) -> UUID | None:
        """The customer it became. 转化客户"""
    @property
    def converted_at(self, /) -> datetime | None:
        """When it became one. 转化时间"""
    @property
    def received_at(self, /) -> datetime | None:
        """When its owner got it from somebody else; nothing when the owner made it. 获得时间"""
    @property
    def own_plan(self, /) -> datetime | None:
        """The plan that a person wrote here; a follow-up's newer one goes before it. 自定下次联系时间"""
    @property
    def own_plan_at(self, /) -> datetime | None:
        """When that was written. 自定时间"""
    @property
    def status(self, /) -> LeadStatus:
        """Whether somebody works on it. 状态"""
    @property
    def status_reason(self, /) -> str | None:
        """Why nobody does. 状态原因"""
    @property
    def import_id(self, /) -> UUID | None:
        """The import that brought it. 导入批次"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class LeadSummary:
    """A list row of `Lead`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Who it is: a company or a person. 线索名称"""
    @property
    def contact_name(self, /) -> str | None:
        """The person to speak to. 联系人"""
    @property
    def mobile(self, /) -> str | None:
        """Mobile number. 手机"""
    @property
    def source(self, /) -> UUID | None:
        """Where it came from. 线索来源"""
    @property
    def level(self, /) -> UUID | None:
        """How important it is. 客户级别"""
    @property
    def next_contact_at(self, /) -> datetime | None:
        """When to get in touch next. 下次联系时间"""
    @property
    def owner_id(self, /) -> UUID | None:
        """Whose it is; the creator's when not said. 负责人"""
    @property
    def followed(self, /) -> bool:
        """Whether it was followed up since its owner has it. 已跟进"""
    @property
    def last_follow_at(self, /) -> datetime | None:
        """When it was last followed up. 最后跟进时间"""
    @property
    def customer_id(self, /) -> UUID | None:
        """The customer it became. 转化客户"""
    @property
    def status(self, /) -> LeadStatus:
        """Whether somebody works on it. 状态"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class LeadMapping:
    """Where conversion copies a field of leads, when it does not go where it goes by default."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def lead_field(self, /) -> str:
        """The lead's field: its name, or `custom.key`. 线索字段"""
    @property
    def customer_field(self, /) -> str | None:
        """The customer's field; nothing when it is not copied. 客户字段"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Customer:
    """A customer (客户)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Its name, unique among customers. 客户名称"""
    @property
    def kind(self, /) -> CustomerKind:
        """Organisation or person. 客户类型"""
    @property
    def mobile(self, /) -> str | None:
        """Mobile number. 手机"""
    @property
    def telephone(self, /) -> str | None:
        """Landline. 电话"""
    @property
    def email(self, /) -> str | None:
        """E-mail address. 邮箱"""
    @property
    def website(self, /) -> str | None:
        """Website. 网址"""
    @property
    def source(self, /) -> UUID | None:
        """Where it came from. 客户来源"""
    @property
    def industry(self, /) -> UUID | None:
        """What business it is in. 客户行业"""
    @property
    def level(self, /) -> UUID | None:
        """How important it is. 客户级别"""
    @property
    def address(self, /) -> str | None:
        """Address. 详细地址"""
    @property
    def remark(self, /) -> str | None:
        """Anything else. 备注"""
    @property
    def next_contact_at(self, /) -> datetime | None:
        """When to get in touch next. 下次联系时间"""
    @property
    def owner_id(self, /) -> UUID | None:
        """Whose it is; nobody's while in the pool. 负责人"""
    @property
    def pool_id(self, /) -> UUID | None:
        """The pool in which it lies. 公海"""
    @property
    def pooled_at(self, /) -> datetime | None:
        """When it came to the pool. 进入公海时间"""
    @property
    def previous_owner_id(self, /) -> UUID | None:
        """Who owned it before the pool did. 前负责人"""
    @property
    def received_at(self, /) -> datetime | None:
        """When its owner got it. 领取时间"""
    @property
    def received(self, /) -> Received | None:
        """How its owner got it; nothing said when the owner made it. 获得方式"""
    @property
    def followed(self, /) -> bool:
        """Whether it was followed up since its owner has it. 已跟进"""
    @property
    def last_follow_at(self, /) -> datetime | None:
        """When it was last followed up; its creation counts. 最后跟进时间"""
    @property
    def last_follow_text(self, /) -> str | None:
        """What was said then. 最后跟进内容"""
    @property
    def locked(self, /) -> bool:
        """Whether it is kept from the pool. 锁定"""
    @property
    def dealt(self, /) -> bool:
        """Whether it has dealt. 成交状态"""
    @property
    def dealt_on(self, /) -> date | None:
        """Since when. 成交日期"""
    @property
    def deal_by_hand(self, /) -> bool | None:
        """What a person said, where it does not follow from the contracts. 手动成交状态"""
    @property
    def pooled_why(self, /) -> str | None:
        """Why its pool has it, when a rule brought it there. 进入公海原因"""
    @property
    def from_pool_id(self, /) -> UUID | None:
        """The pool from which its owner has it. 来自公海"""
    @property
    def primary_contact_id(self, /) -> UUID | None:
        """The contact to speak to first. 首要联系人"""
    @property
    def region(self, /) -> str | None:
        """Province, city or district, by its code. 地区"""
    @property
    def latitude(self, /) -> Decimal | None:
        """Where it is: degrees north. 纬度"""
    @property
    def longitude(self, /) -> Decimal | None:
        """Where it is: degrees east. 经度"""
    @property
    def geo_cell(self, /) -> int | None:
        """The cell of the map in which it lies; follows from the two. 地理网格"""
    @property
    def merged_into_id(self, /) -> UUID | None:
        """The customer into which it was merged. 合并至"""
    @property
    def merged_at(self, /) -> datetime | None:
        """When another customer was last merged into it. 最近合并时间"""
    @property
    def own_plan(self, /) -> datetime | None:
        """The plan that a person wrote here; a follow-up's newer one goes before it. 自定下次联系时间"""
    @property
    def own_plan_at(self, /) -> datetime | None:
        """When that was written. 自定时间"""
    @property
    def import_id(self, /) -> UUID | None:
        """The import that brought it. 导入批次"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class CustomerSummary:
    """A list row of `Customer`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Its name, unique among customers. 客户名称"""
    @property
    def kind(self, /) -> CustomerKind:
        """Organisation or person. 客户类型"""
    @property
    def mobile(self, /) -> str | None:
        """Mobile number. 手机"""
    @property
    def source(self, /) -> UUID | None:
        """Where it came from. 客户来源"""
    @property
    def industry(self, /) -> UUID | None:
        """What business it is in. 客户行业"""
    @property
    def level(self, /) -> UUID | None:
        """How important it is. 客户级别"""
    @property
    def next_contact_at(self, /) -> datetime | None:
        """When to get in touch next. 下次联系时间"""
    @property
    def owner_id(self, /) -> UUID | None:
        """Whose it is; nobody's while in the pool. 负责人"""
    @property
    def followed(self, /) -> bool:
        """Whether it was followed up since its owner has it. 已跟进"""
    @property
    def last_follow_at(self, /) -> datetime | None:
        """When it was last followed up; its creation counts. 最后跟进时间"""
    @property
    def locked(self, /) -> bool:
        """Whether it is kept from the pool. 锁定"""
    @property
    def dealt(self, /) -> bool:
        """Whether it has dealt. 成交状态"""
    @property
    def region(self, /) -> str | None:
        """Province, city or district, by its code. 地区"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class CustomerMember:
    """A member of a customer's team (团队成员)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def record_id(self, /) -> UUID:
        """The customer. 客户"""
    @property
    def employee_id(self, /) -> UUID:
        """The member. 员工"""
    @property
    def access(self, /) -> TeamAccess:
        """What the member may do. 权限"""
    @property
    def expires_at(self, /) -> datetime | None:
        """When the membership ends; looked at whenever somebody asks. 有效期至"""
    @property
    def touched_at(self, /) -> datetime:
        """The customer's `updated_at`, so that a member's list needs no join. 客户更新时间"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Contact:
    """A contact (联系人): a person at a customer."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """The person's name. 姓名"""
    @property
    def customer_id(self, /) -> UUID:
        """The customer; it stays the same. 客户"""
    @property
    def mobile(self, /) -> str | None:
        """Mobile number. 手机"""
    @property
    def telephone(self, /) -> str | None:
        """Landline. 电话"""
    @property
    def email(self, /) -> str | None:
        """E-mail address. 邮箱"""
    @property
    def post(self, /) -> str | None:
        """What the person is there. 职务"""
    @property
    def decision_maker(self, /) -> bool:
        """Whether the person decides. 决策人"""
    @property
    def sex(self, /) -> Sex:
        """Sex. 性别"""
    @property
    def address(self, /) -> str | None:
        """Address. 地址"""
    @property
    def remark(self, /) -> str | None:
        """Anything else. 备注"""
    @property
    def next_contact_at(self, /) -> datetime | None:
        """When to get in touch next. 下次联系时间"""
    @property
    def owner_id(self, /) -> UUID | None:
        """Whose it is; nobody's while its customer is in a pool. 负责人"""
    @property
    def pool_id(self, /) -> UUID | None:
        """The pool in which it lies with its customer. 公海"""
    @property
    def followed(self, /) -> bool:
        """Whether it was followed up since its owner has it. 已跟进"""
    @property
    def last_follow_at(self, /) -> datetime | None:
        """When it was last followed up. 最后跟进时间"""
    @property
    def last_follow_text(self, /) -> str | None:
        """What was said then. 最后跟进内容"""
    @property
    def received_at(self, /) -> datetime | None:
        """When its owner got it from somebody else; nothing when the owner made it. 获得时间"""
    @property
    def own_plan(self, /) -> datetime | None:
        """The plan that a person wrote here; a follow-up's newer one goes before it. 自定下次联系时间"""
    @property
    def own_plan_at(self, /) -> datetime | None:
        """When that was written. 自定时间"""
    @property
    def import_id(self, /) -> UUID | None:
        """The import that brought it. 导入批次"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ContactSummary:
    """A list row of `Contact`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """The person's name. 姓名"""
    @property
    def customer_id(self, /) -> UUID:
        """The customer; it stays the same. 客户"""
    @property
    def mobile(self, /) -> str | None:
        """Mobile number. 手机"""
    @property
    def post(self, /) -> str | None:
        """What the person is there. 职务"""
    @property
    def decision_maker(self, /) -> bool:
        """Whether the person decides. 决策人"""
    @property
    def next_contact_at(self, /) -> datetime | None:
        """When to get in touch next. 下次联系时间"""
    @property
    def owner_id(self, /) -> UUID | None:
        """Whose it is; nobody's while its customer is in a pool. 负责人"""
    @property
    def followed(self, /) -> bool:
        """Whether it was followed up since its owner has it. 已跟进"""
    @property
    def last_follow_at(self, /) -> datetime | None:
        """When it was last followed up. 最后跟进时间"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ContactMember:
    """A member of a contact's team (团队成员)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def record_id(self, /) -> UUID:
        """The contact. 联系人"""
    @property
    def employee_id(self, /) -> UUID:
        """The member. 员工"""
    @property
    def access(self, /) -> TeamAccess:
        """What the member may do. 权限"""
    @property
    def expires_at(self, /) -> datetime | None:
        """When the membership ends; looked at whenever somebody asks. 有效期至"""
    @property
    def touched_at(self, /) -> datetime:
        """The contact's `updated_at`, so that a member's list needs no join. 联系人更新时间"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class CapacityRule:
    """How many customers each of the named people may own or lock."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Its name. 规则名称"""
    @property
    def kind(self, /) -> CapacityKind:
        """What it limits. 限制类型"""
    @property
    def cap(self, /) -> int:
        """The most that one person may have. 上限"""
    @property
    def count_dealt(self, /) -> bool:
        """Whether customers with a deal count. 成交客户占用数量"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class CapacityRuleSummary:
    """A list row of `CapacityRule`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Its name. 规则名称"""
    @property
    def kind(self, /) -> CapacityKind:
        """What it limits. 限制类型"""
    @property
    def cap(self, /) -> int:
        """The most that one person may have. 上限"""
    @property
    def count_dealt(self, /) -> bool:
        """Whether customers with a deal count. 成交客户占用数量"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class CapacityTarget:
    """An employee or a department whose employees a capacity rule is for."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def rule_id(self, /) -> UUID:
        """The rule. 规则"""
    @property
    def employee_id(self, /) -> UUID | None:
        """An employee. 员工"""
    @property
    def department_id(self, /) -> UUID | None:
        """A department. 部门"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Pool:
    """A public pool (公海) of customers that nobody owns."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Its name. 公海名称"""
    @property
    def enabled(self, /) -> bool:
        """Whether it works. 启用"""
    @property
    def remark(self, /) -> str | None:
        """What it is for. 说明"""
    @property
    def claim_limit(self, /) -> int | None:
        """How many customers one person may claim from it in a period; no limit when not said. 领取数量上限"""
    @property
    def claim_period(self, /) -> ClaimPeriod:
        """The period. 领取周期"""
    @property
    def cool_down_days(self, /) -> int | None:
        """For how many days who owned a customer before may not claim it. 前负责人领取间隔天数"""
    @property
    def held_limit(self, /) -> int | None:
        """How many customers claimed from it one person may own at a time. 最多持有数"""
    @property
    def automatic(self, /) -> bool:
        """Whether its rules take customers from its members. 自动回收"""
    @property
    def priority(self, /) -> int:
        """Which of several pools takes a customer: the smallest. 优先级"""
    @property
    def remind_days(self, /) -> int | None:
        """How many days before it takes a customer its owner is told. 提前提醒天数"""
    @property
    def keep_team(self, /) -> bool:
        """Whether a customer keeps its team in the pool. The team sees it again when somebody owns it. 保留团队成员"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class PoolSummary:
    """A list row of `Pool`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Its name. 公海名称"""
    @property
    def enabled(self, /) -> bool:
        """Whether it works. 启用"""
    @property
    def automatic(self, /) -> bool:
        """Whether its rules take customers from its members. 自动回收"""
    @property
    def priority(self, /) -> int:
        """Which of several pools takes a customer: the smallest. 优先级"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class PoolMember:
    """Who may use a pool: an employee or the employees of a department."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def pool_id(self, /) -> UUID:
        """The pool. 公海"""
    @property
    def employee_id(self, /) -> UUID | None:
        """An employee. 员工"""
    @property
    def department_id(self, /) -> UUID | None:
        """A department. 部门"""
    @property
    def admin(self, /) -> bool:
        """Whether he may also assign from it and administer it. 管理员"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class PoolRule:
    """When a pool takes customers from its members; one rule that fits is enough."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def pool_id(self, /) -> UUID:
        """The pool. 公海"""
    @property
    def kind(self, /) -> PoolRuleKind:
        """For want of what. 规则类型"""
    @property
    def days(self, /) -> int:
        """It takes a customer on the day after so many days. 天数"""
    @property
    def level(self, /) -> UUID | None:
        """Only customers of this level. 客户级别"""
    @property
    def dealt(self, /) -> bool:
        """Whether it takes customers who have dealt. 回收成交客户"""
    @property
    def with_opportunity(self, /) -> bool:
        """Whether it takes customers with a live opportunity. 回收有商机客户"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class PoolHiddenField:
    """A field of customers that a pool does not show to its members."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def pool_id(self, /) -> UUID:
        """The pool. 公海"""
    @property
    def field(self, /) -> str:
        """The field's name, or `custom.key`. 字段"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class FollowUp:
    """A follow-up (跟进记录): what was said to a lead or customer, one of its contacts or about one of its opportunities or contracts, and when to speak again."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def lead_id(self, /) -> UUID | None:
        """The lead; a converted lead's follow-ups have its customer too. 线索"""
    @property
    def contact_id(self, /) -> UUID | None:
        """The contact that was spoken to. 联系人"""
    @property
    def opportunity_id(self, /) -> UUID | None:
        """The opportunity about which was spoken. 商机"""
    @property
    def contract_id(self, /) -> UUID | None:
        """The contract about which was spoken. 合同"""
    @property
    def customer_id(self, /) -> UUID | None:
        """The customer. 客户"""
    @property
    def content(self, /) -> str:
        """What was said. 跟进内容"""
    @property
    def method(self, /) -> UUID | None:
        """How. 跟进方式"""
    @property
    def at(self, /) -> datetime:
        """When it happened; now when not said, never in the future. 跟进时间"""
    @property
    def next_contact_at(self, /) -> datetime | None:
        """When to speak again. 下次联系时间"""
    @property
    def import_id(self, /) -> UUID | None:
        """The import that brought it. 导入批次"""
    @property
    def kind(self, /) -> FollowUpKind:
        """A follow-up or a sign-in. 类型"""
    @property
    def latitude(self, /) -> Decimal | None:
        """Where the author signed in: degrees north. 签到纬度"""
    @property
    def longitude(self, /) -> Decimal | None:
        """Where the author signed in: degrees east. 签到经度"""
    @property
    def place(self, /) -> str | None:
        """What that place is called. 签到地点"""
    @property
    def planned_at(self, /) -> datetime | None:
        """When that plan was made: the one made last is its record's. 计划制定时间"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class FollowUpSummary:
    """A list row of `FollowUp`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def lead_id(self, /) -> UUID | None:
        """The lead; a converted lead's follow-ups have its customer too. 线索"""
    @property
    def contact_id(self, /) -> UUID | None:
        """The contact that was spoken to. 联系人"""
    @property
    def opportunity_id(self, /) -> UUID | None:
        """The opportunity about which was spoken. 商机"""
    @property
    def contract_id(self, /) -> UUID | None:
        """The contract about which was spoken. 合同"""
    @property
    def customer_id(self, /) -> UUID | None:
        """The customer. 客户"""
    @property
    def content(self, /) -> str:
        """What was said. 跟进内容"""
    @property
    def method(self, /) -> UUID | None:
        """How. 跟进方式"""
    @property
    def at(self, /) -> datetime:
        """When it happened; now when not said, never in the future. 跟进时间"""
    @property
    def next_contact_at(self, /) -> datetime | None:
        """When to speak again. 下次联系时间"""
    @property
    def kind(self, /) -> FollowUpKind:
        """A follow-up or a sign-in. 类型"""
    @property
    def place(self, /) -> str | None:
        """What that place is called. 签到地点"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class FollowUpContact:
    """A further contact that was spoken to, besides the one that the follow-up itself names."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def follow_up_id(self, /) -> UUID:
        """The follow-up. 跟进记录"""
    @property
    def contact_id(self, /) -> UUID:
        """The contact, one of the same customer. 联系人"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class FollowUpFile:
    """A file or photo that belongs to a follow-up. The host keeps the file; here stands where."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def follow_up_id(self, /) -> UUID:
        """The follow-up. 跟进记录"""
    @property
    def name(self, /) -> str:
        """What people call it. 文件名"""
    @property
    def reference(self, /) -> str:
        """By what the host finds it: a key, a path, an address. 存放位置"""
    @property
    def size(self, /) -> int | None:
        """How large it is, in bytes. 大小"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class TodoMark:
    """That somebody marked an item of a to-do list as handled, without acting."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def employee_id(self, /) -> UUID:
        """Who. 员工"""
    @property
    def kind(self, /) -> TodoKind:
        """In which list. 待办类型"""
    @property
    def record_id(self, /) -> UUID:
        """Which record. 记录"""
    @property
    def seen_rev(self, /) -> int:
        """The record's revision then; a changed record waits again. 版本"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class InvoiceTitle:
    """An invoice title (发票抬头) of a customer, kept to be used again."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def customer_id(self, /) -> UUID:
        """Whose it is. 客户"""
    @property
    def kind(self, /) -> TitleKind:
        """Company or person. 抬头类型"""
    @property
    def title(self, /) -> str:
        """The name on the invoice, once per customer. 抬头名称"""
    @property
    def tax_number(self, /) -> str | None:
        """The taxpayer's number; a company has one. 税号"""
    @property
    def bank(self, /) -> str | None:
        """The bank. 开户行"""
    @property
    def account(self, /) -> str | None:
        """The account at the bank. 银行账号"""
    @property
    def address(self, /) -> str | None:
        """The registered address. 注册地址"""
    @property
    def phone(self, /) -> str | None:
        """The registered telephone number. 注册电话"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class InvoiceTitleSummary:
    """A list row of `InvoiceTitle`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def customer_id(self, /) -> UUID:
        """Whose it is. 客户"""
    @property
    def kind(self, /) -> TitleKind:
        """Company or person. 抬头类型"""
    @property
    def title(self, /) -> str:
        """The name on the invoice, once per customer. 抬头名称"""
    @property
    def tax_number(self, /) -> str | None:
        """The taxpayer's number; a company has one. 税号"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class StageGroup:
    """A group of stages (商机组) through which opportunities go."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Its name. 商机组名称"""
    @property
    def enabled(self, /) -> bool:
        """Whether new opportunities may take it. 启用"""
    @property
    def position(self, /) -> int:
        """Its place among the groups; the first that is offered is taken when nobody says which. 排序"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class StageGroupSummary:
    """A list row of `StageGroup`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Its name. 商机组名称"""
    @property
    def enabled(self, /) -> bool:
        """Whether new opportunities may take it. 启用"""
    @property
    def position(self, /) -> int:
        """Its place among the groups; the first that is offered is taken when nobody says which. 排序"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class StageGroupDepartment:
    """A department to whose people, and to those of the departments below it, a stage group is offered; a group without any is everybody's."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def stage_group_id(self, /) -> UUID:
        """The group. 商机组"""
    @property
    def department_id(self, /) -> UUID:
        """The department. 部门"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Stage:
    """A stage (商机阶段) of a group."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def stage_group_id(self, /) -> UUID:
        """Its group. 商机组"""
    @property
    def name(self, /) -> str:
        """Its name, once in its group. 阶段名称"""
    @property
    def position(self, /) -> int:
        """Its place in the group, from 0. 排序"""
    @property
    def win_rate(self, /) -> Decimal:
        """How likely an opportunity here is won, in per cent. 赢率(%)"""
    @property
    def rotten_days(self, /) -> int | None:
        """After how many days here an opportunity is stalled; never when not said. 停滞天数"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class StageSummary:
    """A list row of `Stage`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def stage_group_id(self, /) -> UUID:
        """Its group. 商机组"""
    @property
    def name(self, /) -> str:
        """Its name, once in its group. 阶段名称"""
    @property
    def position(self, /) -> int:
        """Its place in the group, from 0. 排序"""
    @property
    def win_rate(self, /) -> Decimal:
        """How likely an opportunity here is won, in per cent. 赢率(%)"""
    @property
    def rotten_days(self, /) -> int | None:
        """After how many days here an opportunity is stalled; never when not said. 停滞天数"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class StageField:
    """A field of opportunities that must be filled before they go on from a stage."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def stage_id(self, /) -> UUID:
        """The stage. 商机阶段"""
    @property
    def field(self, /) -> str:
        """The field's name, or `custom.key`. 字段"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class StageCheck:
    """Something to be done before opportunities go on from a stage: an item of its checklist."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def stage_id(self, /) -> UUID:
        """The stage. 商机阶段"""
    @property
    def text(self, /) -> str:
        """What is to be done. 检查项"""
    @property
    def position(self, /) -> int:
        """Its place in the list, from 0. 排序"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Opportunity:
    """An opportunity (商机)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """What people call it. 商机名称"""
    @property
    def customer_id(self, /) -> UUID:
        """The customer; it stays the same. 客户"""
    @property
    def primary_contact_id(self, /) -> UUID | None:
        """The contact of the customer to speak to first about it. 首要联系人"""
    @property
    def money(self, /) -> Decimal | None:
        """What it is worth: the total of its products, where it has any. 商机金额"""
    @property
    def expected_on(self, /) -> date | None:
        """When the deal is expected. 预计成交日期"""
    @property
    def stage_group_id(self, /) -> UUID:
        """The stages through which it goes. 商机组"""
    @property
    def stage_id(self, /) -> UUID:
        """Where it stands; after its end, where it stood. 商机阶段"""
    @property
    def probability(self, /) -> Decimal:
        """How likely it is won, in per cent: by its stage, by hand, or by its end. 赢率(%)"""
    @property
    def probability_by_hand(self, /) -> Decimal | None:
        """What a person holds likely, where it is not what the stage says; until the stage changes. 手动赢率(%)"""
    @property
    def weighted(self, /) -> Decimal | None:
        """Money × probability. 加权金额"""
    @property
    def discount_rate(self, /) -> Decimal:
        """The discount on all products, in per cent. 整单折扣(%)"""
    @property
    def total(self, /) -> Decimal | None:
        """What its products come to, less that discount; nothing where it has none. 产品总金额"""
    @property
    def owner_id(self, /) -> UUID | None:
        """Whose it is. 负责人"""
    @property
    def state(self, /) -> OpportunityState:
        """Open, or how it ended. 状态"""
    @property
    def end_reason(self, /) -> UUID | None:
        """Why it was lost, or none. 输单原因"""
    @property
    def end_remark(self, /) -> str | None:
        """What was said about its end. 结束说明"""
    @property
    def ended_at(self, /) -> datetime | None:
        """When it ended. 结束时间"""
    @property
    def stage_since(self, /) -> datetime:
        """Since when it stands where it does. 进入阶段时间"""
    @property
    def remark(self, /) -> str | None:
        """Anything else. 备注"""
    @property
    def next_contact_at(self, /) -> datetime | None:
        """When to get in touch next. 下次联系时间"""
    @property
    def followed(self, /) -> bool:
        """Whether it was followed up since its owner has it. 已跟进"""
    @property
    def last_follow_at(self, /) -> datetime | None:
        """When it was last followed up. 最后跟进时间"""
    @property
    def last_follow_text(self, /) -> str | None:
        """What was said then. 最后跟进内容"""
    @property
    def received_at(self, /) -> datetime | None:
        """When its owner got it from somebody else; nothing when the owner made it. 获得时间"""
    @property
    def own_plan(self, /) -> datetime | None:
        """The plan that a person wrote here; a follow-up's newer one goes before it. 自定下次联系时间"""
    @property
    def own_plan_at(self, /) -> datetime | None:
        """When that was written. 自定时间"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class OpportunitySummary:
    """A list row of `Opportunity`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """What people call it. 商机名称"""
    @property
    def customer_id(self, /) -> UUID:
        """The customer; it stays the same. 客户"""
    @property
    def money(self, /) -> Decimal | None:
        """What it is worth: the total of its products, where it has any. 商机金额"""
    @property
    def expected_on(self, /) -> date | None:
        """When the deal is expected. 预计成交日期"""
    @property
    def stage_group_id(self, /) -> UUID:
        """The stages through which it goes. 商机组"""
    @property
    def stage_id(self, /) -> UUID:
        """Where it stands; after its end, where it stood. 商机阶段"""
    @property
    def probability(self, /) -> Decimal:
        """How likely it is won, in per cent: by its stage, by hand, or by its end. 赢率(%)"""
    @property
    def weighted(self, /) -> Decimal | None:
        """Money × probability. 加权金额"""
    @property
    def owner_id(self, /) -> UUID | None:
        """Whose it is. 负责人"""
    @property
    def state(self, /) -> OpportunityState:
        """Open, or how it ended. 状态"""
    @property
    def end_reason(self, /) -> UUID | None:
        """Why it was lost, or none. 输单原因"""
    @property
    def ended_at(self, /) -> datetime | None:
        """When it ended. 结束时间"""
    @property
    def stage_since(self, /) -> datetime:
        """Since when it stands where it does. 进入阶段时间"""
    @property
    def next_contact_at(self, /) -> datetime | None:
        """When to get in touch next. 下次联系时间"""
    @property
    def followed(self, /) -> bool:
        """Whether it was followed up since its owner has it. 已跟进"""
    @property
    def last_follow_at(self, /) -> datetime | None:
        """When it was last followed up. 最后跟进时间"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class OpportunityMember:
    """A member of an opportunity's team (团队成员)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def record_id(self, /) -> UUID:
        """The opportunity. 商机"""
    @property
    def employee_id(self, /) -> UUID:
        """The member. 员工"""
    @property
    def access(self, /) -> TeamAccess:
        """What the member may do. 权限"""
    @property
    def expires_at(self, /) -> datetime | None:
        """When the membership ends; looked at whenever somebody asks. 有效期至"""
    @property
    def touched_at(self, /) -> datetime:
        """The opportunity's `updated_at`, so that a member's list needs no join. 商机更新时间"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class OpportunityLine:
    """A product of an opportunity (商机产品), and what it would be sold for."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def opportunity_id(self, /) -> UUID:
        """The opportunity. 商机"""
    @property
    def product_id(self, /) -> UUID:
        """The product. 产品"""
    @property
    def position(self, /) -> int:
        """Its place among the lines, from 0. 排序"""
    @property
    def list_price(self, /) -> Decimal:
        """What a unit costs by the list. 标准价格"""
    @property
    def sales_price(self, /) -> Decimal:
        """What a unit is sold for. 售价"""
    @property
    def discount(self, /) -> Decimal | None:
        """Per cent off the list price; undefined where that is nothing. 折扣(%)"""
    @property
    def typed(self, /) -> LineTyped:
        """Which of the two a person typed. 填写项"""
    @property
    def quantity(self, /) -> Decimal:
        """How many units. 数量"""
    @property
    def unit(self, /) -> UUID | None:
        """In what it is counted. 单位"""
    @property
    def tax_rate(self, /) -> Decimal | None:
        """The tax in per cent. 税率(%)"""
    @property
    def subtotal(self, /) -> Decimal:
        """What the line comes to. 小计"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class OpportunityContact:
    """What a contact is to an opportunity (联系人角色)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def opportunity_id(self, /) -> UUID:
        """The opportunity. 商机"""
    @property
    def contact_id(self, /) -> UUID:
        """The contact, one of the same customer. 联系人"""
    @property
    def role(self, /) -> ContactRole:
        """What it is. 角色"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class OpportunityCompetitor:
    """Who else wants to sell to the customer of an opportunity (竞争对手)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def opportunity_id(self, /) -> UUID:
        """The opportunity. 商机"""
    @property
    def name(self, /) -> str:
        """The competitor. 竞争对手"""
    @property
    def price(self, /) -> Decimal | None:
        """What it offers it for. 报价"""
    @property
    def remark(self, /) -> str | None:
        """Anything else: strengths, weaknesses. 备注"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class OpportunityCheck:
    """That an item of a stage's checklist is done for an opportunity."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def opportunity_id(self, /) -> UUID:
        """The opportunity. 商机"""
    @property
    def stage_check_id(self, /) -> UUID:
        """The item. 检查项"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class StageChange:
    """A step in the life of an opportunity (阶段变更): made, moved, ended, opened again. Such rows are added and never changed."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def opportunity_id(self, /) -> UUID:
        """The opportunity. 商机"""
    @property
    def from_stage_id(self, /) -> UUID | None:
        """Where it stood before; nowhere when it was made. 原阶段"""
    @property
    def to_stage_id(self, /) -> UUID:
        """Where it stands since. 新阶段"""
    @property
    def from_state(self, /) -> OpportunityState | None:
        """What it was before; nothing when it was made. 原状态"""
    @property
    def to_state(self, /) -> OpportunityState:
        """What it is since. 新状态"""
    @property
    def at(self, /) -> datetime:
        """When. 时间"""
    @property
    def employee_id(self, /) -> UUID | None:
        """Who did it. 操作人"""
    @property
    def seconds(self, /) -> int | None:
        """For how many seconds it had been so. 停留秒数"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class NumberRule:
    """How one kind of record gets its numbers (编号规则)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def numbered(self, /) -> Numbered:
        """What gets numbers by it; there is one rule for each. 适用对象"""
    @property
    def enabled(self, /) -> bool:
        """Whether it gives numbers; if not, people type them. 启用"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class NumberRuleSummary:
    """A list row of `NumberRule`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def numbered(self, /) -> Numbered:
        """What gets numbers by it; there is one rule for each. 适用对象"""
    @property
    def enabled(self, /) -> bool:
        """Whether it gives numbers; if not, people type them. 启用"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class NumberPart:
    """A part of the numbers of a rule."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def rule_id(self, /) -> UUID:
        """The rule. 编号规则"""
    @property
    def position(self, /) -> int:
        """Its place, from 0. 排序"""
    @property
    def kind(self, /) -> NumberPartKind:
        """What it is. 类型"""
    @property
    def text(self, /) -> str | None:
        """The text, of a text. 文本"""
    @property
    def pattern(self, /) -> DatePattern | None:
        """How it is written, of a date. 日期格式"""
    @property
    def start(self, /) -> str | None:
        """The first number, of a counter: digits, with zeros up to the width of all its numbers. 起始编号"""
    @property
    def step(self, /) -> int | None:
        """By how much it grows, of a counter. 递增数"""
    @property
    def reset(self, /) -> CounterReset | None:
        """When it begins again, of a counter. 重新编号"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ProductCategory:
    """A category of products (产品类别)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Its name, once among the categories below the same one. 类别名称"""
    @property
    def parent_id(self, /) -> UUID | None:
        """The category above; none for one at the top. 上级类别"""
    @property
    def position(self, /) -> int:
        """Its place among its siblings. 排序"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ProductCategorySummary:
    """A list row of `ProductCategory`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Its name, once among the categories below the same one. 类别名称"""
    @property
    def parent_id(self, /) -> UUID | None:
        """The category above; none for one at the top. 上级类别"""
    @property
    def position(self, /) -> int:
        """Its place among its siblings. 排序"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Product:
    """A product (产品)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Its name. 产品名称"""
    @property
    def category_id(self, /) -> UUID:
        """The category in which it stands. 产品类别"""
    @property
    def code(self, /) -> str:
        """By what people and files name it; no two live products have the same. 产品编码"""
    @property
    def unit(self, /) -> UUID | None:
        """In what it is counted. 单位"""
    @property
    def price(self, /) -> Decimal:
        """What one costs the customer, before any discount. 价格"""
    @property
    def cost_price(self, /) -> Decimal | None:
        """What one costs the company. 成本价"""
    @property
    def tax_rate(self, /) -> Decimal | None:
        """The tax in percent: 13 for 13 %. 税率（%）"""
    @property
    def bar_code(self, /) -> str | None:
        """The number under its bar code. 条形码"""
    @property
    def description(self, /) -> str | None:
        """What it is. 产品描述"""
    @property
    def owner_id(self, /) -> UUID | None:
        """Who looks after it; who made it when not said. It does not decide who sees it. 负责人"""
    @property
    def status(self, /) -> ProductStatus:
        """Whether it can be chosen. 上下架"""
    @property
    def import_id(self, /) -> UUID | None:
        """The import that brought it. 导入批次"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ProductSummary:
    """A list row of `Product`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Its name. 产品名称"""
    @property
    def category_id(self, /) -> UUID:
        """The category in which it stands. 产品类别"""
    @property
    def code(self, /) -> str:
        """By what people and files name it; no two live products have the same. 产品编码"""
    @property
    def unit(self, /) -> UUID | None:
        """In what it is counted. 单位"""
    @property
    def price(self, /) -> Decimal:
        """What one costs the customer, before any discount. 价格"""
    @property
    def tax_rate(self, /) -> Decimal | None:
        """The tax in percent: 13 for 13 %. 税率（%）"""
    @property
    def bar_code(self, /) -> str | None:
        """The number under its bar code. 条形码"""
    @property
    def owner_id(self, /) -> UUID | None:
        """Who looks after it; who made it when not said. It does not decide who sees it. 负责人"""
    @property
    def status(self, /) -> ProductStatus:
        """Whether it can be chosen. 上下架"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ProductPrice:
    """What a product cost since when (价格历史)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def product_id(self, /) -> UUID:
        """The product. 产品"""
    @property
    def number(self, /) -> int:
        """1 for the first price, then 2, 3… 序号"""
    @property
    def price(self, /) -> Decimal:
        """The price. 价格"""
    @property
    def cost_price(self, /) -> Decimal | None:
        """The cost price. 成本价"""
    @property
    def valid_from(self, /) -> datetime:
        """Since when, until the next one. 生效时间"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ProductFile:
    """An image or file of a product. The host keeps the file; here stands where."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def product_id(self, /) -> UUID:
        """The product. 产品"""
    @property
    def kind(self, /) -> ProductFileKind:
        """What it is for. 类型"""
    @property
    def name(self, /) -> str:
        """What people call it. 文件名"""
    @property
    def reference(self, /) -> str:
        """By what the host finds it: a key, a path, an address. 存放位置"""
    @property
    def size(self, /) -> int | None:
        """How large it is, in bytes. 大小"""
    @property
    def position(self, /) -> int:
        """Its place among the product's files. 排序"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Visit:
    """A return visit (回访)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def number(self, /) -> str:
        """Its number, by rule or typed. 回访编号"""
    @property
    def visited_at(self, /) -> datetime:
        """When it was. 回访时间"""
    @property
    def owner_id(self, /) -> UUID | None:
        """Who visited. 回访人"""
    @property
    def form(self, /) -> UUID | None:
        """How. 回访形式"""
    @property
    def contract_id(self, /) -> UUID:
        """About which contract. 合同"""
    @property
    def customer_id(self, /) -> UUID:
        """Whose contract it is. 客户"""
    @property
    def contact_id(self, /) -> UUID | None:
        """Who was asked. 联系人"""
    @property
    def satisfaction(self, /) -> Satisfaction | None:
        """How content he is. 客户满意度"""
    @property
    def feedback(self, /) -> str | None:
        """What he said. 客户反馈"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class VisitSummary:
    """A list row of `Visit`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def number(self, /) -> str:
        """Its number, by rule or typed. 回访编号"""
    @property
    def visited_at(self, /) -> datetime:
        """When it was. 回访时间"""
    @property
    def owner_id(self, /) -> UUID | None:
        """Who visited. 回访人"""
    @property
    def form(self, /) -> UUID | None:
        """How. 回访形式"""
    @property
    def contract_id(self, /) -> UUID:
        """About which contract. 合同"""
    @property
    def customer_id(self, /) -> UUID:
        """Whose contract it is. 客户"""
    @property
    def contact_id(self, /) -> UUID | None:
        """Who was asked. 联系人"""
    @property
    def satisfaction(self, /) -> Satisfaction | None:
        """How content he is. 客户满意度"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Contract:
    """A contract (合同), which is an order as well."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def number(self, /) -> str:
        """Its number, by rule or typed. 合同编号"""
    @property
    def name(self, /) -> str:
        """What it is about. 合同名称"""
    @property
    def customer_id(self, /) -> UUID:
        """With whom. 客户"""
    @property
    def opportunity_id(self, /) -> UUID | None:
        """The opportunity that was won with it. 商机"""
    @property
    def money(self, /) -> Decimal:
        """What it is worth; what its lines come to when not said. 合同金额"""
    @property
    def currency(self, /) -> str:
        """Currency of the amounts, ISO 4217; the company's when not said. 币种"""
    @property
    def order_date(self, /) -> date:
        """The day of the order. 下单日期"""
    @property
    def starts_on(self, /) -> date | None:
        """From which day it holds. 合同开始日期"""
    @property
    def ends_on(self, /) -> date | None:
        """Until which day it holds. 合同结束日期"""
    @property
    def contact_id(self, /) -> UUID | None:
        """Who signs for the customer. 客户签约人"""
    @property
    def kind(self, /) -> UUID | None:
        """The kind of contract. 合同类型"""
    @property
    def payment_method(self, /) -> UUID | None:
        """How it is paid. 付款方式"""
    @property
    def remark(self, /) -> str | None:
        """Anything else. 备注"""
    @property
    def discount_rate(self, /) -> Decimal:
        """Per cent off what the lines come to. 整单折扣"""
    @property
    def total(self, /) -> Decimal | None:
        """What the lines come to, less the discount; nothing without lines. 产品总金额"""
    @property
    def received(self, /) -> Decimal:
        """What was received for it. 已回款"""
    @property
    def unreceived(self, /) -> Decimal:
        """What is still to be received; below zero when more was received than agreed. 未回款"""
    @property
    def progress(self, /) -> Decimal:
        """What was received, in per cent of the amount; 100 for a contract of nothing. 回款进度"""
    @property
    def status(self, /) -> CheckStatus:
        """Where it stands. 审批状态"""
    @property
    def effective_at(self, /) -> datetime | None:
        """Since when it is in effect. 生效时间"""
    @property
    def owner_id(self, /) -> UUID | None:
        """Whose it is. 负责人"""
    @property
    def amends_id(self, /) -> UUID | None:
        """The contract that it changes and takes the place of when it takes effect. 变更自"""
    @property
    def renews_id(self, /) -> UUID | None:
        """The contract that it carries on. 续签自"""
    @property
    def amended_by_id(self, /) -> UUID | None:
        """The amendment that has taken its place. 已变更为"""
    @property
    def void_reason(self, /) -> str | None:
        """Why it was declared void. 作废原因"""
    @property
    def invoiced(self, /) -> Decimal:
        """What was invoiced for it. 已开票金额"""
    @property
    def last_follow_at(self, /) -> datetime | None:
        """When somebody last spoke about it. 最后跟进时间"""
    @property
    def next_contact_at(self, /) -> datetime | None:
        """When to speak about it again, as its follow-ups plan. 下次联系时间"""
    @property
    def fulfilment(self, /) -> Fulfilment | None:
        """How far the order is; nothing for contracts that are not fulfilled by shipping. 履约状态"""
    @property
    def fulfilment_reason(self, /) -> str | None:
        """Why it was refused or cancelled. 履约说明"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ContractSummary:
    """A list row of `Contract`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def number(self, /) -> str:
        """Its number, by rule or typed. 合同编号"""
    @property
    def name(self, /) -> str:
        """What it is about. 合同名称"""
    @property
    def customer_id(self, /) -> UUID:
        """With whom. 客户"""
    @property
    def opportunity_id(self, /) -> UUID | None:
        """The opportunity that was won with it. 商机"""
    @property
    def money(self, /) -> Decimal:
        """What it is worth; what its lines come to when not said. 合同金额"""
    @property
    def currency(self, /) -> str:
        """Currency of the amounts, ISO 4217; the company's when not said. 币种"""
    @property
    def order_date(self, /) -> date:
        """The day of the order. 下单日期"""
    @property
    def starts_on(self, /) -> date | None:
        """From which day it holds. 合同开始日期"""
    @property
    def ends_on(self, /) -> date | None:
        """Until which day it holds. 合同结束日期"""
    @property
    def contact_id(self, /) -> UUID | None:
        """Who signs for the customer. 客户签约人"""
    @property
    def kind(self, /) -> UUID | None:
        """The kind of contract. 合同类型"""
    @property
    def received(self, /) -> Decimal:
        """What was received for it. 已回款"""
    @property
    def unreceived(self, /) -> Decimal:
        """What is still to be received; below zero when more was received than agreed. 未回款"""
    @property
    def progress(self, /) -> Decimal:
        """What was received, in per cent of the amount; 100 for a contract of nothing. 回款进度"""
    @property
    def status(self, /) -> CheckStatus:
        """Where it stands. 审批状态"""
    @property
    def owner_id(self, /) -> UUID | None:
        """Whose it is. 负责人"""
    @property
    def amends_id(self, /) -> UUID | None:
        """The contract that it changes and takes the place of when it takes effect. 变更自"""
    @property
    def renews_id(self, /) -> UUID | None:
        """The contract that it carries on. 续签自"""
    @property
    def invoiced(self, /) -> Decimal:
        """What was invoiced for it. 已开票金额"""
    @property
    def last_follow_at(self, /) -> datetime | None:
        """When somebody last spoke about it. 最后跟进时间"""
    @property
    def next_contact_at(self, /) -> datetime | None:
        """When to speak about it again, as its follow-ups plan. 下次联系时间"""
    @property
    def fulfilment(self, /) -> Fulfilment | None:
        """How far the order is; nothing for contracts that are not fulfilled by shipping. 履约状态"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ContractMember:
    """A member of a contract's team (团队成员)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def record_id(self, /) -> UUID:
        """The contract. 合同"""
    @property
    def employee_id(self, /) -> UUID:
        """The member. 员工"""
    @property
    def access(self, /) -> TeamAccess:
        """What the member may do. 权限"""
    @property
    def expires_at(self, /) -> datetime | None:
        """When the membership ends; looked at whenever somebody asks. 有效期至"""
    @property
    def touched_at(self, /) -> datetime:
        """The contract's `updated_at`, so that a member's list needs no join. 合同更新时间"""
    @property
    def deciding(self, /) -> bool:
        """Whether he has to decide about it now, and reads it for that. 待其审批"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ContractLine:
    """A line of a contract: a product, how many, at what price (产品明细)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def contract_id(self, /) -> UUID:
        """The contract. 合同"""
    @property
    def position(self, /) -> int:
        """Its place, from 0. 序号"""
    @property
    def product_id(self, /) -> UUID:
        """The product. 产品"""
    @property
    def unit(self, /) -> UUID | None:
        """The unit in which it is counted. 单位"""
    @property
    def list_price(self, /) -> Decimal:
        """What a unit costs by the list. 标准价格"""
    @property
    def sales_price(self, /) -> Decimal:
        """What a unit is sold for. 售价"""
    @property
    def quantity(self, /) -> Decimal:
        """How many units. 数量"""
    @property
    def discount(self, /) -> Decimal | None:
        """Per cent off the list price. 折扣"""
    @property
    def typed(self, /) -> LineTyped:
        """Which of price and discount a person typed. 录入项"""
    @property
    def subtotal(self, /) -> Decimal:
        """What it comes to. 小计"""
    @property
    def tax_rate(self, /) -> Decimal | None:
        """The tax in per cent. 税率"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ContractSigner:
    """Somebody who signs a contract for us (我方签约人)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def contract_id(self, /) -> UUID:
        """The contract. 合同"""
    @property
    def employee_id(self, /) -> UUID:
        """Who. 员工"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ReceivablePlan:
    """A payment plan (回款计划): what is to be received for a contract, and when. How much of it was received and whether it is overdue are two facts."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def contract_id(self, /) -> UUID:
        """For which contract. 合同"""
    @property
    def customer_id(self, /) -> UUID:
        """Whose contract it is. 客户"""
    @property
    def period(self, /) -> int:
        """Its number within the contract, from 1. 期数"""
    @property
    def money(self, /) -> Decimal:
        """What is to be received. 计划回款金额"""
    @property
    def due_on(self, /) -> date:
        """When. 计划回款日期"""
    @property
    def method(self, /) -> UUID | None:
        """How. 计划回款方式"""
    @property
    def remind_days(self, /) -> int:
        """How many days before it is on the to-do list. 提前提醒天数"""
    @property
    def remark(self, /) -> str | None:
        """Anything else. 备注"""
    @property
    def state(self, /) -> PlanState:
        """Whether it runs. 状态"""
    @property
    def settlement(self, /) -> Settlement:
        """How much was received. 回款状态"""
    @property
    def received(self, /) -> Decimal:
        """What was received. 实际回款金额"""
    @property
    def unreceived(self, /) -> Decimal:
        """What is still to be received; below zero when more was than planned. 未回金额"""
    @property
    def received_on(self, /) -> date | None:
        """On which day something was received last. 实际回款日期"""
    @property
    def overdue(self, /) -> bool:
        """Whether it is overdue: it runs, something is missing, and its day has passed. 已逾期"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ReceivablePlanSummary:
    """A list row of `ReceivablePlan`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def contract_id(self, /) -> UUID:
        """For which contract. 合同"""
    @property
    def customer_id(self, /) -> UUID:
        """Whose contract it is. 客户"""
    @property
    def period(self, /) -> int:
        """Its number within the contract, from 1. 期数"""
    @property
    def money(self, /) -> Decimal:
        """What is to be received. 计划回款金额"""
    @property
    def due_on(self, /) -> date:
        """When. 计划回款日期"""
    @property
    def method(self, /) -> UUID | None:
        """How. 计划回款方式"""
    @property
    def state(self, /) -> PlanState:
        """Whether it runs. 状态"""
    @property
    def settlement(self, /) -> Settlement:
        """How much was received. 回款状态"""
    @property
    def received(self, /) -> Decimal:
        """What was received. 实际回款金额"""
    @property
    def unreceived(self, /) -> Decimal:
        """What is still to be received; below zero when more was than planned. 未回金额"""
    @property
    def received_on(self, /) -> date | None:
        """On which day something was received last. 实际回款日期"""
    @property
    def overdue(self, /) -> bool:
        """Whether it is overdue: it runs, something is missing, and its day has passed. 已逾期"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Receivable:
    """A receivable (回款): money that a customer has paid."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def number(self, /) -> str:
        """Its number, by rule or typed. 回款编号"""
    @property
    def customer_id(self, /) -> UUID:
        """Who paid; the contract's customer when not said. 客户"""
    @property
    def contract_id(self, /) -> UUID:
        """For which contract first of all. 合同"""
    @property
    def received_on(self, /) -> date:
        """The day on which it came. 回款日期"""
    @property
    def money(self, /) -> Decimal:
        """How much. 回款金额"""
    @property
    def currency(self, /) -> str:
        """Currency of the amount: its contract's. 币种"""
    @property
    def method(self, /) -> UUID | None:
        """How. 回款方式"""
    @property
    def remark(self, /) -> str | None:
        """Anything else. 备注"""
    @property
    def status(self, /) -> CheckStatus:
        """Where it stands. 审批状态"""
    @property
    def owner_id(self, /) -> UUID | None:
        """Whose it is. 负责人"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ReceivableSummary:
    """A list row of `Receivable`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def number(self, /) -> str:
        """Its number, by rule or typed. 回款编号"""
    @property
    def customer_id(self, /) -> UUID:
        """Who paid; the contract's customer when not said. 客户"""
    @property
    def contract_id(self, /) -> UUID:
        """For which contract first of all. 合同"""
    @property
    def received_on(self, /) -> date:
        """The day on which it came. 回款日期"""
    @property
    def money(self, /) -> Decimal:
        """How much. 回款金额"""
    @property
    def currency(self, /) -> str:
        """Currency of the amount: its contract's. 币种"""
    @property
    def method(self, /) -> UUID | None:
        """How. 回款方式"""
    @property
    def status(self, /) -> CheckStatus:
        """Where it stands. 审批状态"""
    @property
    def owner_id(self, /) -> UUID | None:
        """Whose it is. 负责人"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ReceivableMember:
    """A member of a receivable's team (团队成员)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def record_id(self, /) -> UUID:
        """The receivable. 回款"""
    @property
    def employee_id(self, /) -> UUID:
        """The member. 员工"""
    @property
    def access(self, /) -> TeamAccess:
        """What the member may do. 权限"""
    @property
    def expires_at(self, /) -> datetime | None:
        """When the membership ends; looked at whenever somebody asks. 有效期至"""
    @property
    def touched_at(self, /) -> datetime:
        """The receivable's `updated_at`, so that a member's list needs no join. 回款更新时间"""
    @property
    def deciding(self, /) -> bool:
        """Whether he has to decide about it now, and reads it for that. 待其审批"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Allocation:
    """A part of a receivable: what it is counted towards (回款分配)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def receivable_id(self, /) -> UUID:
        """The receivable. 回款"""
    @property
    def contract_id(self, /) -> UUID | None:
        """The contract; none for what stays the customer's credit. 合同"""
    @property
    def plan_id(self, /) -> UUID | None:
        """The plan of that contract. 回款计划"""
    @property
    def money(self, /) -> Decimal:
        """How much. 金额"""
    @property
    def effective(self, /) -> bool:
        """Whether it counts: whether its receivable is in effect. 已生效"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Invoice:
    """An invoice (发票) for a contract: applied for, and issued when it is approved."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def number(self, /) -> str:
        """The number of the application, by rule or typed. 开票申请编号"""
    @property
    def customer_id(self, /) -> UUID:
        """The customer: its contract's. 客户"""
    @property
    def contract_id(self, /) -> UUID:
        """For which contract. 合同"""
    @property
    def money(self, /) -> Decimal:
        """How much, tax included; below zero for a red-letter invoice. 开票金额"""
    @property
    def tax(self, /) -> Decimal | None:
        """The tax in it, as its lines say. 税额"""
    @property
    def currency(self, /) -> str:
        """Currency of the amount: its contract's. 币种"""
    @property
    def applied_on(self, /) -> date:
        """The day for which it is applied. 开票日期"""
    @property
    def kind(self, /) -> UUID | None:
        """The kind of invoice. 开票类型"""
    @property
    def remark(self, /) -> str | None:
        """Anything else. 备注"""
    @property
    def title_kind(self, /) -> TitleKind:
        """Company or person. 抬头类型"""
    @property
    def title(self, /) -> str | None:
        """To whom it is made out; the given title of the customer fills it and what follows. 开票抬头"""
    @property
    def tax_number(self, /) -> str | None:
        """The taxpayer's number. 纳税识别号"""
    @property
    def bank(self, /) -> str | None:
        """The bank. 开户行"""
    @property
    def account(self, /) -> str | None:
        """The account at the bank. 开户账号"""
    @property
    def address(self, /) -> str | None:
        """The registered address. 开票地址"""
    @property
    def phone(self, /) -> str | None:
        """The registered telephone number. 电话"""
    @property
    def post_name(self, /) -> str | None:
        """To whom it is posted. 邮寄联系人"""
    @property
    def post_mobile(self, /) -> str | None:
        """That person's mobile number. 邮寄联系方式"""
    @property
    def post_address(self, /) -> str | None:
        """Where it is posted to. 邮寄地址"""
    @property
    def status(self, /) -> CheckStatus:
        """Where it stands. 审批状态"""
    @property
    def issued(self, /) -> bool:
        """Whether it was issued. 已开票"""
    @property
    def invoice_number(self, /) -> str | None:
        """The number of the invoice itself. 发票号码"""
    @property
    def issued_on(self, /) -> date | None:
        """The day on which it was issued. 实际开票日期"""
    @property
    def tracking_number(self, /) -> str | None:
        """By which the post finds it. 物流单号"""
    @property
    def red_of_id(self, /) -> UUID | None:
        """The invoice that this red-letter one takes back. 红冲原发票"""
    @property
    def owner_id(self, /) -> UUID | None:
        """Whose it is. 负责人"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class InvoiceSummary:
    """A list row of `Invoice`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def number(self, /) -> str:
        """The number of the application, by rule or typed. 开票申请编号"""
    @property
    def customer_id(self, /) -> UUID:
        """The customer: its contract's. 客户"""
    @property
    def contract_id(self, /) -> UUID:
        """For which contract. 合同"""
    @property
    def money(self, /) -> Decimal:
        """How much, tax included; below zero for a red-letter invoice. 开票金额"""
    @property
    def tax(self, /) -> Decimal | None:
        """The tax in it, as its lines say. 税额"""
    @property
    def currency(self, /) -> str:
        """Currency of the amount: its contract's. 币种"""
    @property
    def applied_on(self, /) -> date:
        """The day for which it is applied. 开票日期"""
    @property
    def kind(self, /) -> UUID | None:
        """The kind of invoice. 开票类型"""
    @property
    def title(self, /) -> str | None:
        """To whom it is made out; the given title of the customer fills it and what follows. 开票抬头"""
    @property
    def status(self, /) -> CheckStatus:
        """Where it stands. 审批状态"""
    @property
    def issued(self, /) -> bool:
        """Whether it was issued. 已开票"""
    @property
    def invoice_number(self, /) -> str | None:
        """The number of the invoice itself. 发票号码"""
    @property
    def issued_on(self, /) -> date | None:
        """The day on which it was issued. 实际开票日期"""
    @property
    def red_of_id(self, /) -> UUID | None:
        """The invoice that this red-letter one takes back. 红冲原发票"""
    @property
    def owner_id(self, /) -> UUID | None:
        """Whose it is. 负责人"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class InvoiceMember:
    """A member of an invoice's team (团队成员)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def record_id(self, /) -> UUID:
        """The invoice. 发票"""
    @property
    def employee_id(self, /) -> UUID:
        """The member. 员工"""
    @property
    def access(self, /) -> TeamAccess:
        """What the member may do. 权限"""
    @property
    def expires_at(self, /) -> datetime | None:
        """When the membership ends; looked at whenever somebody asks. 有效期至"""
    @property
    def touched_at(self, /) -> datetime:
        """The invoice's `updated_at`, so that a member's list needs no join. 发票更新时间"""
    @property
    def deciding(self, /) -> bool:
        """Whether he has to decide about it now, and reads it for that. 待其审批"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class InvoiceLine:
    """A line of an invoice (开票明细): what is invoiced, and the tax in it."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def invoice_id(self, /) -> UUID:
        """The invoice. 发票"""
    @property
    def position(self, /) -> int:
        """Its place, from 0. 序号"""
    @property
    def name(self, /) -> str:
        """What is invoiced. 项目名称"""
    @property
    def money(self, /) -> Decimal:
        """How much, tax included. 价税合计"""
    @property
    def tax_rate(self, /) -> Decimal:
        """The tax in per cent. 税率"""
    @property
    def tax(self, /) -> Decimal:
        """The tax in the amount. 税额"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ApprovalFlow:
    """A flow (审批流): who decides about the documents of one kind."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Its name. 名称"""
    @property
    def entity(self, /) -> str:
        """The kind of document, e.g. `contract`. 适用对象"""
    @property
    def enabled(self, /) -> bool:
        """Whether documents that are submitted pass it; at most one of a kind is. 启用"""
    @property
    def version(self, /) -> int:
        """The version that documents submitted now pass. 版本"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ApprovalFlowSummary:
    """A list row of `ApprovalFlow`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def name(self, /) -> str:
        """Its name. 名称"""
    @property
    def entity(self, /) -> str:
        """The kind of document, e.g. `contract`. 适用对象"""
    @property
    def enabled(self, /) -> bool:
        """Whether documents that are submitted pass it; at most one of a kind is. 启用"""
    @property
    def version(self, /) -> int:
        """The version that documents submitted now pass. 版本"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ApprovalVersion:
    """A version of a flow. It never changes."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def flow_id(self, /) -> UUID:
        """The flow. 审批流"""
    @property
    def version(self, /) -> int:
        """Its number, from 1. 版本"""
    @property
    def rules(self, /) -> str:
        """The rules as JSON: the members of `FlowRules`. 规则"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Approval:
    """An approval (审批): one document on its way through one version of a flow."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def flow_id(self, /) -> UUID:
        """The flow. 审批流"""
    @property
    def version(self, /) -> int:
        """The version. 版本"""
    @property
    def contract_id(self, /) -> UUID | None:
        """The contract that is decided about. 合同"""
    @property
    def receivable_id(self, /) -> UUID | None:
        """The receivable that is decided about. 回款"""
    @property
    def invoice_id(self, /) -> UUID | None:
        """The invoice that is decided about. 发票"""
    @property
    def submitter_id(self, /) -> UUID:
        """Who submitted it. 发起人"""
    @property
    def state(self, /) -> ApprovalState:
        """What has become of it. 状态"""
    @property
    def step(self, /) -> int | None:
        """The step at which it stands. 当前步骤"""
    @property
    def resumes_at(self, /) -> int | None:
        """The step at which a document that was rejected goes on. 续审步骤"""
    @property
    def ended_at(self, /) -> datetime | None:
        """When it ended. 结束时间"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ApprovalTask:
    """Somebody's part in an approval (审批任务)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def approval_id(self, /) -> UUID:
        """The approval. 审批"""
    @property
    def step(self, /) -> int:
        """The step. 步骤"""
    @property
    def place(self, /) -> int:
        """The place in the step: those of one place decide at the same time. 顺序"""
    @property
    def employee_id(self, /) -> UUID:
        """Who decides. 审批人"""
    @property
    def for_id(self, /) -> UUID | None:
        """For whom, who was asked first. 代审对象"""
    @property
    def origin_id(self, /) -> UUID | None:
        """The task to which this one was added; it is part of that one's decision. 来源任务"""
    @property
    def state(self, /) -> TaskState:
        """What has become of it. 状态"""
    @property
    def arrived_at(self, /) -> datetime | None:
        """Since when he has to decide. 到达时间"""
    @property
    def decided_at(self, /) -> datetime | None:
        """When he decided. 处理时间"""
    @property
    def comment(self, /) -> str | None:
        """What he said. 审批意见"""
    @property
    def reminded_at(self, /) -> datetime | None:
        """When he was last reminded. 催办时间"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ApprovalEvent:
    """What happened in an approval, in order (审批记录)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def approval_id(self, /) -> UUID:
        """The approval. 审批"""
    @property
    def act(self, /) -> ApprovalAct:
        """What. 动作"""
    @property
    def step(self, /) -> int | None:
        """At which step. 步骤"""
    @property
    def employee_id(self, /) -> UUID | None:
        """Whom it concerns. 相关人员"""
    @property
    def to_id(self, /) -> UUID | None:
        """To whom it went. 接收人"""
    @property
    def comment(self, /) -> str | None:
        """What was said. 内容"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ApprovalFile:
    """A file that belongs to what was said in an approval. The host keeps the file."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def event_id(self, /) -> UUID:
        """To what it belongs. 审批记录"""
    @property
    def name(self, /) -> str:
        """What people call it. 文件名"""
    @property
    def reference(self, /) -> str:
        """By what the host finds it. 存放位置"""
    @property
    def size(self, /) -> int | None:
        """How large it is, in bytes. 大小"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ApprovalDelegate:
    """That somebody decides for one who is absent (审批代理)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def employee_id(self, /) -> UUID:
        """Who is absent. 委托人"""
    @property
    def delegate_id(self, /) -> UUID:
        """Who decides. 代理人"""
    @property
    def starts_at(self, /) -> datetime:
        """From when on. 开始时间"""
    @property
    def ends_at(self, /) -> datetime:
        """Until when. 结束时间"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ApprovalDelegateSummary:
    """A list row of `ApprovalDelegate`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def employee_id(self, /) -> UUID:
        """Who is absent. 委托人"""
    @property
    def delegate_id(self, /) -> UUID:
        """Who decides. 代理人"""
    @property
    def starts_at(self, /) -> datetime:
        """From when on. 开始时间"""
    @property
    def ends_at(self, /) -> datetime:
        """Until when. 结束时间"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ImportJob:
    """An import (导入任务)."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def created_by(self, /) -> UUID | None:
        """Who made it; nobody for the system. 创建人"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def updated_by(self, /) -> UUID | None:
        """Who last edited it. 更新人"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def deleted_by(self, /) -> UUID | None:
        """Who put it there. 删除人"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def entity(self, /) -> str:
        """The entity of the records it makes. 对象"""
    @property
    def file_name(self, /) -> str | None:
        """The file's name, as the caller gave it. 文件名"""
    @property
    def state(self, /) -> ImportState:
        """Where it stands. 状态"""
    @property
    def rows(self, /) -> int:
        """Rows seen so far; a resumed import goes on after them. 行数"""
    @property
    def created(self, /) -> int:
        """Records made. 新增数"""
    @property
    def updated(self, /) -> int:
        """Records changed. 更新数"""
    @property
    def skipped(self, /) -> int:
        """Rows left alone. 跳过数"""
    @property
    def failed(self, /) -> int:
        """Wrong rows. 失败数"""
    @property
    def header(self, /) -> str | None:
        """The columns of the file as a CSV line, for the error file. 表头"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class ImportJobSummary:
    """A list row of `ImportJob`."""
    @property
    def id(self, /) -> UUID:
        """Stable id. 编号"""
    @property
    def rev(self, /) -> int:
        """Counts the changes of this row; give it back as `expect_rev`. 版本"""
    @property
    def created_at(self, /) -> datetime:
        """When it was made. 创建时间"""
    @property
    def updated_at(self, /) -> datetime:
        """When a person last edited it or followed it up. 更新时间"""
    @property
    def deleted_at(self, /) -> datetime | None:
        """When it went to the recycle bin. 删除时间"""
    @property
    def custom(self, /) -> dict[str, Any]:
        """Values of custom fields, by key. 自定义字段"""
    @property
    def entity(self, /) -> str:
        """The entity of the records it makes. 对象"""
    @property
    def file_name(self, /) -> str | None:
        """The file's name, as the caller gave it. 文件名"""
    @property
    def state(self, /) -> ImportState:
        """Where it stands. 状态"""
    @property
    def rows(self, /) -> int:
        """Rows seen so far; a resumed import goes on after them. 行数"""
    @property
    def created(self, /) -> int:
        """Records made. 新增数"""
    @property
    def updated(self, /) -> int:
        """Records changed. 更新数"""
    @property
    def skipped(self, /) -> int:
        """Rows left alone. 跳过数"""
    @property
    def failed(self, /) -> int:
        """Wrong rows. 失败数"""
    @property
    def masked(self, /) -> builtins.list[str]:
        """Names of the fields that are blank: the caller may not read them."""
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...
