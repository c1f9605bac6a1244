//! The command line of Quittance. Thin: each subcommand is a file of `cli`.

use clap::{Parser, Subcommand};
use quittance::cli;
use quittance::config::Config;
use quittance::telemetry;
use std::process::ExitCode;

/// zlib-rs' aligned windows fragment glibc's heap; with mimalloc a render is a fifth faster.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A self-hosted billing portal.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(cli::demo::DemoArgs),
    Doctor(cli::doctor::DoctorArgs),
    /// Serve a live deployment
    Serve,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments.command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("quittance: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<(), Box<dyn std::error::Error>> {
    let config = Config::from_env()?;
    telemetry::start_logging(&config.log_filter, config.log_json);
    match command {
        Command::Demo(args) => cli::demo::run(args, config).await?,
        Command::Doctor(args) => cli::doctor::run(args, config).await?,
        Command::Serve => cli::serve_command::run(config).await?,
    }
    Ok(())
}
