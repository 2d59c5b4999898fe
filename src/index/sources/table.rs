//! One table of source files on disk: written once, sorted, named after its content.
//!
//! ```text
//! "newsdex sources 2\n"
//! blocks:   u32 length, zstd of postcard of up to 64 × (SourceKey, Option<SourceEntry>); None: the file is gone
//! index:    postcard of [(SourceKey, u64 offset)], the first entry of every block
//! trailer:  u64 offset of the index, u64 number of entries
//! ```
//! Numbers are little-endian. Paths, times and numbers of neighbours are alike: a row takes half of what it would alone.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use zstd::bulk::{Compressor, Decompressor};

use super::entry::{SourceEntry, SourceKey};
use crate::index::IndexError;
use crate::index::folder::sync_folder;

const HEADER: &[u8] = b"newsdex sources 2\n";
const TRAILER_BYTES: u64 = 16;
const EXTENSION: &str = "sources";
/// So many entries make a block.
const BLOCK_ROWS: usize = 64;
/// No block is longer: paths are at most a few kilobytes.
const MAX_BLOCK_BYTES: u32 = 1 << 26;
const COMPRESSION: i32 = 3;

/// A row: the file, and what is known of it, or that it is gone.
pub(crate) type Row = (SourceKey, Option<SourceEntry>);

/// Writes a table and returns its name. Rows must come sorted, each key once.
pub(crate) fn write_table(
    folder: &Path,
    rows: impl Iterator<Item = Result<Row, IndexError>>,
) -> Result<String, IndexError> {
    let temporary = folder.join("table.new");
    let mut writer = TableWriter::create(&temporary)?;
    for row in rows {
        writer.add(&row?)?;
    }
    let name = writer.finish()?;
    let path = folder.join(&name);
    fs::rename(&temporary, &path).map_err(IndexError::io("renaming", &temporary))?;
    sync_folder(folder)?;
    Ok(name)
}

/// Whether a file of this name is a table, finished or not.
pub(crate) fn is_table_name(name: &Path) -> bool {
    name.extension().is_some_and(|extension| extension == EXTENSION || extension == "new")
}

struct TableWriter {
    path: PathBuf,
    out: BufWriter<File>,
    /// Making one takes longer than to pack a block.
    compressor: Compressor<'static>,
    hasher: blake3::Hasher,
    offset: u64,
    entries: u64,
    /// Encoded rows of the block under way, and how many.
    block: Vec<u8>,
    waiting: usize,
    index: Vec<(SourceKey, u64)>,
}

impl TableWriter {
    fn create(path: &Path) -> Result<Self, IndexError> {
        let file = File::create(path).map_err(IndexError::io("creating", path))?;
        let mut writer = Self {
            path: path.to_owned(),
            out: BufWriter::new(file),
            compressor: Compressor::new(COMPRESSION).map_err(IndexError::io("packing", path))?,
            hasher: blake3::Hasher::new(),
            offset: 0,
            entries: 0,
            block: Vec::new(),
            waiting: 0,
            index: Vec::new(),
        };
        writer.put(HEADER)?;
        Ok(writer)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), IndexError> {
        self.hasher.update(bytes);
        self.offset += bytes.len() as u64;
        self.out.write_all(bytes).map_err(IndexError::io("writing", &self.path))
    }

    fn add(&mut self, row: &Row) -> Result<(), IndexError> {
        if self.waiting == 0 {
            self.index.push((row.0.clone(), self.offset));
        }
        let block = std::mem::take(&mut self.block);
        self.block = postcard::to_extend(row, block).map_err(|source| IndexError::Encode { source })?;
        self.waiting += 1;
        self.entries += 1;
        if self.waiting == BLOCK_ROWS { self.end_block() } else { Ok(()) }
    }

    fn end_block(&mut self) -> Result<(), IndexError> {
        if self.waiting == 0 {
            return Ok(());
        }
        let packed = self.compressor.compress(&self.block).map_err(IndexError::io("packing", &self.path))?;
        self.block.clear();
        self.waiting = 0;
        let length = u32::try_from(packed.len()).unwrap_or(u32::MAX);
        self.put(&length.to_le_bytes())?;
        self.put(&packed)
    }

