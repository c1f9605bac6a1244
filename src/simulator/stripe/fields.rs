//! Typed reading of request parameters. Every read takes its parameter out; what is left when the
//! endpoint calls `finish` is a parameter Stripe does not know, and the request is refused.

use super::error::ApiError;
use super::form::{Node, Tree};
use super::list::Filters;
use super::store::or_null;
use serde_json::{Map, Value, json};

#[derive(Debug, Clone, Default)]
pub struct Fields {
    /// Name of the parent, for error messages: `card` of `card[number]`.
    prefix: String,
    tree: Tree,
}

impl Fields {
    pub fn new(tree: Tree) -> Self {
        Self { prefix: String::new(), tree }
    }

    /// Adds a parameter, as if a client had sent it; `None` adds nothing.
    pub fn set(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.tree.insert(name.to_owned(), Node::Leaf(value.to_owned()));
        }
    }

    /// Adds a parameter below another.
    pub fn set_in(&mut self, parent: &str, name: &str, value: &str) {
        let branch =
            self.tree.entry(parent.to_owned()).or_insert_with(|| Node::Branch(Tree::new()));
        if let Node::Branch(children) = branch {
            children.insert(name.to_owned(), Node::Leaf(value.to_owned()));
        }
    }

    /// The parameter's full name as a client wrote it.
    pub fn path(&self, name: &str) -> String {
        if self.prefix.is_empty() { name.to_owned() } else { format!("{}[{name}]", self.prefix) }
    }

    pub fn has(&self, name: &str) -> bool {
        self.tree.contains_key(name)
    }

    /// Whether the parameter was given as one value, not as a hash.
    pub fn is_leaf(&self, name: &str) -> bool {
        matches!(self.tree.get(name), Some(Node::Leaf(_)))
    }

    /// Names that were given, in order of the alphabet.
    pub fn names(&self) -> Vec<String> {
        self.tree.keys().cloned().collect()
    }

    /// Takes a parameter out without looking at it: one that Stripe knows and this simulator does
    /// not need.
    pub fn ignore(&mut self, names: &[&str]) {
        for name in names {
            self.tree.remove(*name);
        }
    }

    /// The text; an empty text is Stripe's way to unset a value.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, ApiError> {
        match self.tree.remove(name) {
            None => Ok(None),
            Some(Node::Leaf(text)) => Ok(Some(text)),
            Some(Node::Branch(_)) => {
                Err(self.wrong(name, "parameter_invalid_string", "Invalid string"))
            }
        }
    }

    pub fn required_text(&mut self, name: &str) -> Result<String, ApiError> {
        match self.text(name)? {
            Some(text) if text.is_empty() => Err(self.wrong(
                name,
                "parameter_invalid_empty",
                "You passed an empty string. We assume empty values are an attempt to unset a parameter; however this \
                 parameter cannot be unset. You should remove it from your request or supply a non-empty value",
            )),
            Some(text) => Ok(text),
            None => Err(self.missing(name)),
        }
    }

    pub fn missing(&self, name: &str) -> ApiError {
        let path = self.path(name);
        ApiError::parameter("parameter_missing", &path, format!("Missing required param: {path}."))
    }

    pub fn integer(&mut self, name: &str) -> Result<Option<i64>, ApiError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let problem = format!("Invalid integer: {text}");
        text.parse().map(Some).map_err(|_| self.wrong(name, "parameter_invalid_integer", &problem))
    }

    pub fn boolean(&mut self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.text(name)?.as_deref() {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(other) => {
                let problem = format!("Invalid boolean: {other}");
                Err(self.wrong(name, "parameter_invalid_boolean", &problem))
            }
        }
    }

    pub fn choice(&mut self, name: &str, allowed: &[&str]) -> Result<Option<String>, ApiError> {
        match self.text(name)? {
            Some(text) if !allowed.contains(&text.as_str()) => {
                let problem =
                    format!("Invalid {}: must be one of {}", self.path(name), words(allowed));
                Err(self.wrong(name, "parameter_invalid_enum", &problem))
            }
            other => Ok(other),
        }
    }

    /// The parameters below `name`; none and `name=` are both `None`.
    pub fn branch(&mut self, name: &str) -> Result<Option<Fields>, ApiError> {
        match self.tree.remove(name) {
            None => Ok(None),
            Some(Node::Leaf(text)) if text.is_empty() => Ok(None),
            Some(Node::Leaf(_)) => {
                Err(self.wrong(name, "parameter_invalid_object", "Invalid object"))
            }
            Some(Node::Branch(tree)) => Ok(Some(Fields { prefix: self.path(name), tree })),
        }
    }

    /// A list of texts, given as `name[]` or `name[0]`.
    pub fn texts(&mut self, name: &str) -> Result<Option<Vec<String>>, ApiError> {
        let Some(mut list) = self.branch(name)? else { return Ok(None) };
        let names = list.indexes();
        names.iter().map(|index| list.required_text(index)).collect::<Result<_, _>>().map(Some)
    }

    /// A list of objects.
    pub fn branches(&mut self, name: &str) -> Result<Vec<Fields>, ApiError> {
        let Some(mut list) = self.branch(name)? else { return Ok(Vec::new()) };
        let names = list.indexes();
        let items: Result<Vec<_>, _> = names.iter().map(|index| list.branch(index)).collect();
        Ok(items?.into_iter().flatten().collect())
    }

    /// `10` comes after `9`.
    fn indexes(&self) -> Vec<String> {
        let mut names = self.names();
        names.sort_by_key(|name| name.parse::<u64>().unwrap_or(u64::MAX));
        names
    }

    /// Sets those of `names` that were given, as texts.
    pub fn copy_texts(&mut self, object: &mut Value, names: &[&str]) -> Result<(), ApiError> {
        for name in names {
            if let Some(text) = self.text(name)? {
                object[*name] = or_null(&text);
            }
        }
        Ok(())
    }

    /// Adds, changes and (by empty values) removes entries, as Stripe does; `metadata=` removes
    /// them all.
    pub fn merge_metadata(&mut self, object: &mut Value) -> Result<(), ApiError> {
        if self.tree.get("metadata") == Some(&Node::Leaf(String::new())) {
            object["metadata"] = json!({});
        }
        let Some(mut given) = self.branch("metadata")? else { return Ok(()) };
        let mut metadata = object["metadata"].as_object().cloned().unwrap_or_default();
        for name in given.names() {
            match given.text(&name)? {
                Some(text) if text.is_empty() => metadata.remove(&name),
                text => metadata.insert(name, json!(text)),
            };
        }
        object["metadata"] = Value::Object(metadata);
        Ok(())
    }

    /// Those of `names` that were given, to filter a list by.
    pub fn filters(&mut self, names: &[&str]) -> Result<Filters, ApiError> {
        let mut wanted = Vec::new();
        for name in names {
            if let Some(text) = self.text(name)? {
                wanted.push(((*name).to_owned(), text));
            }
        }
        Ok(Filters(wanted))
    }

    /// The parameters below `name` as they came, for what is only echoed (`shipping`,
    /// `customer_acceptance`).
    pub fn echo(&mut self, name: &str) -> Result<Option<Value>, ApiError> {
        Ok(self.branch(name)?.map(|given| plain(&given.tree)))
    }

    /// Refuses what nobody took.
    ///
    /// # Errors
    /// `parameter_unknown`, naming the parameters.
    pub fn finish(&self) -> Result<(), ApiError> {
        let mut unknown = Vec::new();
        for (name, node) in &self.tree {
            leaves(&self.path(name), node, &mut unknown);
        }
        let Some(first) = unknown.first() else { return Ok(()) };
        let plural = if unknown.len() == 1 { "" } else { "s" };
        let message = format!("Received unknown parameter{plural}: {}", unknown.join(", "));
        Err(ApiError::parameter("parameter_unknown", first, message))
    }

    pub fn wrong(&self, name: &str, code: &str, problem: &str) -> ApiError {
        ApiError::parameter(code, &self.path(name), problem)
    }
}

