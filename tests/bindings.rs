//! Whatever a Rust program can ask a file, a session or a pool, Python and Kotlin can ask too: a
//! public method that a binding lacks fails here, unless it is excused with a reason.
//!
//! The names are read from the sources: Rust's and Kotlin's from `pub fn`, Python's from its stubs,
//! which Python's own tests hold to the package. Commands are in every language by their list.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What a language lacks on purpose: method, languages, and why.
const EXCUSED: &[(&str, &str, &str)] = &[
    ("Crm::new", "python kotlin", "a store of one's own is written in Rust"),
    ("Crm::store", "python kotlin", "it knows no permissions: for tools and tests in Rust"),
    ("Crm::clock", "python kotlin", "who gave a clock has it"),
    ("Crm::accept", "python kotlin", "`accept_json`: its arguments are those of any command"),
    ("Crm::close", "kotlin", "`close_file`, which `close` and `use` call"),
    ("Session::crm", "python kotlin json", "who opened the file has it"),
    ("Session::who", "python kotlin json", "always an employee: `employee`"),
    ("Session::run", "kotlin", "a method for every command, and `run_json`"),
    ("Session::run_with", "python kotlin", "`command_id` is an argument of every command"),
    ("Session::run_named", "python kotlin", "`run` in Python, `run_json` in Kotlin"),
    ("Session::import", "python", "`import` is a keyword: `import_csv`"),
    ("Session::import", "kotlin", "no streams across the border: `import_file`, `import_bytes`"),
    ("Session::run", "json", "`run_json`"),
    ("Session::run_with", "json", "`run_json` with an `id`"),
    ("Session::run_named", "json", "`run_json`"),
    ("Session::import_into_pool", "python kotlin", "what imports has an argument `pool`"),
    ("Session::import_into_pool", "json", "a file is no JSON"),
    ("Session::run_json", "json", "the door itself"),
    ("Session::undo", "json", "the command `command.undo`"),
    ("Session::set_password", "json", "the command takes a hash, so that no door sees a password"),
    ("Session::hand_over", "json", "several commands, each of them `employee.hand_over`"),
    ("Session::tick", "json", "timed work is the host's"),
    ("Session::tick_preview", "json", "timed work is the host's"),
    ("Session::employee", "json", "who opened the session knows it"),
    ("Session::locale", "json", "a field of `settings`"),
    ("Session::with_deadline", "json", "the host's"),
    ("Session::subscribe", "json", "no answer to a question"),
    ("Session::import", "json", "a file is no JSON"),
    ("Session::import_error_file", "json", "a file is no JSON"),
    ("Session::import_issues", "json", "they are read with the file"),
    ("FollowUps::add", "python", "named like its command: `follow_ups.create`"),
    ("FileOptions::crm", "python kotlin", "its members stand beside the others"),
    ("FileOptions::key", "python kotlin", "not supported yet"),
    ("CrmOptions::ids", "python kotlin", "`seed` makes them repeat"),
];

type Names = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// All Rust files below a folder as one text.
fn sources(folder: &Path) -> String {
    let mut entries: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let read = |path: &PathBuf| match path.is_dir() {
        true => sources(path),
        false if path.extension().is_some_and(|e| e == "rs") => fs::read_to_string(path).unwrap(),
        false => String::new(),
    };
    entries.iter().map(read).collect()
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || "_$".contains(*c)).collect()
}

/// The public methods and fields of every type of a Rust source.
fn members(source: &str) -> Names {
    let mut names = Names::new();
    let mut owner = None;
    for whole in source.lines() {
        let line = whole.trim();
        if whole == "}" {
            owner = None;
        } else if line.starts_with("impl") && line.ends_with('{') {
            let plain = !line.contains(" for ");
            let of = line.trim_start_matches("impl<T>").trim_start_matches("impl").trim_start();
            owner = plain.then(|| word(of));
        } else if let Some(of) = line.strip_prefix("pub struct ") {
            owner = Some(word(of));
        } else if let (Some(owner), Some(member)) = (&owner, line.strip_prefix("pub ")) {
            let method = member.strip_prefix("fn ").map(word);
            let field = member.split_once(':').map(|(name, _)| name.to_owned());
            let name = method.or(field.filter(|name| *name == word(name)));
            names.entry(owner.clone()).or_default().extend(name);
        }
    }
    names
}

/// The same of Python stubs, and the parameters of functions.
fn stubs(source: &str) -> Names {
    let mut names = Names::new();
    let mut owner = String::new();
    for line in source.lines() {
        if let Some(of) = line.strip_prefix("class ") {
            owner = word(of);
        } else if let Some(function) = line.strip_prefix("def ") {
            let parameters = function.split(", ").filter_map(|p| p.split_once(": "));
            let parameters = parameters.map(|(name, _)| name.rsplit('(').next().unwrap().into());
            names.insert(word(function), parameters.collect());
        } else if let Some(method) = line.strip_prefix("    def ") {
            names.entry(owner.clone()).or_default().insert(word(method));
        }
    }
    names
}

