//! What the pages in `docs/` and the README say is what the code says: examples run, quoted code
//! is the code, links lead somewhere, the glossary has every declared word.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use crmkit::commands::COMMANDS;
use crmkit::model::{ChoiceMeta, Kind};
use crmkit::session::operation;
use crmkit::session::{Access, CommandFlags};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::ops::Range;
use std::path::PathBuf;
use std::process::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The README and everything below `docs/`.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md")];
    let mut folders = vec![root().join("docs")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "md") {
                pages.push(path);
            }
        }
    }
    pages
}

/// The fenced blocks of a page: what stands behind the fence, and the text.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        match (&mut open, line.trim_start().strip_prefix("```")) {
            (None, Some(info)) => open = Some((info.to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, text)), None) => text.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    blocks
}

/// The text without indentation and empty lines.
fn plain(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// A block that begins with ```` ```rust file=path ```` quotes that file; `…` stands for lines
/// that are left out.
#[test]
fn quoted_code_stands_in_its_file() {
    let mut quotes = 0;
    for page in pages() {
        for (info, text) in blocks(&fs::read_to_string(&page).unwrap()) {
            let Some((_, path)) = info.split_once("file=") else { continue };
            let file = plain(&read(path));
            for piece in text.split('…').map(plain).filter(|p| !p.is_empty()) {
                assert!(file.contains(&piece), "{}: not in {path}:\n{piece}", page.display());
                quotes += 1;
            }
        }
    }
    assert!(quotes > 10, "only {quotes} quotes were found");
}

/// Whoever follows `adding-an-entity.md` misses no place: every line of code that names its
/// entity is quoted there.
#[test]
fn the_steps_for_an_entity_are_complete() {
    let page = read("docs/adding-an-entity.md");
    let words = ["invoice_title", "InvoiceTitle", "INVOICE_TITLE", "TAX_NUMBER", "TitleKind"];
    let names = |line: &str| words.iter().any(|w| line.contains(w));
    let mut quoted: Vec<String> = Vec::new();
    for (_, text) in blocks(&page) {
        let pieces = text.split(['…', '\n']).map(|p| p.trim().to_owned());
        quoted.extend(pieces.filter(|p| names(p)));
    }
    let mut named = 0;
    for file in rust_files(["crates", "bindings", "tests"].map(|f| root().join(f))) {
        // All but the first test something else, on these.
        let elsewhere = [
            "tests/docs.rs",
            "uniffi/src/deals.rs",
            "tests/guide/contracts.rs",
            "tests/invoices.rs",
            "tests/merge.rs",
            "tests/pooled.rs",
            "tests/purge.rs",
            "tests/pool_hides.rs",
            "tests/pool_rights.rs",
            "tests/undo_rules.rs",
            "tests/permission",
            "permission/relations",
            "permission/twins",
            "src/oracle",
            "sales/invoice",
        ];
        if elsewhere
            .iter()
            .any(|f| file.ends_with(f) || file.parent().is_some_and(|d| d.ends_with(f)))
        {
            continue;
        }
        for line in plain(&fs::read_to_string(&file).unwrap()).lines() {
            if names(line) {
                let shown = quoted.iter().any(|piece| line.contains(piece.as_str()));
                assert!(shown, "{}: not in the page: {line}", file.display());
                named += 1;
            }
        }
    }
    assert!(named > 50, "only {named} lines name the entity");
}

/// The Rust files below some folders, without what builds leave there.
fn rust_files(folders: [PathBuf; 3]) -> Vec<PathBuf> {
    let (mut folders, mut files) = (Vec::from(folders), Vec::new());
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            let made = ["build", "gen", "target", "node_modules"].iter().any(|n| path.ends_with(n));
            if path.is_dir() && !made {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    files
}

#[test]
fn the_example_of_the_readme_runs() {
    let example = read("examples/first_steps.rs");
    let (_, code) = example.split_once("\n\n").unwrap();
    let readme = blocks(&read("README.md"));
    let (_, shown) = readme.iter().find(|(info, _)| info == "rust").unwrap();
    assert_eq!(shown, code);
    let folder = tempfile::tempdir().unwrap();
    let run = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--example", "first_steps", "--manifest-path"])
        .arg(root().join("Cargo.toml"))
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(String::from_utf8_lossy(&run.stdout).contains("武汉鑫源贸易"));
    assert!(folder.path().join("company.crm").exists());
}

#[test]
fn links_lead_to_files() {
    let mut links = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if target.contains("://") || target.starts_with('#') {
                continue;
            }
            let path = page.parent().unwrap().join(target.split('#').next().unwrap());
            assert!(path.exists(), "{}: {target} does not exist", page.display());
            links += 1;
        }
    }
    assert!(links > 20, "only {links} links were found");
}

/// `path::name` in backticks names a test.
#[test]
fn tests_that_the_security_page_names_exist() {
    let page = read("docs/security.md");
    let named = page.split('`').filter_map(|word| word.split_once(".rs::"));
    let mut count = 0;
    for (path, name) in named {
        let file = read(&format!("{path}.rs"));
        assert!(file.contains(&format!("fn {name}(")), "{path}.rs has no test {name}");
        count += 1;
    }
    assert!(count > 10, "only {count} tests are named");
}

