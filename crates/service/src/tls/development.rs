//! How a certificate for development is made, as whoever needs one is told.

use std::net::IpAddr;

use reqwest::Url;

/// The command that makes a key and a certificate for the host of an address, for a month. It vouches for itself: whoever is to trust it must be given
/// it, so it is for development alone. It is no authority, since rustls takes none for a server.
pub fn development_command(public_url: &str) -> String {
    let url = public_url.parse::<Url>().ok();
    let host = url.as_ref().and_then(Url::host_str).map(|host| host.trim_matches(['[', ']']));
    // a shell reads it
    let is_plain =
        |host: &&str| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte));
    let host = host.filter(is_plain).unwrap_or("node.example");
    let kind = if host.parse::<IpAddr>().is_ok() { "IP" } else { "DNS" };
    format!(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days 30 -subj /CN={host} \
         -addext basicConstraints=critical,CA:FALSE -addext subjectAltName={kind}:{host} -keyout node.key -out node.pem"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_names_the_host_of_the_address() {
        for (url, name) in [
            ("https://police.example:7003", "subjectAltName=DNS:police.example "),
            ("http://192.0.2.7:7003", "subjectAltName=IP:192.0.2.7 "),
            ("https://[2001:db8::7]/", "subjectAltName=IP:2001:db8::7 "),
            ("https://a;b.example/", "subjectAltName=DNS:node.example "),
            ("", "subjectAltName=DNS:node.example "),
        ] {
            let command = development_command(url);
            assert!(command.contains(name), "{url}: {command}");
        }
    }
}
