//! A referral as CASE/UCO JSON-LD: the ontology in which forensic tools exchange cases (CASE 1.5, UCO 1.5; accepted by `case_validate`).
//!
//! It holds the least that ties evidence to a case: an investigation, a provenance record per report, the files with their digests, the
//! accounts and the addresses. Whom an account belongs to, and everything else that is stated of persons, stays in the reports.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::referral::{Referral, ReferredFile, ReferredReport};

/// Media type of the document.
pub const CASE_MEDIA_TYPE: &str = "application/ld+json";

/// An account as a report names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseAccount {
    /// CyberTipline number of the report.
    pub report_number: i64,
    /// The service, where one is stated.
    pub service: Option<String>,
    /// The service's own key of the account.
    pub identifier: Option<String>,
    /// The name under which it is seen.
    pub screen_name: Option<String>,
}

/// A report with what is said of its accounts.
#[derive(Clone, Debug)]
pub struct CaseReport<'a> {
    /// What tells the report from every other one here: numbers are a clearinghouse's own, and two give the same.
    pub key: String,
    /// The report.
    pub report: &'a ReferredReport,
    /// Its accounts.
    pub accounts: Vec<&'a CaseAccount>,
}

/// What an investigation is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseHead<'a> {
    /// What its nodes are named after: an identifier of whoever writes.
    pub id: &'a str,
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub description: String,
}

/// Writes a referral as one graph. `authority` is the host under which its nodes are named; equal referrals give equal bytes.
///
/// # Errors
/// None that occur: the values are texts and numbers.
pub fn write_case(
    referral: &Referral,
    accounts: &[CaseAccount],
    authority: &str,
) -> Result<Vec<u8>, serde_json::Error> {
    let head = CaseHead {
        id: &referral.referral_id,
        name: format!("Referral {}", referral.referral_id),
        description: format!("Referred by {} to {}", referral.from.name, referral.to.agency),
    };
    let mut of_report: BTreeMap<i64, Vec<&CaseAccount>> = BTreeMap::new();
    for account in accounts {
        of_report.entry(account.report_number).or_default().push(account);
    }
    // of one clearinghouse, whose numbers are its own
    let reports = referral.reports.iter().map(|report| CaseReport {
        key: report.report_number.to_string(),
        report,
        accounts: of_report.get(&report.report_number).cloned().unwrap_or_default(),
    });
    write_investigation(&head, &reports.collect::<Vec<_>>(), authority)
}

