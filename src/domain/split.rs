//! Owns how an amount is shared out without losing or making a minor unit.
//!
//! Largest remainder: each part gets its exact share cut to whole minor units, what is left goes one
//! unit each to the parts that lost most, ties to the earliest. So equal parts carry their extra
//! units first. A negative amount is shared like its positive mirror.

use rust_decimal::Decimal;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    #[error("there is nothing to share among")]
    NoParts,
    #[error("weight {weight} of part {part} is negative")]
    NegativeWeight { part: usize, weight: Decimal },
    #[error("all weights are zero")]
    NoWeight,
    #[error("the exact shares do not fit into 128 bits")]
    Overflow,
}

/// `count` parts of `total_minor` which differ by at most one minor unit; the first are the larger.
///
/// # Errors
/// `NoParts` for a count of zero.
pub fn split_equal(total_minor: i64, count: usize) -> Result<Vec<i64>, SplitError> {
    let parts = i64::try_from(count).map_err(|_| SplitError::Overflow)?;
    if parts == 0 {
        return Err(SplitError::NoParts);
    }
    let (part, extra) = (total_minor / parts, total_minor % parts);
    Ok((0..parts).map(|n| if n < extra.abs() { part + extra.signum() } else { part }).collect())
}

/// Parts of `total_minor` in proportion to `weights`, such as the amounts of lines or percentages.
///
/// # Errors
/// `NoParts`, `NegativeWeight`, `NoWeight`; `Overflow` only for weights of absurd precision.
pub fn split_weighted(total_minor: i64, weights: &[Decimal]) -> Result<Vec<i64>, SplitError> {
    let scale = weights.iter().map(|weight| weight.normalize().scale()).max().unwrap_or_default();
    let integer = |weight: &Decimal| {
        let weight = weight.normalize();
        let factor = 10_i128.checked_pow(scale - weight.scale())?;
        weight.mantissa().checked_mul(factor)
    };
    let integers: Option<Vec<i128>> = weights.iter().map(integer).collect();
    split_by_integers(total_minor, &integers.ok_or(SplitError::Overflow)?)
}

/// Like [`split_weighted`] for weights that are minor units or counts.
///
/// # Errors
/// `NoParts`, `NegativeWeight`, `NoWeight`.
pub fn split_by_amounts(total_minor: i64, weights_minor: &[i64]) -> Result<Vec<i64>, SplitError> {
    let weights: Vec<i128> = weights_minor.iter().copied().map(i128::from).collect();
    split_by_integers(total_minor, &weights)
}

fn split_by_integers(total_minor: i64, weights: &[i128]) -> Result<Vec<i64>, SplitError> {
    if weights.is_empty() {
        return Err(SplitError::NoParts);
    }
    if let Some((part, weight)) = weights.iter().enumerate().find(|(_, weight)| **weight < 0) {
        let weight = Decimal::try_from_i128_with_scale(*weight, 0).unwrap_or(Decimal::MIN);
        return Err(SplitError::NegativeWeight { part, weight });
    }
    let sum = weights.iter().try_fold(0_i128, |sum, weight| sum.checked_add(*weight));
    if sum == Some(0) {
        return Err(SplitError::NoWeight);
    }
    split_reduced(total_minor, weights, sum)
        .or_else(|| {
            // Weights of many digits often have a large common divisor.
            let divisor = weights.iter().copied().reduce(greatest_common_divisor)?;
            let reduced: Vec<i128> = weights.iter().map(|weight| weight / divisor).collect();
            let sum = reduced.iter().try_fold(0_i128, |sum, weight| sum.checked_add(*weight));
            split_reduced(total_minor, &reduced, sum)
        })
        .ok_or(SplitError::Overflow)
}

fn split_reduced(total_minor: i64, weights: &[i128], sum: Option<i128>) -> Option<Vec<i64>> {
    let numerators: Option<Vec<i128>> =
        weights.iter().map(|weight| i128::from(total_minor).checked_mul(*weight)).collect();
    apportion(total_minor, &numerators?, sum?)
}

/// Whole parts that sum to `total_minor`, each less than one unit from `numerator / denominator`.
///
/// The exact shares must sum to `total_minor` or round to it; they may have both signs.
/// `None` if they do not, or beyond 64 bits.
pub(super) fn apportion(
    total_minor: i64,
    numerators: &[i128],
    denominator: i128,
) -> Option<Vec<i64>> {
    // Mirrored, so that −100 in three gives −34, −33, −33 and not −33, −33, −34.
    let sign = if total_minor < 0 { -1 } else { 1 };
    let mut parts = Vec::with_capacity(numerators.len());
    let mut remainders = Vec::with_capacity(numerators.len());
    let mut left = i128::from(total_minor) * sign;
    for (part, numerator) in numerators.iter().enumerate() {
        let numerator = numerator.checked_mul(sign)?;
        let mut whole = numerator / denominator;
        let mut remainder = numerator % denominator;
        if remainder < 0 {
            (whole, remainder) = (whole - 1, remainder + denominator);
        }
        left -= whole;
        parts.push(whole);
        remainders.push((std::cmp::Reverse(remainder), part));
    }
    let takers = usize::try_from(left).ok()?;
    if takers > parts.len() {
        return None;
    }
    remainders.sort_unstable();
    for (_, part) in &remainders[..takers] {
        parts[*part] += 1;
    }
    parts.into_iter().map(|part| i64::try_from(part * sign).ok()).collect()
}

