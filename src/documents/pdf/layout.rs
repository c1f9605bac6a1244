//! What a back end draws: pages of commands and the structure tree behind them. No PDF library
//! appears here.
//!
//! Lengths are points, y grows downwards from the page's top. While composing, x is measured from
//! the side where reading begins; [`Flow::finish`] mirrors right-to-left pages in one place.

use std::rc::Rc;

use qrcodegen::QrCode;

use super::lines::{Line, break_lines};
use super::text::Shaper;
use super::theme::{Ink, LINE};
use crate::documents::model::{Align, PageDirection, Rgb, Shape};

#[derive(Clone)]
pub enum Command {
    /// `x` is the line's left edge, `y` its baseline.
    Text {
        x: f32,
        y: f32,
        size: f32,
        color: Rgb,
        line: Line,
    },
    Rect {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        color: Rgb,
    },
    /// Filled shapes, scaled; `width` is what they take on the page.
    Shapes {
        x: f32,
        y: f32,
        width: f32,
        scale: f32,
        shapes: Rc<Vec<Shape>>,
    },
    /// The document's logo.
    Logo {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
    },
    Qr {
        x: f32,
        y: f32,
        size: f32,
        code: Rc<QrCode>,
    },
    Link {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        url: Rc<str>,
        alt: Rc<str>,
        node: NodeId,
    },
    /// What follows is content of this node.
    Begin(NodeId),
    /// What follows is decoration, a repeated header or a footer.
    Artifact,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeId(pub usize);

/// Standard structure types of PDF 1.7 (ISO 32000-1, 14.8.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Document,
    Section,
    H1,
    H2,
    Paragraph,
    Figure,
    Table,
    TableHead,
    TableBody,
    TableRow,
    TableHeaderCell,
    TableCell,
    Link,
}

#[derive(Debug)]
pub struct Node {
    pub role: Role,
    pub alt: Option<Rc<str>>,
    pub parent: Option<NodeId>,
    pub children: Vec<NodeId>,
}

/// Reading order: a depth-first walk of the nodes.
#[derive(Debug)]
pub struct Structure {
    pub nodes: Vec<Node>,
}

impl Structure {
    pub const ROOT: NodeId = NodeId(0);

    fn new() -> Self {
        let root = Node { role: Role::Document, alt: None, parent: None, children: Vec::new() };
        Structure { nodes: vec![root] }
    }

    pub fn add(&mut self, parent: NodeId, role: Role) -> NodeId {
        let id = NodeId(self.nodes.len());
        self.nodes.push(Node { role, alt: None, parent: Some(parent), children: Vec::new() });
        self.nodes[parent.0].children.push(id);
        id
    }

    pub fn add_with_alt(&mut self, parent: NodeId, role: Role, alt: &str) -> NodeId {
        let id = self.add(parent, role);
        self.nodes[id.0].alt = Some(Rc::from(alt));
        id
    }
}

/// A finished layout.
pub struct DisplayList {
    pub width: f32,
    pub height: f32,
    pub pages: Vec<Vec<Command>>,
    pub structure: Structure,
}

/// Whose content a text is.
#[derive(Clone, Copy, Debug)]
pub enum Mark {
    Node(NodeId),
    Artifact,
}

/// Where a text stands: its box's start edge, top and width.
#[derive(Clone, Copy, Debug)]
pub struct At {
    pub x: f32,
    pub y: f32,
    pub width: f32,
}

/// Commands that stay together; y counts from the fragment's own top.
#[derive(Clone, Default)]
pub struct Fragment {
    pub commands: Vec<Command>,
    pub height: f32,
}

impl Fragment {
    /// Draws wrapped text and returns the y below it.
    pub fn text(&mut self, shaper: &mut Shaper, mark: Mark, text: &str, at: At, ink: Ink) -> f32 {
        let lines = break_lines(shaper, text, ink.style, at.width / ink.size);
        if lines.is_empty() {
            return at.y;
        }
        self.begin(mark);
        let mut y = at.y;
        for line in lines {
            self.line(line, At { y, ..at }, ink);
            y += ink.line_height();
        }
        self.end();
        y
    }

    /// One line, aligned in its box; `at.y` is the line's top. Begin and end are the caller's.
    pub fn line(&mut self, line: Line, at: At, ink: Ink) {
        let spare = at.width - line.width * ink.size;
        let x = match ink.align {
            Align::Start => at.x,
            Align::End => at.x + spare,
            Align::Center => at.x + spare / 2.0,
        };
        let y = at.y + ink.baseline();
        self.height = self.height.max(at.y + ink.line_height());
        self.commands.push(Command::Text { x, y, size: ink.size, color: ink.color, line });
    }

    pub fn begin(&mut self, mark: Mark) {
        self.commands.push(match mark {
            Mark::Node(node) => Command::Begin(node),
            Mark::Artifact => Command::Artifact,
        });
    }

    pub fn end(&mut self) {
        self.commands.push(Command::End);
    }

