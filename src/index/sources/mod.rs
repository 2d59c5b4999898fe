//! The source tables: what was read, and what became of it, in the same commit as the articles.
//!
//! A commit names a list of tables, oldest first; a row of a newer table replaces one of an older. Each commit
//! adds a table with what changed, and tables of similar size are merged, so that there are never more than a few
//! and a small update of an index of a million files writes little. This is a log-structured merge tree with
//! levels by factor two (O'Neil et al. 1996).

mod entry;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

pub use entry::{Outcome, Reading, SourceEntry, SourceKey};
pub(crate) use table::Row;
use table::{Scan, Table, is_table_name, write_table};

use super::IndexError;

/// The tables that one commit names.
#[derive(Debug)]
pub struct SourceTables {
    folder: PathBuf,
    names: Vec<String>,
    tables: Vec<Table>,
}

impl SourceTables {
    /// Opens the named tables of a generation, oldest first. They are read when somebody asks for what they hold.
    ///
    /// # Errors
    /// When one is missing.
    pub(crate) fn open(generation: &Path, names: &[String]) -> Result<Self, IndexError> {
        let folder = generation.join("sources");
        let tables = names.iter().map(|name| Table::open(folder.join(name))).collect::<Result<_, _>>()?;
        Ok(Self { folder, names: names.to_vec(), tables })
    }

    /// Their names, for the commit.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// What is known of one file. Costs one seek a table.
    ///
    /// # Errors
    /// When a table cannot be read.
    pub fn get(&self, key: &SourceKey) -> Result<Option<SourceEntry>, IndexError> {
        for table in self.tables.iter().rev() {
            if let Some((found, entry)) = table.scan(key)?.head()
                && found == key
            {
                return Ok(entry.clone());
            }
        }
        Ok(None)
    }

    /// All files of `root` at or below `prefix` that are not gone, in order.
    ///
    /// # Errors
    /// When a table cannot be read.
    pub fn below(&self, root: u32, prefix: &[u8]) -> Result<Entries, IndexError> {
        let from = SourceKey { root, path: prefix.to_vec() };
        Ok(Entries { merge: self.merge(&from, 0)?, scope: Some((root, prefix.to_vec())) })
    }

    /// All files of all roots that are not gone, in order.
    ///
    /// # Errors
    /// When a table cannot be read.
    pub fn all(&self) -> Result<Entries, IndexError> {
        Ok(Entries { merge: self.merge(&SourceKey { root: 0, path: Vec::new() }, 0)?, scope: None })
    }

    fn merge(&self, from: &SourceKey, first_table: usize) -> Result<Merge, IndexError> {
        let scans = self.tables[first_table..].iter().map(|table| table.scan(from)).collect::<Result<_, _>>()?;
        Ok(Merge { scans })
    }

    /// Writes `rows` (any order, each key once) as the newest table, merges tables of similar size, and returns
    /// the names that the commit must carry. Nothing that an earlier commit names is touched.
    pub(crate) fn append(&mut self, mut rows: Vec<Row>) -> Result<(), IndexError> {
        rows.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        fs::create_dir_all(&self.folder).map_err(IndexError::io("creating", &self.folder))?;
        self.push(write_table(&self.folder, rows.into_iter().map(Ok))?)?;
        while let [.., older, newer] = self.tables.as_slice() {
            if older.rows()? > 2 * newer.rows()? {
                break;
            }
            self.merge_last(2)?;
        }
        Ok(())
    }

    /// Merges all tables into one without rows of files that are gone.
    pub(crate) fn compact(&mut self) -> Result<(), IndexError> {
        if self.tables.is_empty() { Ok(()) } else { self.merge_last(self.tables.len()) }
    }

    fn merge_last(&mut self, count: usize) -> Result<(), IndexError> {
        let first = self.tables.len() - count;
        let mut merge = self.merge(&SourceKey { root: 0, path: Vec::new() }, first)?;
        // Below the oldest table there is nothing that a row of a gone file would have to hide.
        let keeps_gone = first > 0;
        let rows = std::iter::from_fn(move || merge.next_row().transpose())
            .filter(|row| keeps_gone || !matches!(row, Ok((_, None))));
        let name = write_table(&self.folder, rows)?;
        self.names.truncate(first);
        self.tables.truncate(first);
        self.push(name)
    }

    fn push(&mut self, name: String) -> Result<(), IndexError> {
        self.tables.push(Table::open(self.folder.join(&name))?);
        self.names.push(name);
        Ok(())
    }

