-- Who acted through the admin API: an account or a client. Null for users and commands.
alter table audit_event add column actor text;
create index audit_event_actor on audit_event (actor, happened_at, id) where actor is not null;
create index audit_event_kind on audit_event (kind, happened_at, id);

-- A program with credentials of its own. A secret is random, so its SHA-256 does not reveal it.
create table client (
    id text primary key,
    name text not null,
    -- As in an access token: separated by blanks.
    scopes text not null,
    secret_digest bytea not null,
    -- The secret before, which is good until then.
    former_digest bytea,
    former_until timestamptz,
    enabled boolean not null,
    created_at timestamptz not null,
    -- To the hour.
    last_used_at timestamptz
);

-- Requests that were sent with an idempotency key, with their encrypted answers.
create table repeatable_request (
    id bytea primary key,
    digest bytea not null,
    answer bytea,
    expires_at timestamptz not null
);
create index repeatable_request_expiry on repeatable_request (expires_at);

-- Events of days that are over, counted once.
create table event_count (
    day date not null,
    kind text not null,
    outcome text not null,
    events bigint not null,
    primary key (day, kind, outcome)
);

-- What operators look accounts up by. In the order of code points, in which names with one beginning are neighbours.
create index login_name_beginning on login_name (name collate "C", account_id);
create index account_full_name on account (lower(coalesce(full_name, btrim(first_name || ' ' || last_name))) collate "C", id);
create index account_joined on account (joined_at, id);
create index account_disabled on account (id) where not active;
create index credential_none on credential (account_id) where password_hash = '!';
create index factor_kind on factor (kind, account_id) where confirmed_at is not null;
create index outbox_message_unsent on outbox_message (created_at, id) where sent_at is null;
