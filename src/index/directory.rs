//! A directory that readers open: it never writes, and has the record of one commit, however often it is asked.
//!
//! tantivy's own reader takes a lock file so that a writer does not collect the files it is about to open. That
//! needs the right to write, which a reader of someone else's index, or of one on read-only media, does not have.
//! So readers take no lock, and open again when a file they were about to open is gone (see `Reader::open`).

use std::borrow::Cow;
use std::io;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr};
use tantivy::{Directory, TantivyError};

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

fn refused() -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, "the index was opened for reading")
}

impl Directory for ReadOnlyDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
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
