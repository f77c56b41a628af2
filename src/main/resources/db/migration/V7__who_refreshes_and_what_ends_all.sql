-- Raised where every session of the account ends at once: a session of an earlier epoch is no longer live, and a sign-in
-- that began in an earlier epoch opens none.
alter table account add column session_epoch integer not null default 0;

-- The account's when the session was opened. An earlier release opens sessions of epoch 0.
alter table session add column epoch integer not null default 0;
-- The contract that opened it; null where an earlier release did.
alter table session add column contract text;
-- The client (network, and a digest of its user agent) that got the current refresh token first.
alter table session add column refreshed_by text;
-- The generation at which another client got that token by showing the one before it, and which client.
alter table session add column replayed_generation integer;
alter table session add column replayed_by text;

alter table session drop constraint session_end_reason_known;
alter table session add constraint session_end_reason_known
    check (end_reason in ('LOGOUT', 'REUSE', 'PASSWORD', 'ADMIN', 'LIMIT'));
