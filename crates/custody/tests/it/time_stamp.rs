//! A time token over a checkpoint, asked for by us, given and checked by OpenSSL.

use std::path::Path;
use std::process::{Command, Output};

use custody::time_stamp_request;
use sha2::{Digest as _, Sha256};

const CONFIG: &str = "\
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical,CA:TRUE
[stamps]
extendedKeyUsage = critical,timeStamping
[tsa]
serial = serial
signer_digest = sha256
default_policy = 1.3.6.1.4.1.32473.1
digests = sha256
accuracy = secs:1
";

fn openssl(folder: &Path, args: &str) -> Output {
    let args = args.split(' ');
    Command::new("openssl").current_dir(folder).args(args).output().expect("openssl is installed")
}

fn done(folder: &Path, args: &str) {
    let output = openssl(folder, args);
    assert!(output.status.success(), "openssl {args}: {}", String::from_utf8_lossy(&output.stderr));
}

/// An authority with a certificate for stamps, as a stranger runs it.
fn authority(folder: &Path) {
    std::fs::write(folder.join("a.cnf"), CONFIG).unwrap();
    std::fs::write(folder.join("serial"), "01\n").unwrap();
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config a.cnf";
    done(
        folder,
        &format!(
            "req -x509 {key} -keyout ca.key -out ca.pem -days 30 -subj /CN=authority -extensions authority"
        ),
    );
    done(folder, &format!("req -new {key} -keyout tsa.key -out tsa.csr -subj /CN=stamps"));
    done(
        folder,
        "x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile a.cnf -extensions stamps -out tsa.pem",
    );
}

#[test]
fn a_stranger_s_time_token_over_a_checkpoint_verifies_with_openssl() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    authority(folder);
    let note = b"log.example/a\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n\xe2\x80\x94 log.example/a AAAA\n";
    let digest: [u8; 32] = Sha256::digest(note).into();
    for nonce in [[0; 8], [0xff; 8], [1, 2, 3, 4, 5, 6, 7, 8]] {
        std::fs::write(folder.join("checkpoint.note"), note).unwrap();
        std::fs::write(folder.join("checkpoint.tsq"), time_stamp_request(digest, nonce)).unwrap();
        let read = openssl(folder, "ts -query -in checkpoint.tsq -text");
        let read = String::from_utf8_lossy(&read.stdout).into_owned();
        assert!(read.contains("sha256") && read.contains("Certificate required: yes"), "{read}");
        done(
            folder,
            "ts -reply -queryfile checkpoint.tsq -config a.cnf -section tsa -signer tsa.pem -inkey tsa.key -out checkpoint.tsr",
        );
        for what in ["-data checkpoint.note", "-queryfile checkpoint.tsq"] {
            done(folder, &format!("ts -verify -in checkpoint.tsr {what} -CAfile ca.pem"));
        }
        // another checkpoint, and the answer to another request
        std::fs::write(folder.join("checkpoint.note"), [&note[..], b" "].concat()).unwrap();
        let refused = openssl(folder, "ts -verify -in checkpoint.tsr -data checkpoint.note -CAfile ca.pem");
        assert!(!refused.status.success(), "a token over another checkpoint is taken");
        std::fs::write(folder.join("other.tsq"), time_stamp_request(digest, [7; 8])).unwrap();
        let refused = openssl(folder, "ts -verify -in checkpoint.tsr -queryfile other.tsq -CAfile ca.pem");
        assert!(!refused.status.success(), "the answer to another request is taken");
    }
}
