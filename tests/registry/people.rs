//! The same for contacts and follow-ups.

use super::deals;
use super::timed::expire;
use super::{Case, Company, of};
use crmkit::sales::contact::*;
use crmkit::sales::customer::TeamAccess;
use crmkit::sales::follow_up::*;
use serde_json::json;

/// Makes the case of a command.
pub fn case(name: &str, c: &Company) -> Case {
    let people = &c.loaded.people;
    match name {
        "contact.create" => of(c.new_contact(c.customer())),
        "contact.update" => of(UpdateContact {
            contact: c.contact(),
            patch: ContactPatch { remark: Some(c.name()), ..Default::default() },
            expect_rev: None,
        }),
        "contact.delete" => of(DeleteContacts { contacts: vec![c.contact()] }),
        "contact.restore" => {
            let contacts = vec![c.contact()];
            c.do_it(DeleteContacts { contacts: contacts.clone() });
            of(RestoreContacts { contacts })
        }
        "contact.transfer" => of(TransferContacts {
            contacts: vec![c.contact()],
            to: people[5],
            keep: Some(TeamAccess::Write),
            keep_until: None,
        }),
        "contact.add_member" => of(AddContactMember {
            contacts: vec![c.contact()],
            employee: people[5],
            access: TeamAccess::Write,
            expires_at: None,
        }),
        "contact.remove_member" => {
            let (contacts, employee) = c.contact_member(None);
            of(RemoveContactMember { contacts, employee })
        }
        "contact.leave_team" => {
            let contacts = vec![c.contact()];
            c.do_it(TransferContacts {
                contacts: contacts.clone(),
                to: people[5],
                keep: Some(TeamAccess::Read),
                keep_until: None,
            });
            of(LeaveContactTeam { contacts }).told("team.not_member")
        }
        "contact.expire_members" => {
            let soon = c.loaded.crm.clock().now() + chrono::TimeDelta::minutes(1);
            c.contact_member(Some(soon));
            Case { arguments: json!({"members": Vec::<ContactMemberId>::new()}), ..expire(c) }
        }
        "follow_up.create" => {
            let (first, second) = (c.contact(), c.name());
            let customer_id = c.admin().contacts().get(first).unwrap().customer_id;
            let contacts = [(); 2].map(|()| c.do_it(c.new_contact(customer_id)));
            let (name, reference) = (c.name(), format!("files/{second}"));
            let follow_up =
                NewFollowUp { contact_id: Some(first), content: c.name(), ..Default::default() };
            of(AddFollowUp {
                follow_up,
                contacts: Some(contacts.to_vec()),
                files: Some(vec![FileReference { name, reference, size: Some(7) }]),
            })
        }
        "follow_up.sign_in" => of(SignIn {
            customer: c.customer(),
            latitude: "30.5".parse().unwrap(),
            longitude: "114.3".parse().unwrap(),
            place: c.name(),
            content: None,
            method: None,
            next_contact_at: None,
            contacts: None,
            files: None,
        }),
        "follow_up.update" => of(UpdateFollowUp {
            follow_up: c.follow_up(),
            patch: FollowUpPatch { content: Some(c.name()), ..Default::default() },
            expect_rev: None,
        }),
        "follow_up.delete" => of(DeleteFollowUp { follow_up: c.follow_up() }),
        "follow_up.restore" => {
            let follow_up = c.follow_up();
            c.do_it(DeleteFollowUp { follow_up });
            of(RestoreFollowUps { follow_ups: vec![follow_up] })
        }
        other => deals::case(other, c),
    }
}
