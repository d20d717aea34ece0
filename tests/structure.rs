//! The shape of the house: import arrows, sizes, and where time and randomness come in.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "helpers of a test binary"
)]

use crmkit::model::FieldMeta;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Every file below a folder with one of these endings.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        let name = entry.file_name().unwrap().to_string_lossy().into_owned();
        let left_out = ["target", "node_modules", "__pycache__", "gen", "build"];
        if entry.is_dir() && !name.starts_with('.') && !left_out.contains(&name.as_str()) {
            found.extend(files(&entry, endings));
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(entry);
        }
    }
    found
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    files(folder, &[".rs"])
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The layers of core, lowest first. A module may use modules of its own or a lower layer.
const LAYERS: &[&[&str]] = &[
    &["error", "model", "mutants"],
    &["query"],
    &["store"],
    &["org"],
    &["session"],
    &["admin", "data"],
    &["sales"],
    // The list of all entities stands in lib.rs.
    &["commands", "ENTITIES"],
];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|l| l.contains(&module))
}

/// The words and signs of a source text, without comments and texts.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(raw) = rest.strip_prefix('r').map(|r| r.trim_start_matches('#'))
            && raw.starts_with('"')
        {
            let hashes = rest.len() - 1 - raw.len();
            let end = format!("\"{}", "#".repeat(hashes));
            2 + hashes + raw[1..].find(&end).unwrap() + end.len()
        } else if first == '"' {
            let mut escaped = false;
            1 + rest[1..]
                .find(|c| {
                    let ends = c == '"' && !escaped;
                    escaped = c == '\\' && !escaped;
                    ends
                })
                .unwrap()
                + 1
        } else if first == '\'' {
            // A character, or else a lifetime, whose name does no harm.
            let width = rest[1..].chars().next().map_or(0, char::len_utf8);
            match &rest[1..] {
                escaped if escaped.starts_with('\\') => rest[3..].find('\'').unwrap() + 4,
                plain if plain[width..].starts_with('\'') => width + 2,
                _ => 1,
            }
        } else {
            let length = match is_word(first) {
                true => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
                false => {
                    if rest.starts_with("::") {
                        2
                    } else {
                        first.len_utf8()
                    }
                }
            };
            if !first.is_whitespace() {
                tokens.push(rest[..length].to_owned());
            }
            length
        };
        rest = &rest[length..];
    }
    tokens
}

/// What a source text names of the crate's root: by `crate::a`, by lists as `crate::{a, b}`, and
/// from a module so deep by as many `super`.
fn used(text: &str, mut depth: usize) -> Vec<String> {
    let tokens = tokens(text);
    let at = |n: usize| tokens.get(n).map_or("", String::as_str);
    let mut used = Vec::new();
    // How many braces are open, and how many were where a module inside the file began.
    let (mut open, mut modules) = (0, Vec::new());
    for n in 0..tokens.len() {
        match at(n) {
            "{" => {
                open += 1;
                if at(n.wrapping_sub(2)) == "mod" {
                    modules.push(open);
                    depth += 1;
                }
            }
            "}" => {
                if modules.last() == Some(&open) {
                    modules.pop();
                    depth -= 1;
                }
                open -= 1;
            }
            "crate" | "super" if at(n + 1) == "::" && at(n.wrapping_sub(1)) != "::" => {
                let ups =
                    (n..).step_by(2).take_while(|n| at(*n) == "super" && at(n + 1) == "::").count();
                if at(n) == "crate" || ups >= depth {
                    used.extend(names(&tokens[n + 2 * ups.max(1)..]));
                }
            }
            _ => {}
        }
    }
    used
}

/// The first name of a path, or of each path of a list.
fn names(path: &[String]) -> Vec<String> {
    if path.first().is_none_or(|first| first != "{") {
        return path.first().cloned().into_iter().collect();
    }
    let (mut names, mut open) = (Vec::new(), 0);
    for pair in path.windows(2) {
        match pair[0].as_str() {
            "{" => open += 1,
            "}" => open -= 1,
            _ => {}
        }
        if open == 0 {
            break;
        }
        if open == 1 && ["{", ","].contains(&pair[0].as_str()) && pair[1] != "}" {
            names.push(pair[1].clone());
        }
    }
    names
}

/// How deep a module of core lies, by its file.
fn depth(relative: &Path) -> usize {
    let own = relative.file_name().is_some_and(|name| name != "mod.rs");
    relative.components().count() - 1 + usize::from(own)
}

