//! A real PostgreSQL server for tests.
//!
//! The first test of a process that asks for one starts it from the installed binaries, in a folder of its own, reached
//! by a unix socket in that folder, and fast rather than safe. A small shell process watches over it: when the test
//! process ends, in whatever way, the server is stopped and its folder removed. `MAINSTAY_TEST_POSTGRES` names a server
//! that runs already; then none is started.
//!
//! The server sorts by German rules unless a column says otherwise, so a test notices where byte order was forgotten.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::keeper;

/// Starts the server, says `ready`, waits for the end of its input, and stops the server.
const KEEPER: &str = r#"
dir=$1; bin=$2
fail() { cat "$dir/log" 2>/dev/null; rm -rf "$dir"; exit 1; }
mkdir -m 755 "$dir" || exit 1
as=""
if [ "$(id -u)" = 0 ]; then
    id postgres >/dev/null 2>&1 || { echo "there is no user postgres to run the server"; fail; }
    chown postgres: "$dir"
    as="setpriv --reuid=postgres --regid=postgres --clear-groups"
fi
cd "$dir" || fail
$as "$bin/initdb" -D "$dir/data" -U postgres -A trust --no-sync -E UTF8 --locale=C \
    --locale-provider=icu --icu-locale=de >"$dir/log" 2>&1 || fail
$as "$bin/postgres" -D "$dir/data" -c listen_addresses= -c unix_socket_directories="$dir" -c max_connections=300 \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=64MB >>"$dir/log" 2>&1 &
server=$!
tries=0
until "$bin/pg_isready" -q -h "$dir"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 600 ]; then kill -QUIT "$server"; fail; fi
    sleep 0.05
done
echo ready
cat >/dev/null
kill -QUIT "$server"
wait "$server"
rm -rf "$dir"
"#;

/// The URL of a PostgreSQL server, one for the whole test process. Each test makes a schema of its own in it.
///
/// # Panics
/// If no server can be started, with the reason; a test that needs PostgreSQL must not pass without it.
pub fn server() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    URL.get_or_init(|| std::env::var("MAINSTAY_TEST_POSTGRES").unwrap_or_else(|_| start()))
}

/// A schema's name that no other test process uses at the same time.
#[must_use]
pub fn schema(test: &str) -> String {
    format!("{test}_{}", std::process::id())
}

#[expect(clippy::zombie_processes, reason = "the keeper outlives this process on purpose")]
fn start() -> String {
    let folder = std::env::temp_dir().join(format!("mainstay-postgres-{}", std::process::id()));
    // Ids come round again: what is there belongs to a process that has ended.
    let _ = std::fs::remove_dir_all(&folder);
    let mut keeper =
        keeper::start(KEEPER, &[folder.as_os_str(), binaries().as_os_str()], "the PostgreSQL server for tests");
    // The keeper's input stays open as long as this process lives.
    std::mem::forget(keeper.stdin.take());
    format!("postgres://postgres@{}/postgres", folder.display().to_string().replace('/', "%2F"))
}

/// Where Debian, or the search path, has the server's binaries; the newest version.
fn binaries() -> PathBuf {
    let has_server = |folder: &Path| folder.join("initdb").exists() && folder.join("postgres").exists();
    let version = |folder: &Path| -> u32 {
        folder.parent().and_then(Path::file_name).and_then(|name| name.to_str()?.parse().ok()).unwrap_or(0)
    };
    let packaged = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|folder| has_server(folder))
        .max_by_key(|folder| version(folder));
    let searched =
        std::env::var_os("PATH").and_then(|path| std::env::split_paths(&path).find(|folder| has_server(folder)));
    let found = packaged.or(searched);
    assert!(
        found.is_some(),
        "tests need a PostgreSQL server: install the Debian package `postgresql`, \
         or set MAINSTAY_TEST_POSTGRES to the URL of a server"
    );
    found.expect("asserted above")
}
