//! Tables: column widths from their content, rows that break across pages, a header on each page.
//!
//! Nothing ever leaves its column: figures get the room they need first, then the type gets smaller, then text wraps.

use super::layout::{At, Flow, Fragment, Mark, NodeId, Role, Structure, hairline};
use super::lines::{Line, break_lines, natural_width};
use super::text::Shaper;
use super::theme::{BODY, COLUMN_LABEL, DETAIL, INK, Ink, MUTED, RULE};
use crate::documents::model::{Align, Cell, Column, ColumnWidth, Row, Table};

const COLUMN_GAP: f32 = 14.0;
const HEADER_GAP: f32 = 5.0;
/// Tried in turn until the `Share` columns keep their part of the width.
const SIZES: [f32; 6] = [9.0, 8.5, 8.0, 7.5, 7.0, 6.5];
const MIN_SHARED_PART: f32 = 0.3;
/// A text column sized by content takes no more than this part; then it wraps.
const MAX_TEXT_PART: f32 = 0.28;

/// Where a table stands, and how close its rows are.
#[derive(Clone, Copy)]
pub struct Place {
    pub x: f32,
    pub width: f32,
    /// Above and below a row's text, in sizes of its type.
    pub row_padding_em: f32,
}

/// A table with every cell broken into lines.
pub struct TableLayout {
    columns: Vec<PlacedColumn>,
    header: Vec<Vec<Slot>>,
    header_height: f32,
    rows: Vec<RowLayout>,
    place: Place,
    row_padding: f32,
}

/// Type size and padding of the rows.
#[derive(Clone, Copy)]
struct BodyType {
    size: f32,
    row_padding: f32,
}

struct PlacedColumn {
    x: f32,
    width: f32,
    align: Align,
}

struct RowLayout {
    cells: Vec<Vec<Slot>>,
    height: f32,
}

/// A line and where it stands in its row.
struct Slot {
    line: Line,
    top: f32,
    ink: Ink,
}

impl Slot {
    fn bottom(&self) -> f32 {
        self.top + self.ink.line_height()
    }
}

impl TableLayout {
    /// Lays `table` out in type of `max_size` or smaller.
    pub fn measure(shaper: &mut Shaper, table: &Table, place: Place, max_size: f32) -> TableLayout {
        let (size, widths) = column_widths(shaper, table, place.width, max_size);
        let row_padding = size * place.row_padding_em;
        let body = BodyType { size, row_padding };
        let mut column_x = place.x;
        let columns: Vec<PlacedColumn> = table
            .columns
            .iter()
            .zip(widths)
            .map(|(column, width)| {
                let placed = PlacedColumn { x: column_x, width, align: column.align };
                column_x += width + COLUMN_GAP;
                placed
            })
            .collect();
        let label = COLUMN_LABEL.size(COLUMN_LABEL.size.min(size));
        let mut header: Vec<Vec<Slot>> = columns
            .iter()
            .zip(&table.columns)
            .map(|(placed, column)| {
                let mut slots = Vec::new();
                push_lines(shaper, &mut slots, &column.label, placed, label);
                slots
            })
            .collect();
        // Labels of different height stand on the rule below them.
        let header_height = height_of(&header);
        for slots in &mut header {
            let drop = header_height - slots.last().map_or(0.0, Slot::bottom);
            slots.iter_mut().for_each(|slot| slot.top += drop);
        }
        let rows = match table.rows.is_empty() {
            true => vec![empty_row(shaper, table, &columns, body)],
            false => table.rows.iter().map(|row| row_layout(shaper, row, &columns, body)).collect(),
        };
        TableLayout { columns, header, header_height, rows, place, row_padding }
    }

