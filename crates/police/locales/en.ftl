# The police in English. Keys stand in both languages; a test compares them.
node-name = Police
role-clearinghouse = clearinghouse
role-inspector = inspector
role-provincial_officer = provincial officer
role-administrator = administrator
role-data_protection_officer = data protection officer
role-welfare_officer = welfare officer
role-registry = registry

nav-referrals = Referrals
nav-reports = Reports
nav-subjects = Subjects
nav-disclosures = Disclosure requests
nav-persons = Persons
nav-operations = Operations
nav-reveals = Reveals
nav-assignments = Assignments

home-title = Police
home-lead = From a referral to a person, and no further than the law allows.

referrals-title = Referrals
referrals-lead = Signed packages from clearinghouses. Nothing of a package counts before every digest was checked.
referrals-none = No package has come yet.
referral = Referral
sender = Sender
received-at = Received
reports = Reports
package-digest = SHA-256 of the package
conveyed-by = conveyed by { $name }
recipient-title = Key for senders
recipient-lead = Packages for this node are sealed to this public key, number { $id }. Give it to a sender by two ways that do not depend on each other, or compare the number by telephone.
upload-title = Take a package from a file
upload-file = Package (.sealed)
upload-hint = The file is verified before anything is kept. The same file twice is kept once.
upload-send = Verify and take

reports-title = Reports
reports-of-referral = Of referral { $referral }.
show-all = Show all
reports-none = No reports.
report-number = Report
report-title = Report { $number }
reporting-party = Reporting party
incident-type = Incident type
incident-time = Time of the incident
country = Country
detection-basis = Basis of detection
detection-basis-none = the clearinghouse states none
original-digest = SHA-256 of the original
unknown-elements = { $count ->
    [one] One element of the original is unknown to us and kept as it is.
   *[other] { $count } elements of the original are unknown to us and kept as they are.
}
feedback = Told to the clearinghouse
feedback-none = nothing yet
feedback-in_inquiry = in inquiry
feedback-person_identified = person identified
feedback-closed_with_action = closed with action
feedback-closed_without_action = closed without action
feedback-not_an_offence = not an offence

