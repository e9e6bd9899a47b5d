-- How long workspaces under a plan may do nothing; 0 for ever, null as configured.
alter table plan add column idle_stop_seconds bigint check (idle_stop_seconds >= 0);
