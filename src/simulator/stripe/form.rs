//! Stripe's request encoding: form bodies and queries whose keys nest with brackets
//! (`card[number]`, `expand[]`). Owns the decoding into a tree; reading typed parameters out of it
//! is `fields`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Stripe refuses deeper keys; without a bound a hostile key could exhaust the stack.
const MAX_DEPTH: usize = 12;

/// One parameter: a text, or named children. A list is a branch whose names are its indexes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Node {
    Leaf(String),
    Branch(Tree),
}

pub type Tree = BTreeMap<String, Node>;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    #[error("the key {0} has unbalanced brackets or nests too deep")]
    Key(String),
    #[error("the key {0} is given both as a value and as a hash")]
    Conflict(String),
}

/// The tree of an urlencoded text. The last of two equal keys wins, as at Stripe.
///
/// # Errors
/// `Key` when brackets do not match, `Conflict` when a key is both a value and a parent.
pub fn decode(encoded: &str) -> Result<Tree, FormError> {
    let mut tree = Tree::new();
    for (key, value) in url::form_urlencoded::parse(encoded.as_bytes()) {
        let path = split_key(&key)?;
        insert(&mut tree, &path, value.into_owned(), &key)?;
    }
    Ok(tree)
}

fn split_key(key: &str) -> Result<Vec<&str>, FormError> {
    let wrong = || FormError::Key(key.to_owned());
    let Some((first, mut rest)) = key.split_once('[') else { return Ok(vec![key]) };
    let mut path = vec![first];
    loop {
        let (part, after) = rest.split_once(']').ok_or_else(wrong)?;
        path.push(part);
        if path.len() > MAX_DEPTH {
            return Err(wrong());
        }
        match after.strip_prefix('[') {
            Some(next) => rest = next,
            None if after.is_empty() => return Ok(path),
            None => return Err(wrong()),
        }
    }
}

fn insert(tree: &mut Tree, path: &[&str], value: String, key: &str) -> Result<(), FormError> {
    let conflict = || FormError::Conflict(key.to_owned());
    let (name, rest) = path.split_first().ok_or_else(conflict)?;
    // `a[]` takes the next free index.
    let name = if name.is_empty() { tree.len().to_string() } else { (*name).to_owned() };
    if rest.is_empty() {
        if matches!(tree.get(&name), Some(Node::Branch(_))) {
            return Err(conflict());
        }
        tree.insert(name, Node::Leaf(value));
        return Ok(());
    }
    // `a[][x]=1&a[][y]=2` builds one element until a name repeats, as Rack and Stripe do.
    let name = match path {
        ["", child, ..] if !child.is_empty() => index_without(tree, child),
        _ => name,
    };
    match tree.entry(name).or_insert_with(|| Node::Branch(Tree::new())) {
        Node::Branch(children) => insert(children, rest, value, key),
        Node::Leaf(_) => Err(conflict()),
    }
}

fn index_without(tree: &Tree, child: &str) -> String {
    let last = tree.len().saturating_sub(1).to_string();
    match tree.get(&last) {
        Some(Node::Branch(children)) if !children.contains_key(child) => last,
        _ => tree.len().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(text: &str) -> Node {
        Node::Leaf(text.to_owned())
    }

    #[test]
    fn brackets_nest_and_empty_brackets_count_up() {
        let tree = decode("a=1&card%5Bnumber%5D=42&expand[]=x&expand[]=y&d[0][q]=7").unwrap();
        assert_eq!(tree["a"], leaf("1"));
        assert_eq!(tree["card"], Node::Branch([("number".to_owned(), leaf("42"))].into()));
        let list = [("0".to_owned(), leaf("x")), ("1".to_owned(), leaf("y"))];
        assert_eq!(tree["expand"], Node::Branch(list.into()));
        let inner = Node::Branch([("q".to_owned(), leaf("7"))].into());
        assert_eq!(tree["d"], Node::Branch([("0".to_owned(), inner)].into()));
    }

    #[test]
    fn elements_of_a_list_of_hashes_end_where_a_name_repeats() {
        let tree = decode("i[][price]=a&i[][quantity]=1&i[][price]=b").unwrap();
        let Node::Branch(items) = &tree["i"] else { panic!("a list") };
        assert_eq!(items.len(), 2);
        let second = Node::Branch([("price".to_owned(), leaf("b"))].into());
        assert_eq!(items["1"], second);
    }

    #[test]
    fn a_key_that_is_value_and_parent_at_once_is_refused() {
        assert_eq!(decode("a=1&a[b]=2"), Err(FormError::Conflict("a[b]".to_owned())));
        assert_eq!(decode("a[b=2"), Err(FormError::Key("a[b".to_owned())));
        assert!(decode(&format!("a{}=1", "[b]".repeat(4000))).is_err());
    }
}
