-- Receivers of audit events. Both secrets are encrypted; the former one signs, too, until former_until.
create table webhook (
    id uuid primary key,
    -- From 1 to the maximum number of webhooks: of simultaneous inserts, one gets a place.
    place integer not null unique,
    url text not null,
    description text not null,
    -- Kinds of events, separated by blanks; empty for all.
    kinds text not null,
    secret bytea not null,
    former_secret bytea,
    former_until timestamptz,
    enabled boolean not null,
    disabled_at timestamptz,
    disabled_because text,
    created_at timestamptz not null
);

-- Events to send. due_at is null once the receiver took the event, or it was given up. No reference to the webhook or the event: a
-- sign-in would lock the webhook's row to insert one, and would wait for, or fail because of, a change of the webhook.
create table webhook_delivery (
    id uuid primary key default gen_random_uuid(),
    webhook_id uuid not null,
    event_id bigint not null,
    kind text not null,
    -- When it was stored, or last asked for again.
    created_at timestamptz not null,
    due_at timestamptz,
    attempts integer not null default 0,
    delivered_at timestamptz,
    status integer,
    failure text,
    unique (webhook_id, event_id)
);
create index webhook_delivery_due on webhook_delivery (webhook_id, due_at) where due_at is not null;
create index webhook_delivery_created on webhook_delivery (created_at);

-- A mail to the operator is about no account; detail is what it says beside "about".
alter table outbox_message alter column account_id drop not null, add column detail text;
