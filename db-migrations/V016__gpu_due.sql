-- By when the lease that gave it back was to: what is kept for those who wait is reckoned from there while it settles.
alter table gpu add column due_at timestamptz;
