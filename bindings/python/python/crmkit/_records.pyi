"""``session.leads`` and the like."""

import builtins
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeAlias, TypedDict, TypeVar
from uuid import UUID

from typing_extensions import Required

from ._crmkit import *
from ._filter import Filter

_Id: TypeAlias = UUID | str
_Filter: TypeAlias = Filter | str | Mapping[str, Any] | None
_Order: TypeAlias = Sequence[str | Mapping[str, Any]]
_Record = TypeVar("_Record")
_Row = TypeVar("_Row")

SCHEMA: dict[str, Any]
COLLECTIONS: dict[str, type[Records[Any, Any]]]
FIELDS: dict[str, list[str]]
RECORDS: list[str]

def plural(entity: str) -> str: ...
def entity_of(command: dict[str, Any]) -> str | None: ...
def flat(argument: dict[str, Any]) -> list[dict[str, Any]] | None: ...
def commands() -> list[dict[str, Any]]: ...
def python_name(name: str) -> str: ...
def shape(command: dict[str, Any]) -> tuple[list[Any], list[Any], dict[str, str]]: ...
def to_dict(self: Any) -> dict[str, Any]: ...

class Records(Generic[_Record, _Row]):
    """The records of an entity, as one session sees them; every change is a command."""
    def __init__(self, session: Session) -> None: ...
    def get(self, id: _Id) -> _Record:
        """One record."""
    def iter(self, filter: _Filter = None, *, search: str | None = None, order: _Order = (), bin: str = "live") -> Iterator[_Row]:
        """All records of a query, page by page."""
    def count(self, filter: _Filter = None, *, search: str | None = None, bin: str = "live", totals: str = "capped") -> Total:
        """How many there are."""
    def aggregate(self, measures: Sequence[str | Mapping[str, str]] = ("count",), *, group: Sequence[str | Mapping[str, str]] = (), filter: _Filter = None) -> Table:
        """Numbers by group."""
    def history(self, id: _Id, *, before: str | None = None, limit: int = 50) -> list[HistoryEntry]:
        """Who changed what and when, the newest first."""
    def why_visible(self, id: _Id) -> list[Why]:
        """Why the caller sees a record."""
    def who_can_see(self, id: _Id) -> list[WhySeen]:
        """Who sees a record, and why."""
    def list(self, filter: _Filter = None, *, search: str | None = None, order: _Order = (), limit: int = 50, after: str | None = None, bin: str = "live", totals: str = "capped") -> Page[_Row]:
        """A page, the last edited first (of a search the last made) unless ``order`` says otherwise."""

