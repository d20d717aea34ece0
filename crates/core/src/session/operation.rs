//! Every operation that a role may permit, declared once.
//!
//! Reading a list and reading a record are one operation, so that what a person lists is what
//! he can get, search, count and export.

use crate::error::{Error, Result, codes};
use crate::model::Label;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Whether membership in a record's team stands in for owning it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Members {
    /// Never: members neither delete nor transfer.
    No,
    /// Members who may write.
    Write,
    /// Every member.
    Any,
}

/// Something that a role may permit.
#[derive(Debug, PartialEq, Eq)]
pub struct Operation {
    /// Stable code: `entity.verb`.
    pub code: &'static str,
    /// What people read.
    pub label: Label,
    /// Whether team members may do it too.
    pub members: Members,
}

impl Operation {
    /// The operation of a code.
    ///
    /// # Errors
    /// `role.unknown_operation`.
    pub fn by_code(code: &str) -> Result<&'static Operation> {
        // Every call of every session asks.
        static BY_CODE: LazyLock<BTreeMap<&str, &Operation>> =
            LazyLock::new(|| ALL.iter().map(|operation| (operation.code, *operation)).collect());
        BY_CODE
            .get(code)
            .copied()
            .ok_or_else(|| Error::new(&codes::UNKNOWN_OPERATION).with("name", code))
    }

    /// The refusal of somebody who lacks it.
    pub fn missing(&self) -> Error {
        self.named(Error::new(&codes::FORBIDDEN))
    }

    /// The refusal on a record that may be read but not this.
    pub fn not_on_row(&self) -> Error {
        self.named(Error::new(&codes::FORBIDDEN_ROW))
    }

    fn named(&self, error: Error) -> Error {
        error.with("operation", self.label.en).with("operation_zh", self.label.zh)
    }
}

macro_rules! operations {
    ($( $name:ident = $code:literal, $zh:literal, $en:literal, $members:ident; )*) => {
        $(
            #[doc = $en]
            pub static $name: Operation = Operation {
                code: $code, label: Label { zh: $zh, en: $en }, members: Members::$members,
            };
        )*
        /// Every operation.
        pub static ALL: &[&Operation] = &[$(&$name),*];
    };
}

