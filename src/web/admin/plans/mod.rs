//! `/admin/plans`: the operator's catalogue of plans and add-ons (rows E1 F1). All staff read;
//! administrators change.
//!
//! `list`, `page` and `version` show; `form` writes a version in two steps: `fields` are typed into,
//! `text` reads them, `review` shows what it would cost before it is published. `moving` moves subscribers
//! to another version, `moves` shows what became of them.

mod fields;
pub mod form;
mod form_view;
pub mod list;
pub mod moves;
pub mod moving;
mod names;
mod numbers;
pub mod page;
mod read;
mod refusal;
mod review;
mod text;
pub mod version;
pub mod words;
mod written;

use crate::domain::id::{PlanId, PlanMoveId, PlanVersionId};
use crate::domain::plan::PlanVersion;
use crate::web::paths;
use version::VersionPath;

fn new_path() -> String {
    format!("{}/new", paths::ADMIN_PLANS)
}

fn new_version_path(plan: PlanId) -> String {
    format!("{}/versions/new", paths::admin_plan(plan))
}

fn version_path(plan: PlanId, version: PlanVersionId) -> String {
    format!("{}/versions/{version}", paths::admin_plan(plan))
}

fn moving_path(from: &PlanVersion) -> String {
    format!("{}/move", version_path(from.plan_id, from.version_id))
}

fn move_path(from: VersionPath, id: PlanMoveId) -> String {
    format!("{}/moves/{id}", version_path(from.plan, from.version))
}
