//! The view model of a paper document: what is printed, in which order, already in the reader's
//! language.
//!
//! Owns the shape of a page's content. Does not own wording, money or dates: every text arrives
//! localised and formatted, so one model serves invoice, credit note, receipt and statement alike.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One document, ready to be laid out. Equal values render to equal bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaperDocument {
    /// Identifies the document among all documents of the installation; becomes the PDF's `/ID`.
    pub document_id: String,
    /// What it is, as the heading says it: "Invoice", "Credit note".
    pub title: String,
    /// The legal number, printed beside the title.
    pub number: String,
    /// BCP 47 tag of the text, e.g. `de-AT`; chooses letter forms and what a screen reader speaks.
    pub language: String,
    pub direction: PageDirection,
    pub paper: PaperSize,
    /// Date of the document. Every date inside the file is taken from it, never from a clock.
    pub dated_on: Date,
    pub brand: Brand,
    pub seller: Party,
    pub buyer: Party,
    /// Further parties in a third column, e.g. a delivery address.
    pub other_parties: Vec<Party>,
    /// The figures a reader looks for first: amount due, due date, where to pay.
    pub headline: Option<Headline>,
    /// Issue date, due date, billing period, purchase order, related invoice …
    pub facts: Vec<Fact>,
    pub lines: Table,
    /// Tax per category and rate.
    pub tax: Option<Table>,
    pub totals: Vec<Total>,
    pub payment: Option<PaymentBox>,
    pub notes: Vec<Note>,
    /// The seller's legal footer, printed on every page.
    pub footer: Vec<String>,
    /// `Page {page} of {pages}`, in the document's language.
    pub page_label: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageDirection {
    LeftToRight,
    /// The whole page is mirrored: first column at the right, amounts at the left.
    RightToLeft,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PaperSize {
    A4,
    Letter,
}

impl PaperSize {
    /// Width and height in points (1/72 inch).
    pub fn points(self) -> (f32, f32) {
        match self {
            PaperSize::A4 => (595.28, 841.89),
            PaperSize::Letter => (612.0, 792.0),
        }
    }
}

/// An sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rgb(pub u8, pub u8, pub u8);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Brand {
    /// The one accent of the page. Text in this colour is darkened until it can be read on white.
    pub color: Rgb,
    /// What the seller is known by: stands beside the mark.
    pub name: String,
    /// Without a logo the initials of the name are drawn in the brand colour.
    pub logo: Option<Picture>,
    /// What a screen reader says in place of the mark.
    pub logo_alt: String,
}

/// A picture without transparency, as a PDF carries it; made by `documents::logo`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    pub width_px: u32,
    pub height_px: u32,
    /// Rows of RGB, 8 bits a channel, filtered as in a PNG and deflated.
    pub deflated: Vec<u8>,
}

/// One filled area; several outlines make holes (non-zero winding).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shape {
    pub color: Rgb,
    pub outlines: Vec<Outline>,
}

/// A closed path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    pub start: (f32, f32),
    pub segments: Vec<Segment>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Segment {
    Line((f32, f32)),
    /// Cubic Bézier curve: two control points and the end.
    Curve((f32, f32), (f32, f32), (f32, f32)),
}

/// Seller, buyer or another party.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Party {
    /// Heading over the block: "From", "Bill to".
    pub label: String,
    pub name: String,
    pub address: Vec<String>,
    /// Registration numbers with their names: "VAT ID DE123456789".
    pub tax_ids: Vec<String>,
    pub email: Option<String>,
}

/// A name and its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    pub label: String,
    pub value: String,
}

impl Fact {
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Fact { label: label.into(), value: value.into() }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headline {
    pub label: String,
    /// Printed large: the amount with its currency.
    pub value: String,
    /// Below the value: "Due 20 December 2026".
    pub detail: Option<String>,
    pub link: Option<Link>,
}

/// A clickable text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub text: String,
    pub url: String,
    /// What a screen reader says for the link.
    pub alt: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Table {
    /// Printed above the table; the lines of an invoice need none.
    pub heading: Option<String>,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// Printed in place of the rows when there are none.
    pub empty_text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub label: String,
    pub align: Align,
    pub width: ColumnWidth,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Align {
    /// Where reading begins: left, or right on a right-to-left page.
    Start,
    End,
    Center,
}

/// How a column gets its width.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColumnWidth {
    /// As wide as its widest cell.
    Content,
    /// This share of what the others leave, relative to the other `Share` columns.
    Share(u16),
}

/// One row; it has as many cells as the table has columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub cells: Vec<Cell>,
}

#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cell {
    pub text: String,
    /// Smaller lines below: article number, service period, discount.
    pub details: Vec<String>,
}

impl Cell {
    pub fn new(text: impl Into<String>) -> Self {
        Cell { text: text.into(), details: Vec::new() }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    pub label: String,
    pub value: String,
    pub emphasis: Emphasis,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Emphasis {
    Normal,
    /// A sum within the totals, e.g. the total before payments.
    Strong,
    /// What is to be paid or credited.
    Grand,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentBox {
    pub heading: String,
    /// Bank, IBAN, BIC, reference …
    pub facts: Vec<Fact>,
    pub link: Option<Link>,
    pub qr: Option<Qr>,
}

/// A QR code with the words beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qr {
    /// What the code contains: a payment page's address or an EPC transfer.
    pub payload: String,
    pub caption: String,
    pub alt: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub heading: Option<String>,
    pub text: String,
}
