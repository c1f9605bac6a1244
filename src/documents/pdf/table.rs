//! Tables: column widths from their content, rows that break across pages, a header on each page.
//!
//! Nothing ever leaves its column: figures get the room they need first, then the type gets
//! smaller, then text wraps.

use super::columns::column_widths;
use super::layout::{At, Flow, Fragment, Mark, NodeId, Role, Structure, hairline};
use super::lines::{Line, break_lines};
use super::text::Shaper;
use super::theme::{BODY, COLUMN_LABEL, DETAIL, INK, Ink, MUTED, RULE};
use crate::documents::model::{Align, Cell, Row, Table};

pub(super) const COLUMN_GAP: f32 = 14.0;
const HEADER_GAP: f32 = 5.0;
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

    /// Fills pages, beginning with `heading`. The last row stays on one page with what follows, `tail_height` high, where
    /// that is possible.
    pub fn flow(&self, flow: &mut Flow, parent: NodeId, heading: Fragment, tail_height: f32) {
        if self.columns.is_empty() {
            return;
        }
        let table = flow.structure.add(parent, Role::Table);
        let header = header_cells(&mut flow.structure, table, self);
        let body = flow.structure.add(table, Role::TableBody);
        let fresh_room = flow.page_room() - head_height(self);
        let first_row = self.rows.first().map_or(0.0, |row| row.height);
        let mut head = heading;
        head.append(self.header_fragment(Some(&header)), head.height);
        if head.height + first_row.min(flow.page_room() / 2.0) > flow.room() && !flow.is_at_top() {
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
        let (mut from, mut is_fresh) = (0.0, false);
        while from < row.height {
            let reach = from + flow.room() - self.row_padding;
            let bottoms = || row.cells.iter().flatten().map(Slot::bottom);
            let to = bottoms().filter(|bottom| *bottom <= reach).fold(from, f32::max);
            let is_last = bottoms().all(|bottom| bottom <= to);
            // A page that cannot hold one line takes what is left: better than no end.
            let to = if is_last || (is_fresh && to <= from) { row.height } else { to };
            if to > from {
                flow.place(self.row_fragment(row, cells, from, to), 0.0);
                from = to;
            }
            if from < row.height {
                self.continue_on_new_page(flow);
                is_fresh = true;
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

pub(super) fn cell_ink(size: f32, align: Align) -> Ink {
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

#[cfg(test)]
mod tests {
    use super::{Place, TableLayout};
    use crate::documents::pdf::text::Shaper;
    use crate::documents::{model::Table, samples};

    const PLACE: Place = Place { x: 50.0, width: 490.0, row_padding_em: 0.5 };

    fn assert_inside_columns(table: &Table) {
        let layout = TableLayout::measure(&mut Shaper::default(), table, PLACE, 9.0);
        let right = layout.columns.last().map_or(0.0, |column| column.x + column.width);
        assert!(right <= PLACE.x + PLACE.width + 0.1, "columns end at {right}");
        let rows = layout.rows.iter().map(|row| &row.cells).chain([&layout.header]);
        for (column, slots) in rows.flat_map(|cells| layout.columns.iter().zip(cells)) {
            for slot in slots {
                let width = slot.line.width * slot.ink.size;
                assert!(
                    width <= column.width + 0.1,
                    "{width} in {}: {}",
                    column.width,
                    slot.line.text
                );
            }
        }
    }

    #[test]
    fn no_text_is_wider_than_its_column() {
        assert_inside_columns(&samples::invoice().lines);
        assert_inside_columns(&samples::special::many_scripts().lines);
        assert_inside_columns(&samples::special::overfull().lines);
    }

    #[test]
    fn amounts_of_forty_digits_wrap_inside_their_column() {
        let mut table = samples::invoice().lines;
        for cell in &mut table.rows[0].cells {
            cell.text = "9".repeat(40);
        }
        assert_inside_columns(&table);
    }

    #[test]
    fn amounts_of_twelve_digits_stay_on_one_line() {
        let layout = TableLayout::measure(
            &mut Shaper::default(),
            &samples::special::overfull().lines,
            PLACE,
            9.0,
        );
        assert!(layout.rows.iter().all(|row| row.cells[4].len() == 1));
    }

    #[test]
    fn a_table_without_sharing_column_fills_its_width() {
        let mut table = samples::invoice().lines;
        table.columns[0].width = crate::documents::model::ColumnWidth::Content;
        let layout = TableLayout::measure(&mut Shaper::default(), &table, PLACE, 9.0);
        let last = layout.columns.last().unwrap();
        assert!((last.x + last.width - 540.0).abs() < 0.1);
    }
}
