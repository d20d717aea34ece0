//! The examples of `docs/guide/*/leads.md`.

use super::{Company, company};

#[test]
fn leads() -> crmkit::Result<()> {
    use chrono::TimeDelta;
    use crmkit::model::Clock;
    use crmkit::query::Query;
    use crmkit::sales::lead::{Lead, LeadPatch, NewLead};

    let Company { clock, crm, admin, wang, li, zhao } = company()?;
    let new = NewLead {
        name: "武汉鑫源贸易".into(),
        contact_name: Some("王先生".into()),
        mobile: Some("138 1234 5678".into()),
        next_contact_at: Some(clock.now() + TimeDelta::days(3)),
        ..Default::default()
    };
    let lead = li.leads().create(new.clone())?.value;
    let read = li.leads().get(lead)?;
    assert_eq!(read.mobile.as_deref(), Some("+8613812345678"));
    assert_eq!(read.owner_id, Some(li.employee()?));
    assert_eq!(read.last_follow_at, None); // planned is not followed up

    let patch = LeadPatch { remark: Some("展会名片".into()), ..Default::default() };
    li.leads().update(lead, patch)?;
    let open = "owner_id = me() and converted_at is null".parse()?;
    assert_eq!(li.leads().list(&Query::new(open))?.rows.len(), 1);
    assert_eq!(li.leads().list(&Query::search("whxy"))?.rows.len(), 1);
    assert_eq!(zhao.leads().list(&Query::default())?.rows.len(), 0);

    let days = |n| clock.now().date_naive() + TimeDelta::days(n);
    let planned = li.calendar(days(0), days(7))?;
    assert_eq!(planned.first().map(|entry| entry.name.as_str()), Some("武汉鑫源贸易"));

    use crmkit::sales::lead::{LeadState, LeadStatus, SetLeadStatus};

    let status = |status, reason: Option<&str>| SetLeadStatus {
        leads: vec![lead],
        status,
        reason: reason.map(str::to_owned),
    };
    li.run(status(LeadStatus::Dead, Some("号码是空号")))?.value.single()?;
    assert_eq!(li.leads().list(&Query::new(Lead::open()))?.rows.len(), 0);
    let dead = li.lead_states()?.into_iter().find(|s| s.state == LeadState::Dead);
    assert_eq!(dead.map(|s| s.count), Some(1));
    li.run(status(LeadStatus::Open, None))?.value.single()?;

    use crmkit::sales::duplicate::DuplicateQuery;

    let query = DuplicateQuery { mobile: new.mobile.clone(), ..Default::default() };
    let found = zhao.find_duplicates(&query)?;
    let shown = found.first().map(|d| (d.name.as_deref(), d.owner.as_deref(), d.id));
    assert_eq!(shown, Some((Some("武汉鑫源贸易"), Some("李强"), None)));

    use crmkit::sales::follow_up::{DeleteFollowUp, NewFollowUp};

    let said = NewFollowUp {
        lead_id: Some(lead),
        content: "电话沟通，想看演示".into(),
        next_contact_at: Some(clock.now() + TimeDelta::days(1)),
        ..Default::default()
    };
    let said = li.follow_ups().add(said)?.value;
    assert!(li.leads().get(lead)?.followed);
    li.run(DeleteFollowUp { follow_up: said })?;
    assert!(!li.leads().get(lead)?.followed);

    use crmkit::sales::todo::TodoKind;

    wang.leads().transfer(vec![lead], zhao.employee()?)?.value.single()?;
    assert_eq!(zhao.todos(TodoKind::LeadsAssigned)?.len(), 1);
    assert_eq!(li.leads().get(lead).unwrap_err().code(), "record.not_found");

    use crmkit::sales::customer::NewCustomer;
    use crmkit::sales::lead::{ConvertLeads, DuplicateHandling};

    let twin = NewCustomer { name: "鑫源".into(), mobile: new.mobile, ..Default::default() };
    let twin = zhao.customers().create(twin)?.value;
    let convert = |on_duplicate| {
        let on_duplicate = Some(on_duplicate);
        zhao.run(ConvertLeads {
            leads: vec![lead],
            on_duplicate,
            choices: None,
            contact: None,
            opportunity: None,
        })
    };
    let refused = convert(DuplicateHandling::Refuse)?.value.rows;
    let error = refused.first().and_then(|row| row.error.as_ref());
    assert_eq!(error.map(|e| e.code()), Some("lead.has_duplicates"));
    let merged = convert(DuplicateHandling::Merge)?;
    assert_eq!(merged.value.rows.first().and_then(|row| row.customer), Some(twin));
    assert_eq!(zhao.customers().get(twin)?.remark.as_deref(), Some("展会名片"));
    zhao.undo(merged.command_id)?;
    assert_eq!(zhao.customers().get(twin)?.remark, None);

    let with_contact = ConvertLeads {
        leads: vec![lead],
        on_duplicate: None,
        choices: None,
        contact: Some(true),
        opportunity: None,
    };
    let converted = zhao.run(with_contact)?;
    let contact = converted.value.rows.first().and_then(|row| row.contact);
    let contact = zhao.contacts().get(contact.unwrap_or_default())?;
    assert_eq!(contact.name, "王先生");
    assert_eq!(contact.mobile.as_deref(), Some("+8613812345678"));
    zhao.undo(converted.command_id)?;

    use crmkit::commands::SetLeadMapping;
    use crmkit::sales::lead::MappedField;

    let mapped = |from: &str, to: Option<&str>| MappedField {
        lead_field: from.into(),
        customer_field: to.map(Into::into),
    };
    admin.run(SetLeadMapping { fields: vec![mapped("remark", None)] })?;
    let wrong = admin.run(SetLeadMapping { fields: vec![mapped("email", Some("mobile"))] });
    assert_eq!(wrong.unwrap_err().code(), "lead_mapping.kind");

    let deleted = wang.leads().delete(vec![lead])?;
    assert_eq!(wang.leads().list(&Query::default().deleted())?.rows.len(), 1);
    wang.leads().restore(vec![lead])?.value.single()?;
    assert_eq!(wang.undo(deleted.command_id).unwrap_err().code(), "undo.touched_since");
    crm.close()?;
    Ok(())
}
