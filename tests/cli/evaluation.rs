//! How well cleaning works, by pages whose articles are known: `newsdex eval-clean`.

use std::path::Path;

use serde_json::{Value, json};

use crate::fixture::Fixture;
use crate::texts::page;

/// Cleaned, this page gives its sentence of 17 words: 14 shingles of four words.
const WORD: &str = "walrus";

fn sentence() -> String {
    page("", WORD).trim().to_owned()
}

/// The sentence without its last two words: 12 of the 14 shingles.
fn shorter() -> String {
    sentence().replace(" in spring.", "")
}

fn truth(fixture: &Fixture, name: &str, truth: &Value) {
    fixture.write(name, truth.to_string());
}

fn is(value: &Value, expected: f64) {
    assert!((value.as_f64().unwrap() - expected).abs() < 1e-9, "{value} instead of {expected}");
}

#[test]
fn the_measure_is_what_one_computes_by_hand() {
    let fixture = Fixture::new();
    for id in ["a", "b"] {
        fixture.write(format!("bench/flat/{id}.txt"), page("About it", WORD));
    }
    fixture.write("bench/en.ids", "a\n");
    let entries = json!({
        "a": { "articleBody": sentence(), "url": "https://news.example/a" },
        "b": { "articleBody": shorter(), "url": "https://news.example/b" },
    });
    truth(&fixture, "bench/truth.json", &entries);
    let all = fixture.run(&["eval-clean", "bench", "--json", "--worst", "1"]).ok().json();
    let flat = &all["kinds"][0];
    assert_eq!(
        (&flat["kind"], &flat["all"]["pages"], &flat["english"]["pages"]),
        (&"flat".into(), &2.into(), &1.into())
    );
    // Precision 1 and 12/14, recall 1 and 1.
    is(&flat["all"]["precision"], 13.0 / 14.0);
    is(&flat["all"]["recall"], 1.0);
    is(&flat["all"]["f1"], 26.0 / 27.0);
    is(&flat["all"]["exact"], 0.5);
    is(&flat["english"]["f1"], 1.0);
    assert_eq!((&flat["worst"][0]["id"], &flat["worst"][0]["url"]), (&"b".into(), &"https://news.example/b".into()));
    is(&flat["worst"][0]["f1"], 24.0 / 26.0);
    let table = fixture.run(&["eval-clean", "bench", "--worst", "1"]).ok();
    for line in ["flat                    2  0.963  0.929  1.000  0.500     0", "flat (English)          1  1.000"] {
        assert!(table.stdout().contains(line), "{line}\n{table}");
    }
    assert!(table.stdout().contains("\nflat, the worst\n0.923  b  https://news.example/b\n"), "{table}");
}

#[test]
fn markdown_is_read_as_such_and_what_may_be_kept_costs_nothing() {
    let fixture = Fixture::new();
    fixture.write("bench/warnews/m.txt", format!("---\ntitle: About it\nlang: en\n---\n\n{}\n", sentence()));
    fixture.write("bench/warnews/f.txt", page("About it", WORD));
    fixture.write("bench/warnews/md.ids", "m\n");
    fixture.write("bench/warnews/flat.ids", "f\ngone\n");
    let entries = json!({
        "m": { "articleBody": shorter(), "eitherBody": sentence() },
        "f": { "articleBody": sentence() },
        "gone": { "articleBody": sentence() },
    });
    truth(&fixture, "bench/warnews/truth.json", &entries);
    let run = fixture.run(&["eval-clean", "bench", "--json"]).ok().says("counted as empty: war news flat, page gone: ");
    let kinds = &run.json()["kinds"];
    assert_eq!((&kinds[0]["kind"], &kinds[1]["kind"]), (&"war news flat".into(), &"war news Markdown".into()));
    // A page where nothing was found counts for recall only.
    is(&kinds[0]["all"]["precision"], 1.0);
    is(&kinds[0]["all"]["recall"], 0.5);
    assert_eq!((&kinds[0]["all"]["under_60"], &kinds[0]["unread"]), (&1.into(), &1.into()));
    is(&kinds[1]["all"]["exact"], 1.0);
}

#[test]
fn a_folder_without_pages_is_an_error() {
    let fixture = Fixture::new();
    fixture.write("bench/readme.txt", "x");
    fixture.run(&["eval-clean", "bench"]).code(2).says("holds none of html, flat, container and warnews");
    fixture.write("bench/flat/a.txt", page("About it", WORD));
    fixture.run(&["eval-clean", "bench"]).code(2).says("truth.json");
    fixture.write("bench/truth.json", "[");
    fixture.run(&["eval-clean", "bench"]).code(2).says("truth.json");
}

/// What the development pages give is what their own script gives, to three digits, for whatever cleaning does.
#[test]
fn the_figures_are_those_of_the_script_that_comes_with_the_data() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/extract");
    let script = data.join("eval_flat.py");
    let python = std::process::Command::new("python3").arg("--version").output();
    if !script.is_file() || !python.is_ok_and(|output| output.status.success()) {
        println!("skipped: {} or python3 is not there", script.display());
        return;
    }
    let fixture = Fixture::new();
    let kinds = fixture.run(&["eval-clean", data.to_str().unwrap(), "--json"]).ok().json();
    for kind in kinds["kinds"].as_array().unwrap() {
        let name = kind["kind"].as_str().unwrap();
        let (folder, list) = match name {
            "war news flat" => ("warnews", Some("warnews/flat.ids")),
            "war news Markdown" => ("warnews", Some("warnews/md.ids")),
            name => (name, None),
        };
        // Markdown must be called so, to be read as such.
        let pages = fixture.path(format!("pages {name}"));
        std::fs::create_dir(&pages).unwrap();
        for entry in std::fs::read_dir(data.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let file = path.file_name().unwrap().to_str().unwrap();
            if path.extension().is_some_and(|extension| extension == "txt" || extension == "gz") {
                let file = if name.ends_with("Markdown") { file.replace(".txt", ".md") } else { file.to_owned() };
                std::fs::copy(&path, pages.join(file)).unwrap();
            }
        }
        let cleaned = fixture.path(format!("cleaned {name}"));
        fixture.run(&["clean", "-q", "-o", cleaned.to_str().unwrap(), pages.to_str().unwrap()]).ok();
        let source = data.join(if folder == "html" { "flat" } else { folder });
        let mut command = std::process::Command::new("python3");
        command.arg(&script).arg(&cleaned).arg("--src").arg(source);
        if let Some(list) = list {
            command.arg("--ids").arg(data.join(list));
        }
        let output = command.output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let [f1, precision, recall] = ["f1", "precision", "recall"].map(|field| kind["all"][field].as_f64().unwrap());
        let figures = [format!("F1={f1:.3} "), format!(" P={precision:.3} R={recall:.3} ")];
        assert!(figures.iter().all(|figures| printed.contains(figures)), "{name}: {figures:?}\n{printed}");
    }
}