    /// Deletes tables that the commit does not name.
    pub(crate) fn collect_garbage(&self) -> Result<(), IndexError> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Ok(()) };
        for entry in entries.filter_map(Result::ok) {
            let name = entry.file_name();
            if is_table_name(Path::new(&name)) && !self.names.iter().any(|known| name == known.as_str()) {
                fs::remove_file(entry.path()).map_err(IndexError::io("deleting", &entry.path()))?;
            }
        }
        Ok(())
    }

    /// Checks that every table holds what its name promises. Reads all of them.
    pub(crate) fn verify(&self) -> Result<(), IndexError> {
        self.tables.iter().try_for_each(Table::verify)
    }
}

/// Rows of several tables in one order, newer before older for the same file.
struct Merge {
    scans: Vec<Scan>,
}

impl Merge {
    fn next_row(&mut self) -> Result<Option<Row>, IndexError> {
        let Some(least) = self.scans.iter().filter_map(|scan| Some(&scan.head()?.0)).min().cloned() else {
            return Ok(None);
        };
        let mut newest = None;
        for scan in &mut self.scans {
            if scan.head().is_some_and(|(key, _)| *key == least) {
                newest = scan.next_row()?;
            }
        }
        Ok(newest)
    }
}

/// Iterates over the files of a commit in order.
pub struct Entries {
    merge: Merge,
    scope: Option<(u32, Vec<u8>)>,
}

impl Iterator for Entries {
    type Item = Result<(SourceKey, SourceEntry), IndexError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (key, entry) = match self.merge.next_row() {
                Ok(row) => row?,
                Err(error) => return Some(Err(error)),
            };
            if self.scope.as_ref().is_some_and(|(root, prefix)| key.root != *root || !key.is_below(prefix)) {
                return None;
            }
            if let Some(entry) = entry {
                return Some(Ok((key, entry)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn entry(file: u64) -> SourceEntry {
        let outcome = Outcome::Done { articles: 1, skipped: 0 };
        SourceEntry { size: file, modified: 0, read: 0, content: [0; 16], file, reading: Reading::default(), outcome }
    }

    proptest! {
        /// Whatever is written in whatever batches, the tables say what a map would.
        #[test]
        fn tables_agree_with_a_map(
            batches in prop::collection::vec(
                prop::collection::btree_map("[ab]{1,2}(/[ab.]{1,2}){0,2}", prop::option::of(0..100u64), 1..20), 1..8),
            compacts in any::<bool>(),
        ) {
            let generation = tempfile::tempdir().unwrap();
            let mut tables = SourceTables::open(generation.path(), &[]).unwrap();
            let mut model: BTreeMap<SourceKey, SourceEntry> = BTreeMap::new();
            for batch in batches {
                let rows: Vec<Row> = batch.into_iter().map(|(path, file)| {
                    (SourceKey { root: 0, path: path.into_bytes() }, file.map(entry))
                }).collect();
                for (key, value) in &rows {
                    match value {
                        Some(value) => { model.insert(key.clone(), value.clone()); }
                        None => { model.remove(key); }
                    }
                }
                tables.append(rows).unwrap();
            }
            if compacts {
                tables.compact().unwrap();
            }
            let tables = SourceTables::open(generation.path(), tables.names()).unwrap();
            tables.verify().unwrap();
            let all: Vec<_> = tables.all().unwrap().map(Result::unwrap).collect();
            prop_assert_eq!(&all, &model.clone().into_iter().collect::<Vec<_>>());
            let below: Vec<_> = tables.below(0, b"a").unwrap().map(|row| row.unwrap().0).collect();
            prop_assert_eq!(below, model.keys().filter(|key| key.is_below(b"a")).cloned().collect::<Vec<_>>());
            for (key, value) in &model {
                let found = tables.get(key).unwrap();
                prop_assert_eq!(found.as_ref(), Some(value));
            }
        }
    }

    #[test]
    fn garbage_and_damage_are_seen() {
        let generation = tempfile::tempdir().unwrap();
        let mut tables = SourceTables::open(generation.path(), &[]).unwrap();
        tables.append(vec![(SourceKey { root: 0, path: b"a".to_vec() }, Some(entry(1)))]).unwrap();
        let folder = generation.path().join("sources");
        fs::write(folder.join("stray.sources"), "x").unwrap();
        tables.collect_garbage().unwrap();
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);

        let path = folder.join(&tables.names()[0]);
        let mut bytes = fs::read(&path).unwrap();
        bytes[25] ^= 1;
        fs::write(&path, bytes).unwrap();
        assert!(tables.verify().is_err());
    }
}
