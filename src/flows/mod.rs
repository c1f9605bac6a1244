//! One file per business verb: load → decide → store → enqueue. A flow over `&mut TenantTx` is one atomic
//! step; a flow over `&App` or `&Auth` crosses a boundary and can be resumed.

pub mod people;
