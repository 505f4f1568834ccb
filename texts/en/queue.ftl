## Tags, fields, views, acting on many

side-tags = Tags
tag-add-label = Add tags, separated by commas
tag-add = Add
tag-remove = Take the tag { $tag } away
side-fields = Fields
side-fields-fill = Fill in
field-nothing = –
event-tag-added = { $name } added the tag { $tags }
event-tag-removed = { $name } took away the tag { $tags }
event-tag-changed = { $name } added the tag { $added } and took away { $removed }
event-field = { $name } filled in: { $changes }
field-too-many = At most { $detail }.
field-no-colleague = The customer has no contact with this address. Add them at the customer first.
field-not-the-address = This is not the person’s address: { $detail }
field-asked-it = { $detail } asked and gets each answer.
field-no-day = Please give a day, as in { $detail }.
field-no-decimal = Please give a number, such as 12 or 12.5.
field-not-of-product = The ticket has no such field any more. Reload the page.
problem-too-many = There are { $detail } already; more cannot be kept.

fields-title = Fields of tickets
fields-how = Fields that your team fills in on tickets. Customers do not see them. The key stands in filters: field:key=value.
fields-none = No fields yet. Define the first one below.
field-new = Another field
field-define = Define
field-name = Name
field-key = Key
field-key-how = Small letters, digits and hyphens. Left empty, it is made of the name.
field-kind = Kind
field-kind-text = Text
field-kind-number = Number
field-kind-choice = One of a list
field-kind-day = Day
field-kind-yes-no = Yes or no
field-choices = Choices
field-choices-how = One a line; only for fields with a list.
field-product = Product
field-product-all = All products
field-state = In use
field-retire = Retire
field-restore = Take up again

column-number = Number
column-subject = Subject
column-customer = Customer
column-plan = Plan
column-severity = Severity
column-due = Due
column-assignee = Assigned to
column-product = Product
column-channel = Channel
column-waiting = Waiting since
column-changed = Last change
column-state = State

filter-title = Filter
filter-words = Words and other filters
filter-words-how = Words of subject, messages and notes; also filters such as changed:2026-11 or -tag:spam.
filter-any = any
filter-none = none
filter-me = me
filter-today = due today
filter-nothing-due = nothing due
filter-tag = Tag
filter-answer = Coverage
filter-field = Field
filter-value = Value of the field
filter-sort = Order
filter-group = Group by
filter-columns = Columns
filter-columns-how = Without columns the list looks as the queue does.
filter-column = Column { $n }
filter-show = Show
sort-next = What comes next: missed and soon due, then severity, plan, waiting
sort-due = Due time, then severity, plan, waiting
sort-severity = Severity
sort-rank = Rank of the plan
sort-waiting = Waiting longest
sort-opened = Newest
sort-changed = Last change
group-none = not grouped
group-all = { $count ->
    [one] one ticket
   *[other] all { $count } tickets
  }
view-save = Save as view
view-save-new = Save as another view
view-edit = Edit view
view-name = Name of the view
view-shared = For everybody
view-front = Move to the front
view-back = Move to the back
view-remove = Remove view
queue-none = No ticket matches
queue-none-how = Take a filter away, or ask for other words.
queue-as-board = Board
queue-as-list = List
board-empty = Nothing here
board-moved = #{ $ticket } is now: { $state }.
many-title = Act on the tickets that are picked
many-picked = picked
many-pick = Pick ticket #{ $number }
many-pick-head = Pick
many-clear = Pick none
many-tags = Tags, separated by commas
many-untag = Take away
many-none = No ticket is picked.
many-done = { $count ->
    [0] Nothing is changed.
    [one] One ticket is changed.
   *[other] { $count } tickets are changed.
  }
many-unchanged = { $count ->
    [one] One was so already.
   *[other] { $count } were so already.
  }
many-undone = { $count ->
    [0] Nothing is taken back.
    [one] One ticket is as it was.
   *[other] { $count } tickets are as they were.
  }
many-failed = Not { $tickets }: { $why }
many-more = { $count } more
many-not-there = there is no such ticket.
many-no-severity = { $severity } is not in the plan.
problem-changed-since = It was changed since, and stays so.
problem-undone = It was taken back already.
problem-too-late = It was done too long ago to be taken back here.
keys-pick = pick a ticket, with Shift all up to it
keys-board = on the board: move between cards
keys-pick-all = pick all tickets of the list, or none
many-pick-all = Pick all
many-merge-how = Empty: the oldest of those that are picked. All others are closed as duplicates, and their replies go to it.
field-merge-one = Pick another ticket besides, or name another to merge into.
