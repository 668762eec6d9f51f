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
