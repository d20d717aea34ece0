//! The shape of the house: import arrows, sizes, and where time and randomness come in.
#![allow(clippy::unwrap_used, reason = "helpers of a test binary")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Every Rust file below a folder.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        let name = entry.file_name().unwrap().to_string_lossy().into_owned();
        if entry.is_dir()
            && !name.starts_with('.')
            && !["target", "node_modules"].contains(&name.as_str())
        {
            files.extend(rust_files(&entry));
        } else if name.ends_with(".rs") {
            files.push(entry);
        }
    }
    files
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
    &["commands"],
];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|l| l.contains(&module))
}

/// The modules that a source text names after `crate::`.
fn used(text: &str) -> Vec<String> {
    let code =
        text.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let after = code.split("crate::").skip(1);
    after
        .map(|rest| rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect())
        .collect()
}

#[test]
fn imports_inside_core_point_down() {
    let src = root().join("crates/core/src");
    let mut wrong = Vec::new();
    for file in rust_files(&src) {
        let relative = file.strip_prefix(&src).unwrap();
        let first =
            relative.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let Some(own) = layer(first.trim_end_matches(".rs")) else { continue };
        for module in used(&fs::read_to_string(&file).unwrap()) {
            if layer(&module).is_some_and(|l| l > own) {
                wrong.push(format!("{} uses {module}", relative.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that point up:\n{}", wrong.join("\n"));
    assert_eq!(
        used("use crate::sales::lead;\n// crate::nothing\nfn f(x: crate::org::Id) {}"),
        ["sales", "org"]
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
        for file in rust_files(folder) {
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
        for (field, origin) in entity.fields.iter().filter_map(|f| Some((f.name, f.copies?))) {
            let (of, name) = origin.split_once('.').unwrap();
            let found = crmkit::ENTITIES.iter().find(|e| e.name == of).unwrap().field(name);
            assert!(found.is_some(), "{}.{field} repeats {origin}", entity.name);
        }
    }
}
