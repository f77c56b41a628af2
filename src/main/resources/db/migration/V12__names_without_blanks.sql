-- Names that were taken before blanks were trimmed: their owners sign in with what browsers and other frameworks send of them, too,
-- and no other account gets the like. Of two that differ by blanks alone the older account has it; the other keeps its own, which
-- is looked for first. Names are in NFKC here, in which these are all the blanks there are.
insert into login_name (name, account_id)
select kept, min(account_id) from (
    select regexp_replace(btrim(name, blanks), '  +', ' ', 'g') as kept, name, account_id
    from login_name, (
        select string_agg(chr(code), '') as blanks
        from unnest(array[9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 133, 5760, 8232, 8233]) code
        -- Other encodings have none beyond ASCII, or cannot say which.
        where code < 128 or current_setting('server_encoding') = 'UTF8'
    ) known
) spelled
where kept <> name and kept <> '' group by kept order by kept
on conflict do nothing;
