//! `quittance meters`: what is counted of what customers use.

use super::open::{self, OpenError};
use crate::config::Config;
use crate::domain::usage::{Aggregation, Meter};
use crate::flows::usage::meters::{CreateMeterError, create_meter};
use crate::store::{Actor, StoreError, usage};

/// Add and list meters.
#[derive(Debug, clap::Subcommand)]
pub enum MetersCommand {
    /// Add a meter; it cannot be changed later
    Create {
        /// What events and plans call it, such as api-calls
        #[arg(long)]
        code: String,
        #[arg(long)]
        name: String,
        /// sum, count, max, last or unique
        #[arg(long)]
        aggregation: Aggregation,
        /// The property whose different values `unique` counts
        #[arg(long)]
        unique_property: Option<String>,
        /// The property whose values are counted apart
        #[arg(long)]
        group_by: Option<String>,
    },
    /// List all meters
    List,
}

#[derive(Debug, thiserror::Error)]
pub enum MetersCommandError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Create(#[from] CreateMeterError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

pub async fn run(command: MetersCommand, config: Config) -> Result<(), MetersCommandError> {
    open::with_database(&config, async |db| {
        match command {
            MetersCommand::Create { code, name, aggregation, unique_property, group_by } => {
                let meter = Meter { code, name, aggregation, unique_property, group_by };
                let now = open::clock_of(db).await?.now();
                let meter = create_meter(db, &Actor::System("cli"), now, meter).await?;
                println!("{}", line(&meter));
            }
            MetersCommand::List => {
                let meters = usage::meters_for_staff(&mut db.staff_read().await?).await?;
                meters.iter().for_each(|meter| println!("{}", line(meter)));
            }
        }
        Ok(())
    })
    .await
}

fn line(meter: &Meter) -> String {
    let of = meter.unique_property.iter().map(|property| format!(" of {property}"));
    let by = meter.group_by.iter().map(|property| format!(" by {property}"));
    let rest: String = of.chain(by).collect();
    format!("{}  {}  {}{rest}", meter.code, meter.name, meter.aggregation.word())
}