account-without-identifier = Account without identifier
account-id = Our id
screen-names = Screen names
display-names = Display names
emails = E-mail addresses
phones = Telephone numbers
devices = Devices
stated-birth-dates = Birth date as stated
stated-only = (the account's own statement; proves nothing)
accounts = Accounts

acts = Acts
act-time = Time, and as stated
connection = Connection
port = port { $port }
no-connection = no address stated
shared-by-many = shared by many subscribers: the port decides
file = File
cluster = cluster
evidence-clock = May be erased from
evidence-clock-note = Operators keep the record of a connection for twelve months ({ $source }); from the day shown they may erase it.
not-asked = not asked for
asked = asked for
all-asked = everything was asked for
subscribers = Subscriber of the line
installation = Installation
no-installation = no installation address (mobile)
billing-address = bills go to
not-identified = not identified

subjects-title = Subjects
subjects-lead = Accounts that state the same identifiers. What operators may erase first stands on top.
subjects-none = No subjects yet.
subjects = Subjects
subject = Subject
subject-lead = An assessment: accounts that are linked. A subject is not a person; an officer decides who did what.
subject-empty = Its accounts were moved to other subjects.
identified-acts = Acts with a person
links = Links
link-joins = joins
link-vetoed = kept from joining by a veto
vetoes = Vetoes
withdrawn = withdrawn

operations-title = Operations
operations-none = No operation was opened yet.
operation = Operation
opened-at = Opened
operation-lead = { $count ->
    [one] One subject.
   *[other] { $count } subjects.
}
tally = Tally
figure-identified = identified
figure-minors = minors at one act at least
figure-not-minors = not certainly minors, by subtraction
figure-not-arrested = identified and not arrested, by subtraction
figure-minors-from-14 = minors from 14, by subtraction
figure-minors-not-arrested = minors not arrested, by subtraction
figure-under-14 = under 14 at every act
figure-undetermined = age open, counted apart
figure-arrested = arrested
figure-arrested-minors = minors arrested
figure-arrested-not-minors = arrested and not certainly minors, by subtraction
figure-media-clusters = distinct files
figure-in-province = arrested in { $province }
arrests-by-province = Arrests by province of the unit
arrests-none = No arrests.
province = Province
ine-code = INE code
sum = Sum

press-note = Press note
press-warnings = Before you publish
press-warning = "{ $cell }" is { $value }, below the threshold of { $threshold }: so small a number may point to a person.
press-arrests-in-question = { $count ->
    [one] One counted arrest is in question: by the acts attributed now the law would not allow it. Check before publication.
   *[other] { $count } counted arrests are in question: by the acts attributed now the law would not allow them. Check before publication.
}
press-simulation = SIMULACRO / DEMONSTRATION – everything in this note is made up.
press-title = Police identify { $count ->
    [0] nobody so far
    [one] one person
   *[other] { $count } people
} in an operation against the sharing of child sexual abuse material
press-identified = { $count ->
    [0] Nobody has been identified so far.
    [one] The police have identified one person who shared child sexual abuse material on social networks.
   *[other] The police have identified { $count } people who shared child sexual abuse material on social networks.
}
press-minors = { $count ->
    [one] One of them was a minor at the time.
   *[other] { $count } of them were minors at the time.
}
press-under-14 = { $count ->
    [one] One was under 14 at all times and bears no criminal responsibility; the prosecutor informs the child-protection services (Organic Law 5/2000, article 3).
   *[other] { $count } were under 14 at all times and bear no criminal responsibility; the prosecutor informs the child-protection services (Organic Law 5/2000, article 3).
}
press-undetermined = { $count ->
    [one] For one person the age at the time is not established yet.
   *[other] For { $count } people the age at the time is not established yet.
}
press-arrested = { $count ->
    [0] There have been no arrests.
    [one] One person has been located and arrested.
   *[other] { $count } people have been located and arrested.
}
press-arrested-minors = { $count ->
    [one] One of them was a minor at the time.
   *[other] { $count } of them were minors at the time.
}
press-provinces = Arrests by province: { $list }.
press-media = { $count ->
    [0] No files are part of the inquiry.
    [one] All of it goes back to a single file that was passed on again and again.
   *[other] All of it goes back to { $count } distinct files that were passed on again and again.
}
press-plea = Whoever comes across such material should not store it, pass it on or show it to others: each further copy harms the child once more, and sharing it is a crime.
press-channels = Report it to the social network with its own reporting button, or to the police at denuncias.pornografia.infantil@policia.es, with the address of the page, the user name and the time, and without the file itself. Children and families find help at ANAR, telephone 900 20 20 10, 24 hours.

disclosures-title = Disclosure requests
disclosures-none = No operator was asked yet.
disclosure-request = Request
operator = Operator
legal-basis = Legal basis
issued-at = Issued
lines = Lines
state = State
answered = answered
open = open

persons-title = Persons
persons-lead = Minors, and everybody whose age is open, are shown by their initials.
persons-none = Nobody was identified yet.
persons-none-next = Choose a subject and identify a person from it
persons = Persons
person = Person
class = Class
class-under_responsibility = under 14 at every act
class-minor = minor
class-adult = adult
class-undetermined = age undetermined
certainly-minor = certainly a minor
path = Path
path-protection = protection
path-juvenile = juvenile
path-adult = adult
path-undetermined = undetermined
protection-first = Protection comes first
protection-under_responsibility = This child bears no criminal responsibility and cannot be arrested. The prosecutor informs the child-protection body (LO 5/2000, art. 3). Whoever shares may be a victim too.
protection-minor = This person was a minor. Juvenile law applies (LO 5/2000); hearing without arrest comes first, and guardians and prosecutor are told at once. Whoever shares may be a victim too.
protection-undetermined = The age at the acts is open. Treat this person as a minor until it is certain.
arrest = Arrest
arrest-allowed = the law allows it; an officer decides
arrest-refused = not allowed
arrest-refused-under_responsibility = The person was under the age of criminal responsibility at every act (LO 5/2000, arts. 1.1 and 3).
arrest-refused-undetermined = For no act is it certain that the person had reached the age of criminal responsibility (LO 5/2000, arts. 1.1 and 5.3).
doubt-birth_unknown = The birth date is not known.
doubt-birth_imprecise = The birth date is not known precisely enough.
doubt-on_birthday = The act took place on the birthday itself, and the hours do not decide.
doubt-leap_day = Born on 29 February, and the act fell on a day on which the birthday is disputed.
doubt-place_unknown = The place of the act is not known, and the clocks of the possible places disagree.
doubt-act_before_birth = The act is dated before the birth.
doubt-no_law = No age limit is known to have been in force on that day.
doubt-outside_calendar = A date lies outside the calendar.
doubt-no_act = No act is attributed to this person.
arrest-in-question = Arrest in question
arrest-in-question-note = It stays recorded and counted. By the acts attributed now the law would not allow it: an officer and the prosecutor must check, and withdraw the attribution or the outcome that is wrong.
in-arrest-list = in the arrest list
residence-province = Province of residence
assignment = Assigned to the unit of
recorded-at = Recorded
age-at-acts = Age at each act
place-of-act = Place of the act
age-years = Age in completed years
age-between = { $from } to { $to }
responsibility-age = Age of criminal responsibility
adult-age = Age of the adult code
age-certainly_under = certainly under
age-certainly_over = certainly reached
age-undetermined = undetermined
unknown = unknown
identifications = Identifications
decided-by = Decided by { $name }.

assignments-title = Assignments
assignments-none = Nothing is assigned.
assignments-question = arrests to be checked
entry-void = entered, and counts for nothing
unit = Unit
unit-none = not assigned
outcome = Outcome
outcome-none = open
outcome-located_and_arrested = located and arrested
outcome-heard_without_arrest = heard without arrest
outcome-referred_to_protection = referred to child protection
outcome-not_located = not located
outcome-no_offence = no offence

masked-field = Field
masked-name = name
masked-birth = birth date
given-name = Given name
family-name = Family name
reveal = Record
reveal-form-title = Reveal a masked field
reveal-form-lead = The field is shown once. Who saw it, when, why and on what legal basis goes on record, and it counts against the reader's budget of the day.
reveal-reason = Reason
reveal-reason-hint = What you must know it for. Do not write the name here.
reveal-legal-basis-hint = For example the court and the number of its order.
reveal-send = Reveal the field
reveal-shown-title = Revealed field
reveal-shown-once = This field is shown to you once.
reveal-shown-recorded = It is on record. Every other page keeps masking it. If this person is a minor, the name does not leave the inquiry.
reveal-back = Back to the person
revealed-at = Revealed
revealed-by = Revealed to
reveals-title = Reveals
reveals-lead = Who was shown a masked field of which person, when and why. Names do not stand here.
reveals-none = No masked field has been shown yet.

names-title = Names of the operation
names-ask = All names at once
names-ask-note = A second person must approve within 15 minutes. Then you are shown the list once; whose names are in it is on record.
names-ask-button = Ask for approval
names-asked-at = Approved at
names-back = Back to the operation
action-assign-person = Hand a person to a unit
action-reveal-names = Show all names of an operation
input-person_id = Person
input-unit = Unit
input-operation_id = Operation
input-legal_basis = Legal basis

closed = closed
closed-title = Closed to named readers
closed-note = For everybody else this operation does not exist, nor its subjects, their reports, requests and persons. Figures elsewhere may count them.
closed-subjects = { $count ->
    [one] One more subject of this operation is a subject of a closed operation, too.
   *[other] { $count } more subjects of this operation are subjects of a closed operation, too.
}
closed-subject = A subject of a closed operation
closed-links = Links into closed operations
closed-links-note = What stands beyond is shown to the readers of that operation alone. You can ask them to let you in.
ask-access = Ask for access
ask-access-reason = Why you need to know
access-requests = Who asks to read it
readers = Readers
reader-name = Sign-in name
reader-name-hint = Of somebody who may read operations.
reader-add = Let them read it
reader-remove = No longer let them read it
reader-refuse = Refuse
closing-title = Who may read this operation
close = Close the operation
close-note = You lead this operation. Close it if only some must know of it.
close-readers = Other readers
close-readers-hint = Sign-in names, with spaces or commas between them.
close-leader = { $name } leads this operation and can close it to named readers.
reopen-title = Open it again
reopen = Open it to all
nav-stranded = Closed, no reader
stranded-title = Closed operations without a reader
stranded-lead = Nobody who could let others into these operations has an account in use. One person names a new reader, and another one approves within 15 minutes; neither is shown what is in them.
stranded-none = Every closed operation has a reader who can let others in.
appoint-hint = Of somebody with an account in use who may lead operations. They cannot approve it themselves.
action-appoint-reader = Name a reader of a closed operation
input-reader = Reader
input-led_by = Led by
input-closed_at = Closed at

review = Review
reveal-review-open = to be reviewed
reveal-review-justified = justified
reveal-review-questioned = questioned
review-note = What you found
review-justified = Justified
review-questioned = Questioned

nav-my-exposure = My exposure
nav-exposure = Exposure of staff
exposure-own-title = What you were shown
exposure-own-lead = Counts for you alone, and for the welfare officer who may ask after you. Nobody is compared with anybody.
exposure-title = What one person was shown
exposure-lead = One person at a time. That you looked is on record.
exposure-show = Show the counts
exposure-today = Masked fields today
exposure-week = Masked fields in the last seven days
exposure-day = Day
exposure-reveals = Masked fields shown
exposure-what = What one was shown: masked fields of persons, and files that were opened.
exposure-files-today = Files opened today
exposure-files-week = Files opened in the last seven days
exposure-files = Files opened
report-files = Files
act-file = Open the file …

dashboard-title = How far it has come
dashboard-funnel = From reports to outcomes
dashboard-funnel-note = Reports, the acts in them, the subjects behind them, the persons identified, those handed to a unit, and those of whom something came. A share above 100% means that one of a step became several of the next.
dashboard-identified = Persons identified
dashboard-assigned = Persons assigned
dashboard-with-outcome = Persons with an outcome
dashboard-arrested = Persons arrested
dashboard-classes = Persons by class
dashboard-classes-note = How many of the persons identified, assigned and arrested belong to each class, by their ages at every act in the operation.
dashboard-outcomes = What came of the assignments
dashboard-outcomes-note = Persons by the outcome that stands.
dashboard-map = Persons assigned, by province of the unit
dashboard-map-note = How many persons of the operation each provincial unit was handed.
dashboard-units = Units
dashboard-units-none = Nobody is assigned to a unit yet.
dashboard-open = Open
dashboard-closed = With an outcome
timeline-title = Acts in the order of time, against the ages of the law
timeline-note = A dot: the act certainly lies there. An open bar: it may lie in any part that the bar crosses; a human must find out. No date of birth can be read from it.
timeline-law = Ages at the last act: { $responsibility }; { $adult }.
timeline-act = Act
timeline-side = On which side of each age
graph-title = What connects the accounts
graph-identified = { $count ->
    [one] one act of this account identified
   *[other] { $count } acts of this account identified
}
# The desk of a provincial unit.
nav-arrest-list = Arrest list
arrest-list-title = Arrest list
arrest-list-lead = Who is to be arrested, by the facts as they stand now. Whoever the law does not allow to be arrested is not here, whatever was entered.
arrest-list-none = Nobody is to be arrested
arrest-list-none-next = See the assignments
assigned-at = Assigned
assigned-by = Assigned by
units-all = All units
units-show = Show
sheets-link = { $count ->
    [one] Print the open assignment
   *[other] Print the { $count } open assignments, one page each
}
assignment-title = Assignment: { $name }
sheet-link = Print on one page
path-means = What this path means
may-do = What may be done
may-not-do = What may not be done
may-protection = Tell the juvenile prosecutor, who informs the public child protection body. Hear the child only with the parents or guardians, as the prosecutor says. Ask whether the child is being harmed too.
may-juvenile = Hear the person with a lawyer and with the parents or guardians, and tell them and the juvenile prosecutor at once. Arrest only where the law allows it and hearing does not do; 24 hours at most, then to the prosecutor or free.
may-adult = Hear the person with a lawyer. Arrest only in the cases of the law, for no longer than the inquiry strictly needs, 72 hours at most; then to the court or free.
may-undetermined = Find out the age at the time of each act first: register, documents, the prosecutor. Until then everything that protects a minor applies.
mustnot-protection = No arrest, no cell, no questioning as a suspect, no entry in the arrest list. No name leaves the inquiry.
mustnot-juvenile = No cell shared with adults, no questioning without a lawyer, no restraint beyond what safety needs, nothing that shows the person to others. No name leaves the inquiry.
mustnot-adult = No questioning before the rights were told in writing, none without a lawyer. No name to the press.
mustnot-undetermined = No arrest while the age of criminal responsibility is not certain for one act at least. No name leaves the inquiry.
law-protection = LO 5/2000, arts. 1.1 and 3; LO 1/1996, art. 9
law-juvenile = LO 5/2000, arts. 1.1 and 17
law-adult = LECrim, arts. 489 to 520
law-undetermined = LO 5/2000, arts. 1.1 and 5.3; LO 1/1996, art. 12.4
entry-grounds = Why an arrest is needed
entry-grounds-hint = What makes hearing the person without an arrest not enough. Do not write the name here.
entry-send = Enter in the arrest list
entry-withdraw = Withdraw the entry
entry-withdraw-question = The person leaves the arrest list. The entry stays on record with your reason.
entry-counts-for-nothing = By the facts as they stand now the entry counts for nothing. Withdraw it, or have the facts put right.
outcome-what = What came of it
outcome-at = When it happened
outcome-at-hint = By the clocks of the unit ({ $zone }).
outcome-send = Record the outcome
outcome-withdraw = Withdraw the outcome
outcome-withdraw-question = The assignment is open again. The outcome stays on record with your reason.
sheets-title = Assignments on paper
sheets-back = Back to the assignments.
sheets-how = The browser prints one assignment a page.
sheet-number = Assignment
sheet-original = Time as its source wrote it
sheet-signature = Name, number and signature of the officer; day and time
done-arrest-entered = The person stands in the arrest list. It is on record.
done-entry-withdrawn = The entry is withdrawn. It stays on record.
done-outcome-recorded = The outcome is recorded. It is on record.
done-outcome-withdrawn = The outcome is withdrawn, and the assignment is open again.
left-arrest-list = Persons to be arrested
left-assigned = Assigned since
left-assignments = Open assignments
left-requests = Requests to operators without an answer
left-referrals = Packages that came since
left-reports = Reports that came since
## Lists, and the front page
filter-all = All
filter-none = Nothing of this kind is here
choose = Choose …
back = Back
back-to-subject = Back to the subject
home-all = Everything here
waiting-title = What waits for you
waiting-none = Nothing waits for you
waiting-none-next = When something comes, it stands here. Meanwhile, every desk is below.
waiting-arrests = { $count ->
    [one] One arrest is in question
   *[other] { $count } arrests are in question
}
waiting-why-arrests = By the acts attributed now the law would not allow it. An officer and the prosecutor must look at once.
waiting-assignments = { $count ->
    [one] One assignment of your unit is open
   *[other] { $count } assignments of your unit are open
}
waiting-why-assignments = Open each, see what its path allows, and record what came of it.
waiting-requests = { $count ->
    [one] One operator has not answered in time
   *[other] { $count } requests are past due
}
waiting-why-requests = Call the operator, and record the answer when it comes.
waiting-subjects = { $count ->
    [one] One subject in no operation loses evidence soon
   *[other] { $count } subjects in no operation lose evidence soon
}
waiting-why-subjects = Within thirty days an operator may erase a record that nobody has asked for.
waiting-referrals = { $count ->
    [one] On one package no work has begun
   *[other] On { $count } packages no work has begun
}
waiting-why-referrals = None of its reports is in an inquiry yet.
waiting-persons = { $count ->
    [one] One person is assigned to no unit
   *[other] { $count } persons are assigned to no unit
}
waiting-why-persons = Hand each to the unit of a province; a second person approves.
waiting-approvals = { $count ->
    [one] One request waits for your decision
   *[other] { $count } requests wait for your decision
}
waiting-why-approvals = Each expires fifteen minutes after it was made.
referrals-search = Search by number or sender
referrals-untouched = no work begun
received-by = Taken by
reports-search = Search by number, reporting party or type
reports-none-next = Look at the packages
finished-at = Finished
subjects-none-next = Look at the packages
subjects-waiting = in no operation, erased within thirty days
subjects-in-none = in no operation
disclosures-search = Search by operator or legal basis
disclosures-none-next = Choose a subject, and ask from there
reveals-search = Search by whom it was revealed to
reveals-to-review = For you to review
to-subject-of = To the subject of { $account }

## Decisions on a subject
subject-in-none = In none yet.
decision-reason = Reason
act-identified = identified already
trait-esp_identifier = Same account identifier
trait-email = Same e-mail address
trait-phone = Same telephone number
trait-device_id = Same device
link-withdraw = Withdraw the link
link-withdraw-question = The accounts may fall into two subjects. The link stays on record with your reason, and can be restored.
link-restore = Restore the link
link-restore-question = The accounts become one subject again, unless a veto keeps them apart.
veto-withdraw = Withdraw the veto
veto-withdraw-question = Whatever links the two accounts joins them again.
apart-title = Keep two accounts apart
apart-lead = Decide that two accounts are not one subject. Whatever links them, now or later, they stay apart until the veto is withdrawn.
apart-one = One account
apart-other = The other account
apart-reason-hint = What shows that two people are behind them.
apart-send = Keep them apart
into-operation-title = Put into an operation
into-operation-lead = Its reports are in inquiry from then on, and the clearinghouse is told so. It can be taken out again.
into-operation-send = Put it in
ask-title = Ask an operator
ask-lead = Who had these addresses at these times? Issue one request to one operator, under an authorization; then send it to the operator.
ask-operators = Operators of addresses that nobody has been asked about yet:
ask-operator-hint = As the report names the operator of the address.
ask-none = No act of this subject states an address
ask-send = Issue the request
identify-title = Identify a person
identify-lead = You decide that acts of this subject are those of a person. Only the chosen acts count; the ages are computed for each of them. It can be withdrawn, and stays on record.
identify-none = Every act of this subject has a person already
identify-send = Identify the person
birth-legend = How precisely is the birth date known?
birth-hint = Fill in what belongs to your choice; the other fields do not count. Never guess: an unknown age counts as a minor's until it is certain.
birth-kind-day = To the day
birth-kind-month = To the month
birth-kind-year = To the year
birth-kind-range = Between two days
birth-kind-unknown = Not known
birth-day = Day of birth
birth-time = Time of birth, if it is known
birth-time-hint = As 04:30. It only matters for an act on the birthday itself.
birth-month = Month of birth
birth-month-hint = As 2006-05.
birth-year = Year of birth
birth-from = First possible day
birth-to = Last possible day
residence-hint = Leave it open where it is not known.
place-legend = Where did the acts take place? Its clock decides the age.
place-installation = Where the line ends that the operator named for each act
place-province = In a province, by your own finding
place-unknown = Not known
place-province-which = Which province
place-province-hint = Only where you have found out the province yourself.
grounds = Grounds
grounds-hint = What shows that this person did it, and not another who uses the line or the account.

## Decisions on persons
attribute-more = Attribute more acts
attribute-lead = Another account of the same person, or more acts of one.
attribute-subject = Subject
attribute-subject-hint = Its id, as its page shows it.
attribute-choose = Show its acts
attribute-known = Subjects of which this person has acts already:
attribute-send = Attribute the acts
identification-withdraw = Withdraw this identification
identification-withdraw-question = Its acts are nobody's again. It stays on record with your reason.
person-withdraw = Withdraw the person
person-withdraw-question = Every identification of this person is withdrawn with it. It stays on record with your reason.
assign-title = Hand to a unit
assign-lead = The unit then sees this person and the attributed acts. A second person must approve it within 15 minutes.
assign-send = Ask for approval
assignment-withdraw = Withdraw the assignment
assignment-withdraw-question = The unit no longer sees this person. It stays on record with your reason.

## Requests and answers
due-at = Due
due-note = Seven calendar days from 08:00 of the day after issue, unless the order says otherwise ({ $source }; to be compared with the official text).
overdue = past due
line-number = Line
act-instant = Time
province-not-understood = province not understood
answer-title = Record the answer
answer-lead = Type what the operator named, or paste its document. One subscriber a line here; several, or a request of many lines, by the document. The holder of a line need not be who used it.
answer-many-lines = This request has too many lines to type: paste the operator's document.
answered-on = Day of the answer
answered-time = Time of the answer
answered-time-hint = As 09:30, on the clock of { $zone }.
answer-line = Line { $number }:
answer-nobody = The operator named nobody for this line
line-kind = Kind of line
kind-none = –
kind-fixed = fixed
kind-mobile = mobile
line-reference = The operator's reference of the line
line-holder = Holder of the contract
line-billing = Billing address
line-street = Installation: street and number
line-city = Installation: town
line-province-hint = Of the installation, as the operator writes it.
answer-document = The operator's document
answer-document-hint = JSON, amparo-disclosure-answer/1. Where it is filled in, the fields above do not count.
answer-send = Record the answer
answer-withdraw = Withdraw the answer
answer-withdraw-question = What it named counts no more; places and ages are computed without it. It stays on record with your reason.
request-withdraw = Withdraw the request
request-withdraw-question = Its acts count as not asked for again. It stays on record with your reason.
request-document = The request as a document for the operator (JSON, amparo-disclosure-request/1)

## Operations
operation-open-title = Open an operation
operation-name = Name
operation-name-hint = A word that no other operation has, and that names nobody.
operation-open-send = Open it
operation-subjects-title = Its subjects
operation-no-subjects = No subject is in this operation yet
add-subjects-title = Put subjects in
add-subjects-send = Put the chosen ones in
add-subjects-all = Put all subjects in
add-subjects-all-question = Every subject of this node that you may read, on whatever page of this list, and not only those shown here. The clearinghouses are told that all their reports are in inquiry.
subject-has-acts = { $count ->
    [one] one act
   *[other] { $count } acts
}
subject-is-in = in it already
subject-remove = Take it out
subject-remove-question = The subject stays; it is only no longer part of this operation. The custody log keeps both.

## What was done
done-package-taken = The package was verified and taken. Open it in the list to see its reports.
done-link-withdrawn = The link was withdrawn.
done-link-restored = The link stands again.
done-veto-recorded = The two accounts are kept apart.
done-veto-withdrawn = The veto was withdrawn.
done-subject-added = The subject is in the operation. Open the operation below to see how far it has come.
done-request-issued = The request was issued. Send it to the operator, and record the answer here.
done-person-identified = The person was recorded as the author of these acts. Open the person below to hand them to a unit.
done-person-identified-same-name = The person was recorded. Another person has the same name: check whether it is the same one, recorded twice.
done-acts-attributed = The acts were attributed.
done-assignment-asked = A second person must approve it within 15 minutes.
done-assignment-withdrawn = The assignment was withdrawn.
done-identification-withdrawn = The identification was withdrawn.
done-person-withdrawn = The person was withdrawn.
done-answer-recorded = The answer was recorded. Go on at the subject: identify who did it.
done-answer-recorded-in-part = The answer was recorded. It says nothing of some lines.
done-answer-recorded-province = The answer was recorded. The province of an installation was not understood, so the place of these acts stays unknown: see the lines below.
done-answer-withdrawn = The answer was withdrawn.
done-request-withdrawn = The request was withdrawn.
done-operation-opened = The operation is open. Put subjects in.
done-subjects-added = The subjects are in the operation.
done-subject-removed = The subject was taken out.
done-reveal-reviewed = The review was recorded.

# what senders say later
notice = Said later
notice-withdrawn = Taken back by the sender
notice-corrected = Corrected by the sender
notice-lead = The clearinghouse that referred these reports says this of them. It blocks nothing here: what follows is an officer's decision.
notice-why = Why
notice-digest = SHA-256 of the notice
notice-replaced-by = In its place
notice-made-at = Decided by the sender
notice-decisions = What follows
notice-undecided = Nobody has decided yet what follows
notice-decide-title = Decide what follows
notice-decide-note = The newest decision counts, and all stay on record. Links, identifications and assignments are withdrawn by their own actions.
notice-decision = What follows
notice-decision-stopped = Work on these reports ends
notice-decision-goes_on = The inquiry goes on: it rests on other grounds
notice-decision-noted = Noted: nothing changes
notice-decide-reason = Reason
notice-decide-send = Record the decision
notice-to = To the notice
notice-reason-wrong_recipient = They belong to another country or agency
notice-reason-sender_corrected = Who reported took it back or corrected itself
notice-reason-not_an_offence = What was reported is not an offence
notice-reason-false_match = A false match of a hash list
notice-reason-enrichment_wrong = What the clearinghouse added was wrong
notice-reason-duplicate = They were referred already
notice-reason-ordered = A court or an authority has ordered it
notice-upload-title = Take a notice from a file
notice-upload-file = Notice (.notice)
notice-upload-hint = Its signature is verified before anything is kept.
notice-upload-send = Verify and take the notice
referrals-with-notice = taken back or corrected, undecided
referral-receipt = Receipt
left-notices = Notices of senders without a decision
done-notice-decided = The decision is recorded.

# the order of work
report-band = Band
band-a = A: a child may be in danger now
band-b = B: many points
band-c = C: some points, or not read yet
band-d = D: the rest
band-none = Not scored yet
band-short-a = A
band-short-b = B
band-short-c = C
band-short-d = D
band-overridden = A person decided this band; the score below did not.
band-decisions = Decisions on the band
band-was-undone = Undone:
band-form-title = Put into another band
band-form-note = Your reason is kept and shown, and it can be undone. The score stays beside it.
band-form-send = Put into this band
band-undo = Undo the decision
band-undo-question = The decision before it, or the score, counts again. Say why.
score-title = Urgency
score-note = The numbers order work. They say nothing of a person: facts of the report count, never names, nationality or places of persons.
score-floor = Until a person has read this report, it does not stand lower than band C: it holds text that nobody has read, speaks of access to a child, or names no account.
score-none = This report has no score: it has not been looked at yet, or it was erased.
score-no-lines = Nothing in it gives points.
score-factor = Factor
score-points = Points
score-basis = Rests on
score-says = Ground
score-source = Source
score-trigger = trigger
score-total = { $points } points in all.
score-version = Weights { $version }.
score-unknowns = What nobody knows
score-unknowns-note = None of this counts as low risk.
basis-fact = a fact
basis-assessment = an assessment
factor-production = Production
factor-contact = An act off the internet is alleged
factor-enticement = A child was approached or incited
factor-prior_conviction = Earlier conviction
factor-prior_allegation = Earlier allegation
factor-access = Access to a child
factor-unseen_file = Files that nobody knew
factor-severity = Class of the files
factor-distribution = Distribution
factor-file_count = Number of files
factor-repetition = Reported before
factor-rising = More often, or graver
factor-only_known_files = Nothing but files that everybody knows
factor-trigger_threat = Threat
factor-trigger_self_harm = Self-harm
factor-trigger_blackmail = Blackmail
factor-trigger_meeting_soon = A meeting soon
factor-trigger_live_abuse = It happens live
factor-trigger_new_and_recent = New, and made within 30 days
factor-trigger_victim_reports = The victim reports
factor-trigger_access_and_contact = Access to a child, and an act on one
factor-trigger_staff_marked_urgent = Marked urgent here
factor-trigger_sender_marked_urgent = Marked urgent by the sender
unknown-account = Which account it is about
unknown-text_language = What a text says in a language that no list covers
unknown-viewed = Whether a person at the sender viewed the files
unknown-likeness = Whether files resemble others: they could not be compared
unknown-access = Whether the reported person has access to children
unknown-conversation = What was said in the conversation
unknown-report = What the report says: its document is gone
report-read-by = Read by { $name }
report-read-note = Say so once you have read the report and its texts: it may then stand lower.
report-read-send = I have read this report
report-unread-send = Mark as not read
done-band-decided = The report stands in this band now.
done-band-undone = The decision is undone.
done-report-read = Your reading is noted.
done-report-unread = The report counts as not read.
reports-order = The list is in the order of work: band, points with one for every thirty days of waiting, the clock of evidence, then the oldest. Waiting moves no report into another band.
reports-minors = Reports that may be of minors
reports-minors-note = What the reports state of an account says that its holder was under eighteen. Holders write what they like, so it proves nothing; but such reports are looked at with the care that minors are owed. It gives no points and takes none.
report-maybe-minor = may be a minor
report-maybe-minor-note = What this report states of an account says that its holder was under eighteen. It proves nothing, gives no points and takes none; the report stands in a queue of its own.
evidence-days = Clock of evidence
evidence-days-left = { $days ->
    [0] may be erased now
    [one] one day left
   *[other] { $days } days left
}
evidence-none = No connection of it waits for a request.
preserved-until = If its provider is one of the United States, it need not keep its copy from
kept-rule-unverified = Nobody has compared this rule with the official text yet.
band-reason = Reason
subject-band = The most urgent band among its reports.
decisions-title = Decisions on bands, by month
decisions-lead = How often officers put reports into another band than their score in the last twelve months, by the clock of Madrid. Many moves the same way say that the weights should be looked at.
decisions-none = In the last twelve months nobody put a report into another band.
decisions-month = Month
decisions-from = Score
decisions-to = Decided
decisions-count = Decisions
decisions-undone = Of them undone

## Assignments between units
assignments-returned = returned
assignment-state-handed = open
assignment-state-accepted = accepted
assignment-state-returned = returned by the unit
assignment-number = Assignment
assignment-accept = Accept the assignment
assignment-return = Return the assignment
assignment-return-question = The central unit then decides: it hands it to another unit, back to this one, or withdraws it. Do not write the name here.
transfer-title = Give it to another unit
transfer-lead = The other unit then sees this person and the attributed acts, and this one no longer. A second person must approve it within 15 minutes. Both units are told.
transfer-reason-hint = Both units read it. Do not write the name here.
moves-title = Accepted, returned, transferred
moves-lead = How assignments went between units. A unit reads here what it gave away as well, without the person.
moves-here = Where the assignment stands
moves-none = No assignment was accepted, returned or transferred
move-made-at = When
move-step = What happened
move-from = Unit that had it
move-to = Unit that has it then
move-made-by = By
move-accepted = accepted
move-returned = returned
move-transferred = transferred
action-transfer-assignment = Give an assignment to another unit
input-assignment_id = Assignment
done-assignment-accepted = The assignment is accepted. It is on record.
done-assignment-returned = The assignment is returned to the central unit, with your reason.
done-transfer-asked = A second person must approve it within 15 minutes.
left-returned = Assignments that units returned
left-taken-away = Assignments given to other units since
waiting-returned = { $count ->
    [one] One assignment was returned by its unit
   *[other] { $count } assignments were returned by their units
}
waiting-why-returned = Read the reason, then hand it to another unit, back, or withdraw it.
outcome-heard-first = Between 14 and 17 the person is heard without arrest, unless nothing else does.
arrest-reasons = Reasons of the arrest
arrest-reasons-hint = Only for an arrest, and then in writing. For another outcome it is not kept. Do not write the name here.
why-not-heard = Why hearing alone does not do
why-not-heard-hint = Only for an arrest of who is no certain adult.

## Claims: which unit is on what
nav-claims = Claims
claims-title = Which unit is on what
claims-lead = Where two units are on one subject, each sees of the other who, since when and until when. The central unit decides.
claims-none = No unit claims anything here
claims-here = On it already
claims-others = Another unit is on this
claim = Claim
claim-title = Claim it for a unit
claim-lead = Units that meet you on the same subject see your unit, since when and until when, and no name. It holds for { $days } days and can be renewed.
claim-reason-hint = Read by your unit and the central one. Do not write a name here.
claim-send = Claim it
claim-since = Since
claim-until = Until
claim-since-until = on it since { $since }, until { $until }
claim-renewed-at = Renewed
claim-renew = Let it hold longer
claim-withdraw = Withdraw the claim
claim-withdraw-question = The unit is on it no longer. The claim stays on record with your reason.
claim-meets = Whom it meets
claim-meets-none = No other unit is on the same subject.
claim-conflict = waits for the central unit
claim-verdict = What is decided
claim-verdict-alone = This unit goes on alone
claim-verdict-together = Both go on together
claim-goes-on = This unit goes on alone
claim-other-goes-on = The other unit goes on alone
claim-decide = Decide
claims-undecide = Withdraw the decision
claims-undecide-question = The two claims meet again, and wait for a decision. It stays on record with your reason.
claim-state-active = holds
claim-state-expired = expired
claim-state-overruled = another unit goes on alone
claim-state-withdrawn = withdrawn
unit-central = Central unit
left-claims = Units that meet on one subject
waiting-claims = { $count ->
    [one] Two units are on one subject
   *[other] { $count } times two units are on one subject
}
waiting-why-claims = Neither should act before they have talked, or the central unit has decided.
done-claim-placed = The claim is placed. Whom it meets stands below.
done-claim-renewed = The claim holds longer.
done-claim-withdrawn = The claim is withdrawn. It stays on record.
done-claims-decided = It is decided. Both units see it.
done-claims-undecided = The decision is withdrawn, and the two claims meet again.

## Files for the juvenile prosecutor
nav-prosecutor-files = Files for the prosecutor
files-title = Files for the juvenile prosecutor
files-lead = One file for each minor, apart from adults. No other minor is named in it, and it holds digests, never media.
files-none = There is no file yet
files-none-next = Draft one on the page of a person
file-number = File
file-state-drafted = draft
file-state-issued = issued
file-state-received = received by the office
file-made-at = Drafted
file-draft-title = File for the juvenile prosecutor
file-draft-lead = It begins with what is known of this person, and you go on writing. Acts as an adult do not stand in it.
file-draft-send = Draft the file
file-officer-number = Professional number of the officer
file-officer-number-hint = The number alone, no name.
file-lang = Language of the file
file-write = Write the parts
file-write-lead = The minor stands here by initials; the issued document names them. Other minors are cut to initials, whatever is written.
file-write-send = Keep the parts
file-issue = Issue the file
file-issue-lead = From then on it is not changed any more. It needs the office, the number of the procedure and what authorizes it.
file-issued-at = Issued
file-office = Prosecutor's office or court
file-office-hint = As it is called today, with its section.
file-procedure = Number of the procedure
file-authorization = Authorization
file-none-yet-hint = Where there is none yet, say so and why.
file-open-document = Open the document
file-open-lead = The document names the minor. Who opens it goes on record.
file-print-how = The browser prints it, or keeps it as a PDF.
file-receive = Receipt of the office
file-receive-send = Record the receipt
file-receipt = Receipt
file-receipt-hint = Its number or mark.
file-received-at = When the office received it
file-received-at-hint = As 2020-12-28 10:30, by the clocks of Madrid, or with an offset.
file-withdraw = Withdraw the file
file-withdraw-question = It stands no more. Whoever has it already must be told by you. It stays on record with your reason.
file-says = What it says
file-preview-lead = By initials, and without the birth date.
file-title = File on a minor for the juvenile prosecutor
file-about = Whom it is about
file-one-minor = This file is about one minor, apart from adults. Other minors stand in it by initials.
file-part-origin = Where the inquiry comes from
file-part-facts = Facts
file-part-identification = Identification and its grounds
file-part-protection = Protection
file-part-request = What is asked
file-begin-origin = { $count ->
    [one] It rests on one report of a provider that came by way of a clearinghouse and was verified on receipt.
   *[other] It rests on { $count } reports of providers that came by way of a clearinghouse and were verified on receipt.
}
file-begin-facts = { $count ->
    [one] One act is attributed to the person. It stands below with its time as stated and the age at it.
   *[other] { $count } acts are attributed to the person. They stand below with their times as stated and the age at each.
}
file-begin-request = The file is sent to the juvenile prosecutor, who decides what follows.
file-acts = Acts, and the age at each
file-annex = Annex: exhibits
file-exhibit = Exhibit
file-size-bytes = Size in bytes
file-no-media = The annex holds digests and descriptions. No file of evidence is part of it; each is kept sealed and can be compared by its digest.
file-checkpoint = Checkpoint of the custody log { $origin }: { $size } entries, root { $root }, fingerprint of the key { $key }.
done-file-drafted = The file is drafted. Go on writing it below.
done-file-edited = The parts are kept.
done-file-issued = The file is issued. It is not changed any more.
done-file-received = The receipt is recorded.
done-file-withdrawn = The file is withdrawn. It stays on record.

## What a press note leaves out, and what was published
press-title-withheld = Police act against the spreading of child sexual abuse material
press-identified-withheld = Police have identified people who spread child sexual abuse material on social networks.
press-withheld = Some figures are not given, so that nobody can be recognised.
press-withheld-title = Left out of the note
press-withheld-why = Each is so small that it may point to a person, or would give such a figure away by subtraction, also beside what was published before.
press-published = Published of this operation
press-published-none = Nothing is recorded as published.
press-published-in = Where the note was published
press-published-in-hint = For example the number of the press release. From then on every later note is checked against the figures that this one says.
press-publish = Record it as published
done-note-published = It is recorded as published. Later notes are checked against it.
dashboard-share = Share with an outcome
dashboard-accepted = Accepted, open
dashboard-returned = Returned
dashboard-waits = Oldest open since

## For the tools of others
export-title = For the tools of others
export-lead = The acts and files that go out, by digest. Addresses, accounts and names do not; of files no media. The table can be saved as CSV and JSON.
export-none = There is no act here
export-vics-2-0 = Hash set, VICS 2.0
export-vics-1-3 = Hash set, VICS 1.3
export-icse = Hash list, ICSE (CSV)
export-case = Graph, CASE/UCO (JSON-LD)

## Hash lists of seized devices
seized-title = Hash lists of seized devices
seized-lead = A list that a tool wrote of a seized device is matched against the files of this operation. It says which files are there, and nothing of whose the device is.
seized-none = No list was matched yet
seized-entries = Entries
seized-no-match = No file of this operation stands in it.
seized-matches = Files of this operation that stand in it: { $count }
seized-weak = by MD5 alone: compare the file
seized-form = Match a list
seized-source = Where the list is from
seized-source-hint = Exhibit number of the device, tool, and the officer's number. No names.
seized-file = File of the list
seized-file-hint = VICS, ICSE, CSV or plain digests, 64 MB at most. It is read whole or not at all.
seized-send = Match it
seized-withdraw = Withdraw the list
seized-withdraw-question = The list and its matches count no more. They stay on record with your reason.
done-list-matched = The list is matched. It is on record with its source.
done-list-withdrawn = The list is withdrawn with its matches. It stays on record.
