//! Asks an index about articles that are not in it.

use std::path::Path;

use super::{Judged, SourceId, Teacher, TemplateRules};
use crate::clean::{CleanOptions, Cleaned};
use crate::index::{IndexError, Lessons, Reader, SourceName, path_to_bytes};

/// What an index teaches about lines. Shared by threads.
pub struct Corpus<'r> {
    reader: &'r Reader,
    teacher: Teacher,
}

impl<'r> Corpus<'r> {
    /// By what the index has learned.
    #[must_use]
    pub fn new((reader, lessons): (&'r Reader, Lessons), rules: TemplateRules, clean: CleanOptions) -> Self {
        Self { reader, teacher: Teacher::new(lessons, (rules, clean), false) }
    }

    /// Judges an article that was cleaned without the corpus, as if its file, at the absolute path `file`, were in the
    /// index. `is_record`: its text is a field of a record.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn judge(&self, cleaned: Cleaned, file: &Path, is_record: bool) -> Result<Judged, IndexError> {
        let source: SourceId = (self.source(&cleaned, file), is_record);
        self.teacher.judge_again(cleaned, &source, self.reader)
    }

    fn source(&self, cleaned: &Cleaned, file: &Path) -> SourceName {
        let roots = (0u32..).zip(&self.reader.commit().roots);
        let below = roots.filter_map(|(number, root)| Some((number, file.strip_prefix(root.path()).ok()?)));
        // The innermost root, as when a file is indexed.
        let innermost = below.min_by_key(|(_, path)| path.as_os_str().len());
        let (root, path) =
            innermost.map_or((u32::MAX, path_to_bytes(file)), |(root, path)| (root, path_to_bytes(path)));
        SourceName::of(&cleaned.article.metadata, root, &path)
    }
}
