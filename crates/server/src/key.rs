//! The key that a data folder's secrets are sealed with: the file `mainstay.key`, which only its owner may read.
//!
//! It is made when the first secret is kept and never changed or replaced. A backup of a desk does not hold it: whoever has
//! only the backup learns no password.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use ::desk::secret::{KEY_BYTES, KeyPlace};

/// Its file.
#[derive(Debug)]
pub struct KeyFile(PathBuf);

impl KeyFile {
    /// The one of a data folder.
    pub fn of(folder: &Path) -> KeyFile {
        KeyFile(folder.join("mainstay.key"))
    }
}

impl KeyPlace for KeyFile {
    fn find(&self) -> io::Result<Option<[u8; KEY_BYTES]>> {
        let told = |what: &str| io::Error::other(format!("{}: {what}", self.0.display()));
        match std::fs::read(&self.0) {
            Ok(bytes) => bytes.try_into().map(Some).map_err(|_| told("this is no key")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(told(&error.to_string())),
        }
    }

    fn find_or_make(&self) -> io::Result<[u8; KEY_BYTES]> {
        if let Some(key) = self.find()? {
            return Ok(key);
        }
        let mut key = [0; KEY_BYTES];
        getrandom::fill(&mut key).map_err(|error| io::Error::other(error.to_string()))?;
        let folder = self.0.parent().unwrap_or_else(|| Path::new("."));
        // Whole or not there, for its owner alone from the beginning.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&key)?;
        file.as_file().sync_all()?;
        match file.persist_noclobber(&self.0) {
            Ok(_) => {
                File::open(folder)?.sync_all()?;
                Ok(key)
            }
            // Another process made one at the same time; that is the key.
            Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => self.find()?.ok_or(failed.error),
            Err(failed) => Err(failed.error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn it_is_made_once_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = KeyFile::of(folder.path());
        assert_eq!(file.find().unwrap(), None, "asking makes none");
        let key = file.find_or_make().unwrap();
        assert_eq!(KeyFile::of(folder.path()).find_or_make().unwrap(), key);
        assert_eq!(file.find().unwrap(), Some(key));
        let path = folder.path().join("mainstay.key");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn what_is_no_key_is_said_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mainstay.key");
        std::fs::write(&path, "short").unwrap();
        let file = KeyFile::of(folder.path());
        assert!(file.find().unwrap_err().to_string().ends_with("mainstay.key: this is no key"));
        assert!(file.find_or_make().is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"short");
    }

    #[test]
    fn two_at_once_have_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let make = || KeyFile::of(folder.path()).find_or_make().unwrap();
        let keys = std::thread::scope(|scope| {
            let makers: Vec<_> = (0..8).map(|_| scope.spawn(make)).collect();
            makers.into_iter().map(|maker| maker.join().unwrap()).collect::<Vec<_>>()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
    }
}