fn rust() -> Names {
    let mut names = members(&sources(&root().join("crates/core/src")));
    names.extend(members(&sources(&root().join("crates/crmkit/src"))));
    names
}

/// What the handle of each of our types has in Python.
fn python(of: &str, areas: &BTreeMap<String, String>) -> BTreeSet<String> {
    let mut stubs = stubs(
        &(text("bindings/python/python/crmkit/_crmkit.pyi")
            + &text("bindings/python/python/crmkit/_records.pyi")),
    );
    let classes = match of {
        "Session" => vec!["Session".into(), "_Commands".into()],
        "FileOptions" | "CrmOptions" => vec!["open".into()],
        _ => match areas.get(of) {
            Some(entity) => vec![format!("_{entity}Records"), "Records".into()],
            None => vec![of.to_owned()],
        },
    };
    classes.iter().flat_map(|class| stubs.remove(class).unwrap_or_default()).collect()
}

/// The same in Kotlin, where reading stands on `session.leads()` and its like.
fn kotlin(of: &str, areas: &BTreeMap<String, String>) -> BTreeSet<String> {
    let mut names = members(&sources(&root().join("bindings/uniffi/src")));
    let mut own = match of {
        "FileOptions" | "CrmOptions" => names.remove("OpenOptions").unwrap(),
        _ => names.remove(of).unwrap_or_default(),
    };
    if of == "Session" {
        own.extend(area_lines().map(|(area, _, _)| area));
        own.extend(crmkit::commands::COMMANDS.iter().map(|c| c.method.to_owned()));
    }
    // Not every command has a short form there; then it stands on the session.
    if let Some((area, ..)) = area_lines().find(|(_, client, _)| client == of) {
        let single = area.strip_suffix("ies").map(|stem| format!("{stem}y"));
        let single = single.unwrap_or_else(|| area.trim_end_matches('s').to_owned());
        let ends = [format!("_{area}"), format!("_{single}")];
        let verb =
            |method: &str| ends.iter().find_map(|end| method.strip_suffix(end).map(Into::into));
        own.extend(crmkit::commands::COMMANDS.iter().filter_map(|c| verb(c.method)));
    }
    if of == "Session" || areas.contains_key(of) {
        own.extend(names.remove("$Client").unwrap());
    }
    own
}

/// What JSON can ask of a session.
fn json() -> BTreeSet<String> {
    let door = text("crates/core/src/dynamic/mod.rs");
    let calls = door.split(['.', ' ', '&']).filter(|part| part.contains('('));
    calls.map(word).collect()
}

/// The areas of a session: `leads`, `Leads`, `Lead`.
fn area_lines() -> impl Iterator<Item = (String, String, String)> {
    let records = text("bindings/uniffi/src/records.rs");
    let lines: Vec<_> = records.lines().filter(|l| l.ends_with("Id;")).map(str::to_owned).collect();
    lines.into_iter().map(|line| {
        let (area, rest) = line.trim().split_once(": ").unwrap();
        let types: Vec<&str> = rest.split(", ").collect();
        (area.to_owned(), types[0].to_owned(), types[2].to_owned())
    })
}

#[test]
fn no_public_method_is_forgotten_in_a_binding() {
    let rust = rust();
    let areas: BTreeMap<String, String> =
        area_lines().map(|(_, of, entity)| (of, entity)).collect();
    let views: BTreeSet<String> = area_lines().map(|(area, _, _)| area).collect();
    let handles = ["Crm", "Session", "PoolView", "Subscription", "FileOptions", "CrmOptions"];
    let handles = handles.into_iter().chain(areas.keys().map(String::as_str));
    let mut missing = BTreeSet::new();
    let mut asked = 0;
    for of in handles.filter(|of| rust.contains_key(*of)) {
        let (python, kotlin) = (python(of, &areas), kotlin(of, &areas));
        for method in &rust[of] {
            asked += 1;
            let mut has =
                vec![("python", python.contains(method)), ("kotlin", kotlin.contains(method))];
            if of == "Session" && !views.contains(method) {
                has.push(("json", json().contains(method)));
            }
            let lacking = has.into_iter().filter(|(_, there)| !there);
            missing.extend(lacking.map(|(language, _)| (format!("{of}::{method}"), language)));
        }
    }
    assert!(asked > 70, "only {asked} methods were found");
    let excused: BTreeSet<(String, &str)> = EXCUSED
        .iter()
        .flat_map(|(method, languages, _)| languages.split(' ').map(|l| ((*method).to_owned(), l)))
        .collect();
    let forgotten: Vec<_> = missing.difference(&excused).collect();
    assert!(forgotten.is_empty(), "missing in a binding: {forgotten:#?}");
    let there: Vec<_> = excused.difference(&missing).collect();
    assert!(there.is_empty(), "excused, but it is there: {there:#?}");
}
