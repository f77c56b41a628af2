-- Attempts that failed lately, or are under way: one row for each account, network or session that they are counted for.
-- No index holds a column that an attempt changes, so counting stays within the page.
create table attempt (
    bucket   text        primary key,
    free     integer     not null,   -- how many may fail before the next has to wait
    pace     integer     not null,   -- seconds in which one is forgotten
    opens_at timestamptz,            -- no other before; null where nobody has to wait
    fades_at timestamptz not null    -- when all are forgotten: pace seconds for each, from its beginning or from one another
);

-- The network a session was opened from, in which its account is known. Null where an earlier release opened it.
alter table session add column network text;
