//! Folders of text files: written with made-up articles, and walked.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::args::ArticlesArgs;
use crate::articles::Articles;
use crate::report::complain;

/// No folder holds more files than this.
const FILES_IN_FOLDER: u64 = 1000;

/// Writes articles as `DIR/000/000000.txt` and so on.
pub(crate) fn write_articles(args: &ArticlesArgs) -> Result<()> {
    let folder = &args.folder;
    fs::create_dir_all(folder).with_context(|| format!("creating '{}'", folder.display()))?;
    if fs::read_dir(folder).with_context(|| format!("reading '{}'", folder.display()))?.next().is_some() {
        bail!("'{}' is not empty", folder.display());
    }
    let articles = Articles::new(args.seed);
    let mut bytes = 0;
    for number in 0..args.number {
        let folder = folder.join(format!("{:03}", number / FILES_IN_FOLDER));
        if number % FILES_IN_FOLDER == 0 {
            fs::create_dir(&folder).with_context(|| format!("creating '{}'", folder.display()))?;
        }
        let file = folder.join(format!("{number:06}.txt"));
        let text = articles.article(number).text();
        bytes += text.len();
        fs::write(&file, text).with_context(|| format!("writing '{}'", file.display()))?;
    }
    complain(&format!("{} articles, {bytes} bytes", args.number));
    Ok(())
}

/// All files below `folder` whose names end in `.txt`, sorted by path. Links are not followed.
pub(crate) fn text_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("reading '{}'", folder.display()))? {
            let entry = entry.with_context(|| format!("reading '{}'", folder.display()))?;
            let path = entry.path();
            let kind = entry.file_type().with_context(|| format!("reading '{}'", path.display()))?;
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "txt") {
                files.push(path);
            }
        }
    }
    files.sort_unstable();
    Ok(files)
}

/// The size of all files in a folder, in bytes.
pub(crate) fn folder_size(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder).with_context(|| format!("reading '{}'", folder.display()))? {
        bytes +=
            entry.and_then(|entry| entry.metadata()).with_context(|| format!("reading '{}'", folder.display()))?.len();
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_hold_a_thousand_files_and_are_walked_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let args = ArticlesArgs { number: 1001, folder: folder.path().join("new"), seed: 1 };
        write_articles(&args).unwrap();
        let files = text_files(&args.folder).unwrap();
        let names: Vec<&Path> = files.iter().map(|file| file.strip_prefix(&args.folder).unwrap()).collect();
        assert_eq!(names.len(), 1001);
        assert_eq!(names[999..], [Path::new("000/000999.txt"), Path::new("001/001000.txt")]);
    }

    #[test]
    fn a_folder_that_holds_something_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("mine"), "").unwrap();
        let args = ArticlesArgs { number: 1, folder: folder.path().to_owned(), seed: 1 };
        assert!(write_articles(&args).is_err());
        assert!(text_files(folder.path()).unwrap().is_empty());
    }
}
