-- Who made and who revoked a key of the API stands on the audit log; never its hash (rows P1, Q5).
--
-- Why: a key opens the books to a machine. Lock: exclusive on api_keys, short. Backfill: none.

alter table api_keys
  add column revoked_by text,
  add constraint api_keys_name_is_short check (length(name) between 1 and 100),
  add constraint api_keys_revoked_by_somebody check ((revoked_at is null) = (revoked_by is null));
grant update (revoked_by) on api_keys to quittance_worker;

create function audit_api_key() returns trigger language plpgsql as $$
begin
  perform audit_append('00000000-0000-0000-0000-000000000000',
    case tg_op when 'INSERT' then 'api_key.created' else 'api_key.revoked' end, 'api_key', new.key_id::text, null,
    to_jsonb(new) - 'secret_sha256');
  return null;
end $$;
create trigger api_keys_audit after insert or update of revoked_at on api_keys
  for each row execute function audit_api_key();
