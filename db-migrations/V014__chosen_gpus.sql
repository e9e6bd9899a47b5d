alter table plan add column chosen_gpus boolean not null default false;