operations! {
    SETTINGS_MANAGE = "settings.manage", "管理企业设置", "manage the company's settings", No;
    ORG_MANAGE = "org.manage", "管理部门与员工", "manage departments and employees", No;
    ROLE_MANAGE = "role.manage", "管理角色权限", "manage roles and rights", No;
    FIELD_MANAGE = "field.manage", "管理自定义字段与选项", "manage custom fields and options", No;
    TICK = "system.tick", "运行定时任务", "run timed jobs", No;

    LEAD_READ = "lead.read", "查看线索", "read leads", No;
    LEAD_CREATE = "lead.create", "新建线索", "create leads", No;
    LEAD_EDIT = "lead.edit", "编辑线索", "edit leads", No;
    LEAD_DELETE = "lead.delete", "删除线索", "delete leads", No;
    LEAD_TRANSFER = "lead.transfer", "转移线索", "transfer leads", No;
    LEAD_CONVERT = "lead.convert", "转化线索", "convert leads", No;
    LEAD_IMPORT = "lead.import", "导入线索", "import leads", No;

    CUSTOMER_READ = "customer.read", "查看客户", "read customers", Any;
    CUSTOMER_CREATE = "customer.create", "新建客户", "create customers", No;
    CUSTOMER_EDIT = "customer.edit", "编辑客户", "edit customers", Write;
    CUSTOMER_DELETE = "customer.delete", "删除客户", "delete customers", No;
    CUSTOMER_MERGE = "customer.merge", "合并客户", "merge customers", No;
    CUSTOMER_TRANSFER = "customer.transfer", "转移客户", "transfer customers", No;
    CUSTOMER_RELEASE = "customer.release", "放入公海", "put customers into the pool", No;
    CUSTOMER_TEAM = "customer.team", "管理客户团队成员", "manage customers' team members", No;
    CUSTOMER_LOCK = "customer.lock", "锁定解锁客户", "lock and unlock customers", No;
    CUSTOMER_DEAL = "customer.deal", "设置成交状态", "set customers' deal status", No;
    CUSTOMER_NEARBY = "customer.nearby", "附近客户", "find customers near a place", No;
    CUSTOMER_IMPORT = "customer.import", "导入客户", "import customers", No;

    CONTACT_READ = "contact.read", "查看联系人", "read contacts", Any;
    CONTACT_CREATE = "contact.create", "新建联系人", "create contacts", No;
    CONTACT_EDIT = "contact.edit", "编辑联系人", "edit contacts", Write;
    CONTACT_DELETE = "contact.delete", "删除联系人", "delete contacts", No;
    CONTACT_TRANSFER = "contact.transfer", "转移联系人", "transfer contacts", No;
    CONTACT_TEAM = "contact.team", "管理联系人团队成员", "manage contacts' team members", No;
    CONTACT_IMPORT = "contact.import", "导入联系人", "import contacts", No;

    CAPACITY_MANAGE = "capacity.manage", "管理客户数限制", "manage capacity rules", No;
    INVOICE_TITLE_READ = "invoice_title.read", "查看发票抬头", "read invoice titles", Any;
    INVOICE_TITLE_EDIT = "invoice_title.edit", "编辑发票抬头", "edit invoice titles", Write;

    OPPORTUNITY_READ = "opportunity.read", "查看商机", "read opportunities", Any;
    OPPORTUNITY_CREATE = "opportunity.create", "新建商机", "create opportunities", No;
    OPPORTUNITY_EDIT = "opportunity.edit", "编辑商机", "edit opportunities", Write;
    OPPORTUNITY_REOPEN = "opportunity.reopen", "重新打开商机", "reopen opportunities", No;
    OPPORTUNITY_DELETE = "opportunity.delete", "删除商机", "delete opportunities", No;
    OPPORTUNITY_TRANSFER = "opportunity.transfer", "转移商机", "transfer opportunities", No;
    OPPORTUNITY_TEAM = "opportunity.team", "管理商机团队成员", "manage opportunities' team members", No;

    VISIT_READ = "visit.read", "查看回访", "read return visits", Any;
    VISIT_CREATE = "visit.create", "新建回访", "record return visits", No;
    VISIT_EDIT = "visit.edit", "编辑回访", "edit return visits", No;
    VISIT_DELETE = "visit.delete", "删除回访", "delete return visits", No;

    PRODUCT_READ = "product.read", "查看产品", "read products", Any;
    PRODUCT_CREATE = "product.create", "新建产品", "create products", No;
    PRODUCT_EDIT = "product.edit", "编辑产品", "edit products", No;
    PRODUCT_SHELF = "product.shelf", "上架下架产品", "put products on and off the shelf", No;
    PRODUCT_DELETE = "product.delete", "删除产品", "delete products", No;
    PRODUCT_IMPORT = "product.import", "导入产品", "import products", No;
    PRODUCT_CATEGORY_MANAGE = "product_category.manage", "管理产品类别", "manage product categories", No;

    CONTRACT_READ = "contract.read", "查看合同", "read contracts", Any;
    CONTRACT_CREATE = "contract.create", "新建合同", "create contracts", No;
    CONTRACT_EDIT = "contract.edit", "编辑合同", "edit contracts", Write;
    CONTRACT_DELETE = "contract.delete", "删除合同", "delete contracts", No;
    CONTRACT_TRANSFER = "contract.transfer", "转移合同", "transfer contracts", No;
    CONTRACT_TEAM = "contract.team", "管理合同团队成员", "manage contracts' team members", No;
    CONTRACT_VOID = "contract.void", "作废合同", "declare contracts void", No;
    CONTRACT_FULFIL = "contract.fulfil", "更新履约状态", "update the fulfilment of contracts", Write;
    RECEIVABLE_PLAN_READ = "receivable_plan.read", "查看回款计划", "read payment plans", Any;
    RECEIVABLE_PLAN_EDIT = "receivable_plan.edit", "编辑回款计划", "edit payment plans", Write;
    RECEIVABLE_READ = "receivable.read", "查看回款", "read receivables", Any;
    RECEIVABLE_CREATE = "receivable.create", "新建回款", "record receivables", No;
    RECEIVABLE_EDIT = "receivable.edit", "编辑回款", "edit receivables", Write;
    RECEIVABLE_DELETE = "receivable.delete", "删除回款", "delete receivables", No;
    RECEIVABLE_TRANSFER = "receivable.transfer", "转移回款", "transfer receivables", No;
    RECEIVABLE_TEAM = "receivable.team", "管理回款团队成员", "manage receivables' team members", No;
    INVOICE_READ = "invoice.read", "查看发票", "read invoices", Any;
    INVOICE_CREATE = "invoice.create", "新建发票", "apply for invoices", No;
    INVOICE_EDIT = "invoice.edit", "编辑发票", "edit invoices", Write;
    INVOICE_DELETE = "invoice.delete", "删除发票", "delete invoices", No;
    INVOICE_TRANSFER = "invoice.transfer", "转移发票", "transfer invoices", No;
    INVOICE_TEAM = "invoice.team", "管理发票团队成员", "manage invoices' team members", No;
    INVOICE_ISSUE = "invoice.issue", "标记开票", "mark invoices as issued", No;
    INVOICE_RESET = "invoice.reset", "重置开票信息", "take back that invoices were issued", No;
    APPROVAL_MANAGE = "approval.manage", "管理审批流", "manage approval flows", No;

    POOL_MANAGE = "pool.manage", "管理公海", "manage pools", No;

    FOLLOW_UP_READ = "follow_up.read", "查看跟进记录", "read follow-ups", Any;
    FOLLOW_UP_CREATE = "follow_up.create", "新建跟进记录", "create follow-ups", Any;
    FOLLOW_UP_EDIT = "follow_up.edit", "编辑跟进记录", "edit follow-ups", No;
    FOLLOW_UP_DELETE = "follow_up.delete", "删除跟进记录", "delete follow-ups", No;
}

#[cfg(test)]
mod tests {
    #[test]
    fn codes_are_unique() {
        let codes: std::collections::BTreeSet<_> = super::ALL.iter().map(|o| o.code).collect();
        assert_eq!(codes.len(), super::ALL.len());
    }
}
