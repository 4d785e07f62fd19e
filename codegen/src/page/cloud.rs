//! The blocks of a description in; the table of the clouds that serve the operation, taken out of them, out.

use super::dialect::Dialect;
use super::header_names;
use crate::block::{Block, Table};

/// Takes the table and the sentence before it, which mostly come by an include, out of a description.
///
/// ```text
/// This API is available in the following [national cloud deployments](/graph/deployments).
///
/// | Global service     | US Government L4 | US Government L5 (DOD) | China operated by 21Vianet |
/// |--------------------|------------------|------------------------|----------------------------|
/// | :white_check_mark: | :x:              | :x:                    | :x:                        |
/// ```
pub(super) fn take_cloud_table<'s>(description: &mut Vec<Block<'s>>, dialect: &Dialect) -> Option<Table<'s>> {
    let is_clouds = |block: &Block<'_>| matches!(block, Block::Table(table) if is_cloud_table(table, dialect));
    let at = description.iter().position(is_clouds)?;
    let Block::Table(table) = description.remove(at) else { return None };
    let before = at.checked_sub(1);
    let lead = before.filter(|before| description.get(*before).is_some_and(|block| leads_to_clouds(block, dialect)));
    if let Some(lead) = lead {
        description.remove(lead);
    }
    Some(table)
}

/// Every column is a cloud's.
fn is_cloud_table(table: &Table<'_>, dialect: &Dialect) -> bool {
    let header = header_names(table);
    header.len() > 1 && header.iter().all(|name| dialect.cloud(name).is_some())
}

fn leads_to_clouds(block: &Block<'_>, dialect: &Dialect) -> bool {
    matches!(block, Block::Paragraph(text) if dialect.pages.clouds.is_in_any_case(&text.plain()))
}
