//! Some articles of an index, drawn by lot.

use super::{Address, IndexError, Reader, StoredArticle};
use crate::random::mixed;

impl Reader {
    /// Parts of the index that are searched one by one.
    #[must_use]
    pub fn segments(&self) -> usize {
        self.searcher().segment_readers().len()
    }

    /// At most `most` articles, the same for the same articles and `seed` however the index was built: those whose keys,
    /// mixed with the seed, are smallest, in that order. Reads the key of every article, and the texts of those.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn sample(&self, most: usize, seed: u64) -> Result<Vec<StoredArticle>, IndexError> {
        let columns = self.searcher().segment_readers().iter().map(|segment| segment.fast_fields().u64("key"));
        let columns = columns.collect::<tantivy::Result<Vec<_>>>()?;
        let mut lots: Vec<(u64, Address)> = Vec::new();
        for address in self.addresses() {
            let (segment, doc) = address.place();
            let key = columns.get(segment).and_then(|column| column.first(doc)).unwrap_or_default();
            lots.push((mixed(key ^ mixed(seed)), address));
        }
        if most < lots.len() {
            lots.select_nth_unstable(most);
            lots.truncate(most);
        }
        lots.sort_unstable();
        lots.into_iter().map(|(_, address)| Ok(self.with_origin(address)?.0)).collect()
    }
}
