# Texts of every page's frame. Keys stand in both languages; a test compares them.
skip-to-content = Skip to content
main-navigation = Main navigation
language = Language
simulation-note = Everything here is made up. Nobody in it exists.
simulation-clock = Clock:
footer-times = Amparo { $version }. Times carry their zone.

paging = Pages of the list
paging-previous = Previous page
paging-next = Next page
paging-range = { $range } of { $total }

error-refused = That did not work
error-refused-advice = Something in the request has to change. Go back, correct it, and send it again.
error-unauthenticated = Sign in to go on
error-unauthenticated-advice = This page is for people who work here. Reload it and give your name and secret.
error-absent = There is nothing here for you
error-absent-advice = The address is wrong, the thing is gone, or it is not for your role.
error-conflict = Somebody was faster
error-conflict-advice = The state has changed in the meantime. Go back, reload the page, and decide again.
error-broken = We could not do that
error-broken-advice = The fault is ours, and nothing was half done. Try again in a moment.
error-incident = If it happens again, tell your administrator the incident { $incident }.
error-home = To the first page

nav-access-entries = Access log
access-title = Who did what with personal data
access-lead = Every look at personal data, every change and every disclosure leaves an entry before it happens. Entries hold no case content. Use them to check lawfulness, for self-monitoring, for security and in criminal proceedings, for nothing else.
access-from = From (day, UTC)
access-until = Until (day, UTC)
access-person = Person
access-person-hint = The sign-in name, letter for letter.
access-object = Object
access-object-hint = The whole id, such as per_… or a report number.
access-operation = Operation
access-any = Any
access-search = Show these
access-all = Show all
access-count = { $count ->
    [one] One entry
   *[other] { $count } entries
}
access-none = No entry fits
access-none-next = Widen the period, or leave a field empty.
access-when = When
access-who = Who
access-object-column = Object
access-grounds = On what grounds
access-recipient = Disclosed to
operation-collection = collection
operation-alteration = alteration
operation-consultation = consultation
operation-disclosure = disclosure
operation-combination = combination
operation-erasure = erasure
ground-role = role
ground-own_unit = own unit
ground-central_unit = central unit
ground-reason = stated reason
ground-job = background work
