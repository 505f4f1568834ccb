//! Passwords: argon2id with the parameters below, kept as text of the usual form (`$argon2id$v=19$m=…,t=…,p=…$salt$hash`).

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use tokio::sync::Semaphore;

use crate::desk::Desk;
use crate::error::DeskError;

/// Shortest password, in characters.
pub const PASSWORD_MIN: usize = 10;
/// Longest password, in characters.
pub const PASSWORD_MAX: usize = 200;

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Each hash takes 19 MiB while it is computed, so only a few are computed at once.
static SEATS: Semaphore = Semaphore::const_new(2);

/// Takes as long to verify as any other hash, and no password fits it: for addresses that nobody has.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A password as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub(crate) String);

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash")
    }
}

impl PasswordHash {
    /// Hashes a password with a salt from the desk's source. Takes a while: for threads that may block.
    ///
    /// # Errors
    /// A field error on `password` when it is too short or too long.
    pub fn make(desk: &Desk, password: &str) -> Result<PasswordHash, DeskError> {
        let length = password.chars().count();
        if length < PASSWORD_MIN {
            return Err(DeskError::field("password", "too-short", PASSWORD_MIN.to_string()));
        }
        if length > PASSWORD_MAX {
            return Err(DeskError::field("password", "too-long", PASSWORD_MAX.to_string()));
        }
        let salt = desk.random::<16>();
        let hash = compute(password, &salt, MEMORY_KIB, PASSES, LANES)?;
        let (salt, hash) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash));
        Ok(PasswordHash(format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${hash}")))
    }

    /// [`PasswordHash::make`] on a thread of its own.
    ///
    /// # Errors
    /// As [`PasswordHash::make`].
    pub async fn make_aside(desk: &Desk, password: &str) -> Result<PasswordHash, DeskError> {
        let (desk, password) = (desk.clone(), password.to_owned());
        aside(move || PasswordHash::make(&desk, &password)).await
    }
}

/// Whether the password fits the hash; without one the same work is done in vain.
pub(super) async fn fits(password: &str, hash: Option<String>) -> Result<bool, DeskError> {
    // Longer ones are never kept, and need not cost anything.
    let password = if password.chars().count() > PASSWORD_MAX { String::new() } else { password.to_owned() };
    aside(move || {
        let known = hash.is_some();
        Ok(verify(&password, hash.as_deref().unwrap_or(NOBODY))? && known)
    })
    .await
}

async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DeskError> + Send + 'static,
) -> Result<T, DeskError> {
    let seat = SEATS.acquire().await.map_err(|error| DeskError::Internal(error.to_string()))?;
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| DeskError::Internal(error.to_string()))?;
    drop(seat);
    done
}

fn verify(password: &str, stored: &str) -> Result<bool, DeskError> {
    let broken = || DeskError::broken("password hash");
    let mut parts = stored.split('$').skip(1);
    let (Some("argon2id"), Some("v=19"), Some(costs), Some(salt), Some(hash), None) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(broken());
    };
    let cost = |name: char| {
        let part = costs.split(',').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        part.and_then(|number| number.parse::<u32>().ok()).ok_or_else(broken)
    };
    let salt = STANDARD_NO_PAD.decode(salt).map_err(|_| broken())?;
    let hash = STANDARD_NO_PAD.decode(hash).map_err(|_| broken())?;
    let computed = compute(password, &salt, cost('m')?, cost('t')?, cost('p')?)?;
    // Every byte is looked at, whatever the first ones say.
    let difference = computed.iter().zip(&hash).fold(0, |all, (a, b)| all | (a ^ b));
    Ok(difference == 0 && hash.len() == computed.len())
}

fn compute(password: &str, salt: &[u8], memory: u32, passes: u32, lanes: u32) -> Result<[u8; 32], DeskError> {
    let broken = |error: argon2::Error| DeskError::Internal(format!("argon2: {error}"));
    let params = Params::new(memory, passes, lanes, Some(32)).map_err(broken)?;
    let mut hash = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, &mut hash)
        .map_err(broken)?;
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_fits_its_password_only() {
        let salt = STANDARD_NO_PAD.encode(b"somesaltsomesalt");
        let hash = STANDARD_NO_PAD.encode(compute("correct horse", b"somesaltsomesalt", 64, 2, 1).unwrap());
        let text = format!("$argon2id$v=19$m=64,t=2,p=1${salt}${hash}");
        assert!(verify("correct horse", &text).unwrap());
        assert!(!verify("correct horses", &text).unwrap());
        assert!(verify("x", "plain").is_err());
    }

    #[test]
    fn nobody_has_no_password() {
        assert!(!verify("", NOBODY).unwrap());
    }
}
