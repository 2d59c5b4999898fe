//! Where articles come from.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

/// An article.
#[derive(Debug, Deserialize)]
pub(crate) struct Article {
    pub title: String,
    #[serde(rename = "text")]
    pub body: String,
}

/// The articles of a folder of text files, or of a file of JSON lines.
pub(crate) fn read(path: &Path) -> Result<Box<dyn Iterator<Item = Result<Article>> + Send>> {
    if path.is_dir() {
        return Ok(Box::new(text_files(path)?.into_iter().map(|file| of_file(&file))));
    }
    let file = File::open(path).with_context(|| format!("opening '{}'", path.display()))?;
    Ok(Box::new(BufReader::new(file).lines().map(|line| Ok(serde_json::from_str(&line?)?))))
}

/// All `.txt` files below a folder, in the order of their names.
fn text_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("reading '{}'", folder.display()))? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else if entry.path().extension().is_some_and(|extension| extension == "txt") {
                files.push(entry.path());
            }
        }
    }
    files.sort_unstable();
    Ok(files)
}

/// The first line is the title, all else the body.
fn of_file(file: &Path) -> Result<Article> {
    let bytes = fs::read(file).with_context(|| format!("reading '{}'", file.display()))?;
    let text = String::from_utf8_lossy(&bytes);
    let (title, body) = text.split_once('\n').unwrap_or((&text, ""));
    Ok(Article { title: title.trim().to_owned(), body: body.trim().to_owned() })
}
