## Writing: replies, notes, drafts, files

composer-files = Files
composer-then-close = then close
composer-send-note = Save note
composer-later = Send later
composer-later-tomorrow = Tomorrow at 8:00
composer-later-monday = Monday at 8:00
composer-later-at = A time of your own
composer-later-send = Send then

composer-tools = Formatting
composer-offers = Suggestions
tool-bold = Bold (Ctrl B)
tool-italic = Italic (Ctrl I)
tool-link = Link (Ctrl K)
tool-list = Bullet list
tool-numbers = Numbered list
tool-block = As a quote
tool-code = Code
tool-undo = Undo (Ctrl Z)
tool-quote = Quote
tool-quote-how = Quote what is selected, or the last message (q)

words-rest = Show all
message-new = New

files-label = Files
files-remove = Remove { $name }

draft-kept = Draft kept { $at }

waiting-label = Reply that has not been sent yet
waiting-soon = goes out in
waiting-planned = goes out
waiting-undo = Undo
waiting-take = Take over as a draft
waiting-send = Send now
waiting-held-answered = Not sent: somebody else has written meanwhile.
waiting-held-author = Not sent: who wrote it is no longer with the team.
waiting-held-erased = Not sent: the person it was for has been erased.

done-undo = Taken back. The text is in your draft again.
done-discard = The draft is gone.
done-before = This has been sent already.
done-at-once = Sent at once, so that a promised time is kept.
done-planned = Goes out: { $at }

drafts-title = Drafts
drafts-ticket = Ticket
drafts-text = Text
drafts-state = What becomes of it
drafts-changed = Changed
drafts-act = Act
drafts-none = No drafts. What you begin to write is kept here.
drafts-goes-out = Goes out: { $at }
drafts-discard = Discard

kept-title = Your session has ended
kept-how = Your text is still here, nothing was sent. Sign in in a new window, then send it from here.
kept-files = Files have to be attached once more after that.
kept-sign-in = Sign in in a new window
kept-text = Your text
kept-again = On to the ticket

event-plan-reply = { $name } planned a reply: { $at }
event-take-back-reply = { $name } took the planned reply back
event-hold-reply-answered = The planned reply was not sent: somebody else has written meanwhile.
event-hold-reply-author = The planned reply was not sent: who wrote it is no longer with the team.
event-hold-reply-erased = The reply was not sent: the person it was for has been erased.

field-in-past = This time has passed. Please choose one that is still to come.
field-empty-file = { $detail } is empty.
field-file-too-large = A file may have at most { $detail }.
field-files-too-large = All files together may have at most { $detail }.
field-too-many-files = A message takes no more than { $detail } files.

problem-answered-meanwhile = Somebody else has written meanwhile. Nothing was sent. Please read what is new; if you send again, your text goes out.
problem-form-old = You have signed in anew. Nothing was sent; your text is below. Please send it again.
problem-draft-gone = This reply does not wait any more: it has been sent or taken back.
problem-draft-waits = This reply waits to be sent. Take it back first.

refusal-broken-off = This did not arrive as a whole
refusal-broken-off-how = The transfer was broken off. Nothing was kept; please send it again.

settings-drafts-how = What you have begun, and what still waits to be sent
settings-canned-how = Texts that you need again and again, and what happens with them
settings-signatures-how = What stands below your mails