    fn finish(mut self) -> Result<String, IndexError> {
        self.end_block()?;
        let start = self.offset;
        let index = postcard::to_stdvec(&self.index).map_err(|source| IndexError::Encode { source })?;
        self.put(&index)?;
        self.put(&start.to_le_bytes())?;
        self.put(&self.entries.to_le_bytes())?;
        self.out.flush().map_err(IndexError::io("writing", &self.path))?;
        self.out.get_ref().sync_all().map_err(IndexError::io("syncing", &self.path))?;
        Ok(table_name(&self.hasher.finalize()))
    }
}

fn table_name(hash: &blake3::Hash) -> String {
    format!("{}.{EXTENSION}", &hash.to_hex()[..32])
}

/// An open table. The file stays open, so that a table can be read after a writer has deleted its name.
#[derive(Debug)]
pub(crate) struct Table {
    path: PathBuf,
    file: Arc<File>,
    /// Read when somebody first asks for a row: searches never do.
    index: OnceLock<TableIndex>,
}

#[derive(Debug)]
struct TableIndex {
    /// The first entry of every block, and where the block begins.
    blocks: Vec<(SourceKey, u64)>,
    end: u64,
    entries: u64,
}

impl Table {
    /// Opens a table. Nothing is read yet.
    pub(crate) fn open(path: PathBuf) -> Result<Self, IndexError> {
        let file = Arc::new(File::open(&path).map_err(IndexError::io("opening", &path))?);
        Ok(Self { path, file, index: OnceLock::new() })
    }

    fn index(&self) -> Result<&TableIndex, IndexError> {
        if let Some(index) = self.index.get() {
            return Ok(index);
        }
        let index = self.read_index()?;
        Ok(self.index.get_or_init(|| index))
    }

    /// Reads a 64th of the table.
    fn read_index(&self) -> Result<TableIndex, IndexError> {
        let Self { path, file, .. } = self;
        let broken = |what: &str| IndexError::damaged(format!("'{}': {what}", path.display()));
        let size = file.metadata().map_err(IndexError::io("reading", path))?.len();
        if size < HEADER.len() as u64 + TRAILER_BYTES {
            return Err(broken("cut short"));
        }
        let read_at = |offset: u64, length: usize| -> io::Result<Vec<u8>> {
            let mut bytes = vec![0; length];
            FileFrom { file: Arc::clone(file), offset }.read_exact(&mut bytes)?;
            Ok(bytes)
        };
        let header = read_at(0, HEADER.len()).map_err(IndexError::io("reading", path))?;
        let trailer = read_at(size - TRAILER_BYTES, 16).map_err(IndexError::io("reading", path))?;
        let number = |bytes: &[u8]| bytes.try_into().map_or(u64::MAX, u64::from_le_bytes);
        let (end, entries) = (number(&trailer[..8]), number(&trailer[8..]));
        if header != HEADER || end > size - TRAILER_BYTES {
            return Err(broken("not a table of source files"));
        }
        let length = usize::try_from(size - TRAILER_BYTES - end).unwrap_or(0);
        let blocks = read_at(end, length).map_err(IndexError::io("reading", path))?;
        let blocks = postcard::from_bytes(&blocks).map_err(|_| broken("its index cannot be read"))?;
        Ok(TableIndex { blocks, end, entries })
    }

    /// Number of rows.
    pub(crate) fn rows(&self) -> Result<u64, IndexError> {
        Ok(self.index()?.entries)
    }

