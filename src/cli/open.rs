//! Opening the product: find or start Postgres, make the roles, migrate, connect as the restricted
//! roles, refuse if one of them could step over row-level security.

use super::gateways::{self, GatewaySetupError};
use super::keys::{self, KeysCommandError};
use crate::auth::{Auth, ClientIpSource};
use crate::clock::Clock;
use crate::config::Config;
use crate::flows::documents::stored_file::StoredFiles;
use crate::flows::payments::Till;
use crate::jobs::Work;
use crate::local_postgres::{LocalPostgres, LocalPostgresError, Notice};
use crate::mail::{BounceAddress, MailConfigError, Mailer, SmtpConfig};
use crate::state::{App, Parts};
use crate::store::deployment::{self, Mode};
use crate::store::roles::{self, Role, RolesError};
use crate::store::{Actor, Db, PoolSizes, StoreError, bounces, clock};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::postgres::PgConnectOptions;
use std::path::Path;
use std::sync::Arc;

/// The name of the database in a private cluster.
const LOCAL_DATABASE: &str = "quittance";

/// What begins a certificate in a PEM file.
const PEM_CERTIFICATE: &[u8] = b"-----BEGIN CERTIFICATE-----";

const BOUNCE_KEY_BYTES: usize = 32;

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    LocalPostgres(#[from] LocalPostgresError),
    #[error("DATABASE_URL does not read: {0}")]
    DatabaseUrl(String),
    #[error(
        "there is no deployment in this database yet: start `quittance serve` or `quittance demo` once"
    )]
    NoDeployment,
    #[error(transparent)]
    Roles(#[from] RolesError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Mail(#[from] MailConfigError),
    #[error(transparent)]
    Gateway(#[from] GatewaySetupError),
    #[error(transparent)]
    Keys(#[from] Box<KeysCommandError>),
    #[error("no randomness: {0}")]
    Randomness(getrandom::Error),
}

/// A database server to connect to, and how.
pub struct Server {
    administrator: PgConnectOptions,
    name: String,
    /// From which the passwords of the roles follow; empty where the server trusts its socket.
    secret: Option<String>,
    /// Held so that the private cluster keeps running.
    local: Option<LocalPostgres>,
}

impl Server {
    /// The server of `DATABASE_URL`, or the private cluster, started. What takes a while is said on
    /// standard error.
    pub async fn find(config: &Config) -> Result<Self, OpenError> {
        match &config.database_url {
            Some(url) => Self::at(url),
            None => {
                let home = config.home();
                let start = move || LocalPostgres::start_announced(&home, announce);
                let local = tokio::task::spawn_blocking(start)
                    .await
                    .unwrap_or_else(|panicked| std::panic::resume_unwind(panicked.into_panic()))?;
                Ok(Self {
                    administrator: local.options("postgres", "postgres"),
                    name: LOCAL_DATABASE.into(),
                    secret: None,
                    local: Some(local),
                })
            }
        }
    }

    /// Gives the private cluster back; returns when it has stopped, if nobody else uses it.
    pub async fn stop(self) {
        if let Some(local) = self.local {
            // Joining fails only if stopping panicked, and then there is nothing left to do.
            let _ = tokio::task::spawn_blocking(move || local.stop()).await;
        }
    }

    fn at(url: &str) -> Result<Self, OpenError> {
        let administrator: PgConnectOptions =
            url.parse().map_err(|error: sqlx::Error| OpenError::DatabaseUrl(error.to_string()))?;
        let secret = url::Url::parse(url)
            .ok()
            .and_then(|parsed| parsed.password().map(str::to_owned))
            .or_else(|| std::env::var("PGPASSWORD").ok());
        let name = administrator.get_database().unwrap_or(LOCAL_DATABASE).to_owned();
        Ok(Self { administrator, name, secret, local: None })
    }

    /// How to connect as one of our roles.
    #[must_use]
    pub fn options(&self, role: Role) -> PgConnectOptions {
        let options = self.administrator.clone().username(role.name()).database(&self.name);
        match self.password(role) {
            Some(password) => options.password(&password),
            None => options,
        }
    }

    /// A role's password follows from the administrator's, so that one URL is enough to run.
    fn password(&self, role: Role) -> Option<String> {
        let secret = self.secret.as_ref()?;
        let digest = Sha256::new()
            .chain_update(role.name())
            .chain_update([0])
            .chain_update(secret)
            .finalize();
        Some(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Makes roles and database, and brings the schema up to date.
    pub async fn prepare(&self) -> Result<(), OpenError> {
        // Creating databases is not possible from within one of them that does not exist yet.
        let administrator = self.administrator.clone().database("postgres");
        roles::create(&administrator, &self.name, |role| self.password(role)).await?;
        Ok(roles::migrate(&self.options(Role::Owner)).await?)
    }

    /// Connects as the restricted roles.
    /// # Errors  `Unsafe` when one of them could step over row-level security.
    pub async fn connect(&self) -> Result<Db, OpenError> {
        let db = Db::connect(|role| self.options(role), PoolSizes::default()).await?;
        db.check_restricted().await?;
        Ok(db)
    }
}

/// Runs a command that needs nothing but the database, as the restricted roles, without migrating.
/// Closes the connections and gives the private cluster back, whatever comes of it.
pub async fn with_database<T, E: From<OpenError>>(
    config: &Config,
    command: impl AsyncFnOnce(&Db) -> Result<T, E>,
) -> Result<T, E> {
    let server = Server::find(config).await?;
    let result = match server.connect().await {
        Ok(db) => {
            let result = command(&db).await;
            db.close().await;
            result
        }
        Err(error) => Err(error.into()),
    };
    server.stop().await;
    result
}

/// The deployment's clock as it stands now; a sandbox's may be ahead of the system's.
pub async fn clock_of(db: &Db) -> Result<Clock, OpenError> {
    let clock = Clock::system();
    clock.set_offset_seconds(clock::offset_seconds(db).await?);
    Ok(clock)
}

fn announce(notice: Notice) {
    match notice {
        Notice::InstallsPackage => eprintln!("  Installing PostgreSQL (apt-get) …"),
        Notice::CreatesCluster => eprintln!("  Creating a private PostgreSQL cluster …"),
    }
}

/// The product, ready to serve: migrated, connected. `new_mode` is chosen if the deployment has none.
pub async fn open(config: Config, server: &Server, new_mode: Mode) -> Result<App, OpenError> {
    server.prepare().await?;
    let db = server.connect().await?;
    let now = Clock::system().now();
    let mut tx = db.operator(&Actor::System("setup"), now).await?;
    let mode = deployment::choose(&mut tx, new_mode, now).await?;
    tx.commit().await?;
    assemble(config, db, mode).await
}

/// The product of a database that was opened before, for a command beside a running server.
/// # Errors  `NoDeployment` when it was not.
pub async fn open_existing(config: Config, server: &Server) -> Result<App, OpenError> {
    let db = server.connect().await?;
    let mode = deployment::mode(&db).await?.ok_or(OpenError::NoDeployment)?;
    assemble(config, db, mode).await
}

async fn assemble(config: Config, db: Db, mode: Mode) -> Result<App, OpenError> {
    let clock = Clock::system();
    clock::follow(db.clone(), clock.clone()).await?;
    let mailer = mailer(&config, &db, clock.now(), mode).await?;
    let client_ip =
        if config.trusts_proxy { ClientIpSource::TrustedProxy } else { ClientIpSource::Socket };
    let (gateways, page_origins) = gateways::configured(&config)?;
    let till = Till {
        db: db.clone(),
        clock: clock.clone(),
        gateways,
        base_url: config.public_url.as_str().into(),
        page_origins,
        keys: keys::ring(&db, &config.keys_file()).await.map_err(Box::new)?,
    };
    let keys = till.keys.clone();
    let work = Work {
        sms: gateways::sms_sender(&config)?,
        db: db.clone(),
        clock: clock.clone(),
        mailer,
        attachments: Arc::new(StoredFiles { db: db.clone(), clock: clock.clone(), keys }),
        base_url: config.public_url.as_str().into(),
        till,
    };
    Ok(App::new(Parts {
        auth: Auth::new(db.clone(), clock.clone(), client_ip),
        operator_name: config.operator_name.as_str().into(),
        is_sandbox: mode == Mode::Sandbox,
        db,
        clock,
        work,
        config,
    }))
}

/// A sandbox captures its mail whatever is set: its customers are invented.
async fn mailer(config: &Config, db: &Db, now: Timestamp, mode: Mode) -> Result<Mailer, OpenError> {
    let (name, address) = (&config.operator_name, &config.mail_from);
    let (Some(url), Mode::Live) = (&config.smtp_url, mode) else {
        return Ok(Mailer::folder(config.home().join("mail"), name, address)?);
    };
    let mut smtp: SmtpConfig = url.parse().map_err(MailConfigError::from)?;
    if let Some(path) = &config.smtp_ca_file {
        smtp.extra_root_pem = Some(read_certificates(path)?);
    }
    let mailer = Mailer::smtp(smtp, name, address)?;
    Ok(match bounce_address(config, db, now).await? {
        Some(bounces) => mailer.with_bounces(bounces),
        None => mailer,
    })
}

/// # Errors  `CaFile` when it cannot be read or holds no certificate.
fn read_certificates(path: &Path) -> Result<Vec<u8>, MailConfigError> {
    let failed = |source| MailConfigError::CaFile { path: path.to_owned(), source };
    let pem = std::fs::read(path).map_err(failed)?;
    if pem.windows(PEM_CERTIFICATE.len()).any(|part| part == PEM_CERTIFICATE) {
        Ok(pem)
    } else {
        Err(failed(std::io::Error::other("it holds no certificate")))
    }
}

/// Where bounces come back to, with the deployment's key, which is made here when there is none.
pub async fn bounce_address(
    config: &Config,
    db: &Db,
    now: Timestamp,
) -> Result<Option<BounceAddress>, OpenError> {
    let Some(address) = &config.bounce_address else { return Ok(None) };
    let key = match bounces::key(db).await? {
        Some(key) => key,
        None => {
            let mut fresh = [0; BOUNCE_KEY_BYTES];
            getrandom::fill(&mut fresh).map_err(OpenError::Randomness)?;
            let mut tx = db.operator(&Actor::System("setup"), now).await?;
            let key = bounces::ensure_key(&mut tx, &fresh, now).await?;
            tx.commit().await?;
            key
        }
    };
    Ok(Some(BounceAddress::new(address, &key).map_err(MailConfigError::from)?))
}
