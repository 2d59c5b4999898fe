//! What the texts are called.

use std::collections::HashSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::corpus::{Format, bare_name, by_name};
use crate::index::{RecordPlace, path_to_bytes};

/// The names that are taken, as hashes: eight bytes a source file, and a few more for those of files of records.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashSet<u64>,
    /// Names of source files that hold records: those with `-LINE` behind them are taken too.
    of_records: HashSet<u64>,
}

/// A name, and whether it is another one than the file's own, because that is taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Claim {
    /// Path below the folder that is written to, without `.txt`.
    pub name: PathBuf,
    pub is_renamed: bool,
}

impl Names {
    /// Claims a name for the articles of the source file at `below`.
    pub(super) fn claim(&mut self, below: &Path) -> Claim {
        let own = below.with_file_name(bare_name(below));
        let claim = self.free(&own, Self::is_taken);
        self.taken.insert(hash(&claim.name));
        if matches!(by_name(below).0, Some(Format::Json | Format::JsonLines | Format::Csv | Format::Tsv)) {
            self.of_records.insert(hash(&claim.name));
        }
        claim
    }

    /// Notes that the file that is called `name` holds records after all.
    pub(super) fn holds_records(&mut self, name: &Path) {
        self.of_records.insert(hash(name));
    }

    /// The name of a record in the file that is called `name`.
    pub(super) fn of_record(&self, name: &Path, place: RecordPlace) -> Claim {
        self.free(&with_ending(name, &format!("-{place}")), |names, name| names.taken.contains(&hash(name)))
    }

    fn free(&self, own: &Path, is_taken: impl Fn(&Self, &Path) -> bool) -> Claim {
        if !is_taken(self, own) {
            return Claim { name: own.to_owned(), is_renamed: false };
        }
        let numbered = (2_u64..).map(|number| with_ending(own, &format!("_{number}")));
        let name = numbered.into_iter().find(|name| !is_taken(self, name)).unwrap_or_else(|| own.to_owned());
        Claim { name, is_renamed: true }
    }

    fn is_taken(&self, name: &Path) -> bool {
        self.taken.contains(&hash(name))
            || without_place(name).is_some_and(|file| self.of_records.contains(&hash(&file)))
    }
}

/// The path of the text called `name` below `folder`.
pub(super) fn path_of(folder: &Path, name: &Path) -> PathBuf {
    with_ending(&folder.join(name), ".txt")
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path.file_name().unwrap_or_default());
    name.push(ending);
    path.with_file_name(name)
}

/// The name of the file that a record of this name would be in.
fn without_place(name: &Path) -> Option<PathBuf> {
    let last = name.file_name()?.to_str()?;
    let (file, place) = last.rsplit_once('-')?;
    place.parse::<RecordPlace>().is_ok().then(|| name.with_file_name(file))
}

fn hash(path: &Path) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&blake3::hash(&path_to_bytes(path)).as_bytes()[..8]);
    u64::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(files: &[&str]) -> Vec<String> {
        let mut names = Names::default();
        files.iter().map(|file| names.claim(Path::new(file)).name.display().to_string()).collect()
    }

    #[test]
    fn a_text_is_called_by_its_file_without_known_extensions() {
        assert_eq!(names(&["a/b.html.gz", "b.2024.md", "c"]), ["a/b", "b.2024", "c"]);
    }

    #[test]
    fn several_files_of_one_name_are_numbered() {
        assert_eq!(names(&["a.html", "a.txt", "a_2.md", "x/a.txt", "a.gz"]), ["a", "a_2", "a_2_2", "x/a", "a_3"]);
    }

    #[test]
    fn no_file_takes_the_name_of_a_record() {
        let mut names = Names::default();
        let place = |line, number| RecordPlace { line, number };
        assert_eq!(names.claim(Path::new("posts-3.html")).name, Path::new("posts-3"));
        let posts = names.claim(Path::new("posts.jsonl")).name;
        assert_eq!(names.of_record(&posts, place(17, 1)), Claim { name: "posts-17".into(), is_renamed: false });
        assert_eq!(names.of_record(&posts, place(17, 2)).name, Path::new("posts-17.2"));
        assert_eq!(names.of_record(&posts, place(3, 1)), Claim { name: "posts-3_2".into(), is_renamed: true });
        assert_eq!(names.claim(Path::new("posts-18.html")).name, Path::new("posts-18_2"));
        assert_eq!(names.claim(Path::new("posts-one.html")).name, Path::new("posts-one"));
        let wire = names.claim(Path::new("wire")).name;
        assert_eq!(names.claim(Path::new("wire-1")).name, Path::new("wire-1"));
        names.holds_records(&wire);
        assert_eq!(names.claim(Path::new("wire-2")).name, Path::new("wire-2_2"));
    }

    #[test]
    fn the_text_of_a_name_with_dots_keeps_them() {
        assert_eq!(path_of(Path::new("out"), Path::new("x/b.2024")), Path::new("out/x/b.2024.txt"));
    }
}
