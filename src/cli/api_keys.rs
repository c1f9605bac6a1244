//! `quittance api-keys`: what systems sign in with.

use super::open::{self, OpenError};
use crate::config::Config;
use crate::flows::api_keys::{self, ApiKeyError, StoredKey};
use crate::store::{Actor, StoreError};
use uuid::Uuid;

/// Make, list and revoke keys of the API.
#[derive(Debug, clap::Subcommand)]
pub enum ApiKeysCommand {
    /// Make a key and print its secret, this once
    Create {
        /// What it is for
        #[arg(long)]
        name: String,
        /// usage:write or usage:read; may be given twice
        #[arg(long = "scope", required = true)]
        scopes: Vec<String>,
    },
    /// List all keys
    List,
    /// Take a key's rights away at once
    Revoke {
        /// Its id, as `list` prints it
        key_id: Uuid,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum ApiKeysCommandError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Key(#[from] ApiKeyError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

const ACTOR: Actor = Actor::System("cli");

pub async fn run(command: ApiKeysCommand, config: Config) -> Result<(), ApiKeysCommandError> {
    open::with_database(&config, async |db| {
        let now = open::clock_of(db).await?.now();
        match command {
            ApiKeysCommand::Create { name, scopes } => {
                let secret = api_keys::create(db, &ACTOR, &name, &scopes, now).await?;
                eprintln!("The secret of {name:?}. It cannot be shown again:");
                println!("{secret}");
            }
            ApiKeysCommand::List => {
                let keys = crate::store::api_keys::all(&mut db.staff_read().await?).await?;
                keys.iter().for_each(|key| println!("{}", line(key)));
            }
            ApiKeysCommand::Revoke { key_id } => {
                api_keys::revoke(db, &ACTOR, key_id, now).await?;
                println!("{key_id} is revoked.");
            }
        }
        Ok(())
    })
    .await
}

fn line(key: &StoredKey) -> String {
    let state = match (key.revoked_at, key.last_used_on) {
        (Some(at), _) => format!("revoked {at:.0}"),
        (None, Some(on)) => format!("last used {on}"),
        (None, None) => "never used".to_owned(),
    };
    format!("{}  {}  {}  {state}", key.key_id, key.name, key.scopes.join(","))
}
