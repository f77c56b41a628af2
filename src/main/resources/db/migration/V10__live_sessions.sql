-- A sign-in looks for the live sessions of its account among those that ended, which are kept for days. No refresh changes either
-- column.
create index session_live_idx on session (account_id, ended_at);
drop index session_account_idx;
