//! House rules that the compiler does not know: sizes, module documentation, who may use whom, and that the maps
//! lead to places that exist.
#![allow(clippy::unwrap_used, reason = "a test that cannot read the sources has failed")]

use std::fs;
use std::path::{Path, PathBuf};

/// Code lines of a file, tests not counted.
const MAX_FILE_LINES: usize = 400;
const MAX_FUNCTION_LINES: usize = 60;
const MAX_MAIN_LINES: usize = 40;

/// What each module may use of the others. `units` may be used anywhere.
const MAY_USE: [(&str, &[&str]); 22] = [
    ("article", &[]),
    ("units", &[]),
    ("parts", &[]),
    ("random", &[]),
    ("octets", &[]),
    ("sorted_lines", &[]),
    ("analysis", &["octets", "parts", "random", "sorted_lines"]),
    ("query", &[]),
    ("passage", &["article", "octets"]),
    ("packing", &["octets"]),
    ("clean", &["article", "octets", "random"]),
    ("corpus", &["article"]),
    ("copies", &["analysis", "octets", "random"]),
    ("gazetteer", &["octets"]),
    (
        "index",
        &["analysis", "article", "clean", "copies", "gazetteer", "octets", "packing", "parts", "passage", "random"],
    ),
    ("search", &["analysis", "article", "copies", "gazetteer", "index", "parts", "passage", "query", "sorted_lines"]),
    ("bench", &["analysis", "index", "parts", "pipeline", "query", "random", "search"]),
    ("render", &["article", "bench", "clean", "search"]),
    ("pipeline", &["analysis", "article", "clean", "corpus", "index", "passage"]),
    ("evaluation", &["article", "clean", "corpus", "random"]),
    ("export", &["article", "clean", "corpus", "index", "pipeline"]),
    (
        "cli",
        &[
            "article",
            "bench",
            "clean",
            "corpus",
            "evaluation",
            "export",
            "index",
            "parts",
            "passage",
            "pipeline",
            "query",
            "render",
            "search",
        ],
    ),
];

/// Crates that only some modules may use.
const CRATES: [(&str, &[&str]); 11] = [
    ("tantivy", &["index", "search"]),
    ("bitpacking", &["search"]),
    ("clap", &["cli"]),
    ("anyhow", &["cli"]),
    ("indicatif", &["cli"]),
    ("hdrhistogram", &["bench"]),
    ("rayon", &["pipeline", "export", "cli/answering.rs"]),
    ("ignore", &["corpus"]),
    ("encoding_rs", &["corpus"]),
    ("dom_query", &["clean"]),
    ("dom_smoothie", &["clean"]),
];

struct Source {
    /// Path below `src`, with `/`.
    path: String,
    /// Lines before the tests of the file.
    code: Vec<String>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let name = path.strip_prefix(root().join("src")).unwrap().to_str().unwrap().replace('\\', "/");
                let code = text.lines().take_while(|line| !line.trim().starts_with("#[cfg(test)]"));
                found.push(Source { path: name, code: code.map(str::to_owned).collect() });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn module(path: &str) -> &str {
    path.split('/').next().unwrap().trim_end_matches(".rs")
}

fn is_test_file(path: &str) -> bool {
    path.ends_with("tests.rs") || path.ends_with("samples.rs") || path == "render/documentation.rs"
}

fn fails(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn files_begin_with_documentation_and_stay_small() {
    let mut faults = Vec::new();
    for source in sources() {
        let limit = if source.path == "main.rs" { MAX_MAIN_LINES } else { MAX_FILE_LINES };
        if source.code.len() > limit {
            faults.push(format!("src/{}: {} lines of code, over {limit}", source.path, source.code.len()));
        }
        if !source.code.first().is_some_and(|line| line.starts_with("//!")) {
            faults.push(format!("src/{}: no module documentation", source.path));
        }
    }
    fails(&faults);
}

#[test]
fn functions_fit_on_a_screen() {
    let mut faults = Vec::new();
    for source in sources().into_iter().filter(|source| !is_test_file(&source.path)) {
        let mut open: Option<(usize, usize, String)> = None;
        for (number, line) in source.code.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let is_start = line.contains("fn ") && (line.trim_end().ends_with('{') || line.trim_end().ends_with('('));
            if is_start && !line.trim_start().starts_with("//") && open.is_none() {
                open = Some((number, indent, line.trim().to_owned()));
            } else if let Some((start, depth, name)) = open.clone() {
                let lines = number - start + 1;
                let is_end = line.trim_end() == format!("{}}}", " ".repeat(depth));
                if is_end && lines > MAX_FUNCTION_LINES {
                    faults.push(format!("src/{}:{}: {lines} lines: {name}", source.path, start + 1));
                }
                if is_end {
                    open = None;
                }
            }
        }
    }
    fails(&faults);
}

#[test]
fn modules_use_only_what_lies_below_them() {
    let mut faults = Vec::new();
    for source in sources() {
        let own = module(&source.path);
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == own) else { continue };
        for (number, line) in source.code.iter().enumerate().filter(|(_, line)| !line.trim().starts_with("//")) {
            for used in line.split("crate::").skip(1) {
                let used: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let known = MAY_USE.iter().any(|(name, _)| *name == used);
                if known && used != own && used != "units" && !allowed.contains(&used.as_str()) {
                    faults.push(format!("src/{}:{}: {own} must not use {used}", source.path, number + 1));
                }
            }
        }
    }
    fails(&faults);
}

#[test]
fn crates_stay_in_their_modules() {
    let mut faults = Vec::new();
    for source in sources() {
        for (number, line) in source.code.iter().enumerate().filter(|(_, line)| !line.trim().starts_with("//")) {
            for (name, places) in CRATES {
                let is_used = line.contains(&format!("{name}::")) && !line.contains(&format!("_{name}::"));
                let is_allowed = places.iter().any(|place| source.path == *place || module(&source.path) == *place);
                if is_used && !is_allowed {
                    faults.push(format!("src/{}:{}: {name} is not for this module", source.path, number + 1));
                }
            }
            for word in ["todo!", "unimplemented!", "dbg!", "FIXME", "TODO"] {
                if line.contains(word) {
                    faults.push(format!("src/{}:{}: {word}", source.path, number + 1));
                }
            }
        }
    }
    fails(&faults);
}

#[test]
fn the_maps_lead_to_places_that_exist() {
    let mut faults = Vec::new();
    for map in ["README.md", "ARCHITECTURE.md", "index/README.md", "docs/output-formats.md"] {
        let text = fs::read_to_string(root().join(map)).unwrap();
        for word in text.split('`').skip(1).step_by(2) {
            let is_path = ["src/", "tests/", "docs/", "benches/"].iter().any(|folder| word.starts_with(folder));
            if is_path && !word.contains([' ', '*', '…']) && !root().join(word).exists() {
                faults.push(format!("{map}: there is no {word}"));
            }
        }
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = root().join(map).parent().unwrap_or(Path::new("")).join(link.split('#').next().unwrap());
            if !link.contains("://") && !target.exists() {
                faults.push(format!("{map}: there is no {link}"));
            }
        }
    }
    fails(&faults);
}
