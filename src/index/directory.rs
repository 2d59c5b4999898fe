//! The directories that readers and writers open.
//!
//! That of readers never writes, and has the record of one commit, however often it is asked. tantivy's own reader takes
//! a lock file so that a writer does not collect the files it is about to open. That
//! needs the right to write, which a reader of someone else's index, or of one on read-only media, does not have.
//! So readers take no lock, and open again when a file they were about to open is gone (see `Reader::open`).
//!
//! That of writers hands files on in large pieces: see [`super::pieces`].

use std::borrow::Cow;
use std::io;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr};
use tantivy::{Directory, TantivyError};

use super::pieces::in_pieces;

/// A generation's folder, for reading only.
#[derive(Debug, Clone)]
pub(crate) struct ReadOnlyDirectory {
    inner: MmapDirectory,
    /// What tantivy knows of the commit: its segments, and what we have written with it.
    record: Arc<[u8]>,
}

/// The file of the record.
const RECORD: &str = "meta.json";

/// tantivy's list of files that it may delete, which a reader does not.
const MANAGED: &str = ".managed.json";

/// What the names of files of positions end in.
const POSITIONS: &str = "pos";

/// The part of the record that is ours.
#[derive(Deserialize)]
struct Record<'r> {
    #[serde(borrow)]
    payload: Option<Cow<'r, str>>,
}

impl ReadOnlyDirectory {
    pub(crate) fn open(path: &Path) -> Result<Self, TantivyError> {
        let inner = MmapDirectory::open(path)?;
        let record = inner.atomic_read(Path::new(RECORD))?.into();
        Ok(Self { inner, record })
    }

    /// What was written with the commit. Nothing if that is not to be found; reading segments will say why.
    pub(crate) fn payload(&self) -> Option<Cow<'_, str>> {
        serde_json::from_slice(&self.record).ok().and_then(|record: Record<'_>| record.payload)
    }
}

/// A generation's folder, for writing.
#[derive(Debug, Clone)]
pub(crate) struct WritingDirectory(MmapDirectory);

impl WritingDirectory {
    pub(crate) fn open(path: &Path) -> Result<Self, TantivyError> {
        Ok(Self(MmapDirectory::open(path)?))
    }
}

impl Directory for WritingDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.0.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.0.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Ok(in_pieces(self.0.open_write(path)?))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.0.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.0.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.0.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.0.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.0.watch(callback)
    }
}

fn refused() -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, "the index was opened for reading")
}

impl Directory for ReadOnlyDirectory {
    /// tantivy takes a segment of which the file of positions is gone for one without positions; each of ours has that file.
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path).map_err(|error| match error {
            OpenReadError::FileDoesNotExist(filepath) if path.extension().is_some_and(|kind| kind == POSITIONS) => {
                OpenReadError::IoError { io_error: Arc::new(io::ErrorKind::NotFound.into()), filepath }
            }
            other => other,
        })
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(refused()), filepath: path.to_owned() })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::IoError { io_error: Arc::new(refused()), filepath: path.to_owned() })
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        match path.to_str() {
            Some(RECORD) => Ok(self.record.to_vec()),
            Some(MANAGED) => Err(OpenReadError::FileDoesNotExist(path.to_owned())),
            _ => self.inner.atomic_read(path),
        }
    }

    fn atomic_write(&self, _path: &Path, _data: &[u8]) -> io::Result<()> {
        Err(refused())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, _lock: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}
