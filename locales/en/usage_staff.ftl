### Staff: what is counted of what customers use, and the keys that systems send it with.
nav-meters = Meters
nav-api-keys = API keys

## Keys
api-keys-title = API keys
api-keys-intro = Your systems sign in with these keys. A key's secret is shown once, when the key is made; only its hash is kept.
api-keys-none = No keys yet
api-keys-none-text = A system that sends usage needs one.
api-keys-name = Name
api-keys-name-hint = What the key is for, such as the system that uses it
api-keys-scopes = What it may do
api-key-scope-usage-write = Send usage events
api-key-scope-usage-read = Ask how much was used
api-keys-created = Made
api-keys-last-used = Last used
api-keys-never-used = Never
api-keys-works = In use
api-keys-revoked = Revoked
api-keys-revoke = Revoke
api-keys-revoke-text = Systems that still use “{ $name }” are refused from the next request on. This cannot be undone.
api-keys-new = New key
api-keys-make = Make the key
api-keys-secret = Secret
api-keys-done-made = “{ $name }” is made. Copy its secret now: it cannot be shown again.
api-keys-done-revoked = The key is revoked.
api-keys-made-already = This form was sent before: the key exists, and its secret was shown then. If nobody has it, revoke the key and make another one.
api-key-error-name = Enter a name of at most 100 characters.
api-key-error-scopes = Choose what the key may do.

## Meters
meters-title = Meters
meters-intro = A meter says how events of use become one quantity. It cannot be changed once it is there, because invoices rest on it.
meters-none = No meters yet
meters-none-text = Plans that charge for use need one, and so do the events.
meters-name = Name
meters-code = Code
meters-code-hint = What events and plans call it: lower-case letters, digits, - and _
meters-aggregation = Counts
meters-unique-of = How many different values of { $property }
meters-unique-property = Property to tell apart
meters-unique-property-hint = Only where different values are counted: the name of the events' property, such as user_id
meters-group-by = Counted apart by
meters-group-by-hint = The name of a property of the events, such as region
meters-new = New meter
meters-add = Add the meter
meters-done-added = The meter is added.
meter-aggregation-sum = The sum of the quantities
meter-aggregation-count = How many events there were
meter-aggregation-max = The largest quantity
meter-aggregation-last = The latest quantity
meter-aggregation-unique = How many different values a property had
meter-error-code = Enter a code in lower-case letters, digits, - and _.
meter-error-code-taken = There is a meter with this code, which counts in another way.
meter-error-name = Enter a name of at most 100 characters.
meter-error-unique-property = Name the property where, and only where, different values are counted.
meter-error-property = A property's name has at most 100 characters.
