-- What a user may have written, in bytes; where it is null, the configuration says it.
alter table plan add max_disk bigint;