    /// Everything in one piece, for short tables.
    pub fn whole(&self, structure: &mut Structure, parent: NodeId) -> Fragment {
        let table = structure.add(parent, Role::Table);
        let mut fragment = self.header_fragment(Some(&header_cells(structure, table, self)));
        let body = structure.add(table, Role::TableBody);
        for row in &self.rows {
            let cells = row_cells(structure, body, self);
            let y = fragment.height;
            fragment.append(self.row_fragment(row, &cells, 0.0, row.height), y);
        }
        fragment
    }

    /// Fills pages. The last row stays on one page with what follows, `tail_height` high, where that is possible.
    pub fn flow(&self, flow: &mut Flow, parent: NodeId, tail_height: f32) {
        if self.columns.is_empty() {
            return;
        }
        let table = flow.structure.add(parent, Role::Table);
        let header = header_cells(&mut flow.structure, table, self);
        let body = flow.structure.add(table, Role::TableBody);
        let fresh_room = flow.page_room() - head_height(self);
        let first_row = self.rows.first().map_or(0.0, |row| row.height);
        let head = self.header_fragment(Some(&header));
        if head.height + first_row.min(flow.page_room() / 2.0) > flow.room() {
            flow.new_page();
        }
        flow.place(head, 0.0);
        for (index, row) in self.rows.iter().enumerate() {
            let is_last = index + 1 == self.rows.len();
            let needed = row.height + if is_last { tail_height } else { 0.0 };
            let cells = row_cells(&mut flow.structure, body, self);
            if needed > flow.room() && needed <= fresh_room
                || row.height > flow.room() && row.height <= fresh_room
            {
                self.continue_on_new_page(flow);
            }
            if row.height <= flow.room() {
                flow.place(self.row_fragment(row, &cells, 0.0, row.height), 0.0);
            } else {
                self.flow_in_parts(flow, row, &cells);
            }
        }
    }

    fn continue_on_new_page(&self, flow: &mut Flow) {
        flow.new_page();
        flow.place(self.header_fragment(None), 0.0);
    }

    /// A row higher than a page, line by line.
    fn flow_in_parts(&self, flow: &mut Flow, row: &RowLayout, cells: &[NodeId]) {
        let mut from = 0.0;
        while from < row.height {
            let room = flow.room() - self.row_padding;
            let to = row
                .cells
                .iter()
                .flatten()
                .map(Slot::bottom)
                .filter(|bottom| *bottom <= from + room)
                .fold(from, f32::max);
            let rest = row.cells.iter().flatten().any(|slot| slot.bottom() > to);
            if to > from || !rest {
                let end = if rest { to } else { row.height };
                flow.place(self.row_fragment(row, cells, from, end), 0.0);
                from = end;
            }
            if rest {
                self.continue_on_new_page(flow);
            }
        }
    }

    fn header_fragment(&self, cells: Option<&[NodeId]>) -> Fragment {
        let mut fragment = Fragment::default();
        for (index, (column, slots)) in self.columns.iter().zip(&self.header).enumerate() {
            let mark = cells.map_or(Mark::Artifact, |cells| Mark::Node(cells[index]));
            draw_slots(&mut fragment, slots.iter(), column, mark, 0.0);
        }
        let y = head_height(self);
        fragment.rule(At { x: self.place.x, y, width: self.place.width }, RULE, INK);
        fragment.height = y;
        fragment
    }

    /// The lines of `row` between two heights, closed by a hairline.
    fn row_fragment(&self, row: &RowLayout, cells: &[NodeId], from: f32, to: f32) -> Fragment {
        let mut fragment = Fragment::default();
        for ((column, slots), cell) in self.columns.iter().zip(&row.cells).zip(cells) {
            let part = slots.iter().filter(|slot| slot.bottom() > from && slot.bottom() <= to);
            draw_slots(&mut fragment, part, column, Mark::Node(*cell), from);
        }
        let height = to - from;
        hairline(&mut fragment, At { x: self.place.x, y: height, width: self.place.width });
        fragment.height = height;
        fragment
    }
}

