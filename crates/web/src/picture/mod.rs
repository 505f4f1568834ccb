//! Pictures that a mail names and that lie elsewhere, fetched once somebody has asked for them.
//!
//! The sender learns that we asked, and nothing of who did: no referrer, no cookie, no header of the reader's. Only http and https
//! are asked, at addresses of the open internet: a name is looked up once, and the address that was judged is the one connected to,
//! after each redirect anew. What is fetched is bounded in number, size and time. There is no way in for an address that stands
//! in no mail: callers hand over what the mail names, and no route takes one.

mod address;
mod ask;

use std::sync::Arc;
use std::time::Duration;

use desk::intake::{PICTURE_MAX, RemotePicture};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use ask::Asker;

/// Most pictures of a message that are fetched.
const COUNT_MAX: usize = 50;
/// Most bytes of all of them.
const SUM_MAX: usize = 20 * 1024 * 1024;
/// Most that are fetched at once.
const AT_ONCE: usize = 6;
/// How long all of them may take. What is not there by then is not shown.
const PATIENCE: Duration = Duration::from_secs(12);

/// Fetches pictures. Those that cannot be had are left out.
pub(crate) async fn fetch(addresses: &[String]) -> Vec<RemotePicture> {
    match Asker::new(address::is_public) {
        Ok(asker) => fetch_by(asker, addresses, PATIENCE).await,
        Err(error) => {
            tracing::error!(%error, "pictures from elsewhere cannot be fetched");
            Vec::new()
        }
    }
}

async fn fetch_by(asker: Asker, addresses: &[String], patience: Duration) -> Vec<RemotePicture> {
    let (asker, places) = (Arc::new(asker), Arc::new(Semaphore::new(AT_ONCE)));
    let mut asking = JoinSet::new();
    for address in addresses.iter().take(COUNT_MAX).cloned() {
        let (asker, places) = (Arc::clone(&asker), Arc::clone(&places));
        asking.spawn(async move {
            // The semaphore is never closed.
            let _place = places.acquire_owned().await;
            let answer = asker.picture(&address, PICTURE_MAX).await;
            (address, answer)
        });
    }
    let end = Instant::now() + patience;
    let (mut fetched, mut sum): (Vec<RemotePicture>, usize) = (Vec::new(), 0);
    while let Ok(Some(answered)) = timeout_at(end, asking.join_next()).await {
        match answered {
            Ok((address, Ok(bytes))) if sum + bytes.len() <= SUM_MAX => {
                sum += bytes.len();
                fetched.push(RemotePicture { address, bytes });
            }
            Ok((_, Ok(_))) => break,
            Ok((_, Err(reason))) => tracing::debug!(%reason, "a picture from elsewhere is not shown"),
            Err(error) => tracing::warn!(%error, "fetching a picture from elsewhere broke off"),
        }
    }
    fetched
}

#[cfg(test)]
mod tests;