#[test]
fn imports_inside_core_point_down() {
    let src = root().join("crates/core/src");
    let mut wrong = Vec::new();
    // Tests of a layer may use those above it.
    for file in rust_files(&src).into_iter().filter(|file| !file.ends_with("tests.rs")) {
        let relative = file.strip_prefix(&src).unwrap();
        let first =
            relative.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let Some(own) = layer(first.trim_end_matches(".rs")) else { continue };
        for module in used(&fs::read_to_string(&file).unwrap(), depth(relative)) {
            if layer(&module).is_some_and(|l| l > own) {
                wrong.push(format!("{} uses {module}", relative.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that point up:\n{}", wrong.join("\n"));
}

#[test]
fn every_way_to_name_a_module_is_seen() {
    for (deep, text, want) in [
        (
            1,
            "use crate::sales::lead;\n// crate::nothing\nfn f(x: crate::org::Id) {}",
            &["sales", "org"][..],
        ),
        (
            2,
            "use crate::{choice, data::import::{self, Row}, session::{Context, Sight}};",
            &["choice", "data", "session"],
        ),
        (
            2,
            "use super::super::sales::lead; use super::other; use super::super::{data::x, org};",
            &["sales", "data", "org"],
        ),
        (
            1,
            "use super::{admin, store::Row}; fn f() { super::query::bind() }",
            &["admin", "store", "query"],
        ),
        (
            1,
            "mod tests { use super::*; use super::super::model; mod deep { use super::super::own; } } use super::org;",
            &["model", "org"],
        ),
        (
            1,
            "fn f<'a>(x: &'a str) -> char { let a = \"crate::sales \\\" {\"; '\\''; '{'; r#\"super::data\"# } /* crate::data */ const A: &[E] = crate::ENTITIES;",
            &["ENTITIES"],
        ),
    ] {
        assert_eq!(used(text, deep), want, "{text}");
    }
    assert_eq!(
        ["session/mod.rs", "session/door/run.rs", "error.rs"].map(|p| depth(Path::new(p))),
        [1, 3, 1]
    );
}

#[test]
fn every_module_of_core_has_a_layer() {
    let lib = fs::read_to_string(root().join("crates/core/src/lib.rs")).unwrap();
    let modules = lib.lines().filter_map(|l| l.trim().strip_prefix("pub mod ")?.strip_suffix(';'));
    let bindings = ["ffi", "python", "dynamic", "schema"];
    for module in modules.filter(|m| !bindings.contains(m)) {
        assert!(layer(module).is_some(), "{module} has no layer in tests/structure.rs");
    }
}

#[test]
fn files_have_at_most_600_lines_and_source_folders_12_files() {
    let mut folders: BTreeMap<PathBuf, usize> = BTreeMap::new();
    let folders_of_code = ["crates", "bindings", "examples", "tests", "benches"];
    for folder in folders_of_code.map(|f| root().join(f)).iter().filter(|f| f.exists()) {
        for file in files(folder, &[".rs", ".py", ".kt", ".swift"]) {
            let lines = fs::read_to_string(&file).unwrap().lines().count();
            assert!(lines <= 600, "{} has {lines} lines", file.display());
            *folders.entry(file.parent().unwrap().to_path_buf()).or_default() += 1;
        }
    }
    for (folder, files) in
        folders.iter().filter(|(f, _)| f.components().any(|c| c.as_os_str() == "src"))
    {
        assert!(*files <= 12, "{} has {files} files", folder.display());
    }
}

#[test]
fn time_and_randomness_come_in_at_one_place() {
    // Deadlines run on the machine's steady clock, in the backend only.
    let allowed = ["model/time.rs", "model/id.rs"];
    let forbidden = [
        "Utc::now",
        "SystemTime::now",
        "Instant::now",
        "Local::now",
        "new_v4",
        "now_v7",
        " rand::",
        "getrandom",
    ];
    for krate in ["core", "sql", "sqlite"] {
        for file in rust_files(&root().join("crates").join(krate).join("src")) {
            let text = fs::read_to_string(&file).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let lines = code.lines().filter(|l| !l.trim_start().starts_with("//"));
            let found: Vec<&str> =
                lines.filter(|l| forbidden.iter().any(|f| l.contains(f))).collect();
            let excused = allowed.iter().any(|a| file.ends_with(a));
            assert!(found.is_empty() || excused, "{}: {found:?}", file.display());
        }
    }
}

#[test]
fn handlers_keep_no_unordered_maps() {
    // uniffi carries maps as hash maps only.
    let files = rust_files(&root().join("crates/core/src"));
    for file in files.into_iter().filter(|f| !f.ends_with("ffi.rs")) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(
            !text.contains("HashMap") && !text.contains("HashSet"),
            "{} iterates in no order",
            file.display()
        );
    }
}

/// Numbers, names and kinds of all entities and fields never change; new ones are added.
#[test]
fn stable_numbers_are_never_reused() {
    let golden = root().join("tests/golden/registry.txt");
    let now = crmkit::model::Registry::new(crmkit::ENTITIES).golden();
    if std::env::var_os("CRMKIT_BLESS").is_some() {
        fs::create_dir_all(golden.parent().unwrap()).unwrap();
        fs::write(&golden, &now).unwrap();
    }
    let before = fs::read_to_string(&golden).expect("run once with CRMKIT_BLESS=1");
    let numbered = |text: &str| {
        let mut lines: BTreeMap<(String, String), String> = BTreeMap::new();
        let mut entity = String::new();
        for line in text.lines() {
            let number = line.split_whitespace().next().unwrap().to_owned();
            let field = line.starts_with(' ');
            if !field {
                entity = number.clone();
            }
            let key = (entity.clone(), if field { number } else { String::new() });
            assert!(lines.insert(key, line.to_owned()).is_none(), "a number stands twice: {line}");
        }
        lines
    };
    let (before, now) = (numbered(&before), numbered(&now));
    for (key, line) in &before {
        assert_eq!(now.get(key), Some(line), "a released number changed its meaning or went");
    }
    assert_eq!(
        before.len(),
        now.len(),
        "new numbers: run once with CRMKIT_BLESS=1 and commit tests/golden"
    );
}

/// The same for error codes and commands.
#[test]
fn stable_codes_are_never_reused() {
    let golden = root().join("tests/golden/codes.txt");
    let mut now: Vec<String> = crmkit::error::codes::ALL
        .iter()
        .map(|c| format!("error {} {:?}", c.code, c.kind))
        .collect();
    now.extend(
        crmkit::commands::COMMANDS
            .iter()
            .map(|c| format!("command {} {}", c.meta.name, c.meta.version)),
    );
    now.extend(crmkit::session::operation::ALL.iter().map(|o| format!("operation {}", o.code)));
    now.sort();
    if std::env::var_os("CRMKIT_BLESS").is_some() {
        fs::create_dir_all(golden.parent().unwrap()).unwrap();
        fs::write(&golden, now.join("\n") + "\n").unwrap();
    }
    let before = fs::read_to_string(&golden).expect("run once with CRMKIT_BLESS=1");
    let gone: Vec<&str> = before.lines().filter(|l| !now.iter().any(|n| n == l)).collect();
    assert!(gone.is_empty(), "gone or changed: {gone:?}");
    assert_eq!(
        before.lines().count(),
        now.len(),
        "new codes: run once with CRMKIT_BLESS=1 and commit tests/golden"
    );
}

#[test]
fn every_command_is_declared_once_and_documented() {
    let mut names = BTreeMap::new();
    for entry in crmkit::commands::COMMANDS {
        assert!(
            names.insert(entry.meta.name, entry.method).is_none(),
            "{} stands twice",
            entry.meta.name
        );
        assert!(!entry.meta.doc.is_empty(), "{} has no doc", entry.meta.name);
        for argument in entry.meta.arguments {
            assert!(!argument.doc.is_empty(), "{}.{} has no doc", entry.meta.name, argument.name);
        }
    }
    for entity in crmkit::ENTITIES {
        assert!(
            entity.fields.iter().all(|f| !f.doc.is_empty()),
            "{} has a field without a doc",
            entity.name
        );
    }
}

#[test]
fn a_field_that_repeats_another_names_one() {
    for entity in crmkit::ENTITIES {
        let origins =
            |f: &'static FieldMeta| f.copies.iter().chain(f.tells).map(move |of| (f.name, *of));
        for (field, origin) in entity.fields.iter().flat_map(origins) {
            let (of, name) = origin.split_once('.').unwrap();
            let found = crmkit::ENTITIES.iter().find(|e| e.name == of).unwrap().field(name);
            assert!(found.is_some(), "{}.{field} repeats {origin}", entity.name);
        }
    }
}