fn greatest_common_divisor(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn weighted(total_minor: i64, weights: &[&str]) -> Result<Vec<i64>, SplitError> {
        let weights: Vec<Decimal> = weights.iter().map(|weight| weight.parse().unwrap()).collect();
        split_weighted(total_minor, &weights)
    }

    #[test]
    fn the_first_of_equal_parts_carry_the_extra_units() {
        assert_eq!(split_equal(10_00, 3), Ok(vec![3_34, 3_33, 3_33]));
        assert_eq!(split_equal(1_00, 6), Ok(vec![17, 17, 17, 17, 16, 16]));
        assert_eq!(split_equal(2, 3), Ok(vec![1, 1, 0]));
        assert_eq!(split_equal(269_91, 6), Ok(vec![4499, 4499, 4499, 4498, 4498, 4498]));
        assert_eq!(split_equal(0, 2), Ok(vec![0, 0]));
    }

    #[test]
    fn a_negative_amount_mirrors_the_positive_one() {
        assert_eq!(split_equal(-1_00, 3), Ok(vec![-34, -33, -33]));
        assert_eq!(weighted(-5, &["7", "3"]), Ok(vec![-4, -1]));
    }

    #[test]
    fn the_largest_remainder_gets_the_unit_and_ties_go_to_the_earliest() {
        assert_eq!(weighted(5, &["3", "7"]), Ok(vec![2, 3])); // 1.5 and 3.5: a tie
        assert_eq!(weighted(5, &["1", "3"]), Ok(vec![1, 4])); // 1.25 and 3.75
        assert_eq!(weighted(1, &["0.33", "0.66"]), Ok(vec![0, 1]));
        assert_eq!(weighted(100_00, &["1", "2", "3"]), Ok(vec![16_67, 33_33, 50_00]));
    }

    #[test]
    fn weights_may_have_decimals_and_zeros() {
        assert_eq!(weighted(100, &["0.333", "0.333", "0.333"]), Ok(vec![34, 33, 33]));
        assert_eq!(weighted(1000, &["50.5", "49.5"]), Ok(vec![505, 495]));
        assert_eq!(weighted(5, &["0", "7", "3"]), Ok(vec![0, 4, 1]));
    }

    #[test]
    fn a_discount_spreads_over_lines_by_their_amounts() {
        // 33.3, 33.3, 33.4: the third line lost most.
        assert_eq!(split_by_amounts(100, &[333, 333, 334]), Ok(vec![33, 33, 34]));
        assert_eq!(split_by_amounts(12, &[200, 100]), Ok(vec![8, 4]));
    }

    #[test]
    fn sharing_among_nobody_or_by_impossible_weights_is_refused() {
        assert_eq!(split_equal(100, 0), Err(SplitError::NoParts));
        assert_eq!(weighted(100, &[]), Err(SplitError::NoParts));
        assert_eq!(weighted(100, &["0", "0"]), Err(SplitError::NoWeight));
        let negative = SplitError::NegativeWeight { part: 1, weight: Decimal::from(-50) };
        assert_eq!(weighted(100, &["50", "-50"]), Err(negative));
    }

    #[test]
    fn large_amounts_and_fine_weights_stay_exact() {
        assert_eq!(split_equal(i64::MAX, 2), Ok(vec![i64::MAX / 2 + 1, i64::MAX / 2]));
        assert_eq!(split_equal(i64::MIN, 1), Ok(vec![i64::MIN]));
        let third = "0.3333333333333333333333333333";
        assert_eq!(weighted(i64::MAX, &[third, third]).map(|parts| parts.len()), Ok(2));
        let fine = weighted(i64::MAX, &[third, "0.0000000000000000000000000001"]);
        assert_eq!(fine, Err(SplitError::Overflow));
    }

    proptest! {
        #[test]
        fn equal_parts_lose_nothing_and_differ_by_at_most_one(
            total_minor in any::<i64>(), count in 1_usize..100,
        ) {
            let parts = split_equal(total_minor, count).unwrap();
            prop_assert_eq!(parts.iter().map(|part| i128::from(*part)).sum::<i128>(), i128::from(total_minor));
            let (least, most) = (parts.iter().min().unwrap(), parts.iter().max().unwrap());
            prop_assert!(most - least <= 1);
            let mut largest_first = parts.clone();
            largest_first.sort_by_key(|part| std::cmp::Reverse(part.abs()));
            prop_assert_eq!(parts, largest_first);
        }

        #[test]
        fn weighted_parts_lose_nothing_and_stay_within_one_unit_of_their_share(
            total_minor in -1_000_000_000_000_i64..1_000_000_000_000,
            weights in proptest::collection::vec(0_i64..1_000_000, 1..40),
        ) {
            let sum: i128 = weights.iter().copied().map(i128::from).sum();
            prop_assume!(sum > 0);
            let parts = split_by_amounts(total_minor, &weights).unwrap();
            prop_assert_eq!(parts.iter().sum::<i64>(), total_minor);
            for (part, weight) in parts.iter().zip(&weights) {
                let off = i128::from(*part) * sum - i128::from(total_minor) * i128::from(*weight);
                prop_assert!(off.abs() < sum, "{part} is a whole unit or more from its share");
            }
        }
    }
}
