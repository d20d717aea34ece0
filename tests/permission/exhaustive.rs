//! Every small world: each way of three people in two departments with superiors, with each data
//! scope alone and with one pair of scopes, each kind of ownership and membership. The file, which
//! answers as the memory does (the model test), is asked about every third organisation. Everything
//! is listed and counted in each world; in every fifth it is also got one by one, searched and
//! grouped, so that each organisation and each scope has its turn.

use crate::support::{Tally, both, compare};
use crmkit_testkit::oracle::{orgs, records};

#[test]
fn every_small_world_reads_as_the_oracle_says() {
    let (mut tally, mut worlds) = (Tally::default(), 0);
    let mut world = records();
    let scopes = world.roles.len() - 1;
    for (store, loaded) in both(&world, 7) {
        let every = if store == "sqlite" { 3 } else { 1 };
        for (n, (departments, people)) in orgs().into_iter().enumerate().step_by(every) {
            world.departments = departments;
            for (person, place) in world.people.iter_mut().zip(people) {
                (person.department, person.superior) = (place.department, place.superior);
            }
            loaded.reorganise(&world);
            let (one, further) = (n % scopes, 1 + n / scopes % (scopes - 1));
            let pair = vec![1 + one, 1 + (one + further) % scopes];
            let alone = (1..=scopes).map(|role| vec![role]);
            for (k, roles) in alone.chain([pair]).enumerate() {
                world.people[1].roles = roles.iter().copied().collect();
                loaded.give(1, &roles);
                let at = format!("{store}, org {n}, {roles:?}");
                compare(&at, &world, &loaded, 1, (n + k) % 5 == 0, &mut tally);
                worlds += 1;
            }
        }
    }
    println!(
        "RELIABILITY Permission to read in all small worlds, a third of them in a file too: {worlds} worlds, {} checks; all as the oracle says",
        tally.0
    );
}
