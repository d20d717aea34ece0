//! Two processes vote at once on one file.

use super::*;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// What another process is told to do.
const ORDERS: &str = "CRMKIT_VOTE";

#[test]
fn two_processes_that_vote_at_once_close_an_or_sign_once() {
    let o = Office::of(common::file());
    let [manager, _, li] = o.w.ids;
    o.flow(rules(vec![
        members(1, SignMode::Any, &[manager, li]),
        members(2, SignMode::Any, &[id(&o.boss)]),
    ]));
    let path = o.w.path.clone().unwrap();
    let contracts: Vec<ContractId> = (0..60).map(|_| o.submitted("1000")).collect();
    let voters = [&o.w.manager, &o.w.li];
    let mut children = voters.map(|voter| {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "processes::votes_in_another_process", "--ignored", "--nocapture"])
            .env(ORDERS, format!("{}\n{}", path.display(), id(voter)))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    });
    let mut lines = children.each_mut().map(|child| {
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        assert_eq!(lines.next().as_deref(), Some("ready"));
        lines
    });
    let mut orders = children.each_mut().map(|child| child.stdin.take().unwrap());
    let mut won = [0, 0];
    // Each is told to both at once; the first to hear takes turns.
    for (n, contract) in contracts.iter().enumerate() {
        for child in [n % 2, 1 - n % 2] {
            let task = o.task(voters[child], *contract);
            writeln!(orders[child], "{task}").unwrap();
        }
        let told = lines.each_mut().map(|lines| lines.next().unwrap());
        let mut sorted = told.clone();
        sorted.sort();
        assert_eq!(sorted, ["approval.not_pending", "done"]);
        won[usize::from(told[1] == "done")] += 1;
        assert_eq!(o.deciding(*contract), [id(&o.boss)], "the next step was entered once");
        let approved = acts(&o.w.admin, *contract);
        assert_eq!(approved.iter().filter(|a| **a == ApprovalAct::Approved).count(), 1);
    }
    drop(orders);
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert!(won.iter().all(|times| *times > 0), "the two did not meet: {won:?}");
    assert_eq!(o.w.crm.check().unwrap(), []);
}

#[test]
#[ignore = "run by its parent, which tells it about what to vote"]
fn votes_in_another_process() {
    let orders = std::env::var(ORDERS).unwrap();
    let (path, voter) = orders.split_once('\n').unwrap();
    let crm = crmkit::open(path).unwrap();
    let voter = crm.session(voter.parse().unwrap()).unwrap();
    eprintln!("ready");
    for task in std::io::stdin().lines() {
        let task = task.unwrap().parse().unwrap();
        eprintln!("{}", common::told(voter.run(Approve { task, comment: None, files: None })));
    }
}
