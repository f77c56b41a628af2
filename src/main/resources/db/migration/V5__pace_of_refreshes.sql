-- When a session that is refreshed at its pace would be due: each refresh moves it on by that, and it may not run far ahead of
-- the clock. The default keeps the previous release's statements good.
alter table session add column paced_until timestamptz not null default '2000-01-01 00:00:00+00';
