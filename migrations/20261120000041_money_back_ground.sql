-- The ground for money that goes back and for credit with a history (rows J1 J2 J3 K1 D11): the ledger's
-- accounts, and what of a payment was refunded or withdrawn by a dispute.

alter table ledger_entries drop constraint ledger_entries_account_known;
alter table ledger_entries add constraint ledger_entries_account_known check (account in
  ('receivable', 'customer_credit', 'refunds_pending', 'bank', 'gateway_clearing', 'disputed_funds', 'gateway_fees',
   'dispute_losses', 'promotional_credit', 'expired_credit', 'sales', 'tax_payable', 'bad_debt', 'opening_balance'));

-- Whatever goes back, by refund or by dispute, in any order and from any side, is never more than came.
alter table payments add column refunded_minor bigint not null default 0;
alter table payments add column disputed_minor bigint not null default 0;
alter table payments add constraint payments_never_over_returned check
  (refunded_minor >= 0 and disputed_minor >= 0 and refunded_minor + disputed_minor <= amount_minor);
grant update (refunded_minor, disputed_minor) on payments to quittance_portal, quittance_worker;
