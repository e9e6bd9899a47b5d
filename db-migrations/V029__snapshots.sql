-- Images that users make of their workspaces are entries of the catalogue whose name begins with the owner's handle and a slash.
alter table image add column made_of text;
-- What an own image takes beside the one of the catalogue that it began with.
alter table image add column own_bytes bigint not null default 0 check (own_bytes >= 0);
alter table disk_use drop constraint disk_use_kind_check;
alter table disk_use add constraint disk_use_kind_check check (kind in ('LAYER', 'HOME', 'VOLUME', 'IMAGE'));
create index image_made_of on image (made_of) where made_of is not null;
create index image_on_its_way on image (claimed_until) where state in ('COPYING', 'BAKING');
