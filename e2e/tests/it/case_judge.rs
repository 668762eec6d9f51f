//! An independent validator judges the CASE/UCO graph of a package that our clearinghouse made.

use serde_json::json;

use crate::chain::{Chain, with_chain};
use crate::operation::{file_all, open_package, refer};
use crate::outside;

#[test]
fn graphs_pass_case_validate_with_python() {
    with_chain(service::Engine::Sqlite, async |chain: &Chain| {
        file_all(chain).await;
        let (_, files) = open_package(chain, &refer(chain, 5).await).await;
        let graph = String::from_utf8(files["data/case.jsonld"].clone()).expect("UTF-8");
        let folder = tempfile::tempdir().expect("a folder");
        let (good, bad) = (folder.path().join("good.jsonld"), folder.path().join("bad.jsonld"));
        std::fs::write(&good, &graph).expect("a file");
        // a judge that takes everything would be none
        let spoiled = graph.replace("uco-observable:FileFacet", "uco-observable:FileFact");
        assert_ne!(spoiled, graph);
        std::fs::write(&bad, spoiled).expect("a file");
        let input = json!({ "graphs": [good, bad] });
        let verdicts = outside::ask(outside::python("judge_case.py"), &input).await;
        let verdict = |path: &std::path::Path| &verdicts[path.to_str().expect("a path")];
        assert!(verdict(&good).is_null(), "{}", verdict(&good));
        assert!(verdict(&bad).is_string(), "an unknown term passes");
    });
}
