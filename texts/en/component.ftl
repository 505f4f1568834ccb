## Pieces that stand on many pages

count-tickets = { $n ->
    [one] { $n } ticket
   *[other] { $n } tickets
}
why = why?
unassigned = nobody
field-optional = (optional)

standing-due = due
standing-soon = due soon
standing-breached = breached
standing-kept = kept
standing-waiting = waiting

stage-open = open
stage-waiting = waiting for customer
stage-resolved = resolved
stage-closed = closed
stage-open-customer = in progress
stage-waiting-customer = waiting for you

line-covered = covered hours
line-closed = closed hours
line-paused = paused
line-none = no time promised
line-no-target = { $title }: no time promised
line-reached = { $title }: { $standing }, reached { $at }, was due { $due }
line-open = { $title }: { $standing }, { $due }
line-left = { $duration } covered time left
line-over = { $duration } covered time over
line-table-what = Stretch
line-table-from = from
line-table-to = to
clocks-label = Clocks
clocks-none = The plan promises no time.

left-of = of { $granted } left
left-unlimited = unlimited
left-used = { $used } used
left-reserved = { $reserved } reserved
left-expires = { $much } expire on { $day }

verdict-label = Coverage
verdict-covered = Covered
verdict-best-effort = Best effort
verdict-chargeable = Chargeable
verdict-refused = Not covered
verdict-conditions = See the conditions
answer-yes = yes
answer-no = no
answer-not-asked = not asked

ticker-label = Price of the call
ticker-running = running for
ticker-so-far = so far
ticker-next = until { $price }
ticker-change = from { $at }: { $band }

message-reply = Reply
message-note = Internal note
message-quoted = Show quoted text
message-call = { $caller } spoke with { $agent }
message-as-sent = Show as sent
sent-title = Message as it was sent
sent-how = Nothing runs in this frame, and nothing is loaded from elsewhere. Links name their target and open beside it.
sent-remote = { $count ->
    [one] One picture from elsewhere was not loaded.
   *[other] { $count } pictures from elsewhere were not loaded.
}
sent-load = Load pictures
sent-loaded = The pictures from elsewhere were loaded through this server; the sender sees its address, not yours.
sent-too-large = { $count ->
    [one] One picture is too large to be shown here; it is among the files of the message.
   *[other] { $count } pictures are too large to be shown here; they are among the files of the message.
}
left-out-text = The text of this mail is too long: its end is only in the mail itself.
left-out-files = More than { $count } attachments: the others are only in the mail itself.
left-out-depth = Nested very deeply: the inner part is an attachment.
left-out-parts = Too many parts: the rest is an attachment.
left-out-headers = Too many or too long header fields: the rest was not read.
left-out-packed = The file winmail.dat could not be read to its end: it is an attachment as a whole.
seal-signed = Signed (S/MIME) with a certificate for { $address }, issued by { $issuer } as it says. The issuer was not checked.
seal-by-another = Signed (S/MIME), but not by the sender: the certificate is for { $address }, issued by { $issuer } as it says.
seal-not-then = Signed (S/MIME) with a certificate for { $address } that did not count when the mail came; issued by { $issuer } as it says.
seal-changed = The signature (S/MIME) does not match: the mail was changed on its way.
seal-unreadable = The signature (S/MIME) cannot be checked here.
seal-pgp = Signed (PGP). Not checked: the key is not known here.
seal-encrypted = Encrypted: what the mail says cannot be read here.

pager-label = Pages
pager-newer = Newer
pager-older = Older
