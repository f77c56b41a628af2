-- What a user shows beside the password. secret is encrypted; of a code, last_step is the time step, so that it is good once.
create table factor (
    id uuid primary key,
    account_id bigint not null references account on delete cascade,
    kind text not null,
    name text not null,
    secret bytea not null,
    created_at timestamptz not null,
    -- Null until the user has shown a first code.
    confirmed_at timestamptz,
    last_step bigint not null,
    last_used_at timestamptz
);
create index factor_account on factor (account_id);

-- A code is stored as its HMAC.
create table recovery_code (
    account_id bigint not null references account on delete cascade,
    digest bytea not null,
    used_at timestamptz,
    primary key (account_id, digest)
);
