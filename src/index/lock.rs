//! One writer at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};

use super::{IndexError, IndexFolder};

/// Held by the process that writes to an index. The operating system releases it when the process ends, however
/// it ends.
#[derive(Debug)]
pub struct WriterLock {
    _file: File,
}

impl WriterLock {
    /// Takes the lock, and writes into it who holds it.
    ///
    /// # Errors
    /// [`IndexError::Locked`], naming the other process, when it is taken.
    pub fn acquire(folder: &IndexFolder, holder: &str) -> Result<Self, IndexError> {
        let path = folder.lock_path();
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(IndexError::io("opening", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // The name only makes the message better, so a failure to read it must not hide the message.
                let _ = file.read_to_string(&mut holder);
                let holder = if holder.is_empty() { "another process".to_owned() } else { holder };
                return Err(IndexError::Locked { path: folder.path().to_owned(), holder });
            }
            Err(TryLockError::Error(error)) => return Err(IndexError::io("locking", &path)(error)),
        }
        file.set_len(0)
            .and_then(|()| file.seek(SeekFrom::Start(0)))
            .and_then(|_| file.write_all(holder.as_bytes()))
            .map_err(IndexError::io("writing", &path))?;
        Ok(Self { _file: file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_writer_learns_who_is_first() {
        let folder = tempfile::tempdir().unwrap();
        let index = IndexFolder::open_or_create(folder.path()).unwrap();
        let lock = WriterLock::acquire(&index, "process 7").unwrap();
        let refused = WriterLock::acquire(&index, "process 8").unwrap_err();
        assert!(refused.to_string().contains("process 7"), "{refused}");
        drop(lock);
        WriterLock::acquire(&index, "process 9").unwrap();
    }
}
