//! Certificates for servers that tests start, made by `openssl`: an authority of the test's own, and one for `localhost`.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Makes the authority, then the server's key and certificate.
const MAKE: &str = r#"
cd "$1" || exit 1
key="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
openssl req -x509 $key -keyout authority.key -out authority.pem -days 30 -subj "/CN=Test authority" \
  -addext basicConstraints=critical,CA:TRUE || exit 1
openssl req $key -keyout key.pem -out request.pem -subj /CN=localhost || exit 1
printf 'subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n' > extensions
openssl x509 -req -in request.pem -CA authority.pem -CAkey authority.key -CAcreateserial -days 30 \
  -extfile extensions -out certificate.pem || exit 1
"#;

/// A certificate for `localhost` with its key, and the authority that vouches for it.
#[derive(Debug)]
pub struct Certificate {
    folder: PathBuf,
}

impl Certificate {
    /// Makes one in a folder that exists.
    ///
    /// # Panics
    /// If `openssl` cannot, with what it said.
    #[must_use]
    pub fn make(folder: &Path) -> Certificate {
        let made = Command::new("sh").args(["-c", MAKE, "sh"]).arg(folder).output().expect("sh can be started");
        assert!(made.status.success(), "openssl: {}", String::from_utf8_lossy(&made.stderr));
        Certificate { folder: folder.to_owned() }
    }

    /// The authority's certificate, in PEM.
    #[must_use]
    pub fn authority(&self) -> PathBuf {
        self.folder.join("authority.pem")
    }

    /// The certificate, in PEM.
    #[must_use]
    pub fn certificate(&self) -> PathBuf {
        self.folder.join("certificate.pem")
    }

    /// Its key, in PEM.
    #[must_use]
    pub fn key(&self) -> PathBuf {
        self.folder.join("key.pem")
    }
}
