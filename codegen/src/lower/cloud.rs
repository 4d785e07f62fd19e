//! A page's table of clouds in; the clouds that serve its operation out.

use crate::api::Cloud;
use crate::block::Table;
use crate::page::Page;
use crate::page::dialect::{self, Dialect};

/// The clouds whose cell has a tick. Empty where the page has no such table, or a cell is neither a tick nor a cross: then it
/// is not known.
pub(super) fn lower_clouds(page: &Page<'_>) -> Vec<Cloud> {
    page.clouds.as_ref().and_then(|table| read_table(table, page.dialect)).unwrap_or_default()
}

fn read_table(table: &Table<'_>, dialect: &Dialect) -> Option<Vec<Cloud>> {
    let [row] = table.rows.as_slice() else { return None };
    let mut clouds = Vec::new();
    for (name, cell) in table.header.iter().zip(row) {
        let cloud = dialect.cloud(&name.plain().trim().to_lowercase())?;
        if dialect.is_ticked(&cell.plain())? {
            clouds.push(model_cloud(cloud));
        }
    }
    Some(clouds)
}

fn model_cloud(cloud: dialect::Cloud) -> Cloud {
    match cloud {
        dialect::Cloud::Global => Cloud::Global,
        dialect::Cloud::UsGovernment => Cloud::UsGovernment,
        dialect::Cloud::UsGovernmentDod => Cloud::UsGovernmentDod,
        dialect::Cloud::China => Cloud::China,
    }
}
