//! Writing tables, and one of several.

use std::io::{self, Write};
use std::iter::Peekable;

use tantivy::DocId;

use super::{Numbers, Shape};

/// A number, and an article that has it.
type Entry = (u64, DocId);

/// Writes a table of entries in any order, which are in order then. `n log n`.
pub(in crate::index) fn write(file: &mut impl Write, entries: &mut Vec<Entry>) -> io::Result<()> {
    entries.sort_unstable();
    entries.dedup();
    write_sorted(file, || entries.iter().copied())
}

/// Writes one table of several, whose articles get the numbers that the function beside each says, ascending from table to
/// table; those that get none are left out. Linear in the entries, times the tables; takes memory for where parts begin only, a
/// quarter of a byte an entry.
pub(in crate::index) fn merge<F>(file: &mut impl Write, tables: &[(Numbers, F)]) -> io::Result<()>
where
    F: Fn(DocId) -> Option<DocId>,
{
    write_sorted(file, || Merged { lists: tables.iter().map(|table| kept(table).peekable()).collect() })
}

/// What is left of a table.
fn kept<F>((table, renumber): &(Numbers, F)) -> impl Iterator<Item = Entry> + '_
where
    F: Fn(DocId) -> Option<DocId>,
{
    table.all().filter_map(move |(number, article)| Some((number, renumber(article)?)))
}

/// The entries of several lists, in order.
struct Merged<I: Iterator> {
    lists: Vec<Peekable<I>>,
}

impl<I: Iterator<Item = Entry>> Iterator for Merged<I> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        let first = self.lists.iter_mut().filter_map(|list| list.peek().copied().map(|entry| (entry, list)));
        let (_, list) = first.min_by_key(|(entry, _)| *entry)?;
        list.next()
    }
}

/// Writes entries that come in order, each once, and twice the same: once to see how many there are.
fn write_sorted<I: Iterator<Item = Entry>>(file: &mut impl Write, entries: impl Fn() -> I) -> io::Result<()> {
    let mut shape = None;
    for (number, article) in entries() {
        let (count, least, _, last) = shape.unwrap_or((0, number, number, 0));
        shape = Some((count + 1, least, number, article.max(last)));
    }
    let Some((count, least, greatest, last)) = shape else { return Ok(()) };
    let shape = Shape::of(count, (least, greatest), last);
    let mut begins: Vec<u64> = Vec::with_capacity(shape.parts() + 1);
    for (before, (number, article)) in (0..).zip(entries()) {
        while begins.len() <= shape.part(number) {
            begins.push(before);
        }
        file.write_all(&shape.low(number).to_le_bytes()[..usize::from(shape.low_bytes)])?;
        file.write_all(&article.to_le_bytes()[..usize::from(shape.article_bytes)])?;
    }
    begins.resize(shape.parts() + 1, count as u64);
    begins.iter().try_for_each(|begin| file.write_all(&begin.to_le_bytes()))?;
    file.write_all(&shape.encode())
}
