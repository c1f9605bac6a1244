//! The command line of Quittance. Thin: each subcommand is a file of `cli`.

// The futures of all commands nest deeper than the default allows.
#![recursion_limit = "256"]

use clap::{Parser, Subcommand};
use quittance::cli;
use quittance::config::Config;
use quittance::telemetry::Telemetry;
use std::path::PathBuf;
use std::process::ExitCode;

/// zlib-rs' aligned windows fragment glibc's heap; with mimalloc a render is a fifth faster.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A self-hosted billing portal.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Folder of the private cluster and of captured mail, in place of QUITTANCE_HOME
    #[arg(long, global = true)]
    home: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(cli::demo::DemoArgs),
    Doctor(cli::doctor::DoctorArgs),
    /// Serve a live deployment
    Serve,
    /// Bring roles, database and schema up to date
    Migrate,
    Import(cli::import::ImportArgs),
    Advance(cli::advance::AdvanceArgs),
    #[command(subcommand)]
    Reconcile(cli::reconcile::ReconcileCommand),
    /// Invoice what subscriptions owe by now; the hourly job does the same
    RunDue,
    #[command(subcommand)]
    Coverage(cli::coverage::CoverageCommand),
    #[command(subcommand)]
    ApiKeys(cli::api_keys::ApiKeysCommand),
    #[command(subcommand)]
    Meters(cli::meters::MetersCommand),
    #[command(subcommand)]
    Fx(cli::fx::FxCommand),
    #[command(subcommand)]
    Dunning(cli::dunning::DunningCommand),
    #[command(subcommand)]
    Keys(cli::keys::KeysCommand),
    #[command(subcommand)]
    Ledger(cli::ledger::LedgerCommand),
    #[command(subcommand)]
    Audit(cli::audit::AuditCommand),
    #[command(subcommand)]
    Mail(cli::mail::MailCommand),
    #[command(subcommand)]
    Staff(cli::people::StaffCommand),
    #[command(subcommand)]
    Plans(cli::plans::PlansCommand),
    #[command(subcommand)]
    CustomerOwner(cli::people::CustomerOwnerCommand),
    #[command(subcommand)]
    Simulate(cli::simulate::SimulateCommand),
    /// Print every setting, as the text of .env.example
    Settings,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("quittance: {error}");
            exit_code(&*error)
        }
    }
}

/// A mail server keeps a notice for later only if it is told so.
fn exit_code(error: &(dyn std::error::Error + 'static)) -> ExitCode {
    match error.downcast_ref::<cli::mail::MailCommandError>() {
        Some(error) if error.is_temporary() => ExitCode::from(cli::mail::EXIT_TRY_LATER),
        _ => ExitCode::FAILURE,
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    if matches!(arguments.command, Command::Settings) {
        cli::settings::run(); // Also where a setting does not read.
        return Ok(());
    }
    let mut config = Config::from_env()?;
    config.home = arguments.home.or(config.home);
    // Somebody reads the terminal; `serve` writes a log.
    if !matches!(arguments.command, Command::Serve) && std::env::var_os("QUITTANCE_LOG").is_none() {
        config.log_filter = "warn".into();
    }
    let telemetry = Telemetry::start(&config)?;
    let result = command(arguments.command, config).await;
    telemetry.finish().await;
    result
}

async fn command(command: Command, config: Config) -> Result<(), Box<dyn std::error::Error>> {
    match command {
        Command::Demo(args) => cli::demo::run(args, config).await?,
        Command::Doctor(args) => cli::doctor::run(args, config).await?,
        Command::Serve => cli::serve_command::run(config).await?,
        Command::Migrate => cli::migrate::run(config).await?,
        Command::Import(args) => {
            cli::open::with_database(&config, async |db| {
                let clock = cli::open::clock_of(db).await?;
                Ok::<_, Box<dyn std::error::Error>>(cli::import::run(args, db, &clock).await?)
            })
            .await?;
        }
        Command::Advance(args) => cli::advance::run(args, config).await?,
        Command::Reconcile(command) => cli::reconcile::run(command, config).await?,
        Command::Coverage(command) => cli::coverage::run(command, config).await?,
        Command::ApiKeys(command) => cli::api_keys::run(command, config).await?,
        Command::Meters(command) => cli::meters::run(command, config).await?,
        Command::Fx(command) => cli::fx::run(command, config).await?,
        Command::Dunning(command) => cli::dunning::run(command, config).await?,
        Command::Keys(command) => cli::keys::run(command, config).await?,
        Command::RunDue => cli::run_due::run(config).await?,
        Command::Ledger(command) => cli::ledger::run(command, config).await?,
        Command::Audit(command) => cli::audit::run(command, config).await?,
        Command::Mail(command) => cli::mail::run(command, config).await?,
        Command::Plans(command) => cli::plans::run(command, config).await?,
        Command::Staff(command) => cli::people::run_staff(command, config).await?,
        Command::CustomerOwner(command) => cli::people::run_customer_owner(command, config).await?,
        Command::Simulate(command) => cli::simulate::run(command).await?,
        Command::Settings => cli::settings::run(),
    }
    Ok(())
}
