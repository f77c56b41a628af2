-- An account's id is handed out once, also where a backup was restored and the sequence is back with it: in its upper bits it has the
-- milliseconds since 2026, in the lower 13 the sequence. That is 53 bits until 2060, which every language reads as a number. Accounts
-- that are there keep their ids. The sequence stays the column's own, above those, for what an earlier release takes from it.
alter table account alter column id drop identity;
create sequence account_number owned by account.id;
select setval('account_number', greatest(1, (select max(id) from account where id < 9007199254740992)));
alter table account alter column id set default
    (cast(extract(epoch from clock_timestamp()) * 1000 as bigint) - 1767225600000) * 8192 + nextval('account_number') % 8192;
