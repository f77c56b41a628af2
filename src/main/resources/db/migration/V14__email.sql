-- When the user proved that the address is theirs, and the language of mails; null for what is not known.
alter table account add column email_verified_at timestamptz, add column language text;

-- An address that its account has given up stays with the account until then, so that the change can be undone.
alter table login_name add column kept_until timestamptz;
create index login_name_kept on login_name (kept_until) where kept_until is not null;

-- A mailed link or code. It is derived from the row's id and the secret, so that a reader of the row does not have it.
create table email_link (
    account_id bigint not null references account on delete cascade,
    kind text not null,
    -- Of links of one kind and slot, the newest is valid.
    slot text not null,
    id uuid not null unique,
    address text not null,
    epoch integer not null,
    contract text,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (account_id, kind, slot)
);
create index email_link_change on email_link (address) where kind = 'CHANGE';
create index email_link_expiry on email_link (expires_at);

-- Mails to send. due_at is null once the mail was sent, or given up.
create table outbox_message (
    id uuid primary key,
    kind text not null,
    account_id bigint not null references account on delete cascade,
    recipient text not null,
    language text not null,
    link_id uuid,
    not_me_id uuid,
    about text,
    address text,
    user_agent text,
    created_at timestamptz not null,
    due_at timestamptz,
    attempts integer not null,
    sent_at timestamptz,
    failure text
);
create index outbox_message_due on outbox_message (due_at) where due_at is not null;
create index outbox_message_account on outbox_message (account_id);
create index outbox_message_created on outbox_message (created_at);
