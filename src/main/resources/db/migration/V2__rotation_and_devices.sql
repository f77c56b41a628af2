-- Keys are published before they sign. Defaults keep the previous release's statements good.
alter table signing_key add column signs_from timestamptz not null default now();
alter table signing_key add column compromised_at timestamptz;

-- Where a session was opened from, for its owner to recognise it.
alter table session add column user_agent text;
alter table session add column address text;
