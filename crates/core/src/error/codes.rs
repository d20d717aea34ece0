//! Every error code, declared once: identity, kind, Chinese and English words.
//!
//! The string is the identity: it is never reused or reworded into another meaning.

use super::{Code, ErrorKind};

macro_rules! errors {
    ($( $(#[$doc:meta])* $name:ident: $kind:ident = $code:literal, $zh:literal, $en:literal; )*) => {
        $( $(#[$doc])* #[doc = ""] #[doc = $en] pub static $name: Code =
            Code { code: $code, kind: ErrorKind::$kind, zh: $zh, en: $en }; )*
        /// Every declared code.
        pub static ALL: &[&Code] = &[$(&$name),*];
    };
}

errors! {
    // The house.
    INTERNAL: Internal = "internal", "crmkit 内部错误：{what}", "internal error of crmkit: {what}";
    CLOSED: Closed = "closed", "数据库已关闭", "the database is closed";
    INTERRUPTED: Interrupted = "interrupted", "操作已中断或超时", "the call was interrupted or ran past its deadline";
    LISTENER_FAILED: Interrupted = "listener.failed", "进度回调出错，导入已停止；用同一命令编号可继续：{what}", "the progress listener failed and the import stopped; it goes on under the same command id: {what}";
    UNSUPPORTED: Unsupported = "unsupported", "不支持：{what}", "not supported: {what}";
    STORAGE: Storage = "storage", "存储错误：{what}", "storage failed: {what}";
    DISK_FULL: Storage = "storage.full", "磁盘空间不足，未做任何更改", "the disk is full; nothing was changed";
    BUSY: Storage = "storage.busy", "数据库正被其他进程占用", "another process keeps the database busy";
    DAMAGED: Storage = "storage.damaged", "文件已损坏：{what}。文件未被改动", "the file is damaged: {what}; it was left as it is";
    NOT_A_CRM_FILE: Storage = "storage.not_crmkit", "该文件不是 crmkit 数据库", "the file is not a crmkit database";
    SCHEMA_TOO_NEW: Unsupported = "storage.schema_too_new", "文件版本 {found} 高于本程序支持的 {supported}", "the file has schema {found}, this program supports up to {supported}";
    SCHEMA_TAMPERED: Storage = "storage.schema_tampered", "文件结构与声明不符：{what}", "the file's schema is not the declared one: {what}";
    SQLITE_TOO_OLD: Unsupported = "storage.sqlite_too_old", "SQLite 版本过旧：{found}", "SQLite {found} is too old; {needed} or newer is needed";
    INTEGER_OVERFLOW: Storage = "storage.integer_overflow", "合计超出范围", "the total is out of range";
    COMMIT_UNKNOWN: CommitOutcomeUnknown = "commit.outcome_unknown", "提交结果未知，请用同一命令编号重试", "the commit may or may not have happened; run the same command id again";

    // Values.
    REQUIRED: Invalid = "value.required", "{field}不能为空", "{field} is required";
    WRONG_KIND: Invalid = "value.wrong_kind", "{field}应为{expected}", "{field} must be {expected}";
    TEXT_TOO_LONG: Invalid = "value.too_long", "{field}超过 {max} 个字符", "{field} is longer than {max} characters";
    CONTROL_CHARACTER: Invalid = "value.control_character", "{field}含有控制字符", "{field} contains a control character";
    BAD_PHONE: Invalid = "value.phone", "{field}不是有效的电话号码", "{field} is not a telephone number";
    BAD_EMAIL: Invalid = "value.email", "{field}不是有效的邮箱地址", "{field} is not an e-mail address";
    BAD_REGION: Invalid = "value.region", "{field}不是有效的省市区", "{field} is not a province, city or district";
    TOO_MANY_PLACES: Invalid = "value.too_many_places", "小数最多 {max} 位", "at most {max} decimal places are kept";
    OUT_OF_RANGE: Invalid = "value.out_of_range", "{field}超出范围", "{field} is out of range";
    UNKNOWN_CHOICE: Invalid = "value.unknown_choice", "{field}没有选项“{value}”", "{field} has no option '{value}'";
    IN_THE_PAST: Invalid = "value.in_the_past", "{field}必须晚于现在", "{field} must be in the future";
    UNKNOWN_REFERENCE: Invalid = "value.unknown_reference", "{field}引用的{target}不存在", "{field} refers to a {target} that does not exist";
    READ_ONLY_FIELD: Invalid = "value.read_only", "{field}不能修改", "{field} cannot be changed";
    BAD_JSON: Invalid = "json.invalid", "JSON 无效：{what}", "invalid JSON: {what}";
    UNKNOWN_COMMAND: Invalid = "command.unknown", "没有命令“{name}”", "there is no command '{name}'";
    COMMAND_ID_REUSED: Invalid = "command.id_reused", "该命令编号已用于其他内容", "this command id was used for something else";
    TOO_MANY_ROWS: LimitReached = "command.too_many_rows", "一次最多 {max} 行", "at most {max} rows at once";

    // Queries.
    UNKNOWN_ENTITY: Invalid = "query.unknown_entity", "没有对象“{name}”", "there is no entity '{name}'";
    UNKNOWN_FIELD: Invalid = "query.unknown_field", "没有字段“{field}”", "there is no field '{field}'";
    UNKNOWN_RELATION: Invalid = "query.unknown_relation", "没有关联“{name}”", "there is no relation '{name}'";
    HIDDEN_FIELD: Forbidden = "query.hidden_field", "您无权使用字段“{field}”", "you may not use the field '{field}'";
    WRONG_OPERATOR: Invalid = "query.wrong_operator", "字段“{field}”不支持该运算", "the operator does not fit the field '{field}'";
    FILTER_TOO_LARGE: LimitReached = "query.filter_too_large", "筛选条件过大（{what} 上限 {max}）", "the filter is too large ({what} at most {max})";
    FILTER_SYNTAX: Invalid = "query.syntax", "筛选语法错误（第 {at} 个字符）：{what}", "filter syntax at character {at}: {what}";
    PAGE_TOO_LARGE: LimitReached = "query.page_too_large", "每页最多 {max} 行", "a page has at most {max} rows";
    BAD_CURSOR: Invalid = "query.bad_cursor", "翻页标记无效", "the cursor does not belong to this query";
    NOTHING_TO_SEARCH: Invalid = "query.nothing_to_search", "搜索词里没有可查找的内容", "there is nothing to search for in the text";

    // Sessions and rights.
    LOGIN_FAILED: Forbidden = "login.failed", "手机号或密码不正确", "the mobile number or the password is wrong";
    LOGIN_THROTTLED: LimitReached = "login.throttled", "登录失败次数过多，请 {seconds} 秒后再试", "too many failed logins; try again in {seconds} seconds";
    WEAK_PASSWORD: Invalid = "password.weak", "密码至少 {min} 个字符", "a password has at least {min} characters";
    PASSWORD_HASH: Invalid = "password.not_phc", "密码必须以 argon2id 散列传递", "a password travels only as an argon2id hash";
    USER_DISABLED: Forbidden = "session.disabled", "账号已停用", "the account is disabled";
    FORBIDDEN: Forbidden = "right.missing", "您没有“{operation_zh}”的权限", "you have no right to {operation}";
    FORBIDDEN_ROW: Forbidden = "right.row", "您对该记录没有“{operation_zh}”的权限", "you have no right to {operation} on this record";
    FORBIDDEN_FIELD: Forbidden = "right.field", "您无权修改字段“{field}”", "you may not change the field '{field}'";
    SYSTEM_ONLY: Forbidden = "right.system_only", "只有系统任务可以执行", "only the system may do this";
    NOT_A_HUB: Unsupported = "hub.not_one", "只有主库才能接收其他设备的操作", "only a hub takes commands of other devices";
    COMMAND_VERSION: Unsupported = "command.version", "不支持命令“{name}”的版本 {version}", "version {version} of the command '{name}' is not known here";
    NOT_ON_REPLICA: Unsupported = "replica.hub_only", "该操作只能在主库上执行", "this can only be done on the hub";
    NOT_SEEN_HERE: Unsupported = "replica.not_seen_here", "{field}是否重复将由主库核对", "the hub decides whether {field} is taken";
    ALREADY_SET_UP: RuleViolated = "setup.done", "公司已初始化", "the company is already set up";
    NOT_SET_UP: RuleViolated = "setup.missing", "公司尚未初始化", "the company is not set up yet";
    BAD_ZONE: Invalid = "settings.zone", "未知时区“{value}”", "unknown time zone '{value}'";
    BAD_LOCALE: Invalid = "settings.locale", "语言应为 zh-CN 或 en，不是“{value}”", "the language is zh-CN or en, not '{value}'";
    BAD_CURRENCY: Invalid = "settings.currency", "币种应为三个大写字母（ISO 4217），不是“{value}”", "a currency has three capital letters (ISO 4217), not '{value}'";
    BAD_COUNTRY: Invalid = "settings.country", "国家应为两个大写字母（ISO 3166），不是“{value}”", "a country has two capital letters (ISO 3166), not '{value}'";

    // Records in general.
    NOT_FOUND: NotFound = "record.not_found", "{entity}不存在或您无权查看", "{entity} does not exist or is not visible to you";
    STALE: Conflict = "record.stale", "记录已被他人修改（当前版本 {rev}）", "the record was changed in between (it is at revision {rev})";
    DUPLICATE: Duplicate = "record.duplicate", "{field}已被占用", "the value of {field} is taken";
    DELETED: RuleViolated = "record.deleted", "记录在回收站中", "the record is in the recycle bin";
    NOT_DELETED: RuleViolated = "record.not_deleted", "记录不在回收站中", "the record is not in the recycle bin";
    NOTHING_TO_UNDO: NotFound = "undo.unknown", "没有可撤销的命令", "there is no such command to undo";
    UNDO_TOUCHED: Conflict = "undo.touched_since", "之后已有人修改，无法撤销", "somebody changed it since, so it cannot be undone";
    UNDO_USED: Conflict = "undo.used_since", "之后已被使用，无法撤销", "something refers to it since, so it cannot be undone";
    UNDO_REFUSED: RuleViolated = "undo.not_undoable", "“{command}”不能撤销", "'{command}' cannot be undone";
    UNDONE: RuleViolated = "undo.already", "该命令已撤销", "the command is already undone";

    // Organisation.
    DEPARTMENT_CYCLE: RuleViolated = "department.cycle", "上级部门不能是自己或下级部门", "a department cannot lie below itself";
    DEPARTMENT_USED: RuleViolated = "department.used", "部门下还有 {departments} 个部门、{employees} 名员工", "the department still has {departments} departments and {employees} employees";
    DEPARTMENT_LISTED: RuleViolated = "department.listed", "公海或角色的数据权限中仍列有该部门", "a pool or the data scope of a role still lists the department";
    SUPERIOR_CYCLE: RuleViolated = "employee.superior_cycle", "直属上级不能是自己或自己的下属", "a superior cannot be the employee or somebody below";
    LAST_ADMIN: RuleViolated = "employee.last_admin", "至少要保留一名超级管理员", "the last super administrator stays";
    HANDOVER_TARGET: Invalid = "employee.handover_target", "接收人必须是其他在职员工", "the receiver must be another active employee";
    HANDOVER_ROOM: LimitReached = "employee.handover_room", "接收人合计只能再拥有 {room} 个客户，不够交接", "the receivers may own only {room} more customers, which is not enough";
    HANDOVER_ACTIVE: RuleViolated = "employee.handover_active", "请先停用离职员工，再交接；在职员工的记录请用转移", "disable the employee first; records of somebody at work are transferred";
    ALREADY_DISABLED: RuleViolated = "employee.already_disabled", "员工已停用", "the employee is already disabled";
    ROLE_USED: RuleViolated = "role.used", "还有 {employees} 名员工使用该角色", "{employees} employees still hold the role";
    ROLE_FIELD_TWICE: Invalid = "role.field_twice", "字段“{field}”的权限重复", "the role has two rights for the field '{field}'";
    BUILT_IN_ROLE: RuleViolated = "role.built_in", "内置角色不能修改", "a built-in role cannot be changed";
    UNKNOWN_OPERATION: Invalid = "role.unknown_operation", "没有操作“{name}”", "there is no operation '{name}'";
    ESCALATION: Forbidden = "role.escalation", "不能授予自己没有的权限", "you cannot grant rights that you do not have";
    OPTION_USED: RuleViolated = "option.used", "选项正在使用，只能停用", "the option is in use; archive it instead";
    CUSTOM_KEY: Invalid = "custom.key", "字段标识只能用小写字母、数字和下划线，以字母开头", "a key has lower-case letters, digits and underscores and starts with a letter";
    CUSTOM_OPTIONS: Invalid = "custom.options", "选择字段需要至少一个选项", "a choice field needs at least one option";

    // Sales.
    LEAD_CONVERTED: RuleViolated = "lead.already_converted", "线索已转化", "the lead is already converted";
    LEAD_OPEN_REASON: Invalid = "lead.open_reason", "有效线索不填状态原因", "an open lead has no reason for its status";
    LEAD_CUSTOMER_EXISTS: Duplicate = "lead.customer_exists", "已有同名客户，请关联、合并，或先给线索改名", "there is a customer of this name: link the lead to it, merge it, or rename the lead";
    LEAD_HAS_DUPLICATES: Duplicate = "lead.has_duplicates", "已有相同名称或电话的客户，请选择新建、关联或合并", "there is a customer with this name or number: say whether to create, link or merge";
    LEAD_CHOICE: Invalid = "lead.choice", "每条线索只能选择一次，且必须在本次转化之列；只有关联或合并才需要指定客户", "a choice is for a lead that is converted, once, and names a customer only to link or merge";
    MAPPING_NAME: Invalid = "lead_mapping.name", "线索名称总是对应客户名称", "the name of a lead always goes to the name of the customer";
    MAPPING_KIND: Invalid = "lead_mapping.kind", "字段“{field}”的类型与客户字段“{customer_field}”不符", "the field '{field}' does not fit the customer's field '{customer_field}'";
    MAPPING_TWICE: Invalid = "lead_mapping.twice", "客户字段“{field}”只能对应一个线索字段", "only one field of leads can go to the customer's field '{field}'";
    MAPPING_OPTION: Invalid = "lead_mapping.option", "客户字段“{field}”没有相同的选项，未复制", "the customer's field '{field}' has no such option; it was not copied";
    MERGE_SOURCES: Invalid = "customer.merge_sources", "请选择 1 至 {max} 个与目标不同的客户", "name 1 to {max} customers to merge, each once and none of them the target";
    ALREADY_OWNER: RuleViolated = "transfer.already_owner", "负责人没有变化", "this person already owns it";
    OWNER_INACTIVE: Invalid = "owner.inactive", "只能选择在职员工", "only an active employee can be chosen";
    CAPACITY_FULL: LimitReached = "capacity.full", "{person}的{limit_zh}已达上限 {cap}", "{person} has reached the limit of {cap}: {limit}";
    CAPACITY_TARGETS: Invalid = "capacity.targets_missing", "限制规则需要至少一名员工或一个部门", "a capacity rule needs at least one employee or department";
    CAPACITY_OVERLAP: Conflict = "capacity.overlap", "{name}已在规则“{rule}”中", "{name} is already in the rule '{rule}'";
    LOCKED: RuleViolated = "customer.locked", "客户已锁定", "the customer is locked";
    NOT_LOCKED: RuleViolated = "customer.not_locked", "客户未锁定", "the customer is not locked";
    CUSTOMER_USED: RuleViolated = "customer.used", "客户下还有{records_zh}，不能删除", "the customer still has records: {records}";
    CONTACT_ELSEWHERE: Invalid = "contact.elsewhere", "联系人不属于该客户", "the contact belongs to another customer";
    IN_POOL: RuleViolated = "pool.pooled", "客户在公海中", "the customer is in the pool";
    NOT_IN_POOL: RuleViolated = "pool.not_pooled", "客户不在公海中", "the customer is not in the pool";
    POOL_TAKEN: Conflict = "pool.claim.taken", "客户已被他人领取", "somebody else has claimed the customer";
    POOL_QUOTA: LimitReached = "pool.claim.quota", "{period_zh}最多领取 {limit} 个客户", "at most {limit} customers can be claimed per {period}";
    POOL_HELD: LimitReached = "pool.claim.held", "最多同时持有该公海的 {limit} 个客户", "at most {limit} customers of this pool can be held at a time";
    POOL_COOL_DOWN: RuleViolated = "pool.claim.cool_down", "您曾是该客户的负责人，{days} 天后才能领取", "you owned this customer before; you can claim it in {days} days";
    POOL_MEMBER: Forbidden = "pool.not_member", "只有公海成员可以为自己领取客户", "only a member of the pool may take its customers for himself";
    POOL_ADMIN: Forbidden = "pool.admin", "只有公海管理员可以这样做", "only an administrator of the pool may do this";
    POOL_LAST: RuleViolated = "pool.last", "至少要保留一个启用的公海", "the last enabled pool stays";
    POOL_SAME: Invalid = "pool.same", "不能转移到同一公海", "this is the same pool";
    POOL_HIDES_ALL: Invalid = "pool.hides_all", "公海至少显示名称和另一个字段", "a pool shows the name and at least one more field";
    POOL_RULE_TWICE: Invalid = "pool.rule_twice", "同一类型和级别只能有一条规则", "there is a rule of this kind and level already";
    POOL_DISABLED: RuleViolated = "pool.disabled", "公海已停用", "the pool is disabled";
    POOL_NOT_EMPTY: RuleViolated = "pool.not_empty", "公海中还有 {customers} 个客户（含回收站）", "there are still {customers} customers in the pool, the recycle bin included";
    POOL_MEMBERS: Invalid = "pool.members_missing", "公海需要至少一名管理员和一名成员", "a pool needs at least one administrator and one member";
    MEMBER_IS_OWNER: RuleViolated = "team.owner", "负责人不能作为团队成员", "the owner cannot be a team member";
    OWNER_STAYS: RuleViolated = "team.owner_stays", "负责人不能退出团队，请先转移", "the owner does not leave the team; transfer the record instead";
    KEEP_UNTIL: Invalid = "team.keep_until", "原负责人不留在团队时，不能指定保留期限", "nothing is kept until then: the old owner does not stay in the team";
    NOT_A_MEMBER: NotFound = "team.not_member", "该员工不是团队成员", "the employee is not a team member";
    FOLLOW_UP_TARGET: Invalid = "follow_up.target", "跟进记录需要一条线索、一个客户或其联系人、商机", "a follow-up needs one lead, one customer, or one of its contacts or opportunities";
    SIGN_IN_STAYS: RuleViolated = "follow_up.sign_in_stays", "签到记录不能删除", "a sign-in is not deleted";
    NUMBER_REQUIRED: Invalid = "number.required", "请填写{field}，或由管理员启用编号规则", "{field} is required as long as no number rule is enabled";
    NUMBER_PARTS: RuleViolated = "number_rule.parts", "编号规则至少由两部分组成", "a number rule has at least two parts";
    NUMBER_COUNTER: RuleViolated = "number_rule.counter", "编号规则需要且只能有一个自动计数", "a number rule has exactly one counter";
    NUMBER_RESET: RuleViolated = "number_rule.reset", "定期重新编号时，编号中需包含对应的日期", "a counter that begins again needs a date of that period among the parts";
    CATEGORY_CYCLE: RuleViolated = "product_category.cycle", "类别不能移动到自己的下级", "a category cannot lie below itself";
    CATEGORY_HAS_CHILDREN: RuleViolated = "product_category.has_children", "类别下还有 {count} 个下级类别，不能删除", "the category has {count} categories below it and cannot be deleted";
    CATEGORY_HAS_PRODUCTS: RuleViolated = "product_category.has_products", "类别下还有 {count} 个产品（含回收站），不能删除", "the category has {count} products, the recycle bin included, and cannot be deleted";
    CATEGORY_AMBIGUOUS: Invalid = "product_category.ambiguous", "有 {count} 个同名类别，请写完整路径", "{count} categories have this name; write the path from the top";
    PRODUCT_MAIN_IMAGE: RuleViolated = "product.main_image", "产品只能有一张主图", "a product has one main image";
    PRODUCT_OFF_SHELF: RuleViolated = "product.off_shelf", "产品“{product}”已下架，不能选用", "the product '{product}' is off the shelf and cannot be chosen";
    PRODUCT_DELETED: RuleViolated = "product.deleted", "产品“{product}”已删除，不能选用", "the product '{product}' is deleted and cannot be chosen";
    TAX_NUMBER: Invalid = "invoice_title.tax_number", "税号应为 15 至 20 位数字和字母", "a tax number has 15 to 20 digits and letters";
    TAX_NUMBER_MISSING: Invalid = "invoice_title.tax_number_missing", "企业抬头需要税号", "the title of a company needs a tax number";
    LINE_BOTH: Invalid = "line.price_or_discount", "售价和折扣只能填写一项", "a line takes a price or a discount, not both";
    FOREIGN_CURRENCY: Invalid = "line.currency", "此处以 {currency} 计价，与单据币种不同", "this is counted in {currency}, the document in another currency";
    LINE_DISCOUNT: Invalid = "line.discount_undefined", "标准价为零的产品没有折扣", "there is no discount on a list price of nothing";
    STAGE_RATE: Invalid = "stage.win_rate", "赢率应在 0 至 100 之间", "a win rate lies between 0 and 100";
    STAGE_NONE: Invalid = "stage_group.no_stages", "商机组至少需要一个阶段", "a stage group has at least one stage";
    STAGE_USED: RuleViolated = "stage_group.used", "有 {count} 个商机正在使用，不能这样修改", "{count} opportunities stand there, so this cannot be changed";
    STAGE_ELSEWHERE: Invalid = "stage.elsewhere", "该阶段不属于此商机组", "the stage belongs to another stage group";
    STAGE_NOT_OFFERED: RuleViolated = "stage_group.not_offered", "没有可用的商机组", "no such stage group is offered to the owner";
    STAGE_SAME: Invalid = "stage.same", "商机已处于该阶段", "the opportunity stands there already";
    STAGE_UNFINISHED: RuleViolated = "stage.unfinished", "阶段“{stage}”尚未完成：{missing_zh}", "the stage '{stage}' is not finished: {missing}";
    OPPORTUNITY_MONEY: Invalid = "opportunity.money", "有产品的商机，金额由产品合计得出", "the money of an opportunity with products follows from them";
    OPPORTUNITY_ENDED: RuleViolated = "opportunity.ended", "商机已结束", "the opportunity has ended";
    OPPORTUNITY_CLOSED: RuleViolated = "opportunity.closed", "商机已结束：只能修改备注、下次联系时间和竞争对手；修改其他内容需要“重新打开商机”的权限", "the opportunity has ended: only its remark, next contact and competitors are changed without the right to reopen it";
    OPPORTUNITY_OPEN: RuleViolated = "opportunity.open", "商机尚未结束", "the opportunity has not ended";
    OPPORTUNITY_WON_REASON: Invalid = "opportunity.won_reason", "赢单不填输单原因", "an opportunity that was won has no reason for its loss";
    OPPORTUNITY_NO_CONTRACT: RuleViolated = "opportunity.no_contract", "商机已赢单，尚无合同，可由商机新建", "the opportunity is won and has no contract yet; one can be drafted of it";
    OPPORTUNITY_USED: RuleViolated = "opportunity.used", "商机下还有{records_zh}，不能删除", "the opportunity still has records: {records}";
    OPPORTUNITY_ELSEWHERE: Invalid = "opportunity.elsewhere", "商机不属于该客户", "the opportunity belongs to another customer";
    CONTRACT_ELSEWHERE: Invalid = "contract.elsewhere", "合同不属于该客户", "the contract belongs to another customer";
    IN_THE_FUTURE: Invalid = "value.in_the_future", "{field}不能晚于现在", "{field} must not be in the future";

    // Import.
    IMPORT_HEADER: Invalid = "import.header", "文件中没有列“{column}”", "the file has no column '{column}'";
    IMPORT_UNMAPPED: Invalid = "import.unmapped", "必填字段“{field}”没有对应的列", "the required field '{field}' has no column";
    IMPORT_ENCODING: Invalid = "import.encoding", "文件编码无法识别", "the file's encoding cannot be read";
    IMPORT_READ: Invalid = "import.unreadable", "文件读取中断", "the file could not be read to its end";
    IMPORT_HEADER_TWICE: Invalid = "import.header_twice", "列“{column}”出现多次", "the column '{column}' occurs several times";
    IMPORT_WIDE: LimitReached = "import.too_many_columns", "文件最多 {max} 列", "a file has at most {max} columns";
    IMPORT_ENTITY: Invalid = "import.entity", "该导入任务导入的是{entity}", "the import job brings in another entity: {entity}";
    IMPORT_COLUMNS: Invalid = "import.columns", "应有 {expected} 列，实有 {found} 列", "{found} columns where {expected} are expected";
    IMPORT_CELL: LimitReached = "import.cell_too_large", "单元格超过 {max} 字节", "a cell is larger than {max} bytes";
    IMPORT_QUOTE: Invalid = "import.quote", "本行有引号没有闭合", "a quote opens on this line that nothing closes";
    IMPORT_ROWS: LimitReached = "import.too_many_rows", "最多导入 {max} 行", "at most {max} rows can be imported";
    IMPORT_OWNER: Invalid = "import.owner", "没有员工“{value}”", "there is no employee '{value}'";
    IMPORT_OWNER_AMBIGUOUS: Invalid = "import.owner_ambiguous", "有 {count} 名员工叫“{value}”", "{count} employees are called '{value}'";
    IMPORT_SEVERAL: Invalid = "import.matches_several", "该行对应多条已有记录", "the row stands for several records that there are";
    IMPORT_OVERWRITE: Invalid = "import.overwrite", "跟进记录不能通过导入覆盖", "follow-ups are not written over by an import";
    IMPORT_DATE: Invalid = "import.date", "日期“{value}”无效", "'{value}' is not a date";
    // Contracts, receivables, approvals.
    CONTRACT_DATES: Invalid = "contract.dates", "合同结束日期早于开始日期", "the contract ends before it starts";
    CONTRACT_OTHER: Invalid = "contract.other", "该合同不属于同一客户或币种不同", "the contract is another customer's or in another currency";
    CONTRACT_TOTAL: Invalid = "contract.total_differs", "合同金额 {money} 与产品总金额 {total} 不一致", "the amount {money} is not what the lines come to, {total}";
    CONTRACT_IN_REVIEW: RuleViolated = "contract.in_review", "审批中，不能修改", "it is in review and cannot be changed";
    CONTRACT_APPROVED: RuleViolated = "contract.approved", "合同已通过审批，请先作废再修改", "the contract is approved; declare it void before changing it";
    CONTRACT_VOID: RuleViolated = "contract.is_void", "合同已作废", "the contract is void";
    CONTRACT_AMENDED: RuleViolated = "contract.amended", "合同已被变更后的合同取代", "an amendment has taken the contract's place";
    CONTRACT_AMENDING: RuleViolated = "contract.amending", "该合同已有未完成的变更", "somebody amends the contract already";
    CONTRACT_SUBMIT: RuleViolated = "contract.must_submit", "现已启用审批，请重新提交后生效", "approval is needed by now; submit it again with the changes";
    CONTRACT_NOT_EFFECTIVE: RuleViolated = "contract.not_effective", "合同未生效", "the contract is not in effect";
    CONTRACT_BELOW: LimitReached = "contract.below_received", "已回款（含审批中）{received}，超过合同金额 {money}", "{received} was received or waits for approval, more than the contract's {money}";
    CONTRACT_RECEIPTS: RuleViolated = "contract.has_receipts", "合同已回款 {received}，请说明如何处理", "{received} was received for the contract; say what becomes of it";
    CONTRACT_WAITS: RuleViolated = "contract.has_in_review", "该合同有审批中的回款或发票，请先处理", "a receivable or an invoice for the contract is in review; decide or withdraw it first";
    CONTRACT_DELETE: RuleViolated = "contract.delete_state", "只能删除草稿或已撤回的合同", "only drafts and withdrawn contracts can be deleted";
    CONTRACT_USED: RuleViolated = "contract.used", "合同下还有回款、发票或回访，不能删除", "there are receivables, invoices or return visits of the contract";
    FULFILMENT: RuleViolated = "contract.fulfilment", "不能从“{from}”变为“{to}”", "it cannot go from '{from}' to '{to}'";
    PLAN_TOO_EARLY: RuleViolated = "receivable_plan.too_early", "合同提交后才能建立回款计划", "payments are planned once the contract is submitted";
    PLAN_USED: RuleViolated = "receivable_plan.used", "该计划已有回款，不能修改", "a receivable is counted towards the plan";
    PLAN_ELSEWHERE: Invalid = "receivable_plan.elsewhere", "该回款计划不属于此合同", "the payment plan belongs to another contract";
    PLAN_BEYOND: LimitReached = "receivable_plan.beyond", "计划回款合计 {planned} 超过合同金额 {money}", "the plans come to {planned}, more than the contract's {money}";
    RECEIVABLE_APPROVED: RuleViolated = "receivable.approved", "回款已通过审批，不能修改", "the receivable is approved and cannot be changed";
    RECEIVABLE_DELETE: RuleViolated = "receivable.delete_state", "只能删除草稿或已撤回的回款", "only drafts and withdrawn receivables can be deleted";
    RECEIVABLE_PLANNED: RuleViolated = "receivable.planned", "该回款已计入回款计划，请先取消关联", "the receivable counts towards a payment plan; take it off the plan first";
    ALLOCATION_SUM: Invalid = "receivable.allocation_sum", "分配合计 {sum} 与回款金额 {money} 不一致", "the parts come to {sum}, not to {money}";
    OVER_PAID: LimitReached = "receivable.over_paid", "超出合同未回款 {beyond}", "{beyond} more than the contract still takes";
    OVER_PAID_CREDIT: LimitReached = "receivable.over_paid_credit", "超出部分 {beyond} 已转为客户余款", "{beyond} more than the contract takes is kept as the customer's credit";
    TITLE_ELSEWHERE: Invalid = "invoice.title_elsewhere", "该抬头属于其他客户", "the title belongs to another customer";
    INVOICE_LINES: Invalid = "invoice.lines_sum", "明细合计 {sum} 与开票金额 {money} 不一致", "the lines come to {sum}, not to {money}";
    INVOICE_BEYOND: LimitReached = "invoice.beyond", "累计开票 {invoiced} 超过合同金额 {money}", "{invoiced} is invoiced in all, more than the contract's {money}";
    INVOICE_APPROVED: RuleViolated = "invoice.approved", "发票已通过审批，不能修改", "the invoice is approved and cannot be changed";
    INVOICE_ISSUED: RuleViolated = "invoice.issued", "发票已开具", "the invoice was issued";
    INVOICE_NOT_ISSUED: RuleViolated = "invoice.not_issued", "发票未开具", "the invoice was not issued";
    INVOICE_NOT_EFFECTIVE: RuleViolated = "invoice.not_effective", "发票未通过审批，不能开具", "the invoice is not approved and cannot be issued";
    INVOICE_HAS_RED: RuleViolated = "invoice.has_red", "该发票已有红字发票", "a red-letter invoice rests on it";
    INVOICE_RED: LimitReached = "invoice.red_beyond", "可红冲金额为 {left}", "{left} is left to take back";
    INVOICE_DELETE: RuleViolated = "invoice.delete_state", "只能删除草稿或已撤回的发票", "only drafts and withdrawn invoices can be deleted";
    NOT_APPROVED: Invalid = "approval_flow.entity", "该对象没有审批", "documents of this kind are not approved";
    FLOW_EMPTY: Invalid = "approval_flow.empty", "审批流没有步骤", "the flow has no steps";
    FLOW_STEP: Invalid = "approval_flow.step", "第 {step} 步设置不完整", "step {step} makes no sense";
    FLOW_BRANCH: Invalid = "approval_flow.branch", "第 {step} 步的条件分支设置有误", "the branches of step {step} make no sense";
    FLOW_PEOPLE: Invalid = "approval_flow.people", "审批流中有不存在的人员、部门或角色", "the flow names people, departments or roles that there are not";
    FLOW_ENABLED: RuleViolated = "approval_flow.enabled", "审批流已启用，请先停用", "the flow is enabled; disable it first";
    CHOICE_MISSING: Invalid = "approval.choice_missing", "请选择第 {step} 步的审批人", "choose who decides at step {step}";
    CHOICE_WRONG: Invalid = "approval.choice_wrong", "第 {step} 步不能选择这些审批人", "these people cannot be chosen for step {step}";
    NOT_MY_TASK: Forbidden = "approval.not_mine", "不是您的审批任务", "this is for somebody else to decide";
    TASK_NOT_PENDING: RuleViolated = "approval.not_pending", "该审批任务已处理或尚未到您", "it does not wait for a decision";
    APPROVAL_ENDED: RuleViolated = "approval.ended", "审批已结束", "the approval has ended";
    SIGNER_WRONG: Invalid = "approval.signer", "不能由这些人审批：已在本步骤中，或为发起人", "these people cannot be asked: they are at this step already, or submitted it";
    DELEGATE: Invalid = "approval.delegate", "请选择另一名在职员工代理审批", "somebody else at work must decide";
    IMPORT_STATE: RuleViolated = "import.state", "导入任务已结束", "the import job has ended";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_both_languages_use_the_same_parameters() {
        let mut seen = BTreeSet::new();
        let params = |text: &str| -> BTreeSet<String> {
            text.split('{')
                .skip(1)
                .filter_map(|p| p.split('}').next())
                .map(|p| p.trim_end_matches("_zh").to_owned())
                .collect()
        };
        for code in super::ALL {
            assert!(seen.insert(code.code), "{} is declared twice", code.code);
            assert!(params(code.zh).is_subset(&params(code.en)), "{}", code.code);
        }
    }
}
