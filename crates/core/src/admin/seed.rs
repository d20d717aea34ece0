//! What a new company starts with: built-in roles and default option lists (B1.0, B1.16).

use crate::error::Result;
use crate::org::{DataScope, OptionItem, Role, RoleId, RoleRight};
use crate::session::Context;
use crate::session::company::SUPER_ADMIN;
use crate::session::operation::{self, Operation};

/// What salespeople and their managers work with.
const SELLING: &[&str] = &[
    "lead.",
    "customer.",
    "contact.",
    "opportunity.",
    "follow_up.",
    "invoice_title.",
    "contract.",
    "receivable.",
    "receivable_plan.",
    "invoice.",
    "product.",
    "product_category.",
    "visit.",
];

/// Built-in roles: code, Chinese name, data scope, and which operations they permit.
const ROLES: &[(&str, &str, DataScope, &[&str])] = &[
    (SUPER_ADMIN, "超级管理员", DataScope::All, &[]),
    (
        "system_admin",
        "系统设置管理员",
        DataScope::All,
        &["settings.", "role.", "field.", "system.", "approval."],
    ),
    ("org_admin", "部门与员工管理员", DataScope::All, &["org."]),
    (
        "customer_admin",
        "客户管理员",
        DataScope::All,
        &[
            "lead.",
            "customer.",
            "contact.",
            "opportunity.",
            "capacity.",
            "pool.",
            "follow_up.",
            "invoice_title.",
            "contract.",
            "receivable.",
            "receivable_plan.",
            "invoice.",
            "product.",
            "product_category.",
            "visit.",
        ],
    ),
    ("sales_manager", "销售经理", DataScope::All, SELLING),
    ("salesperson", "销售员", DataScope::Own, SELLING),
];

/// Operations that the roles of salespeople do not start with.
const MANAGERS_ONLY: &[&str] = &[
    "lead.import",
    "lead.delete",
    "customer.import",
    "customer.delete",
    "customer.deal",
    "contact.import",
    "contact.delete",
    "customer.merge",
    "contract.void",
    "invoice.issue",
    "invoice.reset",
    "opportunity.delete",
    "opportunity.reopen",
    "product.create",
    "product.edit",
    "product.shelf",
    "product.delete",
    "product.import",
    "product_category.manage",
    "visit.delete",
];

/// Makes the built-in roles; returns the super administrator's.
pub(super) fn roles(cx: &mut Context<'_>) -> Result<RoleId> {
    let mut super_admin = RoleId::default();
    for (code, name, scope, prefixes) in ROLES {
        let role = Role {
            name: (*name).into(),
            scope: *scope,
            built_in: Some((*code).into()),
            ..Role::blank()
        };
        let role = cx.insert(role)?.id;
        if *code == SUPER_ADMIN {
            super_admin = role;
        }
        let permitted = |o: &&&Operation| prefixes.iter().any(|p| o.code.starts_with(p));
        let starts = |o: &&&Operation| *code != "salesperson" || !MANAGERS_ONLY.contains(&o.code);
        for operation in operation::ALL.iter().filter(permitted).filter(starts) {
            cx.insert(RoleRight {
                role_id: role,
                operation: operation.code.into(),
                ..RoleRight::blank()
            })?;
        }
    }
    Ok(super_admin)
}

/// The default option lists: list, Chinese and English labels.
const OPTIONS: &[(&str, &[(&str, &str)])] = &[
    (
        "source",
        &[
            ("促销", "Promotion"),
            ("搜索引擎", "Search engine"),
            ("广告", "Advertisement"),
            ("转介绍", "Referral"),
            ("线上注册", "Online registration"),
            ("线上询价", "Online inquiry"),
            ("预约上门", "Appointment"),
            ("陌拜", "Cold visit"),
            ("电话咨询", "Phone inquiry"),
            ("邮件咨询", "E-mail inquiry"),
        ],
    ),
    (
        "industry",
        &[
            ("IT", "IT"),
            ("金融业", "Finance"),
            ("房地产", "Real estate"),
            ("商业服务", "Business services"),
            ("运输/物流", "Transport and logistics"),
            ("生产", "Manufacturing"),
            ("政府", "Government"),
            ("文化传媒", "Culture and media"),
        ],
    ),
    (
        "level",
        &[
            ("A（重点客户）", "A (key)"),
            ("B（普通客户）", "B (ordinary)"),
            ("C（非优先客户）", "C (low priority)"),
        ],
    ),
    (
        "method",
        &[
            ("打电话", "Phone call"),
            ("发邮件", "E-mail"),
            ("发短信", "Text message"),
            ("见面拜访", "Visit"),
            ("活动", "Event"),
        ],
    ),
    (
        "payment_method",
        &[
            ("支票", "Cheque"),
            ("现金", "Cash"),
            ("邮政汇款", "Postal order"),
            ("电汇", "Wire transfer"),
            ("网上转账", "Online transfer"),
            ("支付宝", "Alipay"),
            ("微信支付", "WeChat Pay"),
            ("其他", "Other"),
        ],
    ),
    (
        "contract_type",
        &[
            ("直销合同", "Direct sale"),
            ("代理合同", "Agency"),
            ("服务合同", "Service"),
            ("快销合同", "Quick sale"),
        ],
    ),
    (
        "invoice_type",
        &[
            ("增值税专用发票", "VAT special invoice"),
            ("增值税普通发票", "VAT ordinary invoice"),
            ("国税通用机打发票", "State tax machine invoice"),
            ("地税通用机打发票", "Local tax machine invoice"),
            ("收据", "Receipt"),
        ],
    ),
    (
        "loss_reason",
        &[
            ("价格过高", "Price too high"),
            ("竞争对手胜出", "A competitor won"),
            ("需求取消", "No longer needed"),
            ("预算不足", "No budget"),
            ("产品不符合需求", "The product does not fit"),
            ("无法联系", "Nobody to be reached"),
            ("其他", "Other"),
        ],
    ),
    (
        "unit",
        &[
            ("个", "Piece"),
            ("块", "Block"),
            ("只", "Item"),
            ("把", "Handle"),
            ("枚", "Coin"),
            ("瓶", "Bottle"),
            ("盒", "Box"),
            ("台", "Set"),
            ("吨", "Tonne"),
            ("千克", "Kilogram"),
            ("米", "Metre"),
            ("箱", "Case"),
            ("套", "Kit"),
        ],
    ),
    (
        "visit_form",
        &[
            ("见面拜访", "Visit"),
            ("电话", "Telephone"),
            ("短信", "Text message"),
            ("邮件", "E-mail"),
            ("微信", "WeChat"),
        ],
    ),
];

/// Makes the default option lists.
pub(super) fn options(cx: &mut Context<'_>) -> Result<()> {
    for (list, items) in OPTIONS {
        for (position, (label, english)) in (0..).zip(*items) {
            cx.insert(OptionItem {
                list: (*list).into(),
                label: (*label).into(),
                label_en: Some((*english).into()),
                position,
                ..OptionItem::blank()
            })?;
        }
    }
    Ok(())
}
