## Queue and ticket, for staff

queue-title = Queue
queue-search = Search tickets
queue-views = Views
queue-empty = Nothing to do
queue-empty-how = New requests appear here by themselves as they arrive.
queue-waits = waiting { $duration }
queue-since = since { $at }
queue-customer-wrote-last = last word from the customer
preview-label = Preview
preview-empty = Choose a row to read its ticket here.

ticket-edit-subject = Change subject
ticket-severity = Severity
ticket-assign = Assign to
ticket-log-call = Log call
ticket-log-work = Log time
ticket-wait = Wait for customer
ticket-resume = Resume
ticket-resolve = Resolve
ticket-close = Close
ticket-reopen = Reopen

conversation-label = Conversation
composer-label = What you write
composer-reply = Reply
composer-note = Internal note
composer-to = to { $to }
composer-only-staff = only staff will see it
composer-then = Afterwards
composer-then-keep = then leave open
composer-then-wait = then wait for customer
composer-then-resolve = then resolve
composer-send = Send

side-label = About the ticket
side-verdict = Coverage
side-left = Allowances
side-customer = Customer
side-organisation = Organisation
side-plan = Plan
side-contact = Contact
side-system = System
side-spent = Time spent
side-others = Other open tickets
side-facts = What the request is about
side-facts-how = If something here is wrong, correct it. The coverage is then judged again as of the arrival of the request.
side-reached = Say what has been reached
side-reached-what = What has been reached?
side-reached-say = Reached now
