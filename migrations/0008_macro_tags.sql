-- Tags that a macro gives a ticket and takes away, separated by commas: no tag has one.
alter table canned_reply add column tags_added text not null default '';
alter table canned_reply add column tags_removed text not null default '';
