//! What the pages of `docs/guide` say: nothing that there is not, nothing left out, and the same in
//! both languages.

use super::{built_in, company};
use crmkit::commands::COMMANDS;
use crmkit::error::{Error, codes};
use crmkit::model::{Choice, ChoiceMeta, EntityMeta, FieldFlags};
use crmkit::org::{DataScope, DuplicatePolicy, FieldAccess, RoleRight};
use crmkit::query::Query;
use crmkit::sales::capacity::{CapacityKind, CapacityRule};
use crmkit::sales::customer::{Cascade, CustomerKind, NearbyKind, Received, TeamAccess};
use crmkit::sales::duplicate::DuplicateMatch;
use crmkit::sales::lead::DuplicateHandling;
use crmkit::sales::pool::{ClaimPeriod, Pool, PoolRule, PoolRuleKind};
use crmkit::sales::todo::TodoKind;
use crmkit::session::operation::{self, Members};
use crmkit::session::{Access, Reason};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const PAGES: [&str; 9] = [
    "README",
    "leads",
    "customers",
    "pool",
    "opportunities",
    "contracts",
    "products",
    "teams",
    "permission",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn page(language: &str, name: &str) -> String {
    fs::read_to_string(root().join("docs/guide").join(language).join(format!("{name}.md"))).unwrap()
}

/// All pages of a language.
fn guide(language: &str) -> String {
    PAGES.map(|name| page(language, name)).join("\n")
}

/// The blocks of code of a page, with the line that opens them, and the text around them.
fn parts(page: &str) -> (Vec<&str>, String) {
    let parts: Vec<&str> = page.split("```").collect();
    assert!(parts.len() % 2 == 1, "a block is not closed");
    let code = parts.iter().skip(1).step_by(2).copied().collect();
    let text: Vec<&str> = parts.iter().step_by(2).copied().collect();
    (code, text.join("\n"))
}

/// Whatever stands in backticks outside the blocks.
fn names(page: &str) -> BTreeSet<String> {
    let (_, text) = parts(page);
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The text without indentation and empty lines.
fn plain(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// The source code of the product below a folder.
fn sources(folder: &Path, text: &mut String) {
    for path in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|e| e == "rs") {
            text.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn the_blocks_of_a_page_are_a_program() {
    for name in PAGES.into_iter().filter(|name| *name != "README") {
        let page = page("en", name);
        let file = fs::read_to_string(root().join(format!("tests/guide/{name}.rs"))).unwrap();
        let (_, body) = file.split_once(&format!("fn {name}() -> crmkit::Result<()> {{")).unwrap();
        let body = plain(body.strip_suffix("    Ok(())\n}\n").unwrap());
        let first = format!("rust file=tests/guide/{name}.rs\n");
        let blocks: Vec<&str> =
            parts(&page).0.into_iter().filter_map(|block| block.strip_prefix(&first)).collect();
        assert_eq!(plain(&blocks.join("\n")), body, "{name}");
    }
}

/// Rust and Kotlin are quoted from files that run; Python is run from the pages.
#[test]
fn every_block_of_code_is_run() {
    for name in PAGES {
        for block in parts(&page("en", name)).0 {
            let first = block.lines().next().unwrap();
            let own = if name == "README" { "main" } else { name };
            let known = first == "python"
                || first == format!("rust file=tests/guide/{own}.rs")
                || first == "kotlin file=bindings/kotlin/tests/GuideTests.kt";
            assert!(known, "{name}: a block of {first}");
        }
    }
}

#[test]
fn both_languages_have_the_same_code_headings_and_names() {
    for name in PAGES {
        let (en, zh) = (page("en", name), page("zh", name));
        let ((en_code, en_text), (zh_code, zh_text)) = (parts(&en), parts(&zh));
        assert_eq!(en_code, zh_code, "{name}");
        let levels = |text: &str| -> Vec<usize> {
            let marks = text.lines().filter_map(|l| l.split_once(' ')).map(|(mark, _)| mark);
            let marks = marks.filter(|mark| !mark.is_empty() && mark.chars().all(|c| c == '#'));
            marks.map(str::len).collect()
        };
        assert_eq!(levels(&en_text), levels(&zh_text), "{name}");
        let rows = |text: &str| text.lines().filter(|l| l.starts_with('|')).count();
        assert_eq!(rows(&en_text), rows(&zh_text), "{name}: rows of tables");
        let only_one: Vec<String> = names(&en).symmetric_difference(&names(&zh)).cloned().collect();
        assert_eq!(only_one, [""; 0], "{name}: named in one language only");
    }
}

/// A link of the form `page.md#heading` leads to a heading, as the web names them.
#[test]
fn links_lead_to_headings() {
    let anchors = |page: &str| -> BTreeSet<String> {
        let headings = page.lines().filter(|l| l.starts_with('#'));
        let named = headings.map(|l| l.trim_start_matches('#').trim().to_lowercase());
        let kept = |c: &char| c.is_alphanumeric() || *c == '-' || *c == ' ';
        named.map(|h| h.chars().filter(kept).collect::<String>().replace(' ', "-")).collect()
    };
    let mut count = 0;
    for language in ["en", "zh"] {
        for name in PAGES {
            let own = page(language, name);
            let links = own.split("](").skip(1).filter_map(|rest| rest.split(')').next());
            for (file, anchor) in links.filter_map(|link| link.split_once('#')) {
                let target = file.strip_suffix(".md").unwrap_or(name);
                let there = anchors(&page(language, target)).contains(anchor);
                assert!(there, "{language}/{name}.md: {file}#{anchor}");
                count += 1;
            }
        }
    }
    assert!(count > 20, "only {count} links were found");
}

/// Codes, commands, operations, settings, values, methods and types.
#[test]
fn what_is_named_exists() {
    let mut source = String::new();
    sources(&root().join("crates/core/src"), &mut source);
    source.push_str(include_str!("main.rs"));
    let words: BTreeSet<&str> =
        source.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    let mut count = 0;
    for name in names(&guide("en")) {
        let known = match name.strip_suffix("()") {
            Some(method) => {
                let method = method.rsplit(['.', ':']).next().unwrap();
                source.contains(&format!("fn {method}("))
                    || source.contains(&format!("\"{method}\""))
            }
            // A line of code, a filter; it is run where it stands in a block.
            None if name.contains([' ', '(', '"']) => continue,
            None if name.contains('.') => {
                source.contains(&format!("\"{name}\"")) || name == "custom.key"
            }
            None => words.contains(name.as_str()),
        };
        assert!(known, "`{name}` does not exist");
        count += 1;
    }
    assert!(count > 200, "only {count} names were found");
}

/// Each code with both messages as declared, in the table of one page at least.
#[test]
fn every_error_of_the_day_is_explained() {
    // Of the set-up, of imports and of writing queries: not of a day in sales.
    let others = ["import.", "setup.", "settings.", "json.", "option.", "custom."];
    let others_alone = [
        "command.unknown",
        "query.unknown_entity",
        "query.unknown_relation",
        "query.wrong_operator",
        "query.filter_too_large",
        "query.syntax",
        "query.page_too_large",
        "query.bad_cursor",
        // Never given.
        "record.not_deleted",
        "pool.not_pooled",
    ];
    for language in ["en", "zh"] {
        let guide = guide(language);
        let rows: Vec<Vec<&str>> = guide
            .lines()
            .filter(|l| l.starts_with("| `"))
            .map(|l| l.split('|').map(str::trim).collect())
            .collect();
        for code in codes::ALL {
            let name = format!("`{}`", code.code);
            let explained = rows.iter().filter(|row| row.len() == 6 && row[1] == name);
            let explained: Vec<_> = explained.collect();
            for row in &explained {
                assert_eq!((row[3], row[4]), (code.zh, code.en), "{language}: {name}");
                assert!(!row[2].is_empty(), "{language}: {name} says nothing");
            }
            let other = Error::new(code).is_of_machine()
                || others.iter().any(|o| code.code.starts_with(o))
                || others_alone.contains(&code.code);
            assert_eq!(
                explained.len(),
                usize::from(!other),
                "{language}: {name} stands in a table of errors once, or is an exception here"
            );
        }
    }
}

/// A setting, a value or a command that is added comes into the guide.
#[test]
fn nothing_of_the_day_is_left_out() {
    let guide = names(&guide("en"));
    let mut missing = Vec::new();
    let mut look = |name: &str| {
        if !guide.contains(name) {
            missing.push(name.to_owned());
        }
    };
    operation::ALL.iter().for_each(|o| look(o.code));
    // Setting up and importing are not of the day.
    let others = ["settings.", "field.", "option.", "import."];
    for command in COMMANDS.iter().map(|c| c.meta) {
        let other = others.iter().any(|o| command.name.starts_with(o));
        if !other && !matches!(command.access, Access::System | Access::SetUp) {
            look(command.name);
        }
    }
    let settings: [&EntityMeta; 3] = [Pool::META, PoolRule::META, CapacityRule::META];
    for entity in settings {
        let own = |f: &&crmkit::model::FieldMeta| {
            !f.is(FieldFlags::SYSTEM) && !f.is(FieldFlags::ROOT) && f.no >= 20
        };
        entity.fields.iter().filter(own).for_each(|f| look(f.name));
    }
    let choices: [&ChoiceMeta; 15] = [
        DataScope::META,
        FieldAccess::META,
        DuplicatePolicy::META,
        CapacityKind::META,
        Cascade::META,
        CustomerKind::META,
        NearbyKind::META,
        Received::META,
        TeamAccess::META,
        DuplicateMatch::META,
        DuplicateHandling::META,
        ClaimPeriod::META,
        PoolRuleKind::META,
        TodoKind::META,
        Reason::META,
    ];
    choices.iter().flat_map(|c| c.options).for_each(|o| look(o.code));
    look("duplicates_show");
    assert_eq!(missing, [""; 0], "not named in the guide");
}

#[test]
fn the_table_of_operations_is_what_roles_start_with() {
    let admin = company().unwrap().admin;
    let rights = ["salesperson", "sales_manager", "customer_admin"].map(|role| {
        let role = built_in(&admin, role).unwrap();
        let rights = Query::new(RoleRight::role_id().eq(role)).limit(500);
        let rights = admin.list::<RoleRight>(&rights).unwrap().rows;
        rights.into_iter().map(|r| r.operation).collect::<BTreeSet<_>>()
    });
    for language in ["en", "zh"] {
        let page = page(language, "permission");
        for o in operation::ALL {
            let members = match o.members {
                Members::No => "—",
                Members::Any => "`read`",
                Members::Write => "`write`",
            };
            let [a, b, c] =
                [0, 1, 2].map(|n: usize| if rights[n].contains(o.code) { "✓" } else { "—" });
            let (code, zh, en) = (o.code, o.label.zh, o.label.en);
            let row = format!("| `{code}` | {zh} | {en} | {members} | {a} | {b} | {c} |");
            assert!(page.lines().any(|line| line == row), "{language}: no row {row}");
        }
    }
}
