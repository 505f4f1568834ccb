## The price of a request that is charged, which is accepted or declined

accept-title = Accept the price
accept-title-accepted = Price accepted
accept-title-declined = Price declined
accept-title-settled = No price to accept
accept-asked = { $name }, your request is charged. Please tell us whether we should look after it at this price.
accept-request = Request
accept-opened = Arrived
accept-until = You can answer until
accept-words = What you wrote
accept-shortened = This is the beginning; the whole message is in your mail.
accept-changed = The price has changed since we wrote to you. The one that stands here applies.
accept-told = You were told: { $words }
accept-moved = The price has changed just now, so nothing is decided yet. Please decide again.
accept-yes = Accept the price
accept-no = Decline
accept-nothing = There is nothing to accept any more.
accept-others = Contacts of your contract are: { $names }.
accept-done-accepted = Accepted by { $name }, { $at }.
accept-done-declined = Declined by { $name }, { $at }. We will get back to you.
accept-staff = You are signed in as staff. Only who got the mail can decide.
accept-thanks-accepted = Thank you, the price is accepted.
accept-thanks-declined = The price is declined.

acceptance-title = Price
acceptance-waits = Price not accepted yet
acceptance-run-out = Price not accepted, the link has run out
acceptance-accepted = Price accepted
acceptance-declined = Price declined
acceptance-by = by { $name }

event-accept-price = { $name } accepted the price: { $price }
event-decline-price = { $name } declined the price: { $price }
notice-accept-price = { $name } accepted the price
notice-decline-price = { $name } declined the price

problem-price-decided = This price was decided about already.
problem-nothing-to-accept = There is no price to accept here.

wording-accept = address where the price is accepted or declined; empty where nobody is asked