class PoolView:
    """The customers of a pool, for its members."""
    def __init__(self, session: Session, pool: _Id) -> None: ...
    def get(self, id: _Id) -> Customer:
        """One of its customers."""
    def list(self, filter: _Filter = None, *, search: str | None = None, order: _Order = (), limit: int = 50, after: str | None = None, totals: str = "capped") -> Page[CustomerSummary]:
        """A page of its customers."""
    def contact(self, id: _Id) -> Contact:
        """One contact of its customers."""
    def contacts(self, filter: _Filter = None, *, search: str | None = None, order: _Order = (), limit: int = 50, after: str | None = None, totals: str = "capped") -> Page[ContactSummary]:
        """A page of the contacts of its customers."""
    def follow_ups(self, filter: _Filter = None, *, search: str | None = None, order: _Order = (), limit: int = 50, after: str | None = None, totals: str = "capped") -> Page[FollowUpSummary]:
        """A page of the follow-ups of its customers, for who may read follow-ups."""
    def invoice_titles(self, filter: _Filter = None, *, search: str | None = None, order: _Order = (), limit: int = 50, after: str | None = None, totals: str = "capped") -> Page[InvoiceTitleSummary]:
        """A page of the invoice titles of its customers, for who may read them."""
    def claim(self, customers: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Takes customers out of the pool for oneself."""
    def assign(self, customers: Sequence[_Id], to: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Gives customers of the pool to somebody; for its administrators."""
    def history(self, id: _Id, *, before: str | None = None, limit: int = 50) -> builtins.list[HistoryEntry]:
        """Who changed what of one of its customers and when, the newest first."""

class _ApprovalFlowPatch(TypedDict, total=False):
    name: str | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _CapacityRulePatch(TypedDict, total=False):
    name: str | None
    cap: int | None
    count_dealt: bool | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _ContactPatch(TypedDict, total=False):
    name: str | None
    mobile: str | None
    telephone: str | None
    email: str | None
    post: str | None
    decision_maker: bool | None
    sex: Sex | str | None
    address: str | None
    remark: str | None
    next_contact_at: datetime | str | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _ContractPatch(TypedDict, total=False):
    number: str | None
    name: str | None
    opportunity_id: _Id | None
    money: Decimal | int | str | None
    order_date: date | str | None
    starts_on: date | str | None
    ends_on: date | str | None
    contact_id: _Id | None
    kind: _Id | None
    payment_method: _Id | None
    remark: str | None
    discount_rate: Decimal | float | str | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _CustomerPatch(TypedDict, total=False):
    name: str | None
    kind: CustomerKind | str | None
    mobile: str | None
    telephone: str | None
    email: str | None
    website: str | None
    source: _Id | None
    industry: _Id | None
    level: _Id | None
    address: str | None
    remark: str | None
    next_contact_at: datetime | str | None
    region: str | None
    latitude: Decimal | float | str | None
    longitude: Decimal | float | str | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _DepartmentPatch(TypedDict, total=False):
    name: str | None
    parent_id: _Id | None
    manager_id: _Id | None
    position: int | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _EmployeePatch(TypedDict, total=False):
    name: str | None
    mobile: str | None
    email: str | None
    number: str | None
    sex: Sex | str | None
    department_id: _Id | None
    post: str | None
    superior_id: _Id | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _FieldDefinitionPatch(TypedDict, total=False):
    label: str | None
    label_en: str | None
    required: bool | None
    indexed: bool | None
    archived: bool | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _FollowUpPatch(TypedDict, total=False):
    content: str | None
    method: _Id | None
    next_contact_at: datetime | str | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _InvoicePatch(TypedDict, total=False):
    number: str | None
    money: Decimal | int | str | None
    applied_on: date | str | None
    kind: _Id | None
    remark: str | None
    title_kind: TitleKind | str | None
    title: str | None
    tax_number: str | None
    bank: str | None
    account: str | None
    address: str | None
    phone: str | None
    post_name: str | None
    post_mobile: str | None
    post_address: str | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _InvoiceTitlePatch(TypedDict, total=False):
    kind: TitleKind | str | None
    title: str | None
    tax_number: str | None
    bank: str | None
    account: str | None
    address: str | None
    phone: str | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _LeadPatch(TypedDict, total=False):
    name: str | None
    contact_name: str | None
    mobile: str | None
    telephone: str | None
    email: str | None
    source: _Id | None
    industry: _Id | None
    level: _Id | None
    address: str | None
    region: str | None
    remark: str | None
    next_contact_at: datetime | str | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _NewApprovalFlow(TypedDict, total=False):
    name: Required[str]
    entity: Required[str]
    custom: Mapping[str, Any] | None

class _NewCapacityRule(TypedDict, total=False):
    name: Required[str]
    kind: Required[CapacityKind | str]
    cap: Required[int]
    count_dealt: bool | None
    custom: Mapping[str, Any] | None

class _NewContact(TypedDict, total=False):
    name: Required[str]
    customer_id: Required[_Id]
    mobile: str | None
    telephone: str | None
    email: str | None
    post: str | None
    decision_maker: bool | None
    sex: Sex | str | None
    address: str | None
    remark: str | None
    next_contact_at: datetime | str | None
    owner_id: _Id | None
    custom: Mapping[str, Any] | None

class _NewContract(TypedDict, total=False):
    number: str | None
    name: Required[str]
    customer_id: Required[_Id]
    opportunity_id: _Id | None
    money: Decimal | int | str | None
    currency: str | None
    order_date: Required[date | str]
    starts_on: date | str | None
    ends_on: date | str | None
    contact_id: _Id | None
    kind: _Id | None
    payment_method: _Id | None
    remark: str | None
    discount_rate: Decimal | float | str | None
    owner_id: _Id | None
    custom: Mapping[str, Any] | None

class _NewCustomer(TypedDict, total=False):
    name: Required[str]
    kind: CustomerKind | str | None
    mobile: str | None
    telephone: str | None
    email: str | None
    website: str | None
    source: _Id | None
    industry: _Id | None
    level: _Id | None
    address: str | None
    remark: str | None
    next_contact_at: datetime | str | None
    owner_id: _Id | None
    region: str | None
    latitude: Decimal | float | str | None
    longitude: Decimal | float | str | None
    custom: Mapping[str, Any] | None

class _NewDepartment(TypedDict, total=False):
    name: Required[str]
    parent_id: _Id | None
    manager_id: _Id | None
    position: int | None
    custom: Mapping[str, Any] | None

class _NewEmployee(TypedDict, total=False):
    name: Required[str]
    mobile: Required[str]
    email: str | None
    number: str | None
    sex: Sex | str | None
    department_id: Required[_Id]
    post: str | None
    superior_id: _Id | None
    custom: Mapping[str, Any] | None

class _NewFieldDefinition(TypedDict, total=False):
    entity: Required[str]
    key: Required[str]
    kind: Required[CustomKind | str]
    label: Required[str]
    label_en: str | None
    required: bool | None
    indexed: bool | None
    archived: bool | None
    custom: Mapping[str, Any] | None

class _NewFollowUp(TypedDict, total=False):
    lead_id: _Id | None
    contact_id: _Id | None
    opportunity_id: _Id | None
    contract_id: _Id | None
    customer_id: _Id | None
    content: Required[str]
    method: _Id | None
    at: datetime | str | None
    next_contact_at: datetime | str | None
    custom: Mapping[str, Any] | None

class _NewInvoice(TypedDict, total=False):
    number: str | None
    contract_id: Required[_Id]
    money: Required[Decimal | int | str]
    applied_on: Required[date | str]
    kind: _Id | None
    remark: str | None
    title_kind: TitleKind | str | None
    title: str | None
    tax_number: str | None
    bank: str | None
    account: str | None
    address: str | None
    phone: str | None
    post_name: str | None
    post_mobile: str | None
    post_address: str | None
    owner_id: _Id | None
    custom: Mapping[str, Any] | None

class _NewInvoiceTitle(TypedDict, total=False):
    customer_id: Required[_Id]
    kind: TitleKind | str | None
    title: Required[str]
    tax_number: str | None
    bank: str | None
    account: str | None
    address: str | None
    phone: str | None
    custom: Mapping[str, Any] | None

class _NewLead(TypedDict, total=False):
    name: Required[str]
    contact_name: str | None
    mobile: str | None
    telephone: str | None
    email: str | None
    source: _Id | None
    industry: _Id | None
    level: _Id | None
    address: str | None
    region: str | None
    remark: str | None
    next_contact_at: datetime | str | None
    owner_id: _Id | None
    custom: Mapping[str, Any] | None

class _NewOpportunity(TypedDict, total=False):
    name: Required[str]
    customer_id: Required[_Id]
    primary_contact_id: _Id | None
    money: Decimal | int | str | None
    expected_on: date | str | None
    probability_by_hand: Decimal | float | str | None
    discount_rate: Decimal | float | str | None
    owner_id: _Id | None
    remark: str | None
    next_contact_at: datetime | str | None
    custom: Mapping[str, Any] | None

class _NewOptionItem(TypedDict, total=False):
    list: Required[str]
    label: Required[str]
    label_en: str | None
    position: int | None
    archived: bool | None
    custom: Mapping[str, Any] | None

class _NewPool(TypedDict, total=False):
    name: Required[str]
    enabled: bool | None
    remark: str | None
    claim_limit: int | None
    claim_period: ClaimPeriod | str | None
    cool_down_days: int | None
    held_limit: int | None
    automatic: bool | None
    priority: int | None
    remind_days: int | None
    keep_team: bool | None
    custom: Mapping[str, Any] | None

class _NewProduct(TypedDict, total=False):
    name: Required[str]
    category_id: Required[_Id]
    code: Required[str]
    unit: _Id | None
    price: Required[Decimal | int | str]
    cost_price: Decimal | int | str | None
    tax_rate: Decimal | float | str | None
    bar_code: str | None
    description: str | None
    owner_id: _Id | None
    custom: Mapping[str, Any] | None

class _NewProductCategory(TypedDict, total=False):
    name: Required[str]
    parent_id: _Id | None
    position: int | None
    custom: Mapping[str, Any] | None

class _NewReceivable(TypedDict, total=False):
    number: str | None
    contract_id: Required[_Id]
    received_on: Required[date | str]
    money: Required[Decimal | int | str]
    method: _Id | None
    remark: str | None
    owner_id: _Id | None
    custom: Mapping[str, Any] | None

class _NewRole(TypedDict, total=False):
    name: Required[str]
    scope: DataScope | str | None
    remark: str | None
    custom: Mapping[str, Any] | None

class _NewStageGroup(TypedDict, total=False):
    name: Required[str]
    enabled: bool | None
    position: int | None
    custom: Mapping[str, Any] | None

class _NewVisit(TypedDict, total=False):
    number: str | None
    visited_at: Required[datetime | str]
    owner_id: _Id | None
    form: _Id | None
    contract_id: Required[_Id]
    contact_id: _Id | None
    satisfaction: Satisfaction | str | None
    feedback: str | None
    custom: Mapping[str, Any] | None

class _OpportunityPatch(TypedDict, total=False):
    name: str | None
    primary_contact_id: _Id | None
    money: Decimal | int | str | None
    expected_on: date | str | None
    probability_by_hand: Decimal | float | str | None
    discount_rate: Decimal | float | str | None
    remark: str | None
    next_contact_at: datetime | str | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _OptionItemPatch(TypedDict, total=False):
    label: str | None
    label_en: str | None
    position: int | None
    archived: bool | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _PoolPatch(TypedDict, total=False):
    name: str | None
    enabled: bool | None
    remark: str | None
    claim_limit: int | None
    claim_period: ClaimPeriod | str | None
    cool_down_days: int | None
    held_limit: int | None
    automatic: bool | None
    priority: int | None
    remind_days: int | None
    keep_team: bool | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _ProductCategoryPatch(TypedDict, total=False):
    name: str | None
    parent_id: _Id | None
    position: int | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _ProductPatch(TypedDict, total=False):
    name: str | None
    category_id: _Id | None
    code: str | None
    unit: _Id | None
    price: Decimal | int | str | None
    cost_price: Decimal | int | str | None
    tax_rate: Decimal | float | str | None
    bar_code: str | None
    description: str | None
    owner_id: _Id | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _ReceivablePatch(TypedDict, total=False):
    number: str | None
    received_on: date | str | None
    money: Decimal | int | str | None
    method: _Id | None
    remark: str | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _ReceivablePlanPatch(TypedDict, total=False):
    money: Decimal | int | str | None
    due_on: date | str | None
    method: _Id | None
    remind_days: int | None
    remark: str | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _RolePatch(TypedDict, total=False):
    name: str | None
    scope: DataScope | str | None
    remark: str | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _SettingsPatch(TypedDict, total=False):
    company: str | None
    zone: str | None
    currency: str | None
    locale: str | None
    country: str | None
    duplicates_show: DuplicatePolicy | str | None
    purge_after_days: int | None
    price_places: int | None
    over_payment: OverPayment | str | None
    contract_expiry_days: int | None
    visit_days: int | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _StageGroupPatch(TypedDict, total=False):
    name: str | None
    enabled: bool | None
    position: int | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _VisitPatch(TypedDict, total=False):
    number: str | None
    visited_at: datetime | str | None
    form: _Id | None
    contact_id: _Id | None
    satisfaction: Satisfaction | str | None
    feedback: str | None
    clear: Sequence[str] | None
    custom: Mapping[str, Any] | None

class _Competitor(TypedDict, total=False):
    name: Required[str]
    price: Decimal | int | str | None
    remark: str | None

class _ContactInRole(TypedDict, total=False):
    contact: Required[_Id]
    role: Required[ContactRole | str]

class _FieldRight(TypedDict, total=False):
    entity: Required[str]
    field: Required[str]
    access: Required[FieldAccess | str]

class _FileReference(TypedDict, total=False):
    name: Required[str]
    reference: Required[str]
    size: int | None

class _FlowBranch(TypedDict, total=False):
    id: Required[int]
    step: Required[int]
    priority: Required[int]
    name: str | None
    condition: str | None
    employees: Sequence[_Id]
    departments: Sequence[_Id]
    roles: Sequence[_Id]

class _FlowRules(TypedDict, total=False):
    steps: Required[Sequence[_FlowStep]]
    branches: Sequence[_FlowBranch]
    admins: Sequence[_Id]
    resume: Resume | str | None
    repeated: Repeated | str | None
    own: OwnDecision | str | None
    remind_hours: int | None

class _FlowStep(TypedDict, total=False):
    id: Required[int]
    kind: Required[StepKind | str]
    branch: int | None
    mode: SignMode | str | None
    people: Sequence[_Id]
    role: _Id | None
    level: int | None
    several: bool
    when_empty: WhenEmpty | str | None

class _ImportRow(TypedDict, total=False):
    number: Required[int]
    cells: Required[Sequence[str]]
    broken: Required[str | None]

class _LeadChoice(TypedDict, total=False):
    lead: Required[_Id]
    handling: Required[DuplicateHandling | str]
    customer: _Id | None

class _MappedField(TypedDict, total=False):
    lead_field: Required[str]
    customer_field: str | None

class _NewAllocation(TypedDict, total=False):
    contract_id: _Id | None
    plan_id: _Id | None
    money: Required[Decimal | int | str]

class _NewInvoiceLine(TypedDict, total=False):
    name: Required[str]
    money: Required[Decimal | int | str]
    tax_rate: Required[Decimal | float | str]

class _NewLine(TypedDict, total=False):
    product_id: Required[_Id]
    quantity: Required[Decimal | float | str]
    list_price: Decimal | int | str | None
    sales_price: Decimal | int | str | None
    discount: Decimal | float | str | None
    unit: _Id | None
    tax_rate: Decimal | float | str | None

class _NewNumberPart(TypedDict, total=False):
    kind: Required[NumberPartKind | str]
    text: str | None
    pattern: DatePattern | str | None
    start: str | None
    step: int | None
    reset: CounterReset | str | None

class _NewProductFile(TypedDict, total=False):
    kind: Required[ProductFileKind | str]
    name: Required[str]
    reference: Required[str]
    size: int | None

class _PlanTerms(TypedDict, total=False):
    money: Required[Decimal | int | str]
    due_on: Required[date | str]
    method: _Id | None
    remind_days: int | None
    remark: str | None

class _RecycleRule(TypedDict, total=False):
    kind: Required[PoolRuleKind | str]
    days: Required[int]
    level: _Id | None
    dealt: bool
    with_opportunity: bool

class _StageSetup(TypedDict, total=False):
    stage: _Id | None
    name: Required[str]
    win_rate: Required[Decimal | float | str]
    rotten_days: int | None
    required_fields: Sequence[str]
    checklist: Sequence[str]

class _StepChoice(TypedDict, total=False):
    step: Required[int]
    people: Required[Sequence[_Id]]

class _SettingsRecords(Records[Settings, SettingsSummary]):
    """Settings of the company; one row, made by the set-up."""
    def update(self, *, company: str | None = None, zone: str | None = None, currency: str | None = None, locale: str | None = None, country: str | None = None, duplicates_show: DuplicatePolicy | str | None = None, purge_after_days: int | None = None, price_places: int | None = None, over_payment: OverPayment | str | None = None, contract_expiry_days: int | None = None, visit_days: int | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes the company's settings."""

class _DepartmentRecords(Records[Department, DepartmentSummary]):
    """A department (部门)."""
    def create(self, *, name: str, parent_id: _Id | None = None, manager_id: _Id | None = None, position: int | None = None, custom: Mapping[str, Any] | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds a department."""
    def update(self, department: _Id, *, name: str | None = None, parent_id: _Id | None = None, manager_id: _Id | None = None, position: int | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a department or moves it in the tree."""
    def delete(self, department: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Deletes a department that has no departments and employees and that no pool and no role lists."""

class _EmployeeRecords(Records[Employee, EmployeeSummary]):
    """An employee (员工), who acts in the CRM."""
    def create(self, roles: Sequence[_Id], *, name: str, mobile: str, department_id: _Id, email: str | None = None, number: str | None = None, sex: Sex | str | None = None, post: str | None = None, superior_id: _Id | None = None, custom: Mapping[str, Any] | None = None, password_hash: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds an employee. Without a password he is invited and cannot log in yet."""
    def update(self, employee: _Id, *, name: str | None = None, mobile: str | None = None, email: str | None = None, number: str | None = None, sex: Sex | str | None = None, department_id: _Id | None = None, post: str | None = None, superior_id: _Id | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes an employee."""
    def disable(self, employee: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Disables an employee who leaves: he can no longer log in, and what he owns stays his until it is handed over."""
    def enable(self, employee: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Lets a disabled or invited employee in again."""
    def set_roles(self, employee: _Id, roles: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Sets the roles that an employee holds. Nobody gives a role that permits more than he may himself, and the last super administrator stays one."""
    def set_password(self, employee: _Id, password_hash: str, *, command_id: UUID | None = None) -> Outcome:
        """Sets a password: one's own, or with the right to manage employees anybody's."""
    def hand_over(self, from_: _Id, to: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Hands over a chunk of what somebody who has left (is disabled) owns to one or several others in turn, those in the recycle bin too, and what he was to decide. A super administrator may do it before he leaves."""

class _EmployeeRoleRecords(Records[EmployeeRole, EmployeeRole]):
    """A role that an employee holds."""

class _RoleRecords(Records[Role, RoleSummary]):
    """A role (角色)."""
    def create(self, operations: Sequence[str], *, name: str, scope: DataScope | str | None = None, remark: str | None = None, custom: Mapping[str, Any] | None = None, departments: Sequence[_Id] | None = None, employees: Sequence[_Id] | None = None, fields: Sequence[_FieldRight] | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds a role."""
    def update(self, role: _Id, *, name: str | None = None, scope: DataScope | str | None = None, remark: str | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, operations: Sequence[str] | None = None, departments: Sequence[_Id] | None = None, employees: Sequence[_Id] | None = None, fields: Sequence[_FieldRight] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a role; lists that are given replace the old ones."""
    def copy(self, role: _Id, name: str, *, command_id: UUID | None = None) -> Outcome:
        """Copies a role under a new name, with everything it permits."""
    def delete(self, role: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Deletes a role that nobody holds."""

class _RoleRightRecords(Records[RoleRight, RoleRight]):
    """An operation that a role permits."""

class _RoleTargetRecords(Records[RoleTarget, RoleTarget]):
    """A department or employee in a role's custom scope."""

class _RoleFieldRecords(Records[RoleField, RoleField]):
    """What a role may do with a field; unset means read and edit."""

class _FieldDefinitionRecords(Records[FieldDefinition, FieldDefinitionSummary]):
    """The definition of a custom field (自定义字段)."""
    def define(self, *, entity: str, key: str, kind: CustomKind | str, label: str, label_en: str | None = None, required: bool | None = None, indexed: bool | None = None, archived: bool | None = None, custom: Mapping[str, Any] | None = None, options: Sequence[str] | None = None, command_id: UUID | None = None) -> Outcome:
        """Defines a custom field of an entity."""
    def update(self, field: _Id, *, label: str | None = None, label_en: str | None = None, required: bool | None = None, indexed: bool | None = None, archived: bool | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a custom field's labels, whether it is required, indexed or archived. Kind and key stay."""

class _OptionItemRecords(Records[OptionItem, OptionItemSummary]):
    """An option of a list (选项); referred to by id, never deleted while used."""
    def create(self, *, list: str, label: str, label_en: str | None = None, position: int | None = None, archived: bool | None = None, custom: Mapping[str, Any] | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds an option to a list."""
    def update(self, option: _Id, *, label: str | None = None, label_en: str | None = None, position: int | None = None, archived: bool | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes, moves or archives an option; archived ones stay readable where they are used."""
    def delete(self, option: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Deletes an option that no record uses."""

class _LeadRecords(Records[Lead, LeadSummary]):
    """A lead (线索): somebody who may become a customer."""
    def create(self, *, name: str, contact_name: str | None = None, mobile: str | None = None, telephone: str | None = None, email: str | None = None, source: _Id | None = None, industry: _Id | None = None, level: _Id | None = None, address: str | None = None, region: str | None = None, remark: str | None = None, next_contact_at: datetime | str | None = None, owner_id: _Id | None = None, custom: Mapping[str, Any] | None = None, command_id: UUID | None = None) -> Outcome:
        """Makes a lead. Its owner is the caller unless said otherwise; planning a contact is not a follow-up and leaves "last follow-up" empty."""
    def update(self, lead: _Id, *, name: str | None = None, contact_name: str | None = None, mobile: str | None = None, telephone: str | None = None, email: str | None = None, source: _Id | None = None, industry: _Id | None = None, level: _Id | None = None, address: str | None = None, region: str | None = None, remark: str | None = None, next_contact_at: datetime | str | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a lead that has not become a customer."""
    def delete(self, leads: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Puts leads into the recycle bin."""
    def restore(self, leads: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Takes leads out of the recycle bin."""
    def transfer(self, leads: Sequence[_Id], to: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Hands leads to another owner, who sees them as open, assigned and not yet followed up."""
    def set_status(self, leads: Sequence[_Id], status: LeadStatus | str, *, reason: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Gives leads up, for now or for good, or takes them up again. They leave the to-do lists until then; a transfer takes them up as well."""
    def convert(self, leads: Sequence[_Id], *, on_duplicate: DuplicateHandling | str | None = None, choices: Sequence[_LeadChoice] | None = None, contact: bool | None = None, opportunity: bool | None = None, command_id: UUID | None = None) -> Outcome:
        """Turns each lead into a customer of the same owner, or joins it to a customer that there is and that the caller may edit. Its follow-ups then stand on both."""

class _LeadMappingRecords(Records[LeadMapping, LeadMapping]):
    """Where conversion copies a field of leads, when it does not go where it goes by default."""
    def set(self, fields: Sequence[MappedField | _MappedField], *, command_id: UUID | None = None) -> Outcome:
        """Says to which fields of the customer conversion copies fields of a lead. Those that are not named stay as they are."""

class _CustomerRecords(Records[Customer, CustomerSummary]):
    """A customer (客户)."""
    def create(self, *, name: str, kind: CustomerKind | str | None = None, mobile: str | None = None, telephone: str | None = None, email: str | None = None, website: str | None = None, source: _Id | None = None, industry: _Id | None = None, level: _Id | None = None, address: str | None = None, remark: str | None = None, next_contact_at: datetime | str | None = None, owner_id: _Id | None = None, region: str | None = None, latitude: Decimal | float | str | None = None, longitude: Decimal | float | str | None = None, custom: Mapping[str, Any] | None = None, command_id: UUID | None = None) -> Outcome:
        """Makes a customer. Its owner is the caller unless said otherwise; its recycle clock starts now."""
    def update(self, customer: _Id, *, name: str | None = None, kind: CustomerKind | str | None = None, mobile: str | None = None, telephone: str | None = None, email: str | None = None, website: str | None = None, source: _Id | None = None, industry: _Id | None = None, level: _Id | None = None, address: str | None = None, remark: str | None = None, next_contact_at: datetime | str | None = None, region: str | None = None, latitude: Decimal | float | str | None = None, longitude: Decimal | float | str | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a customer."""
    def delete(self, customers: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Puts customers into the recycle bin. One that has live contacts stays."""
    def restore(self, customers: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Takes customers out of the recycle bin."""
    def transfer(self, customers: Sequence[_Id], to: _Id, *, keep: TeamAccess | str | None = None, keep_until: datetime | str | None = None, cascade: Sequence[Cascade | str] | None = None, command_id: UUID | None = None) -> Outcome:
        """Hands customers to another owner. Team membership does not suffice to do it. The old owner goes, or stays as a team member."""
    def merge(self, into: _Id, from_: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Merges customers into one that the caller may edit; he may delete the others. Each that is merged lies in the recycle bin afterwards."""
    def add_member(self, customers: Sequence[_Id], employee: _Id, access: TeamAccess | str, *, expires_at: datetime | str | None = None, cascade: Sequence[Cascade | str] | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds somebody to the teams of customers; a member already gets the new access and expiry, on these customers only."""
    def remove_member(self, customers: Sequence[_Id], employee: _Id, *, cascade: Sequence[Cascade | str] | None = None, command_id: UUID | None = None) -> Outcome:
        """Removes somebody from the teams of customers."""
    def leave_team(self, customers: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Leaves the teams of customers. It is not undone: whoever was let go does not come back by himself."""
    def lock(self, customers: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Locks customers: no rule and no person puts them into the pool until they are unlocked."""
    def unlock(self, customers: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Unlocks customers."""
    def set_deal(self, customers: Sequence[_Id], *, dealt: bool | None = None, on: date | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Says by hand whether customers have dealt, or lets it follow from their contracts again."""
    def set_primary_contact(self, customer: _Id, *, contact: _Id | None = None, command_id: UUID | None = None) -> Outcome:
        """Says which contact of a customer to speak to first."""

class _CustomerMemberRecords(Records[CustomerMember, CustomerMember]):
    """A member of a customer's team (团队成员)."""

class _ContactRecords(Records[Contact, ContactSummary]):
    """A contact (联系人): a person at a customer."""
    def create(self, *, name: str, customer_id: _Id, mobile: str | None = None, telephone: str | None = None, email: str | None = None, post: str | None = None, decision_maker: bool | None = None, sex: Sex | str | None = None, address: str | None = None, remark: str | None = None, next_contact_at: datetime | str | None = None, owner_id: _Id | None = None, custom: Mapping[str, Any] | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds a contact to a customer that the caller sees. Its owner is the caller unless said otherwise; a customer's first contact is its primary one."""
    def update(self, contact: _Id, *, name: str | None = None, mobile: str | None = None, telephone: str | None = None, email: str | None = None, post: str | None = None, decision_maker: bool | None = None, sex: Sex | str | None = None, address: str | None = None, remark: str | None = None, next_contact_at: datetime | str | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a contact."""
    def delete(self, contacts: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Puts contacts into the recycle bin. A customer whose primary contact goes has none until somebody names another."""
    def restore(self, contacts: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Takes contacts out of the recycle bin, while their customer is not in it."""
    def transfer(self, contacts: Sequence[_Id], to: _Id, *, keep: TeamAccess | str | None = None, keep_until: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Hands contacts to another owner. Team membership does not suffice to do it. The old owner goes, or stays as a team member."""
    def add_member(self, contacts: Sequence[_Id], employee: _Id, access: TeamAccess | str, *, expires_at: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds somebody to the teams of contacts; a member already gets the new access and expiry, on these contacts only."""
    def remove_member(self, contacts: Sequence[_Id], employee: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Removes somebody from the teams of contacts."""
    def leave_team(self, contacts: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Leaves the teams of contacts. It is not undone."""

class _ContactMemberRecords(Records[ContactMember, ContactMember]):
    """A member of a contact's team (团队成员)."""

class _CapacityRuleRecords(Records[CapacityRule, CapacityRuleSummary]):
    """How many customers each of the named people may own or lock."""
    def create(self, employees: Sequence[_Id], departments: Sequence[_Id], *, name: str, kind: CapacityKind | str, cap: int, count_dealt: bool | None = None, custom: Mapping[str, Any] | None = None, command_id: UUID | None = None) -> Outcome:
        """Limits how many customers each of some people may own or lock."""
    def update(self, rule: _Id, *, name: str | None = None, cap: int | None = None, count_dealt: bool | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, employees: Sequence[_Id] | None = None, departments: Sequence[_Id] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a capacity rule; lists that are given replace the old ones. Who has more than a lowered cap keeps it and gets no more."""
    def delete(self, rule: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Deletes a capacity rule: there is no such limit any more."""

class _CapacityTargetRecords(Records[CapacityTarget, CapacityTarget]):
    """An employee or a department whose employees a capacity rule is for."""

class _PoolRecords(Records[Pool, PoolSummary]):
    """A public pool (公海) of customers that nobody owns."""
    def create(self, admins: Sequence[_Id], members: Sequence[_Id], departments: Sequence[_Id], *, name: str, enabled: bool | None = None, remark: str | None = None, claim_limit: int | None = None, claim_period: ClaimPeriod | str | None = None, cool_down_days: int | None = None, held_limit: int | None = None, automatic: bool | None = None, priority: int | None = None, remind_days: int | None = None, keep_team: bool | None = None, custom: Mapping[str, Any] | None = None, command_id: UUID | None = None) -> Outcome:
        """Makes a pool. It needs an administrator and at least one member or member department."""
    def update(self, pool: _Id, *, name: str | None = None, enabled: bool | None = None, remark: str | None = None, claim_limit: int | None = None, claim_period: ClaimPeriod | str | None = None, cool_down_days: int | None = None, held_limit: int | None = None, automatic: bool | None = None, priority: int | None = None, remind_days: int | None = None, keep_team: bool | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, admins: Sequence[_Id] | None = None, members: Sequence[_Id] | None = None, departments: Sequence[_Id] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a pool; member lists that are given replace the old ones."""
    def delete(self, pool: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Deletes a pool that has no customers, the recycle bin included."""
    def set_rules(self, pool: _Id, rules: Sequence[_RecycleRule], *, command_id: UUID | None = None) -> Outcome:
        """Says when a pool takes customers from its members; these rules replace the old ones."""
    def set_hidden_fields(self, pool: _Id, fields: Sequence[str], *, command_id: UUID | None = None) -> Outcome:
        """Says which fields of customers a pool does not show to its members, in place of those it did not show before. The name and one more field stay visible."""
    def claim(self, pool: _Id, customers: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Takes customers out of a pool for oneself; for its members, not for who only manages pools. It is not undone but put back: whoever claims has seen what the pool hides, so the claim counts."""
    def assign(self, pool: _Id, customers: Sequence[_Id], to: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Gives customers of a pool to somebody; for its administrators, to oneself for those who are members. The pool's limits on claiming do not hold."""
    def move(self, from_: _Id, to: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Moves customers of a pool to another that works, those in the recycle bin too; for administrators of both. It moves at most 500 and says how many: given again until it moves none, it moves them all."""
    def delete_customers(self, pool: _Id, customers: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Puts customers of a pool into the recycle bin, their contacts with them; for its administrators."""
    def restore_customers(self, pool: _Id, customers: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Takes customers of a pool out of the recycle bin, and the contacts that were deleted together with them; for its administrators."""
    def release(self, pool: _Id, customers: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Puts customers into a pool. Their owner becomes the previous owner, whoever does it."""

class _PoolMemberRecords(Records[PoolMember, PoolMember]):
    """Who may use a pool: an employee or the employees of a department."""

class _PoolRuleRecords(Records[PoolRule, PoolRule]):
    """When a pool takes customers from its members; one rule that fits is enough."""

class _PoolHiddenFieldRecords(Records[PoolHiddenField, PoolHiddenField]):
    """A field of customers that a pool does not show to its members."""

class _FollowUpRecords(Records[FollowUp, FollowUpSummary]):
    """A follow-up (跟进记录): what was said to a lead or customer, one of its contacts or about one of its opportunities or contracts, and when to speak again."""
    def create(self, *, content: str, lead_id: _Id | None = None, contact_id: _Id | None = None, opportunity_id: _Id | None = None, contract_id: _Id | None = None, customer_id: _Id | None = None, method: _Id | None = None, at: datetime | str | None = None, next_contact_at: datetime | str | None = None, custom: Mapping[str, Any] | None = None, contacts: Sequence[_Id] | None = None, files: Sequence[_FileReference] | None = None, command_id: UUID | None = None) -> Outcome:
        """Records what was said to a lead, a customer or a contact, or about an opportunity or a contract, and when to speak again."""
    def sign_in(self, customer: _Id, latitude: Decimal | float | str, longitude: Decimal | float | str, place: str, *, content: str | None = None, method: _Id | None = None, next_contact_at: datetime | str | None = None, contacts: Sequence[_Id] | None = None, files: Sequence[_FileReference] | None = None, command_id: UUID | None = None) -> Outcome:
        """Signs in at a customer: says that the caller is there now. It counts as a follow-up, and is neither deleted nor undone."""
    def update(self, follow_up: _Id, *, content: str | None = None, method: _Id | None = None, next_contact_at: datetime | str | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Corrects a follow-up: its author, or who may edit the record it stands on. What the records on which it stands show of it changes too."""
    def delete(self, follow_up: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Deletes a follow-up, but no sign-in. After the newest one, the records on which it stands show the one before."""
    def restore(self, follow_ups: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Takes follow-ups out of the recycle bin. The newest one shows again."""

class _FollowUpContactRecords(Records[FollowUpContact, FollowUpContact]):
    """A further contact that was spoken to, besides the one that the follow-up itself names."""

class _FollowUpFileRecords(Records[FollowUpFile, FollowUpFile]):
    """A file or photo that belongs to a follow-up. The host keeps the file; here stands where."""

class _TodoMarkRecords(Records[TodoMark, TodoMark]):
    """That somebody marked an item of a to-do list as handled, without acting."""
    def handle(self, kind: TodoKind | str, records: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Marks items of one's own to-do list as handled. They wait again when they change."""

class _InvoiceTitleRecords(Records[InvoiceTitle, InvoiceTitleSummary]):
    """An invoice title (发票抬头) of a customer, kept to be used again."""
    def create(self, *, customer_id: _Id, title: str, kind: TitleKind | str | None = None, tax_number: str | None = None, bank: str | None = None, account: str | None = None, address: str | None = None, phone: str | None = None, custom: Mapping[str, Any] | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds an invoice title to a customer that the caller may edit."""
    def update(self, invoice_title: _Id, *, kind: TitleKind | str | None = None, title: str | None = None, tax_number: str | None = None, bank: str | None = None, account: str | None = None, address: str | None = None, phone: str | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes an invoice title."""
    def delete(self, invoice_title: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Puts an invoice title into the recycle bin."""
    def restore(self, invoice_titles: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Takes invoice titles out of the recycle bin, where their names are still free."""

class _StageGroupRecords(Records[StageGroup, StageGroupSummary]):
    """A group of stages (商机组) through which opportunities go."""
    def create(self, stages: Sequence[_StageSetup], *, name: str, enabled: bool | None = None, position: int | None = None, custom: Mapping[str, Any] | None = None, departments: Sequence[_Id] | None = None, command_id: UUID | None = None) -> Outcome:
        """Makes a stage group with its stages, in their order."""
    def update(self, stage_group: _Id, *, name: str | None = None, enabled: bool | None = None, position: int | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, stages: Sequence[_StageSetup] | None = None, departments: Sequence[_Id] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a stage group; stages and departments that are given replace the old ones. Stages at which opportunities stand stay."""
    def delete(self, stage_group: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Puts a stage group that no opportunity has taken into the recycle bin."""
    def restore(self, stage_groups: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Takes stage groups out of the recycle bin."""

class _StageGroupDepartmentRecords(Records[StageGroupDepartment, StageGroupDepartment]):
    """A department to whose people, and to those of the departments below it, a stage group is offered; a group without any is everybody's."""

class _StageRecords(Records[Stage, StageSummary]):
    """A stage (商机阶段) of a group."""

class _StageFieldRecords(Records[StageField, StageField]):
    """A field of opportunities that must be filled before they go on from a stage."""

class _StageCheckRecords(Records[StageCheck, StageCheck]):
    """Something to be done before opportunities go on from a stage: an item of its checklist."""

class _OpportunityRecords(Records[Opportunity, OpportunitySummary]):
    """An opportunity (商机)."""
    def create(self, *, name: str, customer_id: _Id, primary_contact_id: _Id | None = None, money: Decimal | int | str | None = None, expected_on: date | str | None = None, probability_by_hand: Decimal | float | str | None = None, discount_rate: Decimal | float | str | None = None, owner_id: _Id | None = None, remark: str | None = None, next_contact_at: datetime | str | None = None, custom: Mapping[str, Any] | None = None, stage_group: _Id | None = None, stage: _Id | None = None, lines: Sequence[_NewLine] | None = None, command_id: UUID | None = None) -> Outcome:
        """Makes an opportunity of a customer that the caller sees. Its owner is the caller unless said otherwise."""
    def update(self, opportunity: _Id, *, name: str | None = None, primary_contact_id: _Id | None = None, money: Decimal | int | str | None = None, expected_on: date | str | None = None, probability_by_hand: Decimal | float | str | None = None, discount_rate: Decimal | float | str | None = None, remark: str | None = None, next_contact_at: datetime | str | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, lines: Sequence[_NewLine] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes an opportunity, but neither its stage nor its end. Products that are given replace the old ones, and it is then worth what they come to. After its end, who may not reopen it changes its remark and its next contact."""
    def advance(self, opportunity: _Id, stage: _Id, *, expect: _Id | None = None, command_id: UUID | None = None) -> Outcome:
        """Moves an opportunity to a later or an earlier stage of its group. Who goes on has filled the fields and done the checklists of the stages that he leaves behind."""
    def change_group(self, opportunity: _Id, stage_group: _Id, *, stage: _Id | None = None, command_id: UUID | None = None) -> Outcome:
        """Lets an opportunity go through another group of stages."""
    def check(self, opportunity: _Id, item: _Id, done: bool, *, command_id: UUID | None = None) -> Outcome:
        """Says whether an item of a stage's checklist is done for an open opportunity."""
    def end(self, opportunity: _Id, state: OpportunityState | str, *, reason: _Id | None = None, remark: str | None = None, expect: _Id | None = None, command_id: UUID | None = None) -> Outcome:
        """Ends an opportunity: won, lost or invalid. Who loses one says why; who wins one has done what its stages ask for, and is told while it has no contract."""
    def reopen(self, opportunity: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Opens an opportunity again that had ended. It stands where it stood last."""
    def delete(self, opportunities: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Puts opportunities into the recycle bin."""
    def restore(self, opportunities: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Takes opportunities out of the recycle bin, while their customer is not in it."""
    def transfer(self, opportunities: Sequence[_Id], to: _Id, *, keep: TeamAccess | str | None = None, keep_until: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Hands opportunities to another owner. Team membership does not suffice to do it. The old owner goes, or stays as a team member."""
    def set_contacts(self, opportunity: _Id, contacts: Sequence[_ContactInRole], *, command_id: UUID | None = None) -> Outcome:
        """Says what contacts of the customer are to an opportunity, in place of what was said before."""
    def set_competitors(self, opportunity: _Id, competitors: Sequence[_Competitor], *, command_id: UUID | None = None) -> Outcome:
        """Says who competes for an opportunity, in place of what was said before."""
    def add_member(self, opportunities: Sequence[_Id], employee: _Id, access: TeamAccess | str, *, expires_at: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds somebody to the teams of opportunities; a member already gets the new access and expiry, on these opportunities only."""
    def remove_member(self, opportunities: Sequence[_Id], employee: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Removes somebody from the teams of opportunities."""
    def leave_team(self, opportunities: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Leaves the teams of opportunities. It is not undone."""

class _OpportunityMemberRecords(Records[OpportunityMember, OpportunityMember]):
    """A member of an opportunity's team (团队成员)."""

class _OpportunityLineRecords(Records[OpportunityLine, OpportunityLine]):
    """A product of an opportunity (商机产品), and what it would be sold for."""

class _OpportunityContactRecords(Records[OpportunityContact, OpportunityContact]):
    """What a contact is to an opportunity (联系人角色)."""

class _OpportunityCompetitorRecords(Records[OpportunityCompetitor, OpportunityCompetitor]):
    """Who else wants to sell to the customer of an opportunity (竞争对手)."""

class _OpportunityCheckRecords(Records[OpportunityCheck, OpportunityCheck]):
    """That an item of a stage's checklist is done for an opportunity."""

class _StageChangeRecords(Records[StageChange, StageChange]):
    """A step in the life of an opportunity (阶段变更): made, moved, ended, opened again. Such rows are added and never changed."""

class _NumberRuleRecords(Records[NumberRule, NumberRuleSummary]):
    """How one kind of record gets its numbers (编号规则)."""
    def set(self, numbered: Numbered | str, enabled: bool, parts: Sequence[_NewNumberPart], *, command_id: UUID | None = None) -> Outcome:
        """Sets the rule by which one kind of record gets its numbers, in place of the one it had. Counters go on where they are."""

class _NumberPartRecords(Records[NumberPart, NumberPart]):
    """A part of the numbers of a rule."""

class _ProductCategoryRecords(Records[ProductCategory, ProductCategorySummary]):
    """A category of products (产品类别)."""
    def create(self, *, name: str, parent_id: _Id | None = None, position: int | None = None, custom: Mapping[str, Any] | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds a category of products."""
    def update(self, category: _Id, *, name: str | None = None, parent_id: _Id | None = None, position: int | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Renames a category or moves it in the tree."""
    def delete(self, category: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Deletes a category that has no categories below it and no products, not even in the recycle bin."""
    def restore(self, categories: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Takes categories out of the recycle bin, where what lies above them is not in it and none of their siblings has taken their name."""

class _ProductRecords(Records[Product, ProductSummary]):
    """A product (产品)."""
    def create(self, *, name: str, category_id: _Id, code: str, price: Decimal | int | str, unit: _Id | None = None, cost_price: Decimal | int | str | None = None, tax_rate: Decimal | float | str | None = None, bar_code: str | None = None, description: str | None = None, owner_id: _Id | None = None, custom: Mapping[str, Any] | None = None, command_id: UUID | None = None) -> Outcome:
        """Makes a product. It is on the shelf."""
    def update(self, product: _Id, *, name: str | None = None, category_id: _Id | None = None, code: str | None = None, unit: _Id | None = None, price: Decimal | int | str | None = None, cost_price: Decimal | int | str | None = None, tax_rate: Decimal | float | str | None = None, bar_code: str | None = None, description: str | None = None, owner_id: _Id | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a product. A new price counts from now on; the old one stays in its history."""
    def delete(self, products: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Puts products into the recycle bin, used or not: what names them keeps them, and they are read in the bin."""
    def restore(self, products: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Takes products out of the recycle bin, where their codes are still free."""
    def shelve(self, products: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Puts products on the shelf: they can be chosen."""
    def unshelve(self, products: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Takes products off the shelf: they cannot be chosen anew and stay where they are used."""
    def set_files(self, product: _Id, files: Sequence[_NewProductFile], *, command_id: UUID | None = None) -> Outcome:
        """Says which images and files a product has, in their order, in place of those it had."""

class _ProductPriceRecords(Records[ProductPrice, ProductPrice]):
    """What a product cost since when (价格历史)."""

class _ProductFileRecords(Records[ProductFile, ProductFile]):
    """An image or file of a product. The host keeps the file; here stands where."""

class _VisitRecords(Records[Visit, VisitSummary]):
    """A return visit (回访)."""
    def create(self, *, visited_at: datetime | str, contract_id: _Id, number: str | None = None, owner_id: _Id | None = None, form: _Id | None = None, contact_id: _Id | None = None, satisfaction: Satisfaction | str | None = None, feedback: str | None = None, custom: Mapping[str, Any] | None = None, command_id: UUID | None = None) -> Outcome:
        """Records a return visit about a contract that the caller sees. The visitor is the caller unless said otherwise."""
    def update(self, visit: _Id, *, number: str | None = None, visited_at: datetime | str | None = None, form: _Id | None = None, contact_id: _Id | None = None, satisfaction: Satisfaction | str | None = None, feedback: str | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a return visit."""
    def delete(self, visits: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Puts return visits into the recycle bin."""
    def restore(self, visits: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Takes return visits out of the recycle bin, while their contract is not in it and their number is free."""

class _ContractRecords(Records[Contract, ContractSummary]):
    """A contract (合同), which is an order as well."""
    def create(self, *, name: str, customer_id: _Id, order_date: date | str, number: str | None = None, opportunity_id: _Id | None = None, money: Decimal | int | str | None = None, currency: str | None = None, starts_on: date | str | None = None, ends_on: date | str | None = None, contact_id: _Id | None = None, kind: _Id | None = None, payment_method: _Id | None = None, remark: str | None = None, discount_rate: Decimal | float | str | None = None, owner_id: _Id | None = None, custom: Mapping[str, Any] | None = None, lines: Sequence[_NewLine] | None = None, signers: Sequence[_Id] | None = None, command_id: UUID | None = None) -> Outcome:
        """Drafts a contract with a customer that the caller sees. Its owner is the caller unless said otherwise. It takes effect when it is submitted."""
    def draft(self, opportunity: _Id, *, number: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Drafts the contract of an opportunity that is open or won, of today: with its name, customer, contact and products, and worth the same. Its owner is the caller."""
    def update(self, contract: _Id, *, number: str | None = None, name: str | None = None, opportunity_id: _Id | None = None, money: Decimal | int | str | None = None, order_date: date | str | None = None, starts_on: date | str | None = None, ends_on: date | str | None = None, contact_id: _Id | None = None, kind: _Id | None = None, payment_method: _Id | None = None, remark: str | None = None, discount_rate: Decimal | float | str | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a contract that is not in review and not approved. One that needed no approval when it was submitted, but would now, is changed by submitting it again; so is a void one."""
    def set_lines(self, contract: _Id, lines: Sequence[_NewLine], *, to_opportunity: bool | None = None, command_id: UUID | None = None) -> Outcome:
        """Gives a contract these lines in this order, and no others. Its amount follows what they come to, unless it was another one before."""
    def set_signers(self, contract: _Id, signers: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Says who signs a contract for us: these, and no others."""
    def submit(self, contract: _Id, *, number: str | None = None, name: str | None = None, opportunity_id: _Id | None = None, money: Decimal | int | str | None = None, order_date: date | str | None = None, starts_on: date | str | None = None, ends_on: date | str | None = None, contact_id: _Id | None = None, kind: _Id | None = None, payment_method: _Id | None = None, remark: str | None = None, discount_rate: Decimal | float | str | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, lines: Sequence[_NewLine] | None = None, choices: Sequence[_StepChoice] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Submits a contract, with changes if there are any: it takes effect at once where nothing has to be approved, else somebody decides."""
    def void(self, contract: _Id, reason: str, *, receipts: VoidReceipts | str | None = None, to: _Id | None = None, command_id: UUID | None = None) -> Outcome:
        """Declares a contract void that is in effect. Where money was received for it, one must say what becomes of that. It may be changed and submitted again."""
    def copy(self, contract: _Id, *, number: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Drafts a contract like another one, of today."""
    def renew(self, contract: _Id, *, number: str | None = None, starts_on: date | str | None = None, ends_on: date | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Drafts a contract that carries another one on. It begins on the day after the other one's end and lasts as long, unless said otherwise."""
    def amend(self, contract: _Id, *, number: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Drafts an amendment of a contract that is in effect. When it takes effect, it takes the contract's place: what was received and invoiced goes over to it, and its payment plans are made anew."""
    def fulfil(self, contract: _Id, to: Fulfilment | str, *, reason: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Takes an order one step on, the first of which is `unconfirmed`; or refuses it with a reason before it is shipped. The contract must be in effect."""
    def cancel_fulfilment(self, contract: _Id, *, reason: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Cancels an order for the customer, as long as he has not confirmed it."""
    def delete(self, contracts: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Puts contracts into the recycle bin, with their payment plans: drafts and withdrawn ones; others only a super administrator. One with receivables, invoices or return visits stays."""
    def restore(self, contracts: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Takes contracts out of the recycle bin with their payment plans, while their customer and their opportunity are not in it and their number is free."""
    def transfer(self, contracts: Sequence[_Id], to: _Id, *, keep: TeamAccess | str | None = None, keep_until: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Hands contracts to another owner. Team membership does not suffice to do it. The old owner is in the team afterwards only if asked for. A void contract stays where it is."""
    def add_member(self, contracts: Sequence[_Id], employee: _Id, access: TeamAccess | str, *, expires_at: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds somebody to the teams of contracts; a member already gets the new access and expiry, on these contracts only."""
    def remove_member(self, contracts: Sequence[_Id], employee: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Removes somebody from the teams of contracts."""
    def leave_team(self, contracts: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Leaves the teams of contracts. It is not undone."""

class _ContractMemberRecords(Records[ContractMember, ContractMember]):
    """A member of a contract's team (团队成员)."""

class _ContractLineRecords(Records[ContractLine, ContractLine]):
    """A line of a contract: a product, how many, at what price (产品明细)."""

class _ContractSignerRecords(Records[ContractSigner, ContractSigner]):
    """Somebody who signs a contract for us (我方签约人)."""

class _ReceivablePlanRecords(Records[ReceivablePlan, ReceivablePlanSummary]):
    """A payment plan (回款计划): what is to be received for a contract, and when. How much of it was received and whether it is overdue are two facts."""
    def create(self, contract: _Id, plans: Sequence[_PlanTerms], *, command_id: UUID | None = None) -> Outcome:
        """Plans what is to be received for a contract that is in review or in effect. The periods go on from its last one. Who plans more than the contract is worth is told."""
    def update(self, plan: _Id, *, money: Decimal | int | str | None = None, due_on: date | str | None = None, method: _Id | None = None, remind_days: int | None = None, remark: str | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a payment plan towards which no receivable is counted."""
    def delete(self, plans: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Puts payment plans into the recycle bin. What was counted towards them stays counted towards their contract."""
    def restore(self, plans: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Takes payment plans out of the recycle bin. One whose period was given to another meanwhile gets the next."""

class _ReceivableRecords(Records[Receivable, ReceivableSummary]):
    """A receivable (回款): money that a customer has paid."""
    def create(self, *, contract_id: _Id, received_on: date | str, money: Decimal | int | str, number: str | None = None, method: _Id | None = None, remark: str | None = None, owner_id: _Id | None = None, custom: Mapping[str, Any] | None = None, plan: _Id | None = None, allocations: Sequence[_NewAllocation] | None = None, command_id: UUID | None = None) -> Outcome:
        """Records money that a customer has paid for a contract which is in effect. It counts when it is submitted. Without allocations, all of it is for that contract."""
    def update(self, receivable: _Id, *, number: str | None = None, received_on: date | str | None = None, money: Decimal | int | str | None = None, method: _Id | None = None, remark: str | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, allocations: Sequence[_NewAllocation] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a receivable that is not in review and not approved. One that needed no approval when it was submitted, but would now, is changed by submitting it again. Another amount goes where the old one went, if that was one place; else say where."""
    def allocate(self, receivable: _Id, allocations: Sequence[_NewAllocation], *, command_id: UUID | None = None) -> Outcome:
        """Splits a receivable anew over contracts and plans of its customer, in effect or not. Of an approved one no contract gets less than before."""
    def submit(self, receivable: _Id, *, number: str | None = None, received_on: date | str | None = None, money: Decimal | int | str | None = None, method: _Id | None = None, remark: str | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, allocations: Sequence[_NewAllocation] | None = None, choices: Sequence[_StepChoice] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Submits a receivable, with changes if there are any: it counts at once where nothing has to be approved, else somebody decides."""
    def delete(self, receivables: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Puts receivables into the recycle bin: drafts and withdrawn ones; others only a super administrator, and none that counts towards a plan. Contracts are counted anew."""
    def restore(self, receivables: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Takes receivables out of the recycle bin, as far as their contracts still are in effect."""
    def transfer(self, receivables: Sequence[_Id], to: _Id, *, keep: TeamAccess | str | None = None, keep_until: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Hands receivables to another owner. Team membership does not suffice to do it."""
    def add_member(self, receivables: Sequence[_Id], employee: _Id, access: TeamAccess | str, *, expires_at: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds somebody to the teams of receivables; a member already gets the new access and expiry, on these receivables only."""
    def remove_member(self, receivables: Sequence[_Id], employee: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Removes somebody from the teams of receivables."""
    def leave_team(self, receivables: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Leaves the teams of receivables. It is not undone."""

class _ReceivableMemberRecords(Records[ReceivableMember, ReceivableMember]):
    """A member of a receivable's team (团队成员)."""

class _AllocationRecords(Records[Allocation, Allocation]):
    """A part of a receivable: what it is counted towards (回款分配)."""

class _InvoiceRecords(Records[Invoice, InvoiceSummary]):
    """An invoice (发票) for a contract: applied for, and issued when it is approved."""
    def create(self, *, contract_id: _Id, money: Decimal | int | str, applied_on: date | str, number: str | None = None, kind: _Id | None = None, remark: str | None = None, title_kind: TitleKind | str | None = None, title: str | None = None, tax_number: str | None = None, bank: str | None = None, account: str | None = None, address: str | None = None, phone: str | None = None, post_name: str | None = None, post_mobile: str | None = None, post_address: str | None = None, owner_id: _Id | None = None, custom: Mapping[str, Any] | None = None, title_from: _Id | None = None, lines: Sequence[_NewInvoiceLine] | None = None, command_id: UUID | None = None) -> Outcome:
        """Applies for an invoice for a contract which is in effect. Where more is invoiced than the contract is worth, the person is told."""
    def update(self, invoice: _Id, *, number: str | None = None, money: Decimal | int | str | None = None, applied_on: date | str | None = None, kind: _Id | None = None, remark: str | None = None, title_kind: TitleKind | str | None = None, title: str | None = None, tax_number: str | None = None, bank: str | None = None, account: str | None = None, address: str | None = None, phone: str | None = None, post_name: str | None = None, post_mobile: str | None = None, post_address: str | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, lines: Sequence[_NewInvoiceLine] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes an invoice that is not in review, not approved and not issued. One that needed no approval when it was submitted, but would now, is changed by submitting it again."""
    def submit(self, invoice: _Id, *, number: str | None = None, money: Decimal | int | str | None = None, applied_on: date | str | None = None, kind: _Id | None = None, remark: str | None = None, title_kind: TitleKind | str | None = None, title: str | None = None, tax_number: str | None = None, bank: str | None = None, account: str | None = None, address: str | None = None, phone: str | None = None, post_name: str | None = None, post_mobile: str | None = None, post_address: str | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, lines: Sequence[_NewInvoiceLine] | None = None, choices: Sequence[_StepChoice] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Submits an invoice, with changes if there are any: it may be issued at once where nothing has to be approved, else somebody decides."""
    def create_red(self, invoice: _Id, *, number: str | None = None, money: Decimal | int | str | None = None, applied_on: date | str | None = None, remark: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Applies for a red-letter invoice that takes back an issued one, or a part of it."""
    def issue(self, invoice: _Id, invoice_number: str, *, issued_on: date | str | None = None, tracking_number: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Says that an invoice in effect was issued, with the number that it bears; or corrects that. Nothing more is issued for a contract that is void by now, but for red-letter ones."""
    def reset(self, invoice: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Takes back that an invoice was issued, as long as no red-letter invoice rests on it."""
    def delete(self, invoices: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Puts invoices into the recycle bin: drafts and withdrawn ones; others only a super administrator, and none that was issued."""
    def restore(self, invoices: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Takes invoices out of the recycle bin, while their contract is not in it."""
    def transfer(self, invoices: Sequence[_Id], to: _Id, *, keep: TeamAccess | str | None = None, keep_until: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Hands invoices to another owner. Team membership does not suffice to do it."""
    def add_member(self, invoices: Sequence[_Id], employee: _Id, access: TeamAccess | str, *, expires_at: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds somebody to the teams of invoices; a member already gets the new access and expiry, on these invoices only."""
    def remove_member(self, invoices: Sequence[_Id], employee: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Removes somebody from the teams of invoices."""
    def leave_team(self, invoices: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Leaves the teams of invoices. It is not undone."""

class _InvoiceMemberRecords(Records[InvoiceMember, InvoiceMember]):
    """A member of an invoice's team (团队成员)."""

class _InvoiceLineRecords(Records[InvoiceLine, InvoiceLine]):
    """A line of an invoice (开票明细): what is invoiced, and the tax in it."""

class _ApprovalFlowRecords(Records[ApprovalFlow, ApprovalFlowSummary]):
    """A flow (审批流): who decides about the documents of one kind."""
    def create(self, rules: _FlowRules, *, name: str, entity: str, custom: Mapping[str, Any] | None = None, command_id: UUID | None = None) -> Outcome:
        """Draws a flow. It is not enabled yet."""
    def update(self, flow: _Id, *, name: str | None = None, clear: Sequence[str] | None = None, custom: Mapping[str, Any] | None = None, rules: _FlowRules | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a flow. New rules are a new version; what runs keeps its own."""
    def set(self, flow: _Id, enabled: bool, *, command_id: UUID | None = None) -> Outcome:
        """Enables a flow, in the place of another one for the same documents, or disables it: what is submitted then needs no approval. What runs goes on."""
    def delete(self, flows: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Puts flows into the recycle bin, those that are not enabled. What runs goes on."""
    def restore(self, flows: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Takes flows out of the recycle bin; they are not enabled."""

class _ApprovalVersionRecords(Records[ApprovalVersion, ApprovalVersion]):
    """A version of a flow. It never changes."""

class _ApprovalRecords(Records[Approval, Approval]):
    """An approval (审批): one document on its way through one version of a flow."""
    def approve(self, task: _Id, *, comment: str | None = None, files: Sequence[_FileReference] | None = None, command_id: UUID | None = None) -> Outcome:
        """Approves one's part of an approval."""
    def reject(self, task: _Id, comment: str, *, files: Sequence[_FileReference] | None = None, command_id: UUID | None = None) -> Outcome:
        """Rejects a document: the approval ends, and nobody else has to decide."""
    def withdraw(self, approval: _Id, *, comment: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Takes a document back that one has submitted or that is one's own, as long as its approval runs. Who manages approvals may do it for others."""
    def transfer(self, task: _Id, to: _Id, *, comment: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Gives a part that waits to somebody else. Who manages approvals may do it for others."""
    def add_signers(self, task: _Id, employees: Sequence[_Id], before: bool, *, comment: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Asks others to decide too (加签): before oneself, who then decides after them, or after, which approves one's own part."""
    def comment(self, approval: _Id, comment: str, *, files: Sequence[_FileReference] | None = None, command_id: UUID | None = None) -> Outcome:
        """Says something about an approval that one sees."""
    def delegate(self, delegate: _Id, ends_at: datetime | str, *, employee: _Id | None = None, starts_at: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Lets somebody decide in one's place for a time. What comes to one then goes to him at once, and what waits already when the time begins, with the next timed work. Who manages approvals may do it for others."""
    def end_delegation(self, delegate: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Ends a delegation: one decides again oneself. What the delegate was given stays his."""

class _ApprovalTaskRecords(Records[ApprovalTask, ApprovalTask]):
    """Somebody's part in an approval (审批任务)."""

class _ApprovalEventRecords(Records[ApprovalEvent, ApprovalEvent]):
    """What happened in an approval, in order (审批记录)."""

class _ApprovalFileRecords(Records[ApprovalFile, ApprovalFile]):
    """A file that belongs to what was said in an approval. The host keeps the file."""

class _ApprovalDelegateRecords(Records[ApprovalDelegate, ApprovalDelegateSummary]):
    """That somebody decides for one who is absent (审批代理)."""

class _ImportJobRecords(Records[ImportJob, ImportJobSummary]):
    """An import (导入任务)."""
    def start(self, entity: str, *, file_name: str | None = None, header: Sequence[str] | None = None, command_id: UUID | None = None) -> Outcome:
        """Begins an import."""
    def rows(self, job: _Id, entity: str, fields: Sequence[str], columns: int, rows: Sequence[_ImportRow], match_on: Sequence[str], on_duplicate: str, *, pool: _Id | None = None, command_id: UUID | None = None) -> Outcome:
        """Brings in a chunk of rows of a file; every row alone."""
    def finish(self, job: _Id, state: ImportState | str, *, rows: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Ends an import."""

class _Commands:
    @property
    def settings(self) -> _SettingsRecords:
        """Settings of the company; one row, made by the set-up."""
    @property
    def departments(self) -> _DepartmentRecords:
        """A department (部门)."""
    @property
    def employees(self) -> _EmployeeRecords:
        """An employee (员工), who acts in the CRM."""
    @property
    def employee_roles(self) -> _EmployeeRoleRecords:
        """A role that an employee holds."""
    @property
    def roles(self) -> _RoleRecords:
        """A role (角色)."""
    @property
    def role_rights(self) -> _RoleRightRecords:
        """An operation that a role permits."""
    @property
    def role_targets(self) -> _RoleTargetRecords:
        """A department or employee in a role's custom scope."""
    @property
    def role_fields(self) -> _RoleFieldRecords:
        """What a role may do with a field; unset means read and edit."""
    @property
    def field_definitions(self) -> _FieldDefinitionRecords:
        """The definition of a custom field (自定义字段)."""
    @property
    def option_items(self) -> _OptionItemRecords:
        """An option of a list (选项); referred to by id, never deleted while used."""
    @property
    def leads(self) -> _LeadRecords:
        """A lead (线索): somebody who may become a customer."""
    @property
    def lead_mappings(self) -> _LeadMappingRecords:
        """Where conversion copies a field of leads, when it does not go where it goes by default."""
    @property
    def customers(self) -> _CustomerRecords:
        """A customer (客户)."""
    @property
    def customer_members(self) -> _CustomerMemberRecords:
        """A member of a customer's team (团队成员)."""
    @property
    def contacts(self) -> _ContactRecords:
        """A contact (联系人): a person at a customer."""
    @property
    def contact_members(self) -> _ContactMemberRecords:
        """A member of a contact's team (团队成员)."""
    @property
    def capacity_rules(self) -> _CapacityRuleRecords:
        """How many customers each of the named people may own or lock."""
    @property
    def capacity_targets(self) -> _CapacityTargetRecords:
        """An employee or a department whose employees a capacity rule is for."""
    @property
    def pools(self) -> _PoolRecords:
        """A public pool (公海) of customers that nobody owns."""
    @property
    def pool_members(self) -> _PoolMemberRecords:
        """Who may use a pool: an employee or the employees of a department."""
    @property
    def pool_rules(self) -> _PoolRuleRecords:
        """When a pool takes customers from its members; one rule that fits is enough."""
    @property
    def pool_hidden_fields(self) -> _PoolHiddenFieldRecords:
        """A field of customers that a pool does not show to its members."""
    @property
    def follow_ups(self) -> _FollowUpRecords:
        """A follow-up (跟进记录): what was said to a lead or customer, one of its contacts or about one of its opportunities or contracts, and when to speak again."""
    @property
    def follow_up_contacts(self) -> _FollowUpContactRecords:
        """A further contact that was spoken to, besides the one that the follow-up itself names."""
    @property
    def follow_up_files(self) -> _FollowUpFileRecords:
        """A file or photo that belongs to a follow-up. The host keeps the file; here stands where."""
    @property
    def todo_marks(self) -> _TodoMarkRecords:
        """That somebody marked an item of a to-do list as handled, without acting."""
    @property
    def invoice_titles(self) -> _InvoiceTitleRecords:
        """An invoice title (发票抬头) of a customer, kept to be used again."""
    @property
    def stage_groups(self) -> _StageGroupRecords:
        """A group of stages (商机组) through which opportunities go."""
    @property
    def stage_group_departments(self) -> _StageGroupDepartmentRecords:
        """A department to whose people, and to those of the departments below it, a stage group is offered; a group without any is everybody's."""
    @property
    def stages(self) -> _StageRecords:
        """A stage (商机阶段) of a group."""
    @property
    def stage_fields(self) -> _StageFieldRecords:
        """A field of opportunities that must be filled before they go on from a stage."""
    @property
    def stage_checks(self) -> _StageCheckRecords:
        """Something to be done before opportunities go on from a stage: an item of its checklist."""
    @property
    def opportunities(self) -> _OpportunityRecords:
        """An opportunity (商机)."""
    @property
    def opportunity_members(self) -> _OpportunityMemberRecords:
        """A member of an opportunity's team (团队成员)."""
    @property
    def opportunity_lines(self) -> _OpportunityLineRecords:
        """A product of an opportunity (商机产品), and what it would be sold for."""
    @property
    def opportunity_contacts(self) -> _OpportunityContactRecords:
        """What a contact is to an opportunity (联系人角色)."""
    @property
    def opportunity_competitors(self) -> _OpportunityCompetitorRecords:
        """Who else wants to sell to the customer of an opportunity (竞争对手)."""
    @property
    def opportunity_checks(self) -> _OpportunityCheckRecords:
        """That an item of a stage's checklist is done for an opportunity."""
    @property
    def stage_changes(self) -> _StageChangeRecords:
        """A step in the life of an opportunity (阶段变更): made, moved, ended, opened again. Such rows are added and never changed."""
    @property
    def number_rules(self) -> _NumberRuleRecords:
        """How one kind of record gets its numbers (编号规则)."""
    @property
    def number_parts(self) -> _NumberPartRecords:
        """A part of the numbers of a rule."""
    @property
    def product_categories(self) -> _ProductCategoryRecords:
        """A category of products (产品类别)."""
    @property
    def products(self) -> _ProductRecords:
        """A product (产品)."""
    @property
    def product_prices(self) -> _ProductPriceRecords:
        """What a product cost since when (价格历史)."""
    @property
    def product_files(self) -> _ProductFileRecords:
        """An image or file of a product. The host keeps the file; here stands where."""
    @property
    def visits(self) -> _VisitRecords:
        """A return visit (回访)."""
    @property
    def contracts(self) -> _ContractRecords:
        """A contract (合同), which is an order as well."""
    @property
    def contract_members(self) -> _ContractMemberRecords:
        """A member of a contract's team (团队成员)."""
    @property
    def contract_lines(self) -> _ContractLineRecords:
        """A line of a contract: a product, how many, at what price (产品明细)."""
    @property
    def contract_signers(self) -> _ContractSignerRecords:
        """Somebody who signs a contract for us (我方签约人)."""
    @property
    def receivable_plans(self) -> _ReceivablePlanRecords:
        """A payment plan (回款计划): what is to be received for a contract, and when. How much of it was received and whether it is overdue are two facts."""
    @property
    def receivables(self) -> _ReceivableRecords:
        """A receivable (回款): money that a customer has paid."""
    @property
    def receivable_members(self) -> _ReceivableMemberRecords:
        """A member of a receivable's team (团队成员)."""
    @property
    def allocations(self) -> _AllocationRecords:
        """A part of a receivable: what it is counted towards (回款分配)."""
    @property
    def invoices(self) -> _InvoiceRecords:
        """An invoice (发票) for a contract: applied for, and issued when it is approved."""
    @property
    def invoice_members(self) -> _InvoiceMemberRecords:
        """A member of an invoice's team (团队成员)."""
    @property
    def invoice_lines(self) -> _InvoiceLineRecords:
        """A line of an invoice (开票明细): what is invoiced, and the tax in it."""
    @property
    def approval_flows(self) -> _ApprovalFlowRecords:
        """A flow (审批流): who decides about the documents of one kind."""
    @property
    def approval_versions(self) -> _ApprovalVersionRecords:
        """A version of a flow. It never changes."""
    @property
    def approvals(self) -> _ApprovalRecords:
        """An approval (审批): one document on its way through one version of a flow."""
    @property
    def approval_tasks(self) -> _ApprovalTaskRecords:
        """Somebody's part in an approval (审批任务)."""
    @property
    def approval_events(self) -> _ApprovalEventRecords:
        """What happened in an approval, in order (审批记录)."""
    @property
    def approval_files(self) -> _ApprovalFileRecords:
        """A file that belongs to what was said in an approval. The host keeps the file."""
    @property
    def approval_delegates(self) -> _ApprovalDelegateRecords:
        """That somebody decides for one who is absent (审批代理)."""
    @property
    def import_jobs(self) -> _ImportJobRecords:
        """An import (导入任务)."""
    def pool(self, pool: _Id) -> PoolView:
        """The customers of a pool."""
    def update_settings(self, *, patch: _SettingsPatch, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes the company's settings."""
    def create_department(self, *, department: _NewDepartment, command_id: UUID | None = None) -> Outcome:
        """Adds a department."""
    def update_department(self, *, department: _Id, patch: _DepartmentPatch, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a department or moves it in the tree."""
    def delete_department(self, *, department: _Id, command_id: UUID | None = None) -> Outcome:
        """Deletes a department that has no departments and employees and that no pool and no role lists."""
    def create_employee(self, *, employee: _NewEmployee, roles: Sequence[_Id], password_hash: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds an employee. Without a password he is invited and cannot log in yet."""
    def update_employee(self, *, employee: _Id, patch: _EmployeePatch, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes an employee."""
    def disable_employee(self, *, employee: _Id, command_id: UUID | None = None) -> Outcome:
        """Disables an employee who leaves: he can no longer log in, and what he owns stays his until it is handed over."""
    def enable_employee(self, *, employee: _Id, command_id: UUID | None = None) -> Outcome:
        """Lets a disabled or invited employee in again."""
    def set_roles(self, *, employee: _Id, roles: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Sets the roles that an employee holds. Nobody gives a role that permits more than he may himself, and the last super administrator stays one."""
    def set_password_hash(self, *, employee: _Id, password_hash: str, command_id: UUID | None = None) -> Outcome:
        """Sets a password: one's own, or with the right to manage employees anybody's."""
    def hand_over_chunk(self, *, from_: _Id, to: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Hands over a chunk of what somebody who has left (is disabled) owns to one or several others in turn, those in the recycle bin too, and what he was to decide. A super administrator may do it before he leaves."""
    def create_role(self, *, role: _NewRole, operations: Sequence[str], departments: Sequence[_Id] | None = None, employees: Sequence[_Id] | None = None, fields: Sequence[_FieldRight] | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds a role."""
    def update_role(self, *, role: _Id, patch: _RolePatch | None = None, operations: Sequence[str] | None = None, departments: Sequence[_Id] | None = None, employees: Sequence[_Id] | None = None, fields: Sequence[_FieldRight] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a role; lists that are given replace the old ones."""
    def copy_role(self, *, role: _Id, name: str, command_id: UUID | None = None) -> Outcome:
        """Copies a role under a new name, with everything it permits."""
    def delete_role(self, *, role: _Id, command_id: UUID | None = None) -> Outcome:
        """Deletes a role that nobody holds."""
    def define_field(self, *, field: _NewFieldDefinition, options: Sequence[str] | None = None, command_id: UUID | None = None) -> Outcome:
        """Defines a custom field of an entity."""
    def update_field(self, *, field: _Id, patch: _FieldDefinitionPatch, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a custom field's labels, whether it is required, indexed or archived. Kind and key stay."""
    def create_option(self, *, option: _NewOptionItem, command_id: UUID | None = None) -> Outcome:
        """Adds an option to a list."""
    def update_option(self, *, option: _Id, patch: _OptionItemPatch, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes, moves or archives an option; archived ones stay readable where they are used."""
    def delete_option(self, *, option: _Id, command_id: UUID | None = None) -> Outcome:
        """Deletes an option that no record uses."""
    def create_lead(self, *, lead: _NewLead, command_id: UUID | None = None) -> Outcome:
        """Makes a lead. Its owner is the caller unless said otherwise; planning a contact is not a follow-up and leaves "last follow-up" empty."""
    def update_lead(self, *, lead: _Id, patch: _LeadPatch, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a lead that has not become a customer."""
    def delete_leads(self, *, leads: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Puts leads into the recycle bin."""
    def restore_leads(self, *, leads: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Takes leads out of the recycle bin."""
    def transfer_leads(self, *, leads: Sequence[_Id], to: _Id, command_id: UUID | None = None) -> Outcome:
        """Hands leads to another owner, who sees them as open, assigned and not yet followed up."""
    def set_lead_status(self, *, leads: Sequence[_Id], status: LeadStatus | str, reason: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Gives leads up, for now or for good, or takes them up again. They leave the to-do lists until then; a transfer takes them up as well."""
    def convert_leads(self, *, leads: Sequence[_Id], on_duplicate: DuplicateHandling | str | None = None, choices: Sequence[_LeadChoice] | None = None, contact: bool | None = None, opportunity: bool | None = None, command_id: UUID | None = None) -> Outcome:
        """Turns each lead into a customer of the same owner, or joins it to a customer that there is and that the caller may edit. Its follow-ups then stand on both."""
    def set_lead_mapping(self, *, fields: Sequence[MappedField | _MappedField], command_id: UUID | None = None) -> Outcome:
        """Says to which fields of the customer conversion copies fields of a lead. Those that are not named stay as they are."""
    def create_customer(self, *, customer: _NewCustomer, command_id: UUID | None = None) -> Outcome:
        """Makes a customer. Its owner is the caller unless said otherwise; its recycle clock starts now."""
    def update_customer(self, *, customer: _Id, patch: _CustomerPatch, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a customer."""
    def delete_customers(self, *, customers: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Puts customers into the recycle bin. One that has live contacts stays."""
    def restore_customers(self, *, customers: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Takes customers out of the recycle bin."""
    def transfer_customers(self, *, customers: Sequence[_Id], to: _Id, keep: TeamAccess | str | None = None, keep_until: datetime | str | None = None, cascade: Sequence[Cascade | str] | None = None, command_id: UUID | None = None) -> Outcome:
        """Hands customers to another owner. Team membership does not suffice to do it. The old owner goes, or stays as a team member."""
    def merge_customers(self, *, into: _Id, from_: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Merges customers into one that the caller may edit; he may delete the others. Each that is merged lies in the recycle bin afterwards."""
    def add_member(self, *, customers: Sequence[_Id], employee: _Id, access: TeamAccess | str, expires_at: datetime | str | None = None, cascade: Sequence[Cascade | str] | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds somebody to the teams of customers; a member already gets the new access and expiry, on these customers only."""
    def remove_member(self, *, customers: Sequence[_Id], employee: _Id, cascade: Sequence[Cascade | str] | None = None, command_id: UUID | None = None) -> Outcome:
        """Removes somebody from the teams of customers."""
    def leave_team(self, *, customers: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Leaves the teams of customers. It is not undone: whoever was let go does not come back by himself."""
    def lock_customers(self, *, customers: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Locks customers: no rule and no person puts them into the pool until they are unlocked."""
    def unlock_customers(self, *, customers: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Unlocks customers."""
    def set_deal_status(self, *, customers: Sequence[_Id], dealt: bool | None = None, on: date | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Says by hand whether customers have dealt, or lets it follow from their contracts again."""
    def set_primary_contact(self, *, customer: _Id, contact: _Id | None = None, command_id: UUID | None = None) -> Outcome:
        """Says which contact of a customer to speak to first."""
    def create_contact(self, *, contact: _NewContact, command_id: UUID | None = None) -> Outcome:
        """Adds a contact to a customer that the caller sees. Its owner is the caller unless said otherwise; a customer's first contact is its primary one."""
    def update_contact(self, *, contact: _Id, patch: _ContactPatch, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a contact."""
    def delete_contacts(self, *, contacts: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Puts contacts into the recycle bin. A customer whose primary contact goes has none until somebody names another."""
    def restore_contacts(self, *, contacts: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Takes contacts out of the recycle bin, while their customer is not in it."""
    def transfer_contacts(self, *, contacts: Sequence[_Id], to: _Id, keep: TeamAccess | str | None = None, keep_until: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Hands contacts to another owner. Team membership does not suffice to do it. The old owner goes, or stays as a team member."""
    def add_contact_member(self, *, contacts: Sequence[_Id], employee: _Id, access: TeamAccess | str, expires_at: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds somebody to the teams of contacts; a member already gets the new access and expiry, on these contacts only."""
    def remove_contact_member(self, *, contacts: Sequence[_Id], employee: _Id, command_id: UUID | None = None) -> Outcome:
        """Removes somebody from the teams of contacts."""
    def leave_contact_team(self, *, contacts: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Leaves the teams of contacts. It is not undone."""
    def create_capacity_rule(self, *, rule: _NewCapacityRule, employees: Sequence[_Id], departments: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Limits how many customers each of some people may own or lock."""
    def update_capacity_rule(self, *, rule: _Id, patch: _CapacityRulePatch | None = None, employees: Sequence[_Id] | None = None, departments: Sequence[_Id] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a capacity rule; lists that are given replace the old ones. Who has more than a lowered cap keeps it and gets no more."""
    def delete_capacity_rule(self, *, rule: _Id, command_id: UUID | None = None) -> Outcome:
        """Deletes a capacity rule: there is no such limit any more."""
    def create_pool(self, *, pool: _NewPool, admins: Sequence[_Id], members: Sequence[_Id], departments: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Makes a pool. It needs an administrator and at least one member or member department."""
    def update_pool(self, *, pool: _Id, patch: _PoolPatch | None = None, admins: Sequence[_Id] | None = None, members: Sequence[_Id] | None = None, departments: Sequence[_Id] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a pool; member lists that are given replace the old ones."""
    def delete_pool(self, *, pool: _Id, command_id: UUID | None = None) -> Outcome:
        """Deletes a pool that has no customers, the recycle bin included."""
    def set_pool_rules(self, *, pool: _Id, rules: Sequence[_RecycleRule], command_id: UUID | None = None) -> Outcome:
        """Says when a pool takes customers from its members; these rules replace the old ones."""
    def set_pool_hidden_fields(self, *, pool: _Id, fields: Sequence[str], command_id: UUID | None = None) -> Outcome:
        """Says which fields of customers a pool does not show to its members, in place of those it did not show before. The name and one more field stay visible."""
    def claim_customers(self, *, pool: _Id, customers: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Takes customers out of a pool for oneself; for its members, not for who only manages pools. It is not undone but put back: whoever claims has seen what the pool hides, so the claim counts."""
    def assign_customers(self, *, pool: _Id, customers: Sequence[_Id], to: _Id, command_id: UUID | None = None) -> Outcome:
        """Gives customers of a pool to somebody; for its administrators, to oneself for those who are members. The pool's limits on claiming do not hold."""
    def move_pooled(self, *, from_: _Id, to: _Id, command_id: UUID | None = None) -> Outcome:
        """Moves customers of a pool to another that works, those in the recycle bin too; for administrators of both. It moves at most 500 and says how many: given again until it moves none, it moves them all."""
    def delete_pooled(self, *, pool: _Id, customers: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Puts customers of a pool into the recycle bin, their contacts with them; for its administrators."""
    def restore_pooled(self, *, pool: _Id, customers: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Takes customers of a pool out of the recycle bin, and the contacts that were deleted together with them; for its administrators."""
    def release_customers(self, *, pool: _Id, customers: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Puts customers into a pool. Their owner becomes the previous owner, whoever does it."""
    def add_follow_up(self, *, follow_up: _NewFollowUp, contacts: Sequence[_Id] | None = None, files: Sequence[_FileReference] | None = None, command_id: UUID | None = None) -> Outcome:
        """Records what was said to a lead, a customer or a contact, or about an opportunity or a contract, and when to speak again."""
    def sign_in(self, *, customer: _Id, latitude: Decimal | float | str, longitude: Decimal | float | str, place: str, content: str | None = None, method: _Id | None = None, next_contact_at: datetime | str | None = None, contacts: Sequence[_Id] | None = None, files: Sequence[_FileReference] | None = None, command_id: UUID | None = None) -> Outcome:
        """Signs in at a customer: says that the caller is there now. It counts as a follow-up, and is neither deleted nor undone."""
    def update_follow_up(self, *, follow_up: _Id, patch: _FollowUpPatch, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Corrects a follow-up: its author, or who may edit the record it stands on. What the records on which it stands show of it changes too."""
    def delete_follow_up(self, *, follow_up: _Id, command_id: UUID | None = None) -> Outcome:
        """Deletes a follow-up, but no sign-in. After the newest one, the records on which it stands show the one before."""
    def restore_follow_ups(self, *, follow_ups: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Takes follow-ups out of the recycle bin. The newest one shows again."""
    def create_invoice_title(self, *, invoice_title: _NewInvoiceTitle, command_id: UUID | None = None) -> Outcome:
        """Adds an invoice title to a customer that the caller may edit."""
    def update_invoice_title(self, *, invoice_title: _Id, patch: _InvoiceTitlePatch, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes an invoice title."""
    def delete_invoice_title(self, *, invoice_title: _Id, command_id: UUID | None = None) -> Outcome:
        """Puts an invoice title into the recycle bin."""
    def restore_invoice_titles(self, *, invoice_titles: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Takes invoice titles out of the recycle bin, where their names are still free."""
    def set_number_rule(self, *, numbered: Numbered | str, enabled: bool, parts: Sequence[_NewNumberPart], command_id: UUID | None = None) -> Outcome:
        """Sets the rule by which one kind of record gets its numbers, in place of the one it had. Counters go on where they are."""
    def create_product_category(self, *, category: _NewProductCategory, command_id: UUID | None = None) -> Outcome:
        """Adds a category of products."""
    def update_product_category(self, *, category: _Id, patch: _ProductCategoryPatch, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Renames a category or moves it in the tree."""
    def delete_product_category(self, *, category: _Id, command_id: UUID | None = None) -> Outcome:
        """Deletes a category that has no categories below it and no products, not even in the recycle bin."""
    def restore_product_categories(self, *, categories: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Takes categories out of the recycle bin, where what lies above them is not in it and none of their siblings has taken their name."""
    def create_product(self, *, product: _NewProduct, command_id: UUID | None = None) -> Outcome:
        """Makes a product. It is on the shelf."""
    def update_product(self, *, product: _Id, patch: _ProductPatch, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a product. A new price counts from now on; the old one stays in its history."""
    def delete_products(self, *, products: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Puts products into the recycle bin, used or not: what names them keeps them, and they are read in the bin."""
    def restore_products(self, *, products: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Takes products out of the recycle bin, where their codes are still free."""
    def shelve_products(self, *, products: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Puts products on the shelf: they can be chosen."""
    def unshelve_products(self, *, products: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Takes products off the shelf: they cannot be chosen anew and stay where they are used."""
    def set_product_files(self, *, product: _Id, files: Sequence[_NewProductFile], command_id: UUID | None = None) -> Outcome:
        """Says which images and files a product has, in their order, in place of those it had."""
    def create_visit(self, *, visit: _NewVisit, command_id: UUID | None = None) -> Outcome:
        """Records a return visit about a contract that the caller sees. The visitor is the caller unless said otherwise."""
    def update_visit(self, *, visit: _Id, patch: _VisitPatch, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a return visit."""
    def delete_visits(self, *, visits: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Puts return visits into the recycle bin."""
    def restore_visits(self, *, visits: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Takes return visits out of the recycle bin, while their contract is not in it and their number is free."""
    def create_stage_group(self, *, stage_group: _NewStageGroup, stages: Sequence[_StageSetup], departments: Sequence[_Id] | None = None, command_id: UUID | None = None) -> Outcome:
        """Makes a stage group with its stages, in their order."""
    def update_stage_group(self, *, stage_group: _Id, patch: _StageGroupPatch | None = None, stages: Sequence[_StageSetup] | None = None, departments: Sequence[_Id] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a stage group; stages and departments that are given replace the old ones. Stages at which opportunities stand stay."""
    def delete_stage_group(self, *, stage_group: _Id, command_id: UUID | None = None) -> Outcome:
        """Puts a stage group that no opportunity has taken into the recycle bin."""
    def restore_stage_groups(self, *, stage_groups: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Takes stage groups out of the recycle bin."""
    def create_opportunity(self, *, opportunity: _NewOpportunity, stage_group: _Id | None = None, stage: _Id | None = None, lines: Sequence[_NewLine] | None = None, command_id: UUID | None = None) -> Outcome:
        """Makes an opportunity of a customer that the caller sees. Its owner is the caller unless said otherwise."""
    def update_opportunity(self, *, opportunity: _Id, patch: _OpportunityPatch | None = None, lines: Sequence[_NewLine] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes an opportunity, but neither its stage nor its end. Products that are given replace the old ones, and it is then worth what they come to. After its end, who may not reopen it changes its remark and its next contact."""
    def advance_opportunity(self, *, opportunity: _Id, stage: _Id, expect: _Id | None = None, command_id: UUID | None = None) -> Outcome:
        """Moves an opportunity to a later or an earlier stage of its group. Who goes on has filled the fields and done the checklists of the stages that he leaves behind."""
    def change_stage_group(self, *, opportunity: _Id, stage_group: _Id, stage: _Id | None = None, command_id: UUID | None = None) -> Outcome:
        """Lets an opportunity go through another group of stages."""
    def check_opportunity(self, *, opportunity: _Id, item: _Id, done: bool, command_id: UUID | None = None) -> Outcome:
        """Says whether an item of a stage's checklist is done for an open opportunity."""
    def end_opportunity(self, *, opportunity: _Id, state: OpportunityState | str, reason: _Id | None = None, remark: str | None = None, expect: _Id | None = None, command_id: UUID | None = None) -> Outcome:
        """Ends an opportunity: won, lost or invalid. Who loses one says why; who wins one has done what its stages ask for, and is told while it has no contract."""
    def reopen_opportunity(self, *, opportunity: _Id, command_id: UUID | None = None) -> Outcome:
        """Opens an opportunity again that had ended. It stands where it stood last."""
    def delete_opportunities(self, *, opportunities: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Puts opportunities into the recycle bin."""
    def restore_opportunities(self, *, opportunities: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Takes opportunities out of the recycle bin, while their customer is not in it."""
    def transfer_opportunities(self, *, opportunities: Sequence[_Id], to: _Id, keep: TeamAccess | str | None = None, keep_until: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Hands opportunities to another owner. Team membership does not suffice to do it. The old owner goes, or stays as a team member."""
    def set_opportunity_contacts(self, *, opportunity: _Id, contacts: Sequence[_ContactInRole], command_id: UUID | None = None) -> Outcome:
        """Says what contacts of the customer are to an opportunity, in place of what was said before."""
    def set_competitors(self, *, opportunity: _Id, competitors: Sequence[_Competitor], command_id: UUID | None = None) -> Outcome:
        """Says who competes for an opportunity, in place of what was said before."""
    def add_opportunity_member(self, *, opportunities: Sequence[_Id], employee: _Id, access: TeamAccess | str, expires_at: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds somebody to the teams of opportunities; a member already gets the new access and expiry, on these opportunities only."""
    def remove_opportunity_member(self, *, opportunities: Sequence[_Id], employee: _Id, command_id: UUID | None = None) -> Outcome:
        """Removes somebody from the teams of opportunities."""
    def leave_opportunity_team(self, *, opportunities: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Leaves the teams of opportunities. It is not undone."""
    def create_contract(self, *, contract: _NewContract, lines: Sequence[_NewLine] | None = None, signers: Sequence[_Id] | None = None, command_id: UUID | None = None) -> Outcome:
        """Drafts a contract with a customer that the caller sees. Its owner is the caller unless said otherwise. It takes effect when it is submitted."""
    def draft_contract(self, *, opportunity: _Id, number: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Drafts the contract of an opportunity that is open or won, of today: with its name, customer, contact and products, and worth the same. Its owner is the caller."""
    def update_contract(self, *, contract: _Id, patch: _ContractPatch, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a contract that is not in review and not approved. One that needed no approval when it was submitted, but would now, is changed by submitting it again; so is a void one."""
    def set_contract_lines(self, *, contract: _Id, lines: Sequence[_NewLine], to_opportunity: bool | None = None, command_id: UUID | None = None) -> Outcome:
        """Gives a contract these lines in this order, and no others. Its amount follows what they come to, unless it was another one before."""
    def set_contract_signers(self, *, contract: _Id, signers: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Says who signs a contract for us: these, and no others."""
    def submit_contract(self, *, contract: _Id, patch: _ContractPatch | None = None, lines: Sequence[_NewLine] | None = None, choices: Sequence[_StepChoice] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Submits a contract, with changes if there are any: it takes effect at once where nothing has to be approved, else somebody decides."""
    def void_contract(self, *, contract: _Id, reason: str, receipts: VoidReceipts | str | None = None, to: _Id | None = None, command_id: UUID | None = None) -> Outcome:
        """Declares a contract void that is in effect. Where money was received for it, one must say what becomes of that. It may be changed and submitted again."""
    def copy_contract(self, *, contract: _Id, number: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Drafts a contract like another one, of today."""
    def renew_contract(self, *, contract: _Id, number: str | None = None, starts_on: date | str | None = None, ends_on: date | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Drafts a contract that carries another one on. It begins on the day after the other one's end and lasts as long, unless said otherwise."""
    def amend_contract(self, *, contract: _Id, number: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Drafts an amendment of a contract that is in effect. When it takes effect, it takes the contract's place: what was received and invoiced goes over to it, and its payment plans are made anew."""
    def set_fulfilment(self, *, contract: _Id, to: Fulfilment | str, reason: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Takes an order one step on, the first of which is `unconfirmed`; or refuses it with a reason before it is shipped. The contract must be in effect."""
    def cancel_fulfilment(self, *, contract: _Id, reason: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Cancels an order for the customer, as long as he has not confirmed it."""
    def delete_contracts(self, *, contracts: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Puts contracts into the recycle bin, with their payment plans: drafts and withdrawn ones; others only a super administrator. One with receivables, invoices or return visits stays."""
    def restore_contracts(self, *, contracts: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Takes contracts out of the recycle bin with their payment plans, while their customer and their opportunity are not in it and their number is free."""
    def transfer_contracts(self, *, contracts: Sequence[_Id], to: _Id, keep: TeamAccess | str | None = None, keep_until: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Hands contracts to another owner. Team membership does not suffice to do it. The old owner is in the team afterwards only if asked for. A void contract stays where it is."""
    def add_contract_member(self, *, contracts: Sequence[_Id], employee: _Id, access: TeamAccess | str, expires_at: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds somebody to the teams of contracts; a member already gets the new access and expiry, on these contracts only."""
    def remove_contract_member(self, *, contracts: Sequence[_Id], employee: _Id, command_id: UUID | None = None) -> Outcome:
        """Removes somebody from the teams of contracts."""
    def leave_contract_team(self, *, contracts: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Leaves the teams of contracts. It is not undone."""
    def create_receivable_plans(self, *, contract: _Id, plans: Sequence[_PlanTerms], command_id: UUID | None = None) -> Outcome:
        """Plans what is to be received for a contract that is in review or in effect. The periods go on from its last one. Who plans more than the contract is worth is told."""
    def update_receivable_plan(self, *, plan: _Id, patch: _ReceivablePlanPatch, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a payment plan towards which no receivable is counted."""
    def delete_receivable_plans(self, *, plans: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Puts payment plans into the recycle bin. What was counted towards them stays counted towards their contract."""
    def restore_receivable_plans(self, *, plans: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Takes payment plans out of the recycle bin. One whose period was given to another meanwhile gets the next."""
    def create_receivable(self, *, receivable: _NewReceivable, plan: _Id | None = None, allocations: Sequence[_NewAllocation] | None = None, command_id: UUID | None = None) -> Outcome:
        """Records money that a customer has paid for a contract which is in effect. It counts when it is submitted. Without allocations, all of it is for that contract."""
    def update_receivable(self, *, receivable: _Id, patch: _ReceivablePatch, allocations: Sequence[_NewAllocation] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a receivable that is not in review and not approved. One that needed no approval when it was submitted, but would now, is changed by submitting it again. Another amount goes where the old one went, if that was one place; else say where."""
    def allocate_receivable(self, *, receivable: _Id, allocations: Sequence[_NewAllocation], command_id: UUID | None = None) -> Outcome:
        """Splits a receivable anew over contracts and plans of its customer, in effect or not. Of an approved one no contract gets less than before."""
    def submit_receivable(self, *, receivable: _Id, patch: _ReceivablePatch | None = None, allocations: Sequence[_NewAllocation] | None = None, choices: Sequence[_StepChoice] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Submits a receivable, with changes if there are any: it counts at once where nothing has to be approved, else somebody decides."""
    def delete_receivables(self, *, receivables: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Puts receivables into the recycle bin: drafts and withdrawn ones; others only a super administrator, and none that counts towards a plan. Contracts are counted anew."""
    def restore_receivables(self, *, receivables: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Takes receivables out of the recycle bin, as far as their contracts still are in effect."""
    def transfer_receivables(self, *, receivables: Sequence[_Id], to: _Id, keep: TeamAccess | str | None = None, keep_until: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Hands receivables to another owner. Team membership does not suffice to do it."""
    def add_receivable_member(self, *, receivables: Sequence[_Id], employee: _Id, access: TeamAccess | str, expires_at: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds somebody to the teams of receivables; a member already gets the new access and expiry, on these receivables only."""
    def remove_receivable_member(self, *, receivables: Sequence[_Id], employee: _Id, command_id: UUID | None = None) -> Outcome:
        """Removes somebody from the teams of receivables."""
    def leave_receivable_team(self, *, receivables: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Leaves the teams of receivables. It is not undone."""
    def create_invoice(self, *, invoice: _NewInvoice, title_from: _Id | None = None, lines: Sequence[_NewInvoiceLine] | None = None, command_id: UUID | None = None) -> Outcome:
        """Applies for an invoice for a contract which is in effect. Where more is invoiced than the contract is worth, the person is told."""
    def update_invoice(self, *, invoice: _Id, patch: _InvoicePatch, lines: Sequence[_NewInvoiceLine] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes an invoice that is not in review, not approved and not issued. One that needed no approval when it was submitted, but would now, is changed by submitting it again."""
    def submit_invoice(self, *, invoice: _Id, patch: _InvoicePatch | None = None, lines: Sequence[_NewInvoiceLine] | None = None, choices: Sequence[_StepChoice] | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Submits an invoice, with changes if there are any: it may be issued at once where nothing has to be approved, else somebody decides."""
    def create_red_invoice(self, *, invoice: _Id, number: str | None = None, money: Decimal | int | str | None = None, applied_on: date | str | None = None, remark: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Applies for a red-letter invoice that takes back an issued one, or a part of it."""
    def issue_invoice(self, *, invoice: _Id, invoice_number: str, issued_on: date | str | None = None, tracking_number: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Says that an invoice in effect was issued, with the number that it bears; or corrects that. Nothing more is issued for a contract that is void by now, but for red-letter ones."""
    def reset_invoice(self, *, invoice: _Id, command_id: UUID | None = None) -> Outcome:
        """Takes back that an invoice was issued, as long as no red-letter invoice rests on it."""
    def delete_invoices(self, *, invoices: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Puts invoices into the recycle bin: drafts and withdrawn ones; others only a super administrator, and none that was issued."""
    def restore_invoices(self, *, invoices: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Takes invoices out of the recycle bin, while their contract is not in it."""
    def transfer_invoices(self, *, invoices: Sequence[_Id], to: _Id, keep: TeamAccess | str | None = None, keep_until: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Hands invoices to another owner. Team membership does not suffice to do it."""
    def add_invoice_member(self, *, invoices: Sequence[_Id], employee: _Id, access: TeamAccess | str, expires_at: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Adds somebody to the teams of invoices; a member already gets the new access and expiry, on these invoices only."""
    def remove_invoice_member(self, *, invoices: Sequence[_Id], employee: _Id, command_id: UUID | None = None) -> Outcome:
        """Removes somebody from the teams of invoices."""
    def leave_invoice_team(self, *, invoices: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Leaves the teams of invoices. It is not undone."""
    def create_approval_flow(self, *, flow: _NewApprovalFlow, rules: _FlowRules, command_id: UUID | None = None) -> Outcome:
        """Draws a flow. It is not enabled yet."""
    def update_approval_flow(self, *, flow: _Id, patch: _ApprovalFlowPatch | None = None, rules: _FlowRules | None = None, expect_rev: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Changes a flow. New rules are a new version; what runs keeps its own."""
    def set_approval_flow(self, *, flow: _Id, enabled: bool, command_id: UUID | None = None) -> Outcome:
        """Enables a flow, in the place of another one for the same documents, or disables it: what is submitted then needs no approval. What runs goes on."""
    def delete_approval_flows(self, *, flows: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Puts flows into the recycle bin, those that are not enabled. What runs goes on."""
    def restore_approval_flows(self, *, flows: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Takes flows out of the recycle bin; they are not enabled."""
    def approve(self, *, task: _Id, comment: str | None = None, files: Sequence[_FileReference] | None = None, command_id: UUID | None = None) -> Outcome:
        """Approves one's part of an approval."""
    def reject(self, *, task: _Id, comment: str, files: Sequence[_FileReference] | None = None, command_id: UUID | None = None) -> Outcome:
        """Rejects a document: the approval ends, and nobody else has to decide."""
    def withdraw_approval(self, *, approval: _Id, comment: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Takes a document back that one has submitted or that is one's own, as long as its approval runs. Who manages approvals may do it for others."""
    def transfer_approval(self, *, task: _Id, to: _Id, comment: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Gives a part that waits to somebody else. Who manages approvals may do it for others."""
    def add_signers(self, *, task: _Id, employees: Sequence[_Id], before: bool, comment: str | None = None, command_id: UUID | None = None) -> Outcome:
        """Asks others to decide too (加签): before oneself, who then decides after them, or after, which approves one's own part."""
    def comment_approval(self, *, approval: _Id, comment: str, files: Sequence[_FileReference] | None = None, command_id: UUID | None = None) -> Outcome:
        """Says something about an approval that one sees."""
    def delegate_approvals(self, *, delegate: _Id, ends_at: datetime | str, employee: _Id | None = None, starts_at: datetime | str | None = None, command_id: UUID | None = None) -> Outcome:
        """Lets somebody decide in one's place for a time. What comes to one then goes to him at once, and what waits already when the time begins, with the next timed work. Who manages approvals may do it for others."""
    def end_delegation(self, *, delegate: _Id, command_id: UUID | None = None) -> Outcome:
        """Ends a delegation: one decides again oneself. What the delegate was given stays his."""
    def handle_todos(self, *, kind: TodoKind | str, records: Sequence[_Id], command_id: UUID | None = None) -> Outcome:
        """Marks items of one's own to-do list as handled. They wait again when they change."""
    def start_import(self, *, entity: str, file_name: str | None = None, header: Sequence[str] | None = None, command_id: UUID | None = None) -> Outcome:
        """Begins an import."""
    def import_rows(self, *, job: _Id, entity: str, fields: Sequence[str], columns: int, rows: Sequence[_ImportRow], match_on: Sequence[str], on_duplicate: str, pool: _Id | None = None, command_id: UUID | None = None) -> Outcome:
        """Brings in a chunk of rows of a file; every row alone."""
    def finish_import(self, *, job: _Id, state: ImportState | str, rows: int | None = None, command_id: UUID | None = None) -> Outcome:
        """Ends an import."""
