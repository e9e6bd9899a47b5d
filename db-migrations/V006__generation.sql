-- Counts the changes for which a lease's container is made anew; the container says by a label for which it was made.
alter table lease add column generation int not null default 0;
alter table lease alter column generation drop default;
