//! For training the line model: what it is told of each line of some pages, or what it makes of them.
//!
//! `line_rows SHAPE FOLDER IDS OUT [MODEL]` reads `FOLDER/ID.txt` for each id of the file `IDS`; SHAPE is `text`,
//! `markdown` or `html`. It writes the names of the columns in the first line of `OUT`, then for each page a line of JSON: its `id`,
//! what the rules keep (`rules`), and its `lines` as `[first line, line behind the last, text, numbers]`. With a MODEL, a
//! folder of weights, it writes what that keeps (`text`) instead. The scripts in `src/clean/model/training` run it.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use newsdex::article::{Metadata, RawArticle, Shape};
use newsdex::clean::{CleanOptions, Model, clean_with, line_rows, row_names};
use serde_json::{Value, json};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (shape, folder, ids, out, model) = match arguments.as_slice() {
        [shape, folder, ids, out] => (shape, folder, ids, out, None),
        [shape, folder, ids, out, model] => (shape, folder, ids, out, Some(model_in(Path::new(model))?)),
        _ => bail!("usage: line_rows SHAPE FOLDER IDS OUT [MODEL]"),
    };
    let shape = match shape.as_str() {
        "text" => Shape::Text,
        "markdown" => Shape::Markdown,
        "html" => Shape::Html,
        other => bail!("{other} is neither text, markdown nor html"),
    };
    let mut out = BufWriter::new(File::create(out).with_context(|| out.clone())?);
    if model.is_none() {
        writeln!(out, "{}", row_names().join(" "))?;
    }
    for id in read(Path::new(ids))?.split_whitespace() {
        let text = read(&Path::new(folder).join(format!("{id}.txt")))?;
        let raw = RawArticle { shape, text, metadata: Metadata::default() };
        writeln!(out, "{}", page(id, &raw, model.as_ref()))?;
    }
    Ok(out.flush()?)
}

fn page(id: &str, raw: &RawArticle, model: Option<&Model>) -> Value {
    let kept = clean_with(raw, &CleanOptions::default(), model).article.body().0;
    if model.is_some() {
        return json!({ "id": id, "text": kept });
    }
    let lines: Vec<Value> =
        line_rows(raw).into_iter().map(|row| json!([row.lines.start, row.lines.end, row.text, row.numbers])).collect();
    json!({ "id": id, "rules": kept, "lines": lines })
}

fn model_in(folder: &Path) -> Result<Model> {
    let text = |name: &str| read(&folder.join(name));
    Ok(Model::parse(&text("lines.trees")?, [&text("markup_first.trees")?, &text("markup_second.trees")?])?)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}
