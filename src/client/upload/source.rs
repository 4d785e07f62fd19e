//! What is to be uploaded, in; any part of it, out.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};

use bytes::Bytes;

/// Bytes of a known number, of which any part can be read, more than once. An upload reads one range of them at a time.
///
/// It is read on the thread that polls the upload, as [`std::fs::File`] blocks.
pub trait UploadSource: Send {
    /// How many bytes there are. An upload asks once, when it begins.
    ///
    /// # Errors
    /// Why it cannot be told.
    fn size(&mut self) -> io::Result<u64>;

    /// `length` bytes from `offset` on; both are within [`size`](Self::size).
    ///
    /// # Errors
    /// Why they cannot be read: [`io::ErrorKind::UnexpectedEof`] if there are fewer by now.
    fn read_at(&mut self, offset: u64, length: usize) -> io::Result<Bytes>;
}

fn ends_early() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "there are fewer bytes than there were")
}

/// The range of a slice.
fn range_of(offset: u64, length: usize) -> io::Result<std::ops::Range<usize>> {
    let start = usize::try_from(offset).map_err(|_| ends_early())?;
    Ok(start..start.checked_add(length).ok_or_else(ends_early)?)
}

/// Nothing is copied.
impl UploadSource for Bytes {
    fn size(&mut self) -> io::Result<u64> {
        Ok(self.len() as u64)
    }

    fn read_at(&mut self, offset: u64, length: usize) -> io::Result<Bytes> {
        let range = range_of(offset, length)?;
        if range.end <= self.len() { Ok(self.slice(range)) } else { Err(ends_early()) }
    }
}

impl UploadSource for Vec<u8> {
    fn size(&mut self) -> io::Result<u64> {
        Ok(self.len() as u64)
    }

    fn read_at(&mut self, offset: u64, length: usize) -> io::Result<Bytes> {
        self.get(range_of(offset, length)?).map(Bytes::copy_from_slice).ok_or_else(ends_early)
    }
}

/// Read by its own cursor.
impl UploadSource for File {
    fn size(&mut self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }

    fn read_at(&mut self, offset: u64, length: usize) -> io::Result<Bytes> {
        self.seek(SeekFrom::Start(offset))?;
        let mut bytes = vec![0; length];
        self.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

impl<S: UploadSource + ?Sized> UploadSource for &mut S {
    fn size(&mut self) -> io::Result<u64> {
        (**self).size()
    }

    fn read_at(&mut self, offset: u64, length: usize) -> io::Result<Bytes> {
        (**self).read_at(offset, length)
    }
}

impl<S: UploadSource + ?Sized> UploadSource for Box<S> {
    fn size(&mut self) -> io::Result<u64> {
        (**self).size()
    }

    fn read_at(&mut self, offset: u64, length: usize) -> io::Result<Bytes> {
        (**self).read_at(offset, length)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use bytes::Bytes;

    use super::UploadSource;

    #[test]
    fn each_source_gives_its_parts() {
        let mut file = tempfile();
        file.write_all(b"abcdef").unwrap();
        let sources: [Box<dyn UploadSource>; 3] =
            [Box::new(Bytes::from("abcdef")), Box::new(b"abcdef".to_vec()), Box::new(file)];
        for mut source in sources {
            assert_eq!(source.size().unwrap(), 6);
            assert_eq!(source.read_at(3, 2).unwrap(), "de");
            assert_eq!(source.read_at(0, 6).unwrap(), "abcdef");
            assert_eq!(source.read_at(6, 0).unwrap(), "");
            for (offset, length) in [(5, 2), (7, 1), (u64::MAX, 1), (1, usize::MAX / 4)] {
                if offset > 6 || length < 100 {
                    assert!(source.read_at(offset, length).is_err(), "{offset} {length}");
                }
            }
        }
    }

    /// A file without a name.
    fn tempfile() -> std::fs::File {
        let path = std::env::temp_dir().join(format!("docbind-upload-{}", std::process::id()));
        let mut options = std::fs::File::options();
        let file = options.read(true).write(true).create(true).truncate(true).open(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        file
    }
}
