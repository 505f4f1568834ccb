//! A key of secrets that can be lost.

use std::io;
use std::sync::{Mutex, PoisonError};

use desk::secret::{KEY_BYTES, KeyPlace};

/// Keeps a key in memory; a new one differs from those before.
#[derive(Default)]
pub struct TestKey(Mutex<(u8, Option<[u8; KEY_BYTES]>)>);

impl TestKey {
    /// Loses it.
    pub fn lose(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1 = None;
    }
}

impl KeyPlace for TestKey {
    fn find(&self) -> io::Result<Option<[u8; KEY_BYTES]>> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).1)
    }

    fn find_or_make(&self) -> io::Result<[u8; KEY_BYTES]> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = kept.1 {
            return Ok(key);
        }
        kept.0 += 1;
        let key = [kept.0; KEY_BYTES];
        kept.1 = Some(key);
        Ok(key)
    }
}
