//! Signing in at a customer.

use super::*;

#[test]
fn a_sign_in_is_a_follow_up_with_a_place() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        w.clock.advance_days(1);
        let (now, next) = (at("2026-03-03T01:00:00Z"), at("2026-03-08T01:00:00Z"));
        let method = Some(w.option("method", "见面拜访"));
        let full = SignIn { next_contact_at: Some(next), method, ..sign_in(c) };
        let id = w.wang.run(full).unwrap().value;
        let read = w.wang.get::<FollowUp>(id).unwrap();
        assert_eq!((read.kind, read.at, read.method), (FollowUpKind::SignIn, now, method));
        let place = |f: &FollowUp| [f.latitude, f.longitude].map(|n| n.map(|n| n.to_string()));
        assert_eq!(place(&read), [Some("30.593".into()), Some("114.305".into())]);
        assert_eq!(
            (read.place.as_deref(), read.content.as_str()),
            (Some("武汉市江岸区"), "武汉市江岸区")
        );
        assert_eq!(shown(&w, c), (true, Some(now), Some("武汉市江岸区".into()), Some(next)));
        let of_kind = |code: &str| {
            let filter = format!(r#"kind = "{code}""#).parse().unwrap();
            w.wang.follow_ups().list(&Query::new(filter)).unwrap().rows.len()
        };
        add(&w.wang, on(c, "电话"));
        assert_eq!((of_kind("sign_in"), of_kind("follow_up")), (1, 1));
    }
}

#[test]
fn a_sign_in_is_made_at_a_place_by_who_may_follow_up_the_customer() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let number = |n: &str| n.parse().unwrap();
        let now = at("2026-03-02T01:00:00Z");
        let wrong = [
            (
                "value.out_of_range",
                "latitude",
                SignIn { latitude: number("90.000001"), ..sign_in(c) },
            ),
            (
                "value.out_of_range",
                "latitude",
                SignIn { longitude: number("-180.1"), ..sign_in(c) },
            ),
            ("value.required", "place", SignIn { place: " ".into(), ..sign_in(c) }),
            ("value.too_long", "place", SignIn { place: "长".repeat(256), ..sign_in(c) }),
            (
                "value.in_the_past",
                "next_contact_at",
                SignIn { next_contact_at: Some(now), ..sign_in(c) },
            ),
        ];
        for (code, field, sign_in) in wrong {
            assert_eq!(refusal(w.wang.run(sign_in)), (code.into(), field.into()));
        }
        assert_eq!(told(w.li.run(sign_in(c))), "record.not_found");
        w.wang.customers().add_member(c, w.ids[2], TeamAccess::Read, None).unwrap();
        assert_eq!(told(w.li.run(sign_in(c))), "done", "a reading member visits too");
        let reads =
            w.role("只读", crmkit::org::DataScope::All, &["customer.read", "follow_up.read"]);
        let reader = w.crm.session(w.employee("周", "13800000009", vec![reads])).unwrap();
        assert_eq!(told(reader.run(sign_in(c))), "right.missing");
    }
}

#[test]
fn a_sign_in_is_neither_deleted_nor_undone_nor_moved() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let done = w.wang.run(sign_in(c)).unwrap();
        for who in [&w.wang, &w.manager, &w.admin] {
            let delete = DeleteFollowUp { follow_up: done.value };
            assert_eq!(told(who.run(delete)), "follow_up.sign_in_stays");
        }
        assert_eq!(told(w.wang.undo(done.command_id)), "undo.not_undoable");
        for field in ["latitude", "longitude", "place", "at", "kind"] {
            let clear = FollowUpPatch { clear: vec![field.into()], ..Default::default() };
            assert_eq!(told(w.wang.run(update(done.value, clear))), "value.read_only", "{field}");
        }
        let words = FollowUpPatch { content: Some("谈妥".into()), ..Default::default() };
        w.wang.run(update(done.value, words)).unwrap();
        assert_eq!(shown(&w, c).2.as_deref(), Some("谈妥"), "its words are corrected");
    }
}
