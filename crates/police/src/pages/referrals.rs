//! Packages, and the form for one from a file.

use askama::Template;
use axum::extract::multipart::Field;
use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Refused, Row, Table, Tone, Typed};
use wire::package::sealed::RecipientKey;
use wire::referral_notice::MAX_NOTICE_BYTES;

use super::{forms, may, navigation, nothing};
use crate::db::referrals::Part;
use crate::db::{Reader, Rows};
use crate::permissions::Permission;
use crate::views::{self, ReferralView};
use crate::{Police, api, retention};

#[derive(Template)]
#[template(path = "referrals.html")]
struct ReferralsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    /// What senders seal packages to.
    recipient: RecipientKey,
    /// Whether the reader may hand in a package.
    may_receive: bool,
    /// A package that was refused.
    typed: Typed,
}

/// `GET /referrals[?state=untouched]`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let table = load(&police, &ctx, &list).await?;
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(page(&police, ctx, table, Typed::default()).into_response())
}

async fn load(police: &Police, ctx: &PageContext, list: &List) -> Result<Table, Failure> {
    let part = match ctx.query_value("state").as_deref() {
        Some("untouched") => Part::Untouched,
        Some("notices") => Part::WithNotice,
        _ => Part::All,
    };
    let rows = Rows::of(list, &["-received_at", "from_name"]);
    let mut tx = police.reading("list-referrals").await?;
    let (referrals, total) = views::page_referrals(&mut tx, &Reader::of(&ctx.actor), part, &rows).await?;
    Ok(table(police, ctx, list, (&referrals, total)))
}

fn page(police: &Police, ctx: PageContext, table: Table, typed: Typed) -> Page<ReferralsPage> {
    let may_receive = may(&ctx, Permission::ReceiveReferral);
    let recipient = police.settings.recipient.recipient();
    Page(ReferralsPage { nav: navigation(&ctx), ctx, table, recipient, may_receive, typed })
}

fn table(
    police: &Police,
    ctx: &PageContext,
    list: &List,
    (referrals, total): (&[ReferralView], i64),
) -> Table {
    let (what, next) = nothing(ctx, ctx.t("referrals-none"), None);
    let mut table = Table::new(ctx, list, "referrals", total)
        .column(Column::new("referral_id", ctx.t("referral")))
        .column(Column::new("from_name", ctx.t("sender")).sorts())
        .column(Column::new("received_at", ctx.t("received-at")).sorts())
        .column(Column::new("received_by", ctx.t("received-by")).only_when_chosen())
        .column(Column::new("reports", ctx.t("reports")).is_number())
        .column(Column::new("left_on_arrival", ctx.t("left-on-arrival")))
        .column(Column::new("notice", ctx.t("notice")))
        .column(Column::new("package_sha256", ctx.t("package-digest")).only_when_chosen())
        .searches(ctx.t("referrals-search"))
        .nothing(what, next);
    let may_read = may(ctx, Permission::ReadReports);
    for view in referrals {
        let mut sender = vec![Cell::text(format!("{} ({})", view.from_name, view.from_country))];
        if let Some(conveyed_by) = &view.conveyed_by {
            sender.push(Cell::text(ctx.t1("conveyed-by", "name", conveyed_by)));
        }
        let row = if may_read {
            Row::to(ctx.href(&format!("/reports?referral={}", view.referral_id)))
        } else {
            Row::plain()
        };
        table.row(
            row.cell(Cell::text(&view.referral_id))
                .cell(Cell::lines(sender))
                .cell(Cell::time(view.received_at))
                .cell(Cell::text(&view.received_by))
                .cell(Cell::number(view.reports))
                .cell(left_on_arrival(police, ctx, view))
                .cell(notice(ctx, view))
                .cell(Cell::digest(&view.package_sha256)),
        );
    }
    table
}

/// How many days its reports had left when it came: of evidence, and until an act might have lapsed.
fn left_on_arrival(police: &Police, ctx: &PageContext, view: &ReferralView) -> Cell {
    let arrived_on = police.day_of(view.received_at);
    let left = |day: Option<Date>, key: &str| {
        let day = day?;
        Some(Cell::text(ctx.t1(key, "days", retention::days_left(arrived_on, day))))
    };
    let evidence = left(view.evidence_on_arrival, "evidence-days-left");
    let limitation = left(view.limitation_on_arrival, "limitation-days-left");
    let lines: Vec<_> = evidence.into_iter().chain(limitation).collect();
    if lines.is_empty() { Cell::none() } else { Cell::lines(lines) }
}

/// What its sender said last of a referral.
fn notice(ctx: &PageContext, view: &ReferralView) -> Cell {
    match &view.notice {
        Some(kind) => Cell::badge(Tone::Warn, ctx.t(&format!("notice-{kind}"))),
        None => Cell::none(),
    }
}

/// `POST /referrals/upload`: the field `package` is a package from a file. A refusal shows the page again, which says why.
pub(crate) async fn upload(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
    form: Multipart,
) -> Result<Response, Failure> {
    match take(&police, &ctx, form).await {
        Ok(()) => Ok(forms::done(&ctx, "/referrals", "package-taken")),
        // whoever hands in may still not read the list
        Err(failure) if !may(&ctx, Permission::ReadReferrals) => Err(failure),
        Err(failure) => {
            let names = ["package", "notice"];
            let sent = Typed::with(names.map(|name| (name.to_owned(), String::new())));
            let typed = sent.refused(about_package(failure))?;
            let ctx = ctx.at("/referrals");
            let table = load(&police, &ctx, &list).await?;
            Ok(forms::refused(page(&police, ctx, table, typed)))
        }
    }
}

async fn take(police: &Police, ctx: &PageContext, mut form: Multipart) -> Result<(), Failure> {
    let unreadable = |_| Failure::bad_request("the form broke off, or is larger than the limit");
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        if field.name() == Some("package") {
            return api::referrals::take(police, &ctx.actor, None, field).await.map(drop);
        }
        if field.name() == Some("notice") {
            let signed = small(field).await?;
            return api::notices::take(police, &ctx.actor, &signed).await.map(drop);
        }
    }
    Err(Failure::refused("package", "choose the file of a package"))
}

/// The bytes of a notice; one byte more than it may have is enough to refuse it.
async fn small(mut field: Field<'_>) -> Result<Vec<u8>, Failure> {
    let unreadable = |_| Failure::bad_request("the form broke off, or is larger than the limit");
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(unreadable)? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > MAX_NOTICE_BYTES {
            break;
        }
    }
    Ok(bytes)
}

/// A refusal of what is in the package, as one of the form's only field that still says where.
fn about_package(failure: Failure) -> Failure {
    let Failure::Refused(refused) = failure else { return failure };
    // a notice has a field of its own
    if refused.field.as_deref() == Some("notice") {
        return Failure::Refused(refused);
    }
    let message = match refused.field.as_deref() {
        None | Some("package") => refused.message,
        Some(inside) => format!("{inside}: {}", refused.message),
    };
    Failure::Refused(Refused { field: Some("package".to_owned()), message, ..refused })
}