#[test]
fn every_decision_is_in_the_list() {
    let list = read("docs/decisions/README.md");
    let mut numbers = BTreeMap::new();
    for page in fs::read_dir(root().join("docs/decisions")).unwrap().map(|e| e.unwrap().path()) {
        let name = page.file_name().unwrap().to_string_lossy().into_owned();
        if name == "README.md" {
            continue;
        }
        assert!(list.contains(&format!("({name})")), "{name} is not in the list");
        let number = name.split('-').next().unwrap().to_owned();
        let twin = numbers.insert(number, name.clone());
        assert_eq!(twin, None, "{name} has a number that is taken");
    }
}

const BEGIN: &str = "\n<!-- From the declarations; `CRMKIT_BLESS=1 cargo test --test docs` -->\n";

/// The parts of the glossary after the first are written from the declarations.
#[test]
fn the_glossary_has_every_declared_word() {
    let parts = [
        ("entities", entities(0..SALES)),
        ("sales", entities(SALES..u16::MAX)),
        ("commands", commands()),
    ];
    for (file, declared) in parts {
        let path = root().join(format!("docs/glossary/{file}.md"));
        let page = fs::read_to_string(&path).unwrap();
        let (by_hand, written) = page.split_once(BEGIN).unwrap();
        if std::env::var_os("CRMKIT_BLESS").is_some() {
            fs::write(&path, format!("{by_hand}{BEGIN}{declared}")).unwrap();
        } else {
            let first = written.lines().zip(declared.lines()).find(|(a, b)| a != b);
            assert!(written == declared, "run once with CRMKIT_BLESS=1; first: {first:?}");
        }
    }
    for entity in crmkit::ENTITIES {
        let term = format!("`{}`", entity.name);
        assert!(entities(0..u16::MAX).contains(&term), "{term} is missing");
    }
}

#[test]
fn pages_have_at_most_600_lines() {
    for page in pages() {
        let lines = fs::read_to_string(&page).unwrap().lines().count();
        assert!(lines <= 600, "{} has {lines} lines", page.display());
    }
}

/// The number of the first entity of the part about products, opportunities, contracts and money.
const SALES: u16 = 44;

fn entities(numbers: Range<u16>) -> String {
    let mut text = String::new();
    for entity in crmkit::ENTITIES.iter().filter(|e| numbers.contains(&e.no)) {
        let (zh, en) = (entity.label.zh, entity.label.en);
        write!(text, "\n## {zh} · {en} · `{}`\n\n{}\n\n", entity.name, entity.doc).unwrap();
        text += "| 中文 | English | Name | Meaning |\n|---|---|---|---|\n";
        let own = entity.fields.iter().filter(|f| f.no >= 20);
        for field in own {
            let (zh, en, doc) = (field.label.zh, field.label.en, field.doc.replace('|', "\\|"));
            writeln!(text, "| {zh} | {en} | `{}` | {doc} |", field.name).unwrap();
        }
    }
    text
}

fn commands() -> String {
    let mut choices: BTreeMap<&str, &ChoiceMeta> = BTreeMap::new();
    for field in crmkit::ENTITIES.iter().flat_map(|entity| entity.fields) {
        if let Kind::Choice(choice) = field.kind {
            choices.insert(choice.name, choice);
        }
    }
    let mut text = String::new();
    text += "\n## Choices 选项值\n\n| List | 中文 | English | Code |\n|---|---|---|---|\n";
    for choice in choices.values() {
        for option in choice.options {
            let (zh, en) = (option.label.zh, option.label.en);
            writeln!(text, "| `{}` | {zh} | {en} | `{}` |", choice.name, option.code).unwrap();
        }
    }
    text += "\n## Operations 操作权限\n\n| 中文 | English | Code |\n|---|---|---|\n";
    for o in operation::ALL {
        writeln!(text, "| {} | {} | `{}` |", o.label.zh, o.label.en, o.code).unwrap();
    }
    text += "\n## Commands 命令\n\n| 中文 | English | Name | What it does |\n|---|---|---|---|\n";
    for meta in COMMANDS.iter().map(|c| c.meta) {
        let (zh, en) = (meta.label.zh, meta.label.en);
        writeln!(text, "| {zh} | {en} | `{}` | {} |", meta.name, meta.doc).unwrap();
    }
    text
}

/// The guide names exactly the commands that people give and that are never taken back.
#[test]
fn the_guide_says_what_cannot_be_undone() {
    let people = COMMANDS.iter().map(|c| c.meta).filter(|m| m.access != Access::System);
    let declared: BTreeSet<&str> =
        people.filter(|m| !m.flags.has(CommandFlags::UNDOABLE)).map(|m| m.name).collect();
    for (page, begins) in [("en", "Never taken back are"), ("zh", "以下命令不能撤销：")] {
        let text = read(&format!("docs/guide/{page}/README.md"));
        let list = text.split_once(begins).unwrap().1.split_once("\n- **").unwrap().0;
        let named: BTreeSet<&str> = list.split('`').skip(1).step_by(2).collect();
        assert_eq!(named, declared, "{page}");
    }
}
