-- When a session was last refreshed without a successor: what it is refreshed with carries the moment of the last one that had one.
alter table session add column renewed_at timestamptz;
