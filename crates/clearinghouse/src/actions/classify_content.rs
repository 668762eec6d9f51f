//! An analyst classes the content of a file, having opened it; and takes that back.

use service::{Acting, Action, Done, EntryDraft, Failure, Sealed};

use super::required;
use crate::Permission;
use crate::content_class::{ContentClass, reason_column, withdrawn_reason_column};
use crate::db;
use crate::db::content_classes::{self as table, ClassRow};
use crate::kinds::FileClass;

/// Classes a content of a cluster. It stands for the same SHA-256 wherever it comes, and for nothing that is only near.
pub(crate) struct ClassifyContent {
    pub(crate) cluster_id: String,
    pub(crate) sha256: String,
    pub(crate) class: String,
    pub(crate) reason: String,
}

impl Action for ClassifyContent {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "classify-content";

    fn permission(&self) -> Permission {
        Permission::OpenFiles
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        require_content(acting, &self.cluster_id, &self.sha256).await?;
        let class = ContentClass::parse(&self.class);
        let class = class.ok_or_else(|| Failure::refused("class", "choose one of the list"))?;
        let reason = required("class_reason", &self.reason)?;
        if !table::was_opened(acting.tx, &self.sha256, acting.actor.name()).await? {
            return Err(Failure::refused(
                "sha256",
                "open this file to its end first: nobody classes what they did not see",
            ));
        }
        if find_standing(acting, &self.sha256).await?.is_some() {
            return Err(Failure::conflict("this content has a class already; withdraw that one first"));
        }
        let class_id = acting.new_id::<FileClass>().to_string();
        let reason = Sealed::seal(acting.columns(), reason_column(&class_id), &reason, acting.rng())?;
        let row = ClassRow {
            class_id,
            sha256: self.sha256.clone(),
            class,
            reason,
            made_by: acting.actor.name().to_owned(),
            made_at: acting.now,
        };
        table::insert(acting.tx, &row).await?;
        let entry = EntryDraft::on("cluster", &self.cluster_id)
            .with("sha256", &self.sha256)
            .with("class", class.as_str())
            .with("class_id", &row.class_id);
        Ok(Done::new((), entry))
    }
}

/// Takes the class of a content back.
pub(crate) struct WithdrawClass {
    pub(crate) cluster_id: String,
    pub(crate) sha256: String,
    pub(crate) reason: String,
}

impl Action for WithdrawClass {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "withdraw-class";

    fn permission(&self) -> Permission {
        Permission::OpenFiles
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        require_content(acting, &self.cluster_id, &self.sha256).await?;
        let reason = required("reason", &self.reason)?;
        let standing = find_standing(acting, &self.sha256).await?;
        let standing = standing.ok_or_else(|| Failure::conflict("this content has no class"))?;
        let at = withdrawn_reason_column(&standing.class_id);
        let reason = Sealed::seal(acting.columns(), at, &reason, acting.rng())?;
        let by = acting.actor.name().to_owned();
        table::withdraw(acting.tx, &standing.class_id, (&by, acting.now), &reason).await?;
        let entry = EntryDraft::on("cluster", &self.cluster_id)
            .with("sha256", &self.sha256)
            .with("class_id", &standing.class_id);
        Ok(Done::new((), entry))
    }
}

async fn require_content(acting: &mut Acting<'_>, cluster_id: &str, sha256: &str) -> Result<(), Failure> {
    let cluster = db::clusters::find(acting.tx, cluster_id).await?;
    let cluster = cluster.ok_or_else(|| Failure::absent("cluster"))?;
    if db::cluster_contents::belongs(acting.tx, &cluster.cluster_id, sha256).await? {
        return Ok(());
    }
    Err(Failure::refused("sha256", "is no content of this cluster"))
}

async fn find_standing(acting: &mut Acting<'_>, sha256: &str) -> Result<Option<ClassRow>, Failure> {
    Ok(table::list_standing(acting.tx, &[sha256.to_owned()]).await?.pop())
}