fn draw_slots<'a>(
    fragment: &mut Fragment,
    slots: impl Iterator<Item = &'a Slot>,
    column: &PlacedColumn,
    mark: Mark,
    from: f32,
) {
    let mut slots = slots.peekable();
    if slots.peek().is_none() {
        return;
    }
    fragment.begin(mark);
    for slot in slots {
        let at = At { x: column.x, y: slot.top - from, width: column.width };
        fragment.line(slot.line.clone(), at, slot.ink);
    }
    fragment.end();
}

fn header_cells(structure: &mut Structure, table: NodeId, layout: &TableLayout) -> Vec<NodeId> {
    let head = structure.add(table, Role::TableHead);
    let row = structure.add(head, Role::TableRow);
    layout.columns.iter().map(|_| structure.add(row, Role::TableHeaderCell)).collect()
}

fn row_cells(structure: &mut Structure, body: NodeId, layout: &TableLayout) -> Vec<NodeId> {
    let row = structure.add(body, Role::TableRow);
    layout.columns.iter().map(|_| structure.add(row, Role::TableCell)).collect()
}

fn head_height(layout: &TableLayout) -> f32 {
    layout.header_height + HEADER_GAP
}

fn height_of(cells: &[Vec<Slot>]) -> f32 {
    cells.iter().flatten().map(Slot::bottom).fold(0.0, f32::max)
}

fn cell_ink(size: f32, align: Align) -> Ink {
    let ink = BODY.size(size).align(align);
    if align == Align::End { ink.tabular() } else { ink }
}

fn row_layout(
    shaper: &mut Shaper,
    row: &Row,
    columns: &[PlacedColumn],
    body: BodyType,
) -> RowLayout {
    let cells: Vec<Vec<Slot>> = row
        .cells
        .iter()
        .zip(columns)
        .map(|(cell, column)| cell_slots(shaper, cell, column, body))
        .collect();
    RowLayout { height: height_of(&cells) + body.row_padding, cells }
}

fn cell_slots(
    shaper: &mut Shaper,
    cell: &Cell,
    column: &PlacedColumn,
    body: BodyType,
) -> Vec<Slot> {
    let size = body.size;
    let mut slots = Vec::new();
    let detail = DETAIL.size(DETAIL.size.min(size)).align(column.align);
    push_lines(shaper, &mut slots, &cell.text, column, cell_ink(size, column.align));
    for text in &cell.details {
        push_lines(shaper, &mut slots, text, column, detail);
    }
    for slot in &mut slots {
        slot.top += body.row_padding;
    }
    slots
}

fn push_lines(
    shaper: &mut Shaper,
    slots: &mut Vec<Slot>,
    text: &str,
    column: &PlacedColumn,
    ink: Ink,
) {
    let ink = ink.align(column.align);
    let mut top = slots.last().map_or(0.0, Slot::bottom);
    for line in break_lines(shaper, text, ink.style, column.width / ink.size) {
        slots.push(Slot { line, top, ink });
        top += ink.line_height();
    }
}

/// What stands in place of the rows: the table's own words, in its widest column.
fn empty_row(
    shaper: &mut Shaper,
    table: &Table,
    columns: &[PlacedColumn],
    body: BodyType,
) -> RowLayout {
    let widest = (0..columns.len())
        .max_by(|a, b| columns[*a].width.total_cmp(&columns[*b].width))
        .unwrap_or(0);
    let mut cells: Vec<Vec<Slot>> = columns.iter().map(|_| Vec::new()).collect();
    if let Some(column) = columns.get(widest) {
        let text = Cell::new(table.empty_text.clone());
        cells[widest] = cell_slots(shaper, &text, column, body);
        for slot in &mut cells[widest] {
            slot.ink = slot.ink.color(MUTED);
        }
    }
    RowLayout { height: height_of(&cells) + body.row_padding, cells }
}

/// The type size and each column's width; gaps between columns come on top.
fn column_widths(shaper: &mut Shaper, table: &Table, width: f32, max_size: f32) -> (f32, Vec<f32>) {
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
