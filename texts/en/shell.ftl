## The frame of every page

skip-to-content = Skip to content
nav-label = Areas
nav-queue = Queue
nav-search = Search
nav-customers = Customers
nav-on-call = On-call
nav-mails = Mails
nav-plans = Plans
nav-invoices = Invoices
nav-settings = Settings
nav-more = More
nav-more-label = More areas
nav-home = Overview
nav-new-ticket = New ticket
nav-emergency = Emergency
language-label = Language
theme-label = Appearance
theme-light = Light
theme-dark = Dark
theme-system = Same as the system
sign-out = Sign out
toasts-label = Notifications
close-dialog = Close
save = Save
undo = Undo
cancel = Cancel

keys-title = Keys
keys-palette = every action and place
keys-move = next and previous row
keys-open = open the row
keys-search = search
keys-write = reply, note
keys-go = to the queue; also c customers, o on-call, m mails, p plans, i invoices, e settings
keys-send = send what is being written
keys-leave = leave a field, close what is open
keys-help = this list
connection-lost = The server does not answer at the moment. Please try again.
panel-label = Call

## The palette

palette-title = Commands
palette-hint = Ticket, customer, action, place …
palette-actions = On this page
palette-places = Go to
palette-settings = Appearance and language
palette-none = Nothing of that name. Enter searches for it.
palette-choose = choose
palette-do = do it
key-ctrl = Ctrl