fn leaves(path: &str, node: &Node, found: &mut Vec<String>) {
    match node {
        Node::Branch(children) if !children.is_empty() => {
            for (name, child) in children {
                leaves(&format!("{path}[{name}]"), child, found);
            }
        }
        _ => found.push(path.to_owned()),
    }
}

fn plain(tree: &Tree) -> Value {
    let is_list = !tree.is_empty() && (0..tree.len()).all(|at| tree.contains_key(&at.to_string()));
    let value = |node: &Node| match node {
        Node::Leaf(text) => or_null(text),
        Node::Branch(children) => plain(children),
    };
    if is_list {
        return (0..tree.len()).map(|at| value(&tree[&at.to_string()])).collect();
    }
    Value::Object(
        tree.iter().map(|(name, node)| (name.clone(), value(node))).collect::<Map<_, _>>(),
    )
}

fn words(allowed: &[&str]) -> String {
    match allowed {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first, last] => format!("{first} or {last}"),
        [first @ .., last] => format!("{}, or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::form::decode;
    use super::*;

    fn fields(text: &str) -> Fields {
        Fields::new(decode(text).unwrap())
    }

    #[test]
    fn a_parameter_nobody_reads_is_named_with_its_parents() {
        let mut given = fields("amount=5&automatic_payment_methods[bogus]=true");
        assert_eq!(given.integer("amount").unwrap(), Some(5));
        let error = given.finish().unwrap_err();
        assert_eq!(error.code.as_deref(), Some("parameter_unknown"));
        assert_eq!(error.message, "Received unknown parameter: automatic_payment_methods[bogus]");
        assert!(!error.is_executed);
    }

    #[test]
    fn wrong_values_are_refused_with_their_name() {
        let error = fields("amount=abc").integer("amount").unwrap_err();
        assert_eq!(error.message, "Invalid integer: abc");
        let error =
            fields("card[cvc][x]=1").branch("card").unwrap().unwrap().text("cvc").unwrap_err();
        assert_eq!(error.param.as_deref(), Some("card[cvc]"));
        let error = fields("usage=never").choice("usage", &["a", "b", "c"]).unwrap_err();
        assert_eq!(error.message, "Invalid usage: must be one of a, b, or c");
    }

    #[test]
    fn metadata_is_merged_and_an_empty_value_removes_its_entry() {
        let mut object = json!({"metadata": {"a": "1", "b": "2"}});
        fields("metadata[b]=&metadata[c]=3").merge_metadata(&mut object).unwrap();
        assert_eq!(object["metadata"], json!({"a": "1", "c": "3"}));
        fields("metadata=").merge_metadata(&mut object).unwrap();
        assert_eq!(object["metadata"], json!({}));
    }

    #[test]
    fn eleven_list_items_keep_their_order() {
        let text: String = (0..11).map(|n| format!("a[]={n}&")).collect();
        let expected: Vec<String> = (0..11).map(|n| n.to_string()).collect();
        assert_eq!(fields(&text).texts("a").unwrap(), Some(expected));
    }
}
