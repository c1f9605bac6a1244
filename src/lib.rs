
pub mod documents;
