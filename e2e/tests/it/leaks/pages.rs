//! Every page that links lead to, as every member of the staff reads it, and the lists of the API.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use reqwest::Method;

use crate::chain::{Chain, Role};

/// One page as somebody read it.
pub struct PageRead {
    pub role: &'static str,
    pub reader: &'static str,
    pub address: String,
    pub body: Vec<u8>,
}

/// Who reads, by role.
const READERS: [(&str, &[&str]); 3] = [
    ("platform", &["marta", "alba", "dora", "rita", "wanda"]),
    ("clearinghouse", &["noor", "kim", "dora", "rita"]),
    ("police", &["ines", "ivan", "pau", "guaci", "rosa", "adela", "dora", "rita", "wanda"]),
];
const MOST_PAGES: usize = 400;
/// Of a list, with its columns, orders and filters, so many addresses are read: all of them would crowd out other pages.
const MOST_QUERIES: usize = 3;

/// Walks every link from the first page on, and every list of the API.
pub async fn read_all(chain: &Chain) -> Vec<PageRead> {
    let mut pages = Vec::new();
    for (name, role, _) in chain.roles() {
        let (_, readers) = READERS.iter().find(|(of, _)| *of == name).unwrap();
        for reader in *readers {
            walk(name, role, reader, &mut pages).await;
        }
    }
    pages
}

async fn walk(name: &'static str, role: &Role, reader: &'static str, pages: &mut Vec<PageRead>) {
    let client = role.client(reader);
    let mut waiting =
        VecDeque::from(["/".to_owned(), "/api/reports".into(), "/api/hits".into(), "/api/persons".into()]);
    let (mut seen, mut queries) = (BTreeSet::new(), BTreeMap::<String, usize>::new());
    let mut read = 0;
    while let Some(address) = waiting.pop_front() {
        if !seen.insert(address.clone()) || read >= MOST_PAGES {
            continue;
        }
        if let Some((path, _)) = address.split_once('?') {
            let asked = queries.entry(path.to_owned()).or_default();
            *asked += 1;
            if *asked > MOST_QUERIES {
                continue;
            }
        }
        let request = client.request(Method::GET, &address).header("accept", "text/html");
        let response = request.send().await.unwrap();
        let is_redirect = response.status().is_redirection();
        let location = response.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        if is_redirect {
            waiting.extend(location);
            continue;
        }
        let body = response.bytes().await.unwrap().to_vec();
        read += 1;
        waiting.extend(links(&String::from_utf8_lossy(&body)));
        pages.push(PageRead { role: name, reader, address, body });
    }
    assert!(read > 1, "{name}: {reader} reads nothing");
}

/// The links within the node, without those to other languages.
fn links(page: &str) -> Vec<String> {
    let targets = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let own = targets.filter(|target| target.starts_with('/') && !target.contains("/assets/"));
    own.map(|target| target.replace("&amp;", "&").replace("&#38;", "&"))
        .filter(|target| !target.contains("lang="))
        .collect()
}
