-- Names that were taken before blanks were trimmed: their owners sign in with what browsers and other frameworks send of them, too,
-- and no other account gets the like. Of two that differ by blanks alone the older account has it; the other keeps its own, which
-- is looked for first. Names are in NFKC here, in which these are all the blanks there are.
insert into login_name (name, account_id)
select kept, min(account_id) from (
    select regexp_replace(btrim(name, E' \t\n\u000b\f\r\u001c\u001d\u001e\u001f\u0085\u1680\u2028\u2029'), '  +', ' ', 'g') as kept,
        name, account_id
    from login_name
) spelled
where kept <> name and kept <> '' group by kept order by kept
on conflict do nothing;
