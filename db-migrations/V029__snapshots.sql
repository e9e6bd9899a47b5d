-- Images that users make of their workspaces are entries of the catalogue whose name begins with the owner's handle and a slash.
alter table image add column made_of text;
create index image_made_of on image (made_of) where made_of is not null;
create index image_on_its_way on image (claimed_until) where state in ('COPYING', 'BAKING');
