-- How the user of a session signed in; null if elsewhere, or with an earlier release.
alter table session add column amr text;

-- A passkey has no secret of Latchkey's.
alter table factor alter column secret drop not null;

create table passkey (
    factor_id uuid primary key references factor on delete cascade,
    credential_id bytea not null unique,
    user_handle bytea not null,
    -- What the authenticator attested: its model, the credential's id and the public key (WebAuthn, 6.5.1).
    credential bytea not null,
    sign_count bigint not null,
    backup_eligible boolean not null,
    backed_up boolean not null,
    transports text not null
);

-- Challenges that were answered, and tokens that were exchanged: each is good once.
create table used_token (
    digest bytea primary key,
    expires_at timestamptz not null
);
create index used_token_expiry on used_token (expires_at);

-- A browser that shows its token need not show a second factor. The token is stored as its digest.
create table remembered_device (
    id uuid primary key,
    account_id bigint not null references account on delete cascade,
    digest bytea not null unique,
    epoch integer not null,
    user_agent text,
    created_at timestamptz not null,
    last_used_at timestamptz,
    expires_at timestamptz not null
);
create index remembered_device_account on remembered_device (account_id);
