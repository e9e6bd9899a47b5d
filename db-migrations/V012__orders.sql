-- What an admin said of a lease in the queue; void once it has left it.
alter table lease add column queue_priority int not null default 0;
alter table lease add column queue_held boolean not null default false;

-- Drained: nothing new starts there, and what is there ends with its term.
alter table node add column draining boolean not null default false;
alter table gpu add column draining boolean not null default false;
