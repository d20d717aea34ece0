//! The same for invoices.

use super::contracts::in_effect;
use super::timed::expire;
use super::{Case, Company, of};
use chrono::{NaiveDate, TimeDelta};
use crmkit::model::Timestamp;
use crmkit::sales::customer::TeamAccess;
use crmkit::sales::invoice::*;
use serde_json::json;

fn new_invoice(c: &Company) -> CreateInvoice {
    let invoice = NewInvoice {
        number: Some(c.name()),
        contract_id: in_effect(c),
        money: "500".parse().unwrap(),
        applied_on: NaiveDate::from_ymd_opt(2026, 3, 9).unwrap(),
        title: Some(c.name()),
        tax_number: Some("91420100MA4KXXXX1X".into()),
        ..Default::default()
    };
    CreateInvoice { invoice, title_from: None, lines: None }
}

/// A draft.
fn invoice(c: &Company) -> InvoiceId {
    c.do_it(new_invoice(c))
}

fn submitted(invoice: InvoiceId) -> SubmitInvoice {
    SubmitInvoice { invoice, patch: None, lines: None, choices: None, expect_rev: None }
}

fn issue(c: &Company) -> IssueInvoice {
    let (invoice_number, tracking_number) = (c.name(), Some(c.name()));
    let invoice = c.do_it(submitted(invoice(c)));
    IssueInvoice { invoice, invoice_number, issued_on: None, tracking_number }
}

fn member(c: &Company, expires_at: Option<Timestamp>) -> AddInvoiceMember {
    let (invoices, employee) = (vec![invoice(c)], c.loaded.people[5]);
    AddInvoiceMember { invoices, employee, access: TeamAccess::Read, expires_at }
}

/// Makes the case of a command.
pub fn case(name: &str, c: &Company) -> Option<Case> {
    let people = &c.loaded.people;
    Some(match name {
        "invoice.create" => {
            let (money, tax_rate) = ("500".parse().unwrap(), "13".parse().unwrap());
            let line = NewInvoiceLine { name: c.name(), money, tax_rate };
            of(CreateInvoice { lines: Some(vec![line]), ..new_invoice(c) })
        }
        "invoice.update" => of(UpdateInvoice {
            invoice: invoice(c),
            patch: InvoicePatch { remark: Some(c.name()), ..Default::default() },
            lines: None,
            expect_rev: None,
        }),
        "invoice.submit" => of(submitted(invoice(c))),
        "invoice.issue" => of(issue(c)),
        "invoice.reset" => of(ResetInvoice { invoice: c.do_it(issue(c)) }),
        "invoice.create_red" => of(CreateRedInvoice {
            invoice: c.do_it(issue(c)),
            number: Some(c.name()),
            money: "100".parse().ok(),
            applied_on: None,
            remark: Some(c.name()),
        }),
        "invoice.delete" => of(DeleteInvoices { invoices: vec![invoice(c)] }),
        "invoice.restore" => {
            let invoices = vec![invoice(c)];
            c.do_it(DeleteInvoices { invoices: invoices.clone() });
            of(RestoreInvoices { invoices })
        }
        "invoice.transfer" => of(TransferInvoices {
            invoices: vec![invoice(c)],
            to: people[5],
            keep: Some(TeamAccess::Write),
            keep_until: None,
        }),
        "invoice.add_member" => of(member(c, None)),
        "invoice.remove_member" => {
            let member = member(c, None);
            c.do_it(member.clone());
            let AddInvoiceMember { invoices, employee, .. } = member;
            of(RemoveInvoiceMember { invoices, employee })
        }
        "invoice.leave_team" => {
            let invoices = vec![invoice(c)];
            c.do_it(TransferInvoices {
                invoices: invoices.clone(),
                to: people[5],
                keep: Some(TeamAccess::Read),
                keep_until: None,
            });
            of(LeaveInvoiceTeam { invoices }).told("team.not_member")
        }
        "invoice.expire_members" => {
            let soon = c.loaded.crm.clock().now() + TimeDelta::minutes(1);
            c.do_it(member(c, Some(soon)));
            Case { arguments: json!({"members": Vec::<InvoiceMemberId>::new()}), ..expire(c) }
        }
        _ => return None,
    })
}
