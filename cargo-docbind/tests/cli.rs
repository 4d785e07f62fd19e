//! The built program on the project's pages and on folders made for one test, as a shell would call it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by a panic")]

#[path = "cli/baseline.rs"]
mod baseline;
#[path = "cli/call.rs"]
mod call;
#[path = "cli/check.rs"]
mod check;
#[path = "cli/dialect.rs"]
mod dialect;
#[path = "cli/diff.rs"]
mod diff;
#[path = "cli/diff_git.rs"]
mod diff_git;
#[path = "cli/explain.rs"]
mod explain;
#[path = "cli/export.rs"]
mod export;
#[path = "cli/formats.rs"]
mod formats;
#[path = "cli/generate.rs"]
mod generate;
#[path = "cli/hostile.rs"]
mod hostile;
#[path = "cli/list_show.rs"]
mod list_show;
#[path = "cli/lock.rs"]
mod lock;
#[path = "cli/permissions.rs"]
mod permissions;
#[path = "cli/place.rs"]
mod place;
#[path = "cli/schema.rs"]
mod schema;
#[path = "cli/settings.rs"]
mod settings;
