-- A mail that came by another way is found through the ticket that its Message-ID belongs to; another index made every mail dearer.
drop index mail_message_id;
