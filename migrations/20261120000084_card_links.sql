-- Links in mails that lead to the provider's page for a new card, without signing in (row H4).
--
-- Why: whoever reads that a card failed should be two clicks from the new one. A link does this one thing,
-- for a week, until a card was saved with it. Lock: none, the table is new. Backfill: none.

create table card_links (
  tenant_id         uuid not null references tenants,
  card_link_id      uuid not null,
  -- sha-256 of the secret in the address
  token_hash        bytea not null,
  -- the secret for the mail on its way and the provider's way back; null when it opens nothing any more
  token_sealed      bytea,
  -- the card that failed or ends
  payment_method_id uuid,
  seller_name       text not null,
  -- the newest page of the provider that was opened with it
  charge_id         uuid,
  created_at        timestamptz not null,
  expires_at        timestamptz not null,
  used_at           timestamptz,
  -- another link of this customer was used
  revoked_at        timestamptz,
  primary key (tenant_id, card_link_id),
  foreign key (tenant_id, payment_method_id) references payment_methods (tenant_id, payment_method_id),
  foreign key (tenant_id, charge_id) references charges (tenant_id, charge_id),
  constraint card_links_expire_later check (expires_at > created_at),
  constraint card_links_hash_is_sha256 check (octet_length(token_hash) = 32)
);
create unique index card_links_by_token on card_links (token_hash);
create index card_links_by_charge on card_links (tenant_id, charge_id) where charge_id is not null;
call protect_tenant_table('card_links', 'select, insert');
grant update (charge_id, used_at, revoked_at, token_sealed) on card_links to quittance_portal, quittance_worker;

-- Whose link this is: asked before anybody is known.
create policy door on card_links for select to quittance_door using (true);
grant select (tenant_id, card_link_id, token_hash) on card_links to quittance_door;
create function door_card_link(p_token_hash bytea) returns table (tenant_id uuid, card_link_id uuid)
  language sql stable
  as $$ select l.tenant_id, l.card_link_id from card_links l where l.token_hash = p_token_hash $$;
call make_door('door_card_link(bytea)', 'quittance_portal');
