//! Writing tables, and one of several.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::io::{self, Write};

use tantivy::DocId;

use super::{Numbers, Shape};

/// A number, and an article that has it.
type Entry = (u64, DocId);

/// Writes a table of entries in any order, which are in order then. `n log n`.
pub(in crate::index) fn write(file: &mut impl Write, entries: &mut Vec<Entry>) -> io::Result<()> {
    entries.sort_unstable();
    entries.dedup();
    let entries = || entries.iter().copied();
    shape_of(entries()).map_or(Ok(()), |shape| write_sorted(file, shape, entries()))
}

/// Writes one table of several, whose articles get the numbers that the function beside each says; those that get none are left
/// out, and no two get the same. Linear in the entries, times the logarithm of the tables; takes memory for where parts begin only, a
/// quarter of a byte an entry.
pub(in crate::index) fn merge<F>(file: &mut impl Write, tables: &[(Numbers, F)]) -> io::Result<()>
where
    F: Fn(DocId) -> Option<DocId>,
{
    let Some(shape) = shape_of(tables.iter().flat_map(kept)) else { return Ok(()) };
    write_sorted(file, shape, Merged::of(tables.iter().map(kept).collect()))
}

/// What is left of a table.
fn kept<F>((table, renumber): &(Numbers, F)) -> impl Iterator<Item = Entry> + '_
where
    F: Fn(DocId) -> Option<DocId>,
{
    table.all().filter_map(move |(number, article)| Some((number, renumber(article)?)))
}

/// The entries of several lists, in order.
struct Merged<I> {
    lists: Vec<I>,
    /// The first entry of each list that has some left, and which list that is.
    first: BinaryHeap<Reverse<(Entry, usize)>>,
}

impl<I: Iterator<Item = Entry>> Merged<I> {
    fn of(mut lists: Vec<I>) -> Self {
        let first = lists.iter_mut().enumerate().filter_map(|(at, list)| Some(Reverse((list.next()?, at)))).collect();
        Self { lists, first }
    }
}

impl<I: Iterator<Item = Entry>> Iterator for Merged<I> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        let mut first = self.first.peek_mut()?;
        let Reverse((entry, list)) = *first;
        match self.lists[list].next() {
            Some(next) => *first = Reverse((next, list)),
            None => drop(PeekMut::pop(first)),
        }
        Some(entry)
    }
}

/// The shape of a table of entries, which come in any order; `None` if there are none.
fn shape_of(mut entries: impl Iterator<Item = Entry>) -> Option<Shape> {
    let (number, article) = entries.next()?;
    let first = (1, (number, number), article);
    let (count, ends, last) = entries.fold(first, |(count, (least, greatest), last), (number, article)| {
        (count + 1, (number.min(least), number.max(greatest)), article.max(last))
    });
    Some(Shape::of(count, ends, last))
}

/// Writes as many entries as the shape says, which come in order.
fn write_sorted(file: &mut impl Write, shape: Shape, entries: impl Iterator<Item = Entry>) -> io::Result<()> {
    let mut begins: Vec<u64> = Vec::with_capacity(shape.parts() + 1);
    for (before, (number, article)) in (0..).zip(entries) {
        while begins.len() <= shape.part(number) {
            begins.push(before);
        }
        file.write_all(&shape.low(number).to_le_bytes()[..shape.low_bytes()])?;
        file.write_all(&article.to_le_bytes()[..usize::from(shape.article_bytes)])?;
    }
    begins.resize(shape.parts() + 1, shape.entries as u64);
    begins.iter().try_for_each(|begin| file.write_all(&begin.to_le_bytes()))?;
    file.write_all(&shape.encode())
}
