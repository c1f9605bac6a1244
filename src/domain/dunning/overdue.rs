//! Owns the stages an account goes through while an invoice stays unpaid (H1).

use jiff::civil::Date;

/// One stage. It begins when the oldest unpaid invoice is `after_days` old.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverdueStage {
    pub name: String,
    pub after_days: u32,
    /// No upgrade, downgrade or cancellation by the customer until paid.
    pub blocks_plan_changes: bool,
    pub disables_service: bool,
}

/// Stages whose days strictly ascend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverdueStages(Vec<OverdueStage>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StagesError {
    #[error("a stage after {later} days does not follow one after {earlier}")]
    NotAscending { earlier: u32, later: u32 },
}

impl OverdueStages {
    /// # Errors
    /// `NotAscending` for the first stage that does not begin later than the one before.
    pub fn new(stages: Vec<OverdueStage>) -> Result<OverdueStages, StagesError> {
        let pair = stages.windows(2).find(|pair| pair[0].after_days >= pair[1].after_days);
        match pair.map(|pair| (pair[0].after_days, pair[1].after_days)) {
            Some((earlier, later)) => Err(StagesError::NotAscending { earlier, later }),
            None => Ok(OverdueStages(stages)),
        }
    }

    /// The stages by name and day: the first blocks plan changes, each later one the service too
    /// (the example configuration of Kill Bill's overdue system).
    ///
    /// # Errors
    /// As [`OverdueStages::new`].
    pub fn escalating(named: Vec<(String, u32)>) -> Result<OverdueStages, StagesError> {
        let stage = |(position, (name, after_days)): (usize, (String, u32))| OverdueStage {
            name,
            after_days,
            blocks_plan_changes: true,
            disables_service: position > 0,
        };
        OverdueStages::new(named.into_iter().enumerate().map(stage).collect())
    }

    /// The stage on `today`, `None` while none is reached or nothing is unpaid.
    ///
    /// `oldest_unpaid_on` is the civil date from which the oldest unpaid invoice counts.
    #[must_use]
    pub fn on(&self, oldest_unpaid_on: Option<Date>, today: Date) -> Option<&OverdueStage> {
        let age = i64::from((today - oldest_unpaid_on?).get_days());
        self.0.iter().rev().find(|stage| i64::from(stage.after_days) <= age)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn stages() -> OverdueStages {
        let named = [("OD1", 30), ("OD2", 40), ("OD3", 50)];
        OverdueStages::escalating(named.map(|(name, days)| (name.to_owned(), days)).into()).unwrap()
    }

    #[test]
    fn a_stage_begins_on_its_day() {
        let on =
            |today| stages().on(Some(date(2012, 5, 31)), today).map(|stage| stage.name.clone());
        assert_eq!(on(date(2012, 6, 29)), None);
        assert_eq!(on(date(2012, 6, 30)).as_deref(), Some("OD1"));
        assert_eq!(on(date(2012, 7, 9)).as_deref(), Some("OD1"));
        assert_eq!(on(date(2012, 7, 10)).as_deref(), Some("OD2"));
        assert_eq!(on(date(2013, 7, 10)).as_deref(), Some("OD3"));
    }

    #[test]
    fn whoever_has_paid_is_in_no_stage() {
        assert_eq!(stages().on(None, date(2012, 6, 30)), None);
    }

    #[test]
    fn the_first_stage_warns_and_the_later_ones_disable() {
        let all = stages();
        let on = |day| all.on(Some(date(2012, 5, 31)), day).unwrap();
        let first = on(date(2012, 6, 30));
        assert!(first.blocks_plan_changes && !first.disables_service);
        assert!(on(date(2012, 7, 10)).disables_service);
    }

    #[test]
    fn stages_must_ascend() {
        let named = vec![("A".to_owned(), 30), ("B".to_owned(), 30)];
        let refused = StagesError::NotAscending { earlier: 30, later: 30 };
        assert_eq!(OverdueStages::escalating(named), Err(refused));
    }
}