/// Writes reports as one graph under a head of one's own. As [`write_case`].
///
/// # Errors
/// None that occur: the values are texts and numbers.
pub fn write_investigation(
    head: &CaseHead<'_>,
    reports: &[CaseReport<'_>],
    authority: &str,
) -> Result<Vec<u8>, serde_json::Error> {
    let mut graph = Graph { id: head.id, names: BTreeSet::new(), nodes: Vec::new() };
    let records: Vec<Value> = reports.iter().map(|report| graph.report(report)).collect();
    graph.add(json!({
        "@id": graph.name("investigation", &[]),
        "@type": "case-investigation:Investigation",
        "uco-core:name": head.name,
        "uco-core:description": head.description,
        "case-investigation:investigationForm": "case",
        "uco-core:object": records,
    }));
    let document = json!({ "@context": context(authority), "@graph": graph.nodes });
    let mut bytes = serde_json::to_vec_pretty(&document)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn context(authority: &str) -> Value {
    json!({
        "case-investigation": "https://ontology.caseontology.org/case/investigation/",
        "kb": format!("https://{authority}/kb/"),
        "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
        "uco-identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
        "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
        "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    })
}

/// The nodes so far.
struct Graph<'a> {
    id: &'a str,
    names: BTreeSet<String>,
    nodes: Vec<Value>,
}

impl Graph<'_> {
    /// Adds a node; one that is there already is left as it is.
    fn add(&mut self, node: Value) -> Value {
        let name = node["@id"].as_str().unwrap_or_default().to_owned();
        let reference = json!({ "@id": name });
        if self.names.insert(name) {
            self.nodes.push(node);
        }
        reference
    }

    /// A node's name: what it is, and a UUID made of the investigation and what tells the node from others, in the form of a version-5 one.
    fn name(&self, kind: &str, parts: &[&str]) -> String {
        let mut hasher = Sha256::new();
        for part in [self.id, kind].iter().chain(parts) {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        let hex = hex::encode(hasher.finalize());
        let [a, b, c, d, e] = [&hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32]];
        format!("kb:{kind}-{a}-{b}-5{c}-8{d}-{e}")
    }

    fn report(&mut self, case: &CaseReport<'_>) -> Value {
        let report = case.report;
        let number = report.report_number.to_string();
        let mut objects: Vec<Value> = report.files.iter().map(|file| self.file(file)).collect();
        for account in &case.accounts {
            objects.extend(self.account(account, &report.reporting_party));
        }
        objects.extend(report.ip_addresses.iter().filter_map(|address| self.address(&address.address)));
        let xml = self.document(&report.report_path);
        objects.push(xml);
        self.add(json!({
            "@id": self.name("provenance-record", &[&case.key]),
            "@type": "case-investigation:ProvenanceRecord",
            "uco-core:description": format!("CyberTipline report {number} by {}", report.reporting_party),
            "uco-core:objectCreatedTime": {
                "@type": "xsd:dateTime",
                "@value": report.finished_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            },
            "case-investigation:exhibitNumber": number,
            "uco-core:object": objects,
        }))
    }

    fn file(&mut self, file: &ReferredFile) -> Value {
        let own = [file.sha256.as_str()];
        let hash = |method: &str, value: &str| {
            json!({
                "@id": self.name("hash", &[&file.sha256, method]),
                "@type": "uco-types:Hash",
                "uco-types:hashMethod": method,
                "uco-types:hashValue": { "@type": "xsd:hexBinary", "@value": value },
            })
        };
        let sha1 = file.sha1.iter().map(|sha1| hash("SHA1", sha1));
        let hashes: Vec<Value> =
            [hash("SHA256", &file.sha256), hash("MD5", &file.md5)].into_iter().chain(sha1).collect();
        let size = json!({ "@type": "xsd:integer", "@value": file.size_bytes.to_string() });
        self.add(json!({
            "@id": self.name("file", &own),
            "@type": "uco-observable:File",
            "uco-core:hasFacet": [
                {
                    "@id": self.name("file-facet", &own),
                    "@type": "uco-observable:FileFacet",
                    "uco-observable:fileName": file.file_name,
                    "uco-observable:filePath": file.path,
                    "uco-observable:sizeInBytes": size,
                },
                {
                    "@id": self.name("content-data-facet", &own),
                    "@type": "uco-observable:ContentDataFacet",
                    "uco-observable:sizeInBytes": size,
                    "uco-observable:hash": hashes,
                },
            ],
        }))
    }

    /// The original of a report: its digest stands in the package's signed manifest.
    fn document(&mut self, path: &str) -> Value {
        let name = path.rsplit('/').next().unwrap_or_default();
        self.add(json!({
            "@id": self.name("file", &[path]),
            "@type": "uco-observable:File",
            "uco-core:hasFacet": [{
                "@id": self.name("file-facet", &[path]),
                "@type": "uco-observable:FileFacet",
                "uco-observable:fileName": name,
                "uco-observable:filePath": path,
            }],
        }))
    }

    /// None where nothing tells the account from others.
    fn account(&mut self, account: &CaseAccount, reporting_party: &str) -> Option<Value> {
        let service = account.service.as_deref().unwrap_or(reporting_party);
        let [identifier, seen] = [&account.identifier, &account.screen_name].map(Option::as_deref);
        if identifier.is_none() && seen.is_none() {
            return None;
        }
        let own = [service, identifier.unwrap_or_default(), seen.unwrap_or_default()];
        let issuer = self.add(json!({
            "@id": self.name("organization", &[service]),
            "@type": "uco-identity:Organization",
            "uco-core:name": service,
        }));
        let mut facets = Vec::new();
        if let Some(identifier) = identifier {
            facets.push(json!({
                "@id": self.name("account-facet", &own),
                "@type": "uco-observable:AccountFacet",
                "uco-observable:accountIdentifier": identifier,
                "uco-observable:accountIssuer": issuer,
            }));
        }
        if let Some(seen) = seen {
            facets.push(json!({
                "@id": self.name("digital-account-facet", &own),
                "@type": "uco-observable:DigitalAccountFacet",
                "uco-observable:displayName": seen,
            }));
        }
        Some(self.add(json!({
            "@id": self.name("digital-account", &own),
            "@type": "uco-observable:DigitalAccount",
            "uco-core:hasFacet": facets,
        })))
    }

    /// None for what is no address.
    fn address(&mut self, written: &str) -> Option<Value> {
        let address = written.trim().parse::<IpAddr>().ok()?;
        let (kind, facet) = match address {
            IpAddr::V4(_) => ("IPv4Address", "IPv4AddressFacet"),
            IpAddr::V6(_) => ("IPv6Address", "IPv6AddressFacet"),
        };
        let text = address.to_string();
        Some(self.add(json!({
            "@id": self.name("ip-address", &[&text]),
            "@type": format!("uco-observable:{kind}"),
            "uco-core:hasFacet": [{
                "@id": self.name("ip-address-facet", &[&text]),
                "@type": format!("uco-observable:{facet}"),
                "uco-observable:addressValue": text,
            }],
        })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn referral() -> Referral {
        serde_json::from_value(json!({
            "schema": "amparo-referral/1", "referral_id": "ref_1", "from": {"name": "C", "country": "US"},
            "to": {"agency": "ES-CNP", "country": "ES"}, "made_at": "2020-12-28T09:00:00Z", "made_by": "analyst",
            "reports": [{
                "report_number": 7, "reporting_party": "Rede", "received_at": "2020-11-30T10:00:00Z",
                "finished_at": "2020-11-30T10:05:00.5Z", "report_path": "data/reports/7/report.xml",
                "file_details_paths": [],
                "files": [{
                    "file_id": "f", "sha256": "ab".repeat(32), "md5": "cd".repeat(16), "sha1": "ef".repeat(20),
                    "size_bytes": 9, "file_name": "a.png", "path": format!("data/files/{}", "ab".repeat(32)),
                }],
                "ip_addresses": [
                    {"address": "203.0.113.7", "where": "x", "opinions": [], "shared_by_many": false},
                    {"address": "203.0.113.7", "where": "y", "opinions": [], "shared_by_many": false},
                    {"address": "no address", "where": "z", "opinions": [], "shared_by_many": false},
                ],
                "country": {"code": "ES", "grounds": "allocation"},
            }],
        }))
        .unwrap()
    }

    #[test]
    fn every_node_is_named_once_by_a_uuid_and_nothing_is_said_of_persons() {
        let account = CaseAccount {
            report_number: 7,
            service: None,
            identifier: Some("account-1".into()),
            screen_name: Some("screen-1".into()),
        };
        let written =
            write_case(&referral(), std::slice::from_ref(&account), "clearinghouse.example").unwrap();
        assert_eq!(written, write_case(&referral(), &[account], "clearinghouse.example").unwrap());
        let document: Value = serde_json::from_slice(&written).unwrap();
        let nodes = document["@graph"].as_array().unwrap();
        let kinds: Vec<_> = nodes.iter().map(|node| node["@type"].as_str().unwrap()).collect();
        assert_eq!(
            kinds,
            [
                "uco-observable:File",
                "uco-identity:Organization",
                "uco-observable:DigitalAccount",
                "uco-observable:IPv4Address",
                "uco-observable:File",
                "case-investigation:ProvenanceRecord",
                "case-investigation:Investigation",
            ]
        );
        for node in nodes {
            let name = node["@id"].as_str().unwrap();
            let uuid = &name[name.len() - 36..];
            assert_eq!((&uuid[8..9], &uuid[14..15], &uuid[19..20]), ("-", "5", "8"), "{name}");
        }
        assert!(document.to_string().contains(r#""uco-types:hashMethod":"SHA1""#), "{document}");
        assert_eq!(nodes[5]["uco-core:object"].as_array().unwrap().len(), 5, "the same address stands twice");
    }
}
