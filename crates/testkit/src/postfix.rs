//! A real Postfix for tests: takes mail by SMTP on a free port of this machine and hands it on by LMTP.
//!
//! It runs from a folder of its own, watched over by a small shell process: when the test lets go of it or ends, in whatever
//! way, it is stopped and its folder removed. Postfix starts as root only.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Child;

use crate::dovecot::Dovecot;
use crate::keeper;

/// Writes the settings, starts the server, says `ready`, waits for the end of its input, and stops the server.
const KEEPER: &str = r#"
dir=$1; port=$2; domain=$3; next=$4; tls=$5; certificates=$6; who=$7
fail() { cat "$dir/log" 2>/dev/null; rm -rf "$dir"; exit 1; }
[ "$(id -u)" = 0 ] || { echo "Postfix starts as root only"; exit 1; }
mkdir -m 755 "$dir" "$dir/etc" "$dir/queue" "$dir/state" || exit 1
chown postfix: "$dir/state"
cat > "$dir/etc/main.cf" <<END
compatibility_level = 3.6
queue_directory = $dir/queue
data_directory = $dir/state
maillog_file = $dir/log
maillog_file_prefixes = $dir
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = mx.test.example
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
relay_domains = $domain
relay_transport = lmtp:$next
relay_recipient_maps =
smtpd_recipient_restrictions = reject_unauth_destination
smtputf8_enable = yes
smtpd_tls_security_level = none
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
message_size_limit = 60000000
END
cat > "$dir/etc/master.cf" <<END
127.0.0.1:$port inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
smtp unix - - n - - smtp
relay unix - - n - - smtp
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
END
if [ -n "$who" ]; then
cat >> "$dir/etc/main.cf" <<END
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = $certificates/certificate.pem
smtpd_tls_key_file = $certificates/key.pem
smtpd_tls_loglevel = 1
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = $who
default_transport = $next
END
cat >> "$dir/etc/master.cf" <<END
tlsmgr unix - - n 1000? 1 tlsmgr
127.0.0.1:$tls inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
END
fi
postfix -c "$dir/etc" start >>"$dir/log" 2>&1 || fail
echo ready
cat >/dev/null
postfix -c "$dir/etc" stop >/dev/null 2>&1
rm -rf "$dir"
"#;

/// A running Postfix.
pub struct Postfix {
    keeper: Child,
    folder: PathBuf,
    port: u16,
    tls_port: u16,
}

impl Postfix {
    /// Starts one in a folder below `parent` that hands mail for `domain` to `next` (`inet:127.0.0.1:2424`, `unix:/path`).
    ///
    /// # Panics
    /// If it cannot be started, with the reason; a test that needs it must not pass without it.
    #[must_use]
    pub fn start(parent: &Path, domain: &str, next: &str) -> Postfix {
        Self::with(parent, domain, next, [OsStr::new(""); 2])
    }

    /// Starts one that hands mail on to `next` (`smtp:[127.0.0.1]:2525`) for whoever signs in over an encrypted connection; users and
    /// certificate are those of a Dovecot.
    ///
    /// # Panics
    /// If it cannot be started, with the reason; a test that needs it must not pass without it.
    #[must_use]
    pub fn guarded(parent: &Path, next: &str, by: &Dovecot) -> Postfix {
        let (who, certificate) = (by.who(), by.certificate().certificate());
        let certificates = certificate.parent().expect("certificates lie in a folder");
        Self::with(parent, "", next, [certificates.as_os_str(), who.as_os_str()])
    }

    fn with(parent: &Path, domain: &str, next: &str, guard: [&OsStr; 2]) -> Postfix {
        let (port, tls_port) = (keeper::free_port(), keeper::free_port());
        let folder = parent.join("postfix");
        let (port_word, tls_word) = (port.to_string(), tls_port.to_string());
        let arguments = [
            folder.as_os_str(),
            port_word.as_ref(),
            domain.as_ref(),
            next.as_ref(),
            tls_word.as_ref(),
            guard[0],
            guard[1],
        ];
        let keeper = keeper::start(KEEPER, &arguments, "Postfix (Debian package `postfix`)");
        let postfix = Postfix { keeper, folder, port, tls_port };
        keeper::answers(port, "Postfix", || postfix.log());
        postfix
    }

    /// The port at which it takes mail.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The port at which it takes mail encrypted from the first byte, if it is guarded.
    #[must_use]
    pub fn tls_port(&self) -> u16 {
        self.tls_port
    }

    /// What it has noted so far.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}
