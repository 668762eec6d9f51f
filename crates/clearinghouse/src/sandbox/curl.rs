//! Lines for a terminal by which what is shown can be sent.

use super::cases::Case;

/// Who sends, on the lines: any name and secret do, unless the sandbox was given a file of credentials.
#[derive(Clone, Copy)]
pub(super) struct Sender<'a> {
    /// `http://HOST:PORT`, without a slash at the end.
    pub(super) base: &'a str,
    /// Whether only named machines come in.
    pub(super) is_named: bool,
}

impl Sender<'_> {
    fn user(self) -> &'static str {
        if self.is_named { "NAME:SECRET" } else { "engineer:any" }
    }

    /// A whole report: opened, a file added, filed.
    pub(super) fn whole(self) -> String {
        let (base, user) = (self.base, self.user());
        format!(
            "{}\n{}\ncurl -su {user} -d id=$report {base}/ispws/finish",
            self.step("submit"),
            self.step("upload")
        )
    }

    /// What sends a case, with the steps that come before it.
    pub(super) fn case(self, case: &Case) -> String {
        let mut lines: Vec<String> = case.after.iter().map(|step| self.step(step)).collect();
        let (base, user, name) = (self.base, self.user(), &case.name);
        let fill = if case.after.is_empty() {
            String::new()
        } else {
            " | sed \"s/{report}/$report/; s/{file}/$file/\"".to_owned()
        };
        lines.push(format!(
            "curl -s {base}/sandbox/cases/{name}.xml{fill} | curl -su {user} -H 'Content-Type: {}' --data-binary @- {base}/ispws/{}",
            case.content_type(),
            case.endpoint,
        ));
        lines.join("\n")
    }

    /// One step of the cycle; it leaves what the next one needs in `$report` and `$file`.
    fn step(self, step: &str) -> String {
        let (base, user) = (self.base, self.user());
        match step {
            "submit" => format!(
                "report=$(curl -s {base}/sandbox/cases/smallest.xml | curl -su {user} -H 'Content-Type: text/xml; charset=utf-8' \
                 --data-binary @- {base}/ispws/submit | sed -n 's:.*<reportId>\\([0-9]*\\)<.*:\\1:p')"
            ),
            "upload" => format!(
                "file=$(printf synthetic | curl -su {user} -F id=$report -F 'file=@-;filename=practice.png' {base}/ispws/upload | \
                 sed -n 's:.*<fileId>\\([^<]*\\)<.*:\\1:p')"
            ),
            other => format!("curl -su {user} -d id=$report {base}/ispws/{other}"),
        }
    }
}
