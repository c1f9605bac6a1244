//! What can go wrong between the product and its database, as facts the callers can act on.
//! Owns the reading of SQLSTATEs and constraint names; nobody else looks at them.

/// A failed database operation. No variant carries text meant for a browser.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The row is not there, or belongs to another tenant: callers cannot tell, and must not.
    #[error("no such row")]
    NotFound,
    /// A named constraint refused the write. The name is part of the code.
    #[error("refused by constraint {constraint}")]
    Refused { constraint: String },
    /// Another transaction was in the way; trying again can help.
    #[error("a concurrent transaction was in the way")]
    Conflict,
    /// No connection in time, or it broke; trying again later can help.
    #[error("the database cannot be reached: {0}")]
    Unavailable(sqlx::Error),
    /// A stored value does not read as its domain type: a defect or foreign hands.
    #[error("stored {column} does not read: {value}")]
    Corrupt { column: &'static str, value: String },
    #[error(transparent)]
    Sql(sqlx::Error),
}

impl StoreError {
    /// Whether this is the refusal of the constraint called `name`.
    #[must_use]
    pub fn is_refusal_of(&self, name: &str) -> bool {
        matches!(self, Self::Refused { constraint } if constraint == name)
    }

    /// Whether the same operation can succeed when tried again.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Conflict | Self::Unavailable(_))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unavailable(error),
            sqlx::Error::Database(database) => {
                let code = database.code().unwrap_or_default();
                match (&*code, database.constraint()) {
                    // 40001 serialization_failure, 40P01 deadlock_detected, 55P03 lock_not_available
                    ("40001" | "40P01" | "55P03", _) => Self::Conflict,
                    // Class 23: integrity constraint violation.
                    (_, Some(constraint)) if code.starts_with("23") => {
                        Self::Refused { constraint: constraint.to_owned() }
                    }
                    // 57P01..03: the server is going down or coming up.
                    ("57P01" | "57P02" | "57P03", _) => Self::Unavailable(error),
                    _ => Self::Sql(error),
                }
            }
            _ => Self::Sql(error),
        }
    }
}