    /// Rows from the first one that is not before `from`. Seeks once, then reads in sequence.
    pub(crate) fn scan(&self, from: &SourceKey) -> Result<Scan, IndexError> {
        let TableIndex { blocks, end, .. } = self.index()?;
        let before = blocks.partition_point(|(key, _)| key <= from);
        let start = match before.checked_sub(1) {
            Some(slot) => blocks[slot].1,
            None => HEADER.len() as u64,
        };
        let file = FileFrom { file: Arc::clone(&self.file), offset: start };
        let left = end.saturating_sub(start);
        let input = BufReader::new(file).take(left);
        let unpacker = Decompressor::new().map_err(IndexError::io("reading", &self.path))?;
        let (block, packed) = (Vec::new(), Vec::new());
        let mut scan = Scan { path: self.path.clone(), input, unpacker, packed, block, read: 0, head: None };
        scan.advance()?;
        while scan.head.as_ref().is_some_and(|(key, _)| key < from) {
            scan.advance()?;
        }
        Ok(scan)
    }

    /// Checks that the file's content is the one its name promises. Reads the whole file.
    pub(crate) fn verify(&self) -> Result<(), IndexError> {
        self.index()?;
        let mut hasher = blake3::Hasher::new();
        io::copy(&mut FileFrom { file: Arc::clone(&self.file), offset: 0 }, &mut hasher)
            .map_err(IndexError::io("reading", &self.path))?;
        if self.path.file_name().is_some_and(|name| name == table_name(&hasher.finalize()).as_str()) {
            Ok(())
        } else {
            Err(IndexError::damaged(format!("'{}' has changed since it was written", self.path.display())))
        }
    }
}

/// Reads a shared file from some offset on, without moving a common position.
struct FileFrom {
    file: Arc<File>,
    offset: u64,
}

impl Read for FileFrom {
    #[cfg(unix)]
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = std::os::unix::fs::FileExt::read_at(&*self.file, buffer, self.offset)?;
        self.offset += read as u64;
        Ok(read)
    }

    #[cfg(windows)]
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = std::os::windows::fs::FileExt::seek_read(&*self.file, buffer, self.offset)?;
        self.offset += read as u64;
        Ok(read)
    }
}

/// Reads rows in order; the next one can be looked at.
pub(crate) struct Scan {
    path: PathBuf,
    input: io::Take<BufReader<FileFrom>>,
    /// Making one takes longer than to unpack a block.
    unpacker: Decompressor<'static>,
    /// The present block as it is written.
    packed: Vec<u8>,
    /// The rows of the present block, and how many of its bytes have been read.
    block: Vec<u8>,
    read: usize,
    head: Option<Row>,
}

impl Scan {
    pub(crate) fn head(&self) -> Option<&Row> {
        self.head.as_ref()
    }

    /// Takes the next row.
    pub(crate) fn next_row(&mut self) -> Result<Option<Row>, IndexError> {
        let row = self.head.take();
        if row.is_some() {
            self.advance()?;
        }
        Ok(row)
    }

    fn advance(&mut self) -> Result<(), IndexError> {
        self.head = None;
        if self.read == self.block.len() && !self.next_block()? {
            return Ok(());
        }
        let (row, rest) = postcard::take_from_bytes(&self.block[self.read..])
            .map_err(|_| self.broken("an entry that cannot be read"))?;
        self.read = self.block.len() - rest.len();
        self.head = Some(row);
        Ok(())
    }

    /// Whether there was one.
    fn next_block(&mut self) -> Result<bool, IndexError> {
        if self.input.limit() == 0 {
            return Ok(false);
        }
        let mut length = [0; 4];
        self.input.read_exact(&mut length).map_err(|_| self.broken("cut short"))?;
        let length = u32::from_le_bytes(length);
        if length > MAX_BLOCK_BYTES {
            return Err(self.broken("a block of impossible length"));
        }
        self.packed.clear();
        let read = self.input.by_ref().take(u64::from(length)).read_to_end(&mut self.packed);
        if read.map_err(IndexError::io("reading", &self.path))? < length as usize {
            return Err(self.broken("cut short"));
        }
        let block = self.unpacker.decompress(&self.packed, MAX_BLOCK_BYTES as usize);
        self.block = block.map_err(|_| self.broken("a block that cannot be unpacked"))?;
        self.read = 0;
        Ok(!self.block.is_empty())
    }

    fn broken(&self, what: &str) -> IndexError {
        IndexError::damaged(format!("'{}': {what}", self.path.display()))
    }
}
