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
