//! The operator's coupons: made and archived by staff, redeemed by customers (row E8).

pub mod create_coupon;
pub mod redeem_coupon;