canned-title = Canned replies
canned-how = On a ticket you insert them from the menu, or with a semicolon and the name.
canned-new = New canned reply
canned-edit = Change canned reply
canned-none = No canned replies yet. Make one for what you write often.
canned-name = Name
canned-whose = For whom
canned-mine = only for me
canned-all = for everybody
canned-does = What happens
canned-act = Act
canned-retire = Retire
canned-text-de = Text in German
canned-text-en = Text in English
canned-variables = Between double braces may stand: { $all }.
canned-assign = Assign
canned-assign-keep = leave as it is
canned-assign-me = assign to me
canned-assign-nobody = assign to nobody
canned-assign-to = assign to { $name }
canned-severity-keep = leave as it is
canned-sets-severity = severity { $name }
canned-tags-added = Tags to add, separated by commas
canned-tags-removed = Tags to take away, separated by commas
canned-adds-tags = add tags: { $tags }
canned-removes-tags = take tags away: { $tags }
canned-with-sending = With the sending:
canned-insert = Insert
canned-cancel = Cancel
canned-drop = Use the text only
canned-cannot-severity = The customer's plan has no such severity; it stays as it is.
canned-cannot-assignee = Who should get the ticket is no longer with the team; it stays where it is.
canned-cannot-tags = The ticket would have too many tags; its tags stay as they are.
canned-cannot-closed = The ticket is closed and stays so.

signature-title = Signature
signature-mine = My signature
signature-desk = Signature for everybody
signature-team = Signature of { $team }
signature-how = Stands below mails to customers, in their language: your own first, below it that of the team with which the ticket lies, or else the one for everybody. agent and provider may stand between double braces.

field-text-syntax = Line { $detail } is not written as it has to be. Variables and if are allowed.
field-text-variable = Line { $detail } is no variable that is known.

wording-title = Words of mails
wording-how = What customers get by mail, in their language. As long as you change nothing, the text that ships holds, a later one too.
settings-wording-how = What receipts, replies, refusals and new verdicts say
wording-mail = Mail
wording-own = own text
wording-shipped = as shipped
wording-receipt = Receipt
wording-reply = Reply
wording-refusal = Refusal
wording-verdict = New verdict
wording-form-how = Saved empty, the text that ships holds again. What is there only sometimes stands between {"{% if due %}"} and {"{% endif %}"}.
wording-variables = Variables
wording-preview = How it would arrive
wording-contact = The contact's name; empty where unknown
wording-number = Number of the request
wording-subject = Subject of the request
wording-severity = Severity; empty where there is none
wording-due = The promised time in words; empty without a promise
wording-left = What is left of the allowance; empty without one
wording-link = Address of the request in the portal; empty for strangers
wording-provider = Your name
wording-body = What was written; on a line of its own
wording-signature = Signature
wording-large-files = Names of files too large for the mail; empty otherwise
wording-ask = Who may ask, where the recipient may not; empty otherwise
wording-sentence = What becomes of the request and why, with the price; empty in receipts where the contract covers it, on a line of its own in refusals and new verdicts
field-text-needs = { $detail } is missing, always or in some cases: without it the mail says nothing.
field-text-alone = { $detail } must stand on a line of its own.

signing-title = Signed mails
signing-how = By a signature (DKIM) other mail servers check whether a mail really comes from you. Make a key, put its record into the domain's DNS, then sign with it.
settings-signing-how = Keys by which other servers recognise your mails (DKIM)
signing-none = No key signs yet: mails go out without a signature.
signing-make = Make a key
signing-record-name = Name of the DNS record
signing-record = Content (TXT)
signing-state = State
signing-idle = waits until its record stands in the DNS
signing-since = signs since
signing-made = Made
signing-start = Sign with this one
signing-remove = Throw the key away
signing-actions = Do
problem-too-many-keys = A domain has { $detail } keys at most. Throw an old one away first.

desk-mail-per-minute = Mails a minute at most
desk-mail-per-minute-how = Some mail servers take only so many. What is above that waits in the outbox. Empty: no limit
desk-mail-sealers = Forwarders that are believed
desk-mail-sealers-how = Domains of mailing lists and forwarding servers whose seals (ARC) count, separated by commas. Works where senders are checked and the checking mail server found the seal whole.
desk-mail-participants = Participants
desk-mail-participants-how = Whoever stands in To and Cc of a contact’s mail can take part in the ticket, and gets the answers then
desk-participants-colleagues = Contacts of the same customer
desk-participants-nobody = Nobody by itself
