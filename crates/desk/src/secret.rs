//! Secrets that must be used again, such as passwords of mailboxes: kept sealed, so that neither the database nor a backup of it
//! gives them away.
//!
//! The key lies elsewhere ([`KeyPlace`]: the server has it in a file beside its data) and is made when the first secret is sealed.
//! A secret is sealed for a purpose and opens for no other. Where the key is lost, what was sealed with it stays closed for ever
//! and has to be entered again; everything else of the desk goes on. Sealing and opening happen outside of actions, which
//! may run again: an action is given what is sealed. What people sign in with is not here; that is only ever compared.

use std::fmt;
use std::io;
use std::sync::Arc;

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::desk::Desk;
use crate::error::DeskError;

/// Bytes of a key.
pub const KEY_BYTES: usize = 32;
/// How what is sealed begins: the form that follows.
const FORM: u8 = 1;

/// Where the key lies.
pub trait KeyPlace: Send + Sync {
    /// The key, if there is one.
    ///
    /// # Errors
    /// When what is there cannot be read or is no key.
    fn find(&self) -> io::Result<Option<[u8; KEY_BYTES]>>;

    /// The key, made if there is none.
    ///
    /// # Errors
    /// As [`KeyPlace::find`]; when it cannot be made.
    fn find_or_make(&self) -> io::Result<[u8; KEY_BYTES]>;
}

/// A secret in the open. It is not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A text as a secret.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The text, for whoever must say it to another server.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

/// A sealed secret, as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// What was stored.
    pub(crate) fn from_stored(bytes: Vec<u8>) -> Sealed {
        Sealed(bytes)
    }

    /// What is stored.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

/// Why a sealed secret stays closed. It has to be entered again, unless the key is found.
#[derive(Debug, thiserror::Error)]
pub enum Closed {
    /// There is no key.
    #[error("the key is missing")]
    NoKey,
    /// It was sealed with another key, for another purpose, or was damaged.
    #[error("it was sealed with another key")]
    OtherKey,
    /// The key cannot be read.
    #[error("the key cannot be read: {0}")]
    Unreadable(io::Error),
}

impl Desk {
    /// Tells the desk where its key lies. The first place told stays.
    pub fn keyed_by(&self, place: Arc<dyn KeyPlace>) {
        // A second one would be the same file again.
        let _ = self.shared().keys.set(place);
    }

    /// Seals a secret for a purpose.
    ///
    /// # Errors
    /// [`DeskError::Unavailable`] where the key can be neither found nor made.
    pub fn seal(&self, purpose: &'static str, secret: &Secret) -> Result<Sealed, DeskError> {
        let key = match self.shared().keys.get() {
            Some(place) => place.find_or_make(),
            None => Err(io::Error::other("this desk was opened without one")),
        };
        let key = key.map_err(|error| DeskError::Unavailable(format!("the key of secrets: {error}")))?;
        let nonce = self.random::<NONCE_LEN>();
        let mut sealed = secret.0.clone().into_bytes();
        aead(&key)
            .and_then(|key| {
                key.seal_in_place_append_tag(
                    Nonce::assume_unique_for_key(nonce),
                    Aad::from(purpose.as_bytes()),
                    &mut sealed,
                )
            })
            .map_err(|_| DeskError::broken("a secret could not be sealed"))?;
        let mut stored = vec![FORM];
        stored.extend_from_slice(&nonce);
        stored.append(&mut sealed);
        Ok(Sealed(stored))
    }

    /// Opens what was sealed for a purpose.
    ///
    /// # Errors
    /// Why it stays closed.
    pub fn unseal(&self, purpose: &'static str, sealed: &Sealed) -> Result<Secret, Closed> {
        let place = self.shared().keys.get().ok_or(Closed::NoKey)?;
        let key = place.find().map_err(Closed::Unreadable)?.ok_or(Closed::NoKey)?;
        let Some((&FORM, rest)) = sealed.0.split_first() else { return Err(Closed::OtherKey) };
        let Some((nonce, sealed)) = rest.split_first_chunk::<NONCE_LEN>() else { return Err(Closed::OtherKey) };
        let mut opened = sealed.to_vec();
        let key = aead(&key).map_err(|_| Closed::OtherKey)?;
        let plain = key
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(purpose.as_bytes()), &mut opened)
            .map_err(|_| Closed::OtherKey)?;
        let text = std::str::from_utf8(plain).map_err(|_| Closed::OtherKey)?;
        Ok(Secret::new(text))
    }
}

fn aead(key: &[u8; KEY_BYTES]) -> Result<LessSafeKey, ring::error::Unspecified> {
    UnboundKey::new(&CHACHA20_POLY1305, key).map(LessSafeKey::new)
}
