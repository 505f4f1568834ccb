//! A real Dovecot for tests: mail that people have lying on a server, read by IMAP on a free port of this machine.
//!
//! It runs from a folder of its own and is watched over like the others. Every user has the password [`PASSWORD`], or an access token
//! for which it asks a [`MailProvider`]. It encrypts if asked, and tells other servers who may sign in.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::certificate::Certificate;
use crate::keeper;
use crate::mail_provider::MailProvider;

/// Every user's password.
pub const PASSWORD: &str = "Ein-\"Satz\"-mit-\\-7";

/// Writes the settings, starts the server, says `ready`, waits for the end of its input, and stops the server.
const KEEPER: &str = r#"
dir=$1; port=$2; password=$3; tls=$4; certificates=$5; introspection=$6; mechanisms=$7; capability=$8
fail() { cat "$dir/log" 2>/dev/null; rm -rf "$dir"; exit 1; }
[ "$(id -u)" = 0 ] || { echo "Dovecot is started as root only"; exit 1; }
mkdir -m 755 "$dir/run" "$dir/state" || exit 1
mkdir "$dir/mail" && chown mail:mail "$dir/mail" || fail
printf '%s' "$password" > "$dir/password"
cat > "$dir/oauth2.conf" <<END
introspection_mode = post
introspection_url = $introspection
username_attribute = username
active_attribute = active
active_value = true
END
cat > "$dir/dovecot.conf" <<END
base_dir = $dir/run
state_dir = $dir/state
log_path = $dir/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <$certificates/certificate.pem
ssl_key = <$certificates/key.pem
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:~/Maildir
auth_mechanisms = plain $mechanisms
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = $dir/oauth2.conf
}
passdb {
  driver = static
  args = password=$password
}
userdb {
  driver = static
  args = uid=mail gid=mail home=$dir/mail/%u
}
namespace inbox {
  inbox = yes
}
service imap-login {
  inet_listener imap {
    port = $port
  }
  inet_listener imaps {
    port = $tls
    ssl = yes
  }
}
$capability
service auth {
  unix_listener $dir/run/who {
    mode = 0666
  }
}
END
dovecot -c "$dir/dovecot.conf" >>"$dir/log" 2>&1 || fail
echo ready
cat >/dev/null
dovecot -c "$dir/dovecot.conf" stop >/dev/null 2>&1
rm -rf "$dir"
"#;

/// A running Dovecot.
pub struct Dovecot {
    keeper: Child,
    folder: PathBuf,
    port: u16,
    tls_port: u16,
    certificate: Certificate,
}

impl Dovecot {
    /// Starts one.
    ///
    /// # Panics
    /// If it cannot be started, with the reason; a test that needs it must not pass without it.
    #[must_use]
    pub fn start() -> Dovecot {
        // Nobody listens there: no token is good.
        Dovecot::asking("http://127.0.0.1:9/", "xoauth2 oauthbearer", "")
    }

    /// Starts one that says it can do only this: `IMAP4rev1 UIDPLUS`.
    ///
    /// # Panics
    /// As [`Dovecot::start`].
    #[must_use]
    pub fn saying(capability: &str) -> Dovecot {
        let line = format!("protocol imap {{\n  imap_capability = {capability}\n}}");
        Dovecot::asking("http://127.0.0.1:9/", "xoauth2 oauthbearer", &line)
    }

    /// Starts one that takes the access tokens of a provider, said by these mechanisms: `xoauth2`, `oauthbearer`.
    ///
    /// # Panics
    /// As [`Dovecot::start`].
    #[must_use]
    pub fn believing(provider: &MailProvider, mechanisms: &str) -> Dovecot {
        Dovecot::asking(&provider.address("introspect"), mechanisms, "")
    }

    fn asking(introspection: &str, mechanisms: &str, capability: &str) -> Dovecot {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::SeqCst);
        let folder = std::env::temp_dir().join(format!("mainstay-dovecot-{}-{number}", std::process::id()));
        // Ids come round again: what is there belongs to a process that has ended.
        let _ = std::fs::remove_dir_all(&folder);
        let certificates = folder.join("certificates");
        std::fs::create_dir_all(&certificates).expect("a folder");
        let certificate = Certificate::make(&certificates);
        let (port, tls_port) = (keeper::free_port(), keeper::free_port());
        let (port_word, tls_word) = (port.to_string(), tls_port.to_string());
        let arguments = [
            folder.as_os_str(),
            port_word.as_ref(),
            PASSWORD.as_ref(),
            tls_word.as_ref(),
            certificates.as_os_str(),
            introspection.as_ref(),
            mechanisms.as_ref(),
            capability.as_ref(),
        ];
        let keeper = keeper::start(KEEPER, &arguments, "Dovecot (Debian package `dovecot-imapd`)");
        let dovecot = Dovecot { keeper, folder, port, tls_port, certificate };
        keeper::answers(port, "Dovecot", || dovecot.log());
        dovecot
    }

    /// The port at which it is spoken to.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The port at which it is spoken to encrypted from the first byte.
    #[must_use]
    pub fn tls_port(&self) -> u16 {
        self.tls_port
    }

    /// With what it encrypts.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The socket at which another server asks who may sign in.
    #[must_use]
    pub fn who(&self) -> PathBuf {
        self.folder.join("run/who")
    }

    /// What it has noted so far.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// Makes a folder of a user.
    pub fn make(&self, user: &str, folder: &str) {
        self.doveadm(&["mailbox", "create", "-u", user, folder], b"");
    }

    /// Deletes a folder of a user with all that lies in it.
    pub fn delete(&self, user: &str, folder: &str) {
        self.doveadm(&["mailbox", "delete", "-u", user, folder], b"");
    }

    /// Ends the connections of a user.
    pub fn kick(&self, user: &str) {
        self.doveadm(&["kick", user], b"");
    }

    /// Puts a mail into a folder of a user.
    pub fn put(&self, user: &str, folder: &str, raw: &[u8]) {
        self.doveadm(&["save", "-u", user, "-m", folder], raw);
    }

    /// The flags of the mails in a folder of a user, one line each.
    #[must_use]
    pub fn flags(&self, user: &str, folder: &str) -> Vec<String> {
        let said = self.doveadm(&["-f", "tab", "fetch", "-u", user, "flags", "mailbox", folder, "all"], b"");
        said.lines().skip(1).map(str::to_owned).collect()
    }

    fn doveadm(&self, arguments: &[&str], input: &[u8]) -> String {
        let mut child = Command::new("doveadm")
            .arg("-c")
            .arg(self.folder.join("dovecot.conf"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("doveadm can be started");
        // A command that does not read its input closes it early.
        let _ = child.stdin.take().expect("its input is piped").write_all(input);
        let output = child.wait_with_output().expect("doveadm ends");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}\n{}", self.log());
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}