    /// A horizontal line whose middle is at `at.y`.
    pub fn rule(&mut self, at: At, thickness: f32, color: Rgb) {
        self.begin(Mark::Artifact);
        self.commands.push(Command::Rect {
            x: at.x,
            y: at.y - thickness / 2.0,
            width: at.width,
            height: thickness,
            color,
        });
        self.end();
        self.height = self.height.max(at.y);
    }

    /// Makes the box of `height` clickable.
    pub fn link(&mut self, at: At, height: f32, url: &str, alt: &str, node: NodeId) {
        let (url, alt) = (Rc::from(url), Rc::from(alt));
        self.commands.push(Command::Link {
            x: at.x,
            y: at.y,
            width: at.width,
            height,
            url,
            alt,
            node,
        });
    }

    /// Adds `other`, its top at `y`.
    pub fn append(&mut self, other: Fragment, y: f32) {
        self.height = self.height.max(y + other.height);
        self.commands.extend(other.commands.into_iter().map(|command| moved(command, y)));
    }
}

/// The pages being filled, from top to bottom.
pub struct Flow {
    pub structure: Structure,
    pages: Vec<Vec<Command>>,
    width: f32,
    height: f32,
    direction: PageDirection,
    /// Drawn at the top of every page but the first.
    running_head: Fragment,
    head_y: f32,
    /// Where content begins on every page but the first, and ends on all.
    top: f32,
    bottom: f32,
    /// Where this page's content began.
    page_top: f32,
    y: f32,
}

impl Flow {
    pub fn new(size: (f32, f32), direction: PageDirection, first_top: f32) -> Flow {
        Flow {
            structure: Structure::new(),
            pages: vec![Vec::new()],
            width: size.0,
            height: size.1,
            direction,
            running_head: Fragment::default(),
            head_y: first_top,
            top: first_top,
            bottom: size.1,
            page_top: first_top,
            y: first_top,
        }
    }

    /// Reserves the head of the following pages, at `head_y`, and the foot of all, from `bottom`
    /// on.
    pub fn reserve(&mut self, running_head: Fragment, head_y: f32, gap: f32, bottom: f32) {
        self.head_y = head_y;
        self.top = head_y + running_head.height + gap;
        self.running_head = running_head;
        self.bottom = bottom;
    }

    /// What is left of the page.
    pub fn room(&self) -> f32 {
        self.bottom - self.y
    }

    /// What a whole page after the first holds.
    pub fn page_room(&self) -> f32 {
        self.bottom - self.top
    }

    pub fn new_page(&mut self) {
        self.pages.push(Vec::new());
        self.put(self.running_head.clone(), self.head_y);
        self.page_top = self.top;
        self.y = self.top;
    }

    /// Places `fragment` below what is there, on a new page if it does not fit.
    pub fn place(&mut self, fragment: Fragment, gap: f32) {
        let gap = if self.is_at_top() { 0.0 } else { gap };
        if gap + fragment.height > self.room() && !self.is_at_top() {
            self.new_page();
            return self.place(fragment, 0.0);
        }
        let y = self.y + gap;
        self.y = y + fragment.height;
        self.put(fragment, y);
    }

    /// Leaves room, unless the page is still empty.
    pub fn skip(&mut self, gap: f32) {
        if !self.is_at_top() {
            self.y += gap;
        }
    }

    pub fn is_at_top(&self) -> bool {
        self.y <= self.page_top
    }

    pub fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// Draws on page `index` (from 0) at an absolute y.
    pub fn put_on(&mut self, index: usize, fragment: Fragment, y: f32) {
        let commands = fragment.commands.into_iter().map(|command| moved(command, y));
        self.pages[index].extend(commands);
    }

    fn put(&mut self, fragment: Fragment, y: f32) {
        let last = self.pages.len() - 1;
        self.put_on(last, fragment, y);
    }

    pub fn finish(mut self) -> DisplayList {
        if self.direction == PageDirection::RightToLeft {
            for command in self.pages.iter_mut().flatten() {
                mirror(command, self.width);
            }
        }
        DisplayList {
            width: self.width,
            height: self.height,
            pages: self.pages,
            structure: self.structure,
        }
    }
}

/// A hairline across `at`.
pub fn hairline(fragment: &mut Fragment, at: At) {
    fragment.rule(at, super::theme::HAIRLINE, LINE);
}

fn moved(mut command: Command, by_y: f32) -> Command {
    match &mut command {
        Command::Text { y, .. }
        | Command::Rect { y, .. }
        | Command::Shapes { y, .. }
        | Command::Logo { y, .. }
        | Command::Qr { y, .. }
        | Command::Link { y, .. } => *y += by_y,
        Command::Begin(_) | Command::Artifact | Command::End => {}
    }
    command
}

fn mirror(command: &mut Command, page_width: f32) {
    let (x, width) = match command {
        Command::Text { x, size, line, .. } => (x, line.width * *size),
        Command::Rect { x, width, .. }
        | Command::Shapes { x, width, .. }
        | Command::Logo { x, width, .. }
        | Command::Link { x, width, .. } => (x, *width),
        Command::Qr { x, size, .. } => (x, *size),
        Command::Begin(_) | Command::Artifact | Command::End => return,
    };
    *x = page_width - *x - width;
}
