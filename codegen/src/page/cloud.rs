//! The blocks of a description in; the table of the clouds that serve the operation, taken out of them, out.

use super::{dialect, header_names};
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
pub(super) fn take_cloud_table<'s>(description: &mut Vec<Block<'s>>) -> Option<Table<'s>> {
    let at = description.iter().position(|block| matches!(block, Block::Table(table) if is_cloud_table(table)))?;
    let Block::Table(table) = description.remove(at) else { return None };
    let before = at.checked_sub(1);
    let lead = before.filter(|before| description.get(*before).is_some_and(leads_to_clouds));
    if let Some(lead) = lead {
        description.remove(lead);
    }
    Some(table)
}

/// Every column is a cloud's.
fn is_cloud_table(table: &Table<'_>) -> bool {
    let header = header_names(table);
    header.len() > 1 && header.iter().all(|name| dialect::cloud(name).is_some())
}

fn leads_to_clouds(block: &Block<'_>) -> bool {
    matches!(block, Block::Paragraph(text) if text.plain().contains("national cloud"))
}
