//! How wide each column of a table is, and how large its type.

use super::lines::natural_width;
use super::table::{COLUMN_GAP, cell_ink};
use super::text::Shaper;
use super::theme::{COLUMN_LABEL, DETAIL};
use crate::documents::model::{Align, Column, ColumnWidth, Table};

/// Tried in turn until the `Share` columns keep their part of the width.
const SIZES: [f32; 6] = [9.0, 8.5, 8.0, 7.5, 7.0, 6.5];
const MIN_SHARED_PART: f32 = 0.3;
/// A text column sized by content takes no more than this part; then it wraps.
const MAX_TEXT_PART: f32 = 0.28;

/// The type size and each column's width; gaps between columns come on top.
pub fn column_widths(
    shaper: &mut Shaper,
    table: &Table,
    width: f32,
    max_size: f32,
) -> (f32, Vec<f32>) {
    let gaps = COLUMN_GAP * table.columns.len().saturating_sub(1) as f32;
    let available = (width - gaps).max(1.0);
    let shares: f32 = table.columns.iter().map(share_of).sum();
    let minimum_shared = if shares > 0.0 { available * MIN_SHARED_PART } else { 0.0 };
    // Widths in em do not depend on the size, so that one measurement serves all of them.
    let natural: Vec<ContentEm> = (0..table.columns.len())
        .map(|index| match table.columns[index].width {
            ColumnWidth::Share(_) => ContentEm::default(),
            ColumnWidth::Content => content_em(shaper, table, index),
        })
        .collect();
    let mut chosen = (max_size, Vec::new());
    let sizes = SIZES.into_iter().filter(|size| *size <= max_size);
    // Labels may wrap before the type gets smaller.
    for (size, whole_label) in sizes.flat_map(|size| [(size, true), (size, false)]) {
        let widths = fitting_widths(table, &natural, size, whole_label, available);
        let fits = widths.iter().sum::<f32>() <= available - minimum_shared;
        chosen = (size, widths);
        if fits {
            break;
        }
    }
    let content: f32 = chosen.1.iter().sum();
    if content > available - minimum_shared {
        let scale = (available - minimum_shared) / content;
        chosen.1.iter_mut().for_each(|width| *width *= scale);
    }
    let rest = available - chosen.1.iter().sum::<f32>();
    for (width, column) in chosen.1.iter_mut().zip(&table.columns) {
        *width += match shares > 0.0 {
            true => rest * share_of(column) / shares,
            // Without a sharing column the table still fills its width.
            false => rest / table.columns.len() as f32,
        };
    }
    chosen
}

fn share_of(column: &Column) -> f32 {
    match column.width {
        ColumnWidth::Share(share) => f32::from(share.max(1)),
        ColumnWidth::Content => 0.0,
    }
}

fn fitting_widths(
    table: &Table,
    natural: &[ContentEm],
    size: f32,
    whole_label: bool,
    available: f32,
) -> Vec<f32> {
    let label_size = COLUMN_LABEL.size.min(size);
    table
        .columns
        .iter()
        .zip(natural)
        .map(|(column, em)| {
            let label_em = if whole_label { em.label } else { em.label_word };
            let wanted = (em.cell * size).max(label_em * label_size);
            match column.align {
                Align::Start if column.width == ColumnWidth::Content => {
                    wanted.min(available * MAX_TEXT_PART)
                }
                _ => wanted,
            }
        })
        .collect()
}

/// What a column's content asks for, in em of its own size.
#[derive(Clone, Copy, Default)]
struct ContentEm {
    cell: f32,
    /// The whole label, or a wider detail line.
    label: f32,
    /// The label's widest word, or a wider detail line.
    label_word: f32,
}

fn content_em(shaper: &mut Shaper, table: &Table, index: usize) -> ContentEm {
    let align = table.columns[index].align;
    let (cell, small) = (cell_ink(1.0, align), COLUMN_LABEL);
    let mut widest = 0.0_f32;
    let mut widest_small = 0.0_f32;
    for row in &table.rows {
        widest = widest.max(natural_width(shaper, &row.cells[index].text, cell.style));
        for detail in &row.cells[index].details {
            widest_small = widest_small.max(natural_width(shaper, detail, DETAIL.style));
        }
    }
    let label = &table.columns[index].label;
    let words = label.split_whitespace().map(|word| natural_width(shaper, word, small.style));
    let widest_word = words.fold(0.0, f32::max);
    ContentEm {
        cell: widest,
        label: widest_small.max(natural_width(shaper, label, small.style)),
        label_word: widest_small.max(widest_word),
    }
}
