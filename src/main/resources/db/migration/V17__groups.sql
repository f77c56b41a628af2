-- Groups that accounts can be in. No two names differ only in letter case.
create table user_group (
    name text primary key,
    description text not null,
    created_at timestamptz not null
);
create unique index user_group_folded on user_group (lower(name));
insert into user_group (name, description, created_at) values ('superuser', 'May do everything.', now());

-- The names of the account's groups, sorted, except superuser, which is a column of its own. A refresh reads nothing more than the account.
alter table account add column group_names text[] not null default '{}';
create index account_group_names on account using gin (group_names) where group_names <> '{}';
create index account_superuser on account (id) where superuser;
