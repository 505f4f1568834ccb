-- How the mail of a message was sealed on its way, as JSON: signed by whom and whether that holds, or encrypted.
alter table message add column seal text;
