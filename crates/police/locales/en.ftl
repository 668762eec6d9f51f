# The police in English. Keys stand in both languages; a test compares them.
node-name = Police
role-clearinghouse = clearinghouse
key-may-clearinghouse = Hands in packages and notices. What does not bear the signature of a known sender is refused, so a thief could only keep the node busy. They read nothing.
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
nav-group-inquiry = Inquiry
nav-group-persons = Persons
nav-group-proceedings = Proceedings
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
oddities = Says little
oddity-identifies_nobody = identifies nobody: a placeholder, or not what it is stated as
oddity-mailbox_of_many = a mailbox of many, by its name
oddity-first_of_january = first of January: often what a form is filled in with
oddity-no_at_sign = no e-mail address: it has no @
oddity-unlikely_birth = who was born then would be more than 110 years old
oddity-birth_after_act = later than an act of the account
oddity-impossible_birth = nobody can have been born then
oddity-other_encoding = read in another encoding than it was written in
stated-birth-dates = Birth date as stated
stated-only = (the account's own statement; proves nothing)
accounts = Accounts

acts = Acts
act-time = Time, and as stated
connection = Connection
port = port { $port }
no-connection = no address stated for this act
other-connections = Other connections
other-connections-note = Of no dated upload, and so of no act. From the day shown operators may erase the record. What stands among the sign-ins and other events too can be asked about.
connection-Login = sign-in
connection-Registration = opening of the account
connection-Purchase = purchase
connection-Upload = upload
connection-Other = something else
connection-Unknown = not known what
events = Sign-ins and other events
events-note = Where the accounts were seen besides, by dated events of which no act is made: nobody’s age is judged by them, and they enter no file. Operators can be asked who had the address, as for an act.
event-time = Time, and as stated
event-kind = During
event-lapsed = may be erased already
shared-by-many = shared by many subscribers: the port decides
file = File
cluster = cluster
evidence-clock = May be erased from
evidence-clock-note = Operators keep the record of a connection for twelve months ({ $source }); from the day shown they may erase it.
evidence-clock-none = No rule is known that says how long operators of this node's country keep the record of a connection: no day is shown, and no warning is given.
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
link-state-joins = joins
link-state-weakened = too common to join
link-state-vetoed = kept from joining by a veto
link-state-withdrawn = withdrawn
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
figure-minors-from-14 = minors who answer for acts, by subtraction
figure-minors-not-arrested = minors not arrested, by subtraction
figure-under-14 = under the age of responsibility at every act
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
press-published-elsewhere = { $count ->
    [one] A note of another operation with people of this one is published. What would tell of few people beside it is left out here, and nobody can lift that: publish the rest, or wait until more people are identified.
   *[other] Notes of { $count } other operations with people of this one are published. What would tell of few people beside them is left out here, and nobody can lift that: publish the rest, or wait until more people are identified.
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
class-under_responsibility = under the age of responsibility at every act
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
arrest-refused-no_act = No act is attributed to this person now.
arrest-refused-no_law = No law that decides on these acts is known here.
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
assignments-open = open
assignments-custody = custody without a recorded end
assignments-question = arrests to be checked
assignments-changed = links changed since
entry-void = entered, and counts for nothing
entry-held = entered, held back
arrest-held = held back by a doubt
entry-held-note = The identification is contested or cleared, a ground of it was lost, or a link is disputed. Until a named officer has decided on that, the person does not stand in the arrest list.
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
action-release-acts = Attribute more acts to a person whom a unit has
input-subject_id = Subject
input-act_ids = Acts
input-place = Where the acts took place
input-place_province = Province of the acts
input-grounds = Grounds
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
dashboard-funnel-note = Reports, the acts in them, the subjects behind them, the persons identified, those handed to a unit, those whom the unit accepted or of whom something came already, and those of whom something came. A share above 100% means that one of a step became several of the next.
dashboard-identified = Persons identified
dashboard-assigned = Persons assigned
dashboard-taken-on = Persons accepted by the unit
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
arrest-list-lead = Who is to be arrested and for which acts, by the facts as they stand now. An act done below the age of criminal responsibility, or perhaps below it, carries nobody in and is not shown. Whoever the law does not allow to be arrested is not here, whatever was entered; nor is anybody whose identification is contested or cleared, or rests on a lost ground or a disputed link.
arrest-list-acts = Acts that carry the person in
arrest-list-age = age { $age }
arrest-list-more-acts = More such acts, all in the file: { $count }
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
lines-title = Lines that operators named
lines-warning = An address is no person.
lines-warning-why = There the line ends: whoever lives there, or was there, may have used it. Who holds the contract and where the bills go say nothing of that.
sheet-signature = Name, number and signature of the officer; day and time
done-arrest-entered = The person stands in the arrest list. It is on record.
done-entry-withdrawn = The entry is withdrawn. It stays on record.
done-outcome-recorded = The outcome is recorded. It is on record.
done-outcome-withdrawn = The outcome is withdrawn, and the assignment is open again.

## Checklist and timer of custody after an arrest
detention-title = Checklist and timer of custody
detention-arrested = Arrested
detention-duties = What custody asks for
detention-duties-none = On the paths of the acts, as they stand now, the law here knows no custody: nobody is held on the path of protection.
detention-tick = Tick as done
detention-done-at = When it was done
detention-note = Note
detention-note-hint = May stay empty. Do not write the name here.
detention-untick = Take the tick back
detention-untick-question = The duty is open again. The tick stays on record with your reason.
detention-end = End of custody
detention-goes-on = not recorded: the timer runs
detention-end-lead = Once the end is recorded the timer stops, and the arrest leaves the first page.
detention-how = How custody ended
detention-how-released = set free
detention-how-guardians = handed to parents or guardians
detention-how-prosecutor = handed to the prosecutor
detention-how-court = put before the court
detention-ended-at = When custody ended
detention-end-send = Record the end
detention-reopen = Take the end back
detention-reopen-question = The timer runs again from the arrest. What was recorded stays with your reason.
detention-recorded = What was recorded
detention-nothing-recorded = Nothing yet.
detention-left = { $hours } h { $minutes } min left
detention-past = over for { $hours } h { $minutes } min
detention-in-time = within the term
detention-late = { $hours } h { $minutes } min after the term
duty-done = done
done-detention-ticked = The duty is ticked. It is on record.
done-detention-unticked = The tick is taken back, and the duty is open again.
done-detention-ended = The end of custody is recorded, and the timer has stopped.
done-detention-reopened = The end is taken back, and the timer runs again.

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
waiting-custody = { $count ->
    [one] The custody after one arrest has no recorded end
   *[other] The custody after { $count } arrests has no recorded end
}
waiting-why-custody = Open the checklist and timer of each, tick what is done, and record how and when custody ended: then the timer stops.
waiting-assignments = { $count ->
    [one] One assignment of your unit is open
   *[other] { $count } assignments of your unit are open
}
waiting-why-assignments = Open each, see what its path allows, and record what came of it.
waiting-changed = { $count ->
    [one] The links of one assignment have changed since the handing over
   *[other] The links of { $count } assignments have changed since the handing over
}
waiting-why-changed = The subject has grown, or a link stands otherwise. Look at it before you act on what was said.
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
waiting-files = { $count ->
    [one] One file for the juvenile prosecutor has no receipt
   *[other] { $count } files for the juvenile prosecutor have no receipt
}
waiting-why-files = They are issued, and no office has confirmed that it has them. Ask, and record the receipt.
waiting-file = { $office }, since { $at }
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
link-was-withdrawn = Withdrawn
link-was-restored = Restored
link-restore = Restore the link
link-restore-question = The accounts become one subject again, unless a veto keeps them apart.
veto-withdraw = Withdraw the veto
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
ask-none = No act or other event of this subject states an address
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
attribute-released = A unit has this person: a second person must approve what is added.
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
due-note-unstated = No period of this country's law is known here: the order sets the day.
due-note-production = Ten days from when the order is recorded as sent (Regulation (EU) 2023/1543; to be compared with the official text).
due-note-emergency = Eight hours from when the order is recorded as sent (Regulation (EU) 2023/1543; to be compared with the official text).
due-note-preservation = No day to answer: the provider preserves the data without delay (Regulation (EU) 2023/1543; to be compared with the official text).
due-note-european = European production orders: ten days from when they are recorded as sent, eight hours in an emergency. European preservation orders have no day to answer (Regulation (EU) 2023/1543; to be compared with the official text).
due-not-running = Not running: not recorded as sent.
overdue = past due
line-number = Line
act-instant = Time
province-not-understood = province not understood
answer-title = Record the answer
answer-as-it-came = Answer as it came
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
done-acts-asked = A unit has the person: a second person must approve these acts within 15 minutes.
done-assignment-asked = A second person must approve it within 15 minutes.
done-assignment-withdrawn = The assignment was withdrawn.
done-identification-withdrawn = The identification was withdrawn.
done-person-withdrawn = The person was withdrawn.
done-answer-recorded = The answer was recorded. Go on at the subject: identify who did it.
done-answer-recorded-in-part = The answer was recorded. It says nothing of some lines.
done-answer-recorded-province = The answer was recorded. The province of an installation was not understood, so the place of these acts stays unknown: see the lines below.
done-answer-withdrawn = The answer was withdrawn.
done-request-withdrawn = The request was withdrawn.
done-operation-closed = The operation is closed to its readers.
done-operation-reopened = The operation is open again.
done-reader-added = The person may read the operation.
done-reader-removed = The person may no longer read the operation.
done-reader-refused = The request was refused.
done-access-asked = You have asked. Who leads the operation decides.
done-operation-opened = The operation is open. Put subjects in.
done-subjects-added = The subjects are in the operation.
done-subject-removed = The subject was taken out.
done-reveal-reviewed = The review was recorded.

# what senders say later
notice = Said later
notice-withdrawn = Taken back by the sender
notice-corrected = Corrected by the sender
notice-lead = The clearinghouse that referred these reports says this of them. It removes nothing here. Where reports were taken back, whoever was identified by them is held back until an officer decides: see the lost grounds.
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
reports-order = The list is in the order of work: band, points with one for every thirty days of waiting, the first of the clocks of evidence and limitation, then the oldest. Waiting moves no report into another band.
reports-minors = Reports that may be of minors
bands-title = Put several into another band
bands-lead = For one reason, which is kept and shown on each of them; each decision can be undone by itself. Reports in Band A are not among them, and none is put there: where a child may be in danger, each is decided on alone.
bands-send = Put the chosen ones into this band
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
alarm-band-a = Band A: a child may be in danger now. Reports: { $reports }. Why: { $triggers }.
alarm-band-a-more = { $reports } and { $count } more
subject-band = The most urgent band among its reports.
decisions-title = Decisions on bands, by month
decisions-lead = How often officers put reports into another band than their score in the last twelve months, by the clock of the country. Many moves the same way say that the weights should be looked at.
decisions-none = In the last twelve months nobody put a report into another band.
decisions-month = Month
decisions-from = Score
decisions-to = Decided
decisions-count = Decisions
decisions-undone = Of them undone

# why accounts are one subject
link-weighs = { $points } points; { $holders ->
    [one] nobody who states it contradicts another over who they are.
   *[other] { $holders } of those who state it contradict each other over who they are.
}
link-value-on = { $value } on { $service }
link-verified-one = { $value }, verified by the service in one of the accounts
link-verified-both = { $value }, verified by the service in both accounts
link-erased-why = What reports said for it was erased. Nobody can check the link any more, and once withdrawn it does not stand again.
link-weakened-why = So many who contradict each other state this that it no longer says that two accounts are one person's. It joins nothing while that is so, and does again when it is not.
link-crowded-why = More than { $count } accounts state it. By a trait that so many state no links are made, and those made before join nothing. Once fewer state it, it links again.
why-title = Explanation of the subject
why-link = Why these accounts are one subject
why-lead = That these accounts are one subject is an assessment, made by a fixed rule from what reports state. This page shows every step of it, so that it can be checked and disputed.
why-version = Weights { $version }.
why-no-probability = Points are no probability of guilt, and none that this is one person.
why-evidence = The traits are the evidence: what the services reported. Points only put them in order. Whether they are right, and whose acts they are, is for officers and courts to find.
why-third-parties = Accounts of this subject have numbers. Accounts of others are third parties (T1, T2…), of whom nothing but the common trait is shown.
why-closed = { $count ->
    [one] One link leads into an operation that is closed to this reader. It is not explained here and not counted.
   *[other] { $count } links lead into operations that are closed to this reader. They are not explained here and not counted.
}
why-number = No.
why-service = Service
why-no-links = Nothing links this account with another.
why-facts = Each link is a fact about what was reported: both accounts are stated with the same trait.
why-says = On { $account }, the reports say
why-in-report = report { $number }
why-verified = verified by the service
why-not-shown = not shown: of a third party, or erased
why-compared = Compared as
why-normalised-esp_identifier = Letter for letter, within one service.
why-normalised-email = Without spaces around it and without telling capitals from small letters; dots and what follows a plus are kept.
why-normalised-phone = Digits alone, with the code of the country.
why-normalised-device_id = Letters and digits alone, without telling capitals from small letters.
why-holders = Who state it and contradict each other
why-holders-many = { $count } or more
why-holders-one = 1: nobody contradicts another
why-crowded = Traits that too many state
why-not-counted = not counted
why-points = Points
why-sums = Sums
why-sums-note = Links of two accounts add up. Traits of one kind add no more than one of them alone. From { $bar } points on, two accounts join, unless a veto keeps them apart.
why-sum = Sum
why-capped = Taken away
why-counts = Counts
why-assessment = Assessment
why-joined = one subject
why-not-joined = not joined
why-total = All pairs that join: { $points } points.
why-holds = What holds it together
why-no-bridge = No single pair holds it together: without any one of them it stays one subject.
why-without = Without the links of { $pair } ({ $points } points) it falls into A and B
why-between = What ties two reports
why-between-note = Of all ways from one to the other the strongest counts, and of that its weakest pair.
why-between-from = One report
why-between-to = Another report
why-between-send = Show
why-between-none = nothing that joins leads from one to the other.
why-between-same = both name account { $account }; the service's own identifier ties them.
why-between-weakest = the weakest pair between them is { $pair }, with { $points } points.
why-weights = The table of weights
why-weights-note = { $version }, of { $date }. A point is a thousandth of a bit: a thousand points more, and the trait speaks twice as much for one holder. Columns: how many of those who state it contradict each other.
why-kind = Trait
why-five = 5 or more
why-measured = How often it is wrong
why-measured-note = Measured on invented operations from which the weights were not made. Nothing was measured on real reports.
why-measured-line = { $misplaced } of { $reports } reports came into a subject of somebody else's.
why-measured-without = Without points, had every equal trait joined: { $misplaced }.
why-check = The sums can be checked without this program: tools/add_points.py reads the explanation as JSON.

# disputes over links
contested = contested
contest = Contested
contest-title = Contest the link
contest-note = The link is shown as contested everywhere, and nobody whose acts hang on it is handed to a unit or entered in an arrest list, until another person decides.
contest-by-request = The person concerned says so, in request { $request } to the rights desk.
contest-send = Contest it
contest-open = Nobody has decided yet.
contest-reason-erased = what was said against it was erased with what the link rests on. It is decided all the same: the link stands until then.
contest-decide = Decide on the contested link
contest-decide-note = Who contested it does not decide. What you decide, and why, stays on record with what was contested.
contest-decision = Decision
contest-kept = The link is kept
contest-withdrawn = The link is withdrawn
contest-erased = The link fell: what it rested on was erased
contest-grounds = Grounds
contest-decide-send = Decide
contested-title = Contested links
contested-subject = Somebody disputes a link below, and nobody has decided yet. Until then nobody whose acts hang on it is handed on or arrested.
contested-note = Somebody disputes links on which acts of this person hang, and nobody has decided yet. Until then the person is handed to no unit and enters no arrest list.
done-bands-decided = The chosen reports stand in this band now.
done-link-contested = The link is contested now.
done-contest-decided = Your decision on the contested link is on record.

# what a decision on a link would change
effect-title = What it would change
effect-show = Show what it would change
effect-none = No subject changes by it at present: other links hold the same accounts together, or nothing holds them.
effect-before = Now
effect-after = Then
effect-closed = { $count ->
    [one] and one account of an operation that is closed to this reader
   *[other] and { $count } accounts of operations that are closed to this reader
}
effect-persons = Acts of these subjects were found to be theirs. Nothing of that is changed: look at whether it still holds.
effect-operations = These operations follow the accounts: whatever falls off stays in them until somebody takes it out.
effect-recipients = Who has to know
effect-recipients-note = These units were handed one of these persons and rest on what was said before (Directive (EU) 2016/680, art. 7(3)). Their page of the assignment shows the links as they stood then and as they stand now.

# what decisions relied on
relied-title = Decisions, then and now
relied-note = Each decision keeps the links as they stood when it was made. Points change as more accounts state a trait; a decision is read by what was known.
relied-identification = Identification
relied-assignment = Handing over to a unit
relied-weights = Weights { $version }, of { $date }.
relied-erased = What it relied on was erased.
relied-changed = changed since
relied-no-links = There was no link: the subject was one account.
relied-link = Link
relied-then = Then
relied-now = Now
relied-not-yet = was not there yet
relied-gone = is not there any more
relied-changed-title = Links have changed since the handing over
relied-changed-note = Links on which the person was handed over stand otherwise by now, or others have joined more accounts since. Look at them before you act on what was said; in doubt, ask the central unit.

# what subjects have in common that makes them no one
relations = Relations
relations-note = These subjects have a line or a household in common with this one. That is a relation: it says nothing of who acted, and makes them one subject under no circumstances.
relation-same_line = Same line
relation-same_household = Same household
relation-ground-line = Acts from one address within a day of each other, an address that is not known to be shared by many.
relation-ground-family_name = Reports state a family name in common.
relation-ground-thing = A device or telephone number in common, which does not make them one subject.
relation-acts = { $count ->
    [one] One act of it.
   *[other] { $count } acts of it.
}
# the clock of limitation
limitation-clock = Limitation
first-deadline = First to lapse
left-on-arrival = Left on arrival
limitation-days-left = { $days ->
    [0] may have lapsed
    [one] one day until it may lapse
   *[other] { $days } days until it may lapse
}
law-unverified = not compared with the official text yet
limitation-title = Limitation of the acts
limitation-lead = From when each act may no longer be prosecuted, by the age at the act. The earliest day follows from the shortest period that can apply; the class of the offence is for a person to say, and whether an act has lapsed for the prosecutor or the court.
limitation-runs = Runs.
limitation-stopped = Stopped.
limitation-not_punishable = No limitation: under the age of responsibility there is nothing to prosecute.
limitation-unknown = No period is known for the day of the act.
limitation-earliest = May lapse from
limitation-latest = By the longest period:
limitation-disputed = disputed, if it runs from later
limitation-stopped-on = Noted as stopped on
limitation-late = after the earliest day: it may have lapsed before
limitation-notes = What was noted
limitation-no-notes = Nobody has noted anything.
limitation-kind = What is noted
limitation-kind-stopped = Something stopped the clock
limitation-kind-later_start = The clock is said to run from a later day (disputed)
limitation-noted-on = Day
limitation-noted-on-hint = Of the decision that stopped it, or from which it is said to run.
limitation-grounds = Grounds
limitation-grounds-hint = Which decision, of whom, with its number; or who says that it runs from later, and by which article.
limitation-withdraw = Withdraw the note
limitation-withdraw-question = The clock is then counted without it. It stays on record.
limitation-note-title = Note something of the clock
limitation-note-lead = A reasoned decision against a named person stops the clock; a police inquiry alone does not. A later start that somebody claims is shown beside the earliest day, and the lists go on by the earliest.
limitation-note-send = Keep the note
done-limitation-noted = The note is kept.
done-limitation-withdrawn = The note is withdrawn.

# warnings that evidence may be erased
nav-evidence-warnings = Warnings of evidence
waiting-evidence-warnings = { $count ->
    [one] One connection may soon be erased by its operator
   *[other] { $count } connections may soon be erased by their operators
}
waiting-why-evidence-warnings = Nobody has asked for them. Ask the operator, or have the records preserved, and take the warning on.
warnings-title = Evidence that may soon be erased
warnings-lead = Thirty, fourteen and seven days before an operator may erase the record of a connection that nobody has asked for, a warning is raised here, once each. Whoever takes it on stands beside it by name.
warnings-open = Not taken on yet, by operator
warnings-count = { $count ->
    [one] One warning.
   *[other] { $count } warnings.
}
warnings-first = The first may be erased from
warnings-take = Take these on
warnings-taken = Taken on, newest first
warnings-taken-note = Whoever took warnings on by mistake, or somebody else, undoes it here: they are open again, and both stand beside them with the reason. A search below by operator narrows this too.
warnings-undo = Undo this
warnings-list = All warnings
warnings-none = No warning
warnings-none-next = To the subjects
warnings-search = Operator
warning-threshold = Days before
warning-raised = Raised at
warning-open = Not taken on
warning-taken = Taken on
warning-preserved = The operator preserves it
warning-taken-before = { $name } had taken it on
warning-undone = { $name } undid that
act-number = Act or event
operator-unknown = No operator known
left-evidence-warnings = Warnings of evidence that nobody has taken on
done-warnings-taken = The warnings are taken on.
done-warnings-undone = The warnings are open again.

# letters that ask operators to preserve
nav-preservation-letters = Preservation letters
erasable-by-word = by the operator's word
erasable-by-law = By law from
erasable-unknown = No rule known
warnings-preserve = Draft a letter to have them preserved
preserve-title = Have records preserved
preserve-lead = One letter is drafted for each operator of the acts and events that are ticked, in your name. It asks that the records be preserved and asks for nobody's data.
preserve-none = No act or other event has an address whose operator is known.
preserve-legal-basis-hint = The article, and the order or decree if there is one.
preserve-no-order = No order to preserve is known in the law of this node's country. Name the legal basis yourself.
preserve-send = Draft the letters
letters-title = Preservation letters
letters-lead = Letters that ask operators to preserve the records of connections until they may be handed over.
letters-none = No letter
letters-none-next = To the subjects
letters-search = Operator
letters-answered = Answered
letter-number = Number
letter-title = Preservation letter { $number }
letter-drafted = Drafted
letter-officer = Officer
letter-agency = Police
letter-state-drafted = Drafted, not sent
letter-state-sent = Sent, not answered
letter-state-confirmed = Preserved
letter-state-refused = Refused
letter-state-withdrawn = Withdrawn
letter-paper = The letter, to print or save
letter-back = Back to what became of it
letter-sent = Record that it was sent
letter-sent-lead = Send the letter by your own means, then record how.
letter-channel = Channel
letter-channel-portal = The operator's portal
letter-channel-post = Post
letter-channel-email = E-mail
letter-channel-by_hand = By hand
letter-channel-other = Another
letter-sent-on = Sent on
letter-sent-reference = Reference
letter-sent-reference-hint = The number of the register, of the portal or of the post.
letter-sent-send = Record it
letter-sent-withdraw = It was not sent
letter-sent-withdraw-question = The letter then counts as drafted.
letter-answer = Answer of the operator
letter-answer-lead = What the operator says moves the day from which its records count as erasable, never to before the day of the law.
letter-verdict = What it says
letter-verdict-confirmed = It preserves
letter-verdict-refused = It does not preserve
letter-preserved-until = Preserved until
letter-preserved-until-hint = The first day on which it may erase after all. Empty where it does not preserve.
letter-answer-reference = Its reference
letter-answer-reference-hint = The number of its letter, or who said so and when.
letter-answer-send = Record the answer
letter-answer-withdraw = Withdraw the answer
letter-answer-withdraw-question = The days of erasure are those of the law again, or of another letter.
letter-withdraw = Withdraw the letter
letter-withdraw-question = Its number is not given again.
paper-title = Request to preserve data, No. { $number }
paper-from = From
paper-to = To
paper-date = Date
paper-asks = We ask you to preserve, and neither to erase nor to change, the data that identify who used each of the following connections at the instant given, until an order to hand them over reaches you or the term of the law ends. This letter asks for no data.
paper-term = The law has { $term } for it, which may be extended up to { $extended } in all.
paper-lines = Connections
paper-address = Address
paper-port = Port
paper-no-port = not stated
paper-stated = Time as its source wrote it
paper-zone = Stated zone
paper-times = Each time stands as its source wrote it, with the zone that it names, and in UTC. What counts is the instant in UTC; please convert nothing by hand. Where a port is stated it is needed to tell subscribers apart who shared the address.
paper-secrecy = Please treat this request as confidential, and do not tell the subscribers of it.
paper-answer = Please confirm in writing until which day you preserve, quoting the number { $number }.
paper-officer = Officer: { $name }
done-letter-drafted = The letter is drafted. It is not sent yet.
done-letters-drafted = The letters are drafted, one for each operator. They are not sent yet.
done-letter-sent = The sending is recorded.
done-letter-sent-withdrawn = The letter counts as drafted again.
done-letter-answered = The answer is recorded.
done-letter-answer-withdrawn = The answer is withdrawn.
done-letter-withdrawn = The letter is withdrawn.

# paths and what is due on them
paths-title = Paths and what is due
paths-lead = Each act has its own path, by the age at it. Where the age is open the act is handled on the side that protects a minor, until somebody finds out more or a named officer decides. A decision opens no arrest.
handled-as = Handled as
path-until-decided = undetermined: handled so until somebody decides
path-decided = decided by an officer
path-decisions = Decisions on open ages
path-no-decisions = Nobody has decided anything.
path-withdraw = Withdraw the decision
path-withdraw-question = The acts are then handled again as the age at them says. The decision stays on record.
path-decide-title = Decide on an open age
path-decide-lead = Where it is open whether somebody was a minor, an officer may decide on the juvenile or the adult path. Where it is open whether they had reached the age of criminal responsibility, only for protection: nobody can decide that a child was old enough, and only a better known birth date opens more.
path-reason = Reason
path-reason-hint = What speaks for it: a document, a forensic opinion, what the prosecutor said.
path-decide-send = Keep the decision
duties-title = What is due, to whom
duties-open = The age at one act at least is open.
duties-unknown = not entered here
duties-unknown-why = What the law that counts here asks for, and how long somebody may be held by it, is not entered in this system. That does not mean that nothing is due: ask the prosecutor or your legal service.
duty-in-custody = on arrest
duty-within = Within { $hours } hours of the arrest
duty-under-file = Send the file, with what was found and nothing of other minors, to
duty-under-particulars = The prosecutor, and not the police, passes on the particulars that protection needs, to
duty-under-no-arrest = No arrest, no cell, no entry in the arrest list. Explained to
duty-juvenile-heard = Hear without arrest, unless nothing else is effective; an arrest needs its reasons in writing. Explained to
duty-juvenile-prosecutor = The inquiry is directed by
duty-juvenile-measures = Steps that restrict rights are asked for through
duty-juvenile-own-file = A file for each minor, apart from adults and from other minors, to
duty-juvenile-words = Say in clear words why, and which rights there are, to
duty-juvenile-told = Tell of the arrest and of the place at once, the prosecutor too:
duty-juvenile-lawyer = Statement only with a lawyer and with who has parental authority present; owed to
duty-juvenile-apart = Custody apart from adults, with the care that age and person need; owed to
duty-juvenile-release = Set free, or put at the disposal of
duty-juvenile-decision = Decides on release, or asks the judge for a measure:
duty-adult-file = Send the report, with a known author or without one, to
duty-adult-release = Set free, or put before the court; owed to
owed-juvenile-prosecutor = the prosecutor's section for minors
owed-protection-body = the public body for the protection of minors
owed-minor-and-guardians = the minor and parents or guardians
owed-person = the person
owed-court = the court on duty
done-path-decided = The decision is kept.
done-path-withdrawn = The decision is withdrawn.

# the law as the node has it
law-title = The law as this node has it
law-lead = Every rule that days and paths here follow from, with article, source and the day from which it holds. Spain's alone decides anything here. Whether somebody has compared a rule with the official text stands beside it.
law-what = Rule
law-value = Value
law-from = From
law-source = Source
law-review = Compared
law-verified = compared with the official text
law-ages = Ages
law-limitation = Limitation
law-kept = How long records are kept
law-preservation = Orders to preserve
law-bases = Legal bases of requests to operators: nothing is decided from them
law-bases-portugal = The same in Portugal: nothing is decided from them
law-orders-judge = ordered by a judge
law-orders-judge-or-prosecutor = ordered by a judge or a prosecutor
law-orders-prosecutor-or-police = asked for by a prosecutor or the police
law-offices = Courts and prosecutors' offices, as generic names to choose from: nothing is decided from them
law-every-province = every province
law-duties = What is due on each path
law-elsewhere = Age of criminal responsibility elsewhere: nothing is decided from this
law-spain = Spain
law-portugal = Portugal (nothing is decided from it)
law-england-and-wales = England and Wales (nothing is decided from it)
law-age-responsibility = Age of criminal responsibility
law-age-adult = Age of the adult code
law-years = { $years ->
    [one] one year
   *[other] { $years } years
}
law-days = { $days } days
law-hours = { $hours } hours from the arrest
law-months = { $months } months
law-extended = { $term }, { $extended } at most
law-between = { $from } or { $to } years
law-kept-connection = Operators: who used an address
law-kept-report = Providers: the copy of a report
law-class-less-serious = a minor's less serious offence
law-class-grave = a minor's grave offence
law-class-over-ten = a minor's offence punishable with more than ten years
law-class-adult-up-to-five = an adult's offence punishable with up to five years
law-class-adult-over-five = an adult's offence punishable with more than five years
law-class-adult-over-ten = an adult's offence punishable with more than ten years
law-class-adult-fifteen-or-more = an adult's offence punishable with fifteen years or more
# imports of what the unit had downloaded
report-import = Import
report-imports-title = Imports of downloaded reports
report-imports-lead = What amparo police import took from a folder. An import can be undone as a whole, as long as nobody has worked on it; the list keeps it.
report-imports-none = Nothing was imported. How to: amparo police import.
report-import-at = Imported
report-import-by = By
report-import-known = Known before
report-import-undone = Undone
report-import-stands = stands
report-import-undo = Undo this import
report-import-undo-question = Its reports, the accounts that only they name and the links that follow from them go, with their files and the package. What another import or a referral brought as well stays. Another person must approve within 15 minutes. Say why.
action-undo-import = Undo an import
input-import_id = Import

# possible minors, and who waits longest
waiting-minors = { $count ->
    [one] One report that may be of a minor, unread
   *[other] { $count } reports that may be of minors, unread
}
waiting-why-minors = What they state of an account says that its holder was under eighteen. It proves nothing; they are looked at with the care that minors are owed.
longest-title = Unread for longest, by band
longest-note = So that none is forgotten behind the others: of each band the report that nobody has read for longest.
longest-days = { $days ->
    [0] since today
    [one] for one day
   *[other] for { $days } days
}
# asking operators, and the guard against the wrong household
event-zone = Zone as written: { $zone }. UTC: { $utc }
event-no-zone = No zone is written. UTC: { $utc }
event-flag-no_zone = time without a zone
event-flag-offset_out_of_season = offset of the other half of the year: a clock not changed?
event-flag-offset_of_islands = an hour behind the mainland: the Canary Islands, or a clock not changed?
event-flag-clock_repeated = that night the clock showed this time twice: use UTC
event-flag-after_report = after its report: a wrong year?
event-flag-long_before_report = more than a year before its report: a wrong year?
event-flag-port_missing = shared address without a port
event-flag-address_not_public = no operator gives this address to anybody
second-reading = the same clock reading in another zone
subscriber-holder = Holder of the contract
subscriber-born = born
asked-despite = Why it was asked in spite of doubts
ask-guard = Doubts about time or address
ask-guard-flags = An act or event carries a warning. Asking about it needs a reason: a wrong time or port points at another home.
ask-guard-none = No act or event carries a warning. If the time is doubted all the same, another reading can be asked about too.
ask-despite = Why it is asked in spite of the doubts
ask-despite-hint = Kept with the request, sealed, and not sent to the operator.
ask-reading = Ask also about the same clock reading in another zone
ask-reading-hint = The operator is given both instants, each in a line of its own: of the acts whose zone is in doubt, or of all that are ticked where none is.
ask-reading-none = No: only about the instant of the report
release-reason = Reason
release-reason-hint = Needed where events lead to different lines, fewer than two independent ones lead to the same line, or no line ends in the province. A billing address is no place of use.
attribute-release-reason-hint = Needed where the events of these acts lead to another line than what the unit has, or to none that ends in its province.
input-release_reason = Why it is handed over
input-independent_events = Independent events that lead to the same line
input-independent_sign_ins = Of the independent events, sign-ins and other events that are no acts
input-events_lead = Lines of the events
events-lead-same = All lead to the same line
events-lead-different = They lead to different lines and contradict one another
events-lead-none = No event leads to one line alone
input-named_lines = Different lines that operators named
input-unit_name = Province of the unit
input-installations = Provinces where the lines end

# the basis and the order of a request
unasked-title = Acts that nobody was asked about
unasked-lead = By operator, what is erased first on top. Where the holder of an account may be a minor, the request is drafted apart, to the juvenile prosecutor.
unasked-none = No address is left that nobody was asked about.
operator-unknown-what-to-do = No allocation says to whom these addresses were given at the time of the act. Look each one up in the registry of addresses (in Europe that of RIPE NCC) as it stood on that day, tick the acts of one operator and write its name as the registry gives it. Tell the clearinghouse too which allocation its tables lack, so that the next reports name the operator. Do not wait for it: the day of erasure comes all the same.
draft-title = Request over all subjects
draft-by-basis = by the legal basis
addressee = Who orders it
addressee-court = a court
addressee-prosecutor = the prosecutor
addressee-juvenile_prosecutor = the juvenile prosecutor
addressee-police = the police themselves
addressee-reason = Why it does not go to the juvenile prosecutor
addressee-reason-hint = Needed where another authority orders it and an author could be a minor, also if that turns out later. Kept sealed.
order-title = Legal basis and order
order-minor-hint = Something says that an author may be a minor: it is drafted to the juvenile prosecutor. The officer decides; another authority needs a reason.
order-basis = Legal basis of the request
order-basis-hint = It says who may order it, and what is needed before it is sent.
order-basis-none = not chosen: so it cannot be marked as sent
order-court = Court or prosecutor's office
order-court-hint = The names that are proposed are generic, by province: complete them with the office's own.
order-procedure = Number of the procedure
order-number = Number of the authorization
order-number-hint = For example that of the court's order, with its day.
order-sent = Sent
order-not-sent = not sent
order-save = Record basis and order
order-send-note = Marking it as sent takes what its legal basis asks for.
order-send = Mark as sent
order-unsend = It was not sent
order-unsend-question = The request stands as not sent again. It stays on record with your reason.
done-request-authorized = Legal basis and order are recorded.
done-request-sent = The request is marked as sent.
done-request-unsent = The request stands as not sent again.
order-basis-es_588_ter_k = From an IP address to the device or subscriber
order-basis-es_588_ter_j = Traffic data that the operator keeps
order-basis-es_588_ter_m = Holder of a number or device
order-basis-es_ley_25_2007 = Connection data kept for twelve months
order-basis-pt_ciber_14 = Subscriber, and who used an IP address at one instant (Portugal)
order-basis-pt_ciber_18 = Traffic data of communications (Portugal)
order-basis-pt_lei_32_2008 = Identity, basic data and source addresses kept for one year (Portugal)
order-basis-pt_cpp_189 = Records of calls, and where a mobile line was (Portugal)
order-basis-eu_epoc = European Production Order (EPOC)
order-basis-eu_epoc_pr = European Preservation Order (EPOC-PR)
order-bar-es_588_ter_k = Offences of art. 588 ter a: among them those committed by means of computers.
order-bar-es_588_ter_j = Offences of art. 588 ter a: among them those committed by means of computers.
order-bar-es_588_ter_m = To investigate an offence; it does not reach traffic data.
order-bar-es_ley_25_2007 = Serious offences. Whether mere possession is one is disputed.
order-bar-pt_ciber_14 = Offences of the Cybercrime Law, those committed by means of a computer system, and those whose evidence is electronic. It does not reach traffic data; courts let a prosecutor ask for one address at one instant.
order-bar-pt_ciber_18 = Offences of the Cybercrime Law, and those of art. 187 of the Code of Criminal Procedure committed by means of a computer system or whose evidence is electronic.
order-bar-pt_lei_32_2008 = Serious offences. Traffic and location are kept only where the Supreme Court allows it; whether what is kept for bills may be used is disputed.
order-bar-pt_cpp_189 = Offences of art. 187.1, among them those punishable with more than three years. Whether it reaches records of the internet is disputed.
order-bar-eu_epoc = Subscriber data and what only identifies: any offence; traffic and content: offences above a threshold of penalty.
order-bar-eu_epoc_pr = Any offence; sixty days, which can be extended.

# the request on paper
document-open = See the document
document-back = Back to the request.
document-how = The browser prints it or saves it as PDF, in the language of the page.
document-pdf = As a PDF
document-title = Request for data { $number }
document-title-order = Application for an order { $number }
document-to = To
document-no-addressee = nobody chose yet who orders it
document-basis = Legal basis
document-asked = What is asked
document-asked-order = An order is asked for, to require of { $operator } the data of the subscriber of each of these connections:
document-asked-operator = The data of the subscriber who used each of these addresses at the instant given in UTC:
document-address = Address
document-port = Source port
document-no-port = not stated
document-stated = As the report writes it
document-answer = What the answer must be like
document-answer-echo = Each line repeats the address and the instant in UTC that were looked up.
document-answer-apart = Holder, billing address and installation address stand apart. A billing address is no place of use.
document-answer-several = If several subscribers shared the address and no port is stated, all are named.
document-answer-form = It is taken as JSON (amparo-disclosure-answer/1), CSV or XML.
document-period = Period
document-deadline-hours = { $hours ->
    [one] one hour from receipt.
   *[other] { $hours } hours from receipt.
}
document-preserved-days = preservation for { $days } days, which can be extended.
document-issuing = Issuing authority
document-validating = Validating authority
document-european-json = The fields as JSON
document-care = Care for persons
document-care-text = The holder of a line need not be who used it. This document attributes no act to anybody.
document-care-minor = It may concern a minor: only who must work with it does so.
order-emergency = Why it is an emergency
order-emergency-hint = In a European Production Order only, where the life or safety of somebody is in danger. The period is then one of hours.

# operators' answers by file
imports-title = Answers by file
imports-lead = One file of an operator answers several requests. What is wrong is named by line, column and field; the rest counts. The file is kept as it came, if any of it is recorded, and all of it can be undone at once. The answer to a single request, pasted or typed, is kept here as it came too.
imports-none = No file of answers was taken yet.
import = File of answers
import-format = Format
import-answered-at = Answered
import-at = Taken
import-by = Taken by
import-answers = Answers recorded
import-answers-none = No answer of this file counts.
import-standing = counts
import-not-kept = not kept
import-not-kept-why = As nothing was recorded, the file is not kept: mend it and take it in again.
import-file = The operator's file
import-file-hint = CSV, JSON or XML, up to 8 MiB.
import-send = Take the answers
import-how = What the file must be like
import-how-fields = One row for each subscriber of each line. The first four fields must be there; a row without subscriber says that nobody had the address.
import-how-forms = CSV with these names in its first line; JSON with "schema": "amparo-disclosure-answers/1" and "rows"; XML with row inside disclosureAnswers. A request with a wrong row is left out whole.
import-refused = What was left out
import-marked = Taken with a doubt
import-column = Column
import-field = Field
import-problem = What stands there
import-expected = What was expected
import-withdraw = Undo the whole file
import-withdraw-question = No answer of this file counts any more. It stays on record with your reason.
done-answers-imported = The file was taken. See below what was left out.
done-import-withdrawn = The file was undone whole.
## What bears an identification out, and where it stands
identification-title = Identification
identification-of = Identification of { $name }
identification-link = What bears it out
identification-state-proposed = Proposed
identification-state-confirmed = Confirmed
identification-state-contested = Contested
identification-state-cleared = Cleared
identification-means-proposed = One officer decided it. A second officer has not confirmed it.
identification-means-confirmed = A second officer bears it out.
identification-means-contested = Somebody says that it was not this person. Nobody is handed to a unit or entered in the arrest list until an officer decides.
identification-means-cleared = It was found that it was not this person. Nothing is erased yet; the period until erasure runs once the person is cleared of everything.
account-user = Who used the account
account-user-none = Nobody has said yet who used the account. Whose line it is says nothing of that.
account-user-hint = The subscriber of a line and the user of an account are two things. Say why it was this person and not another of the household.
account-use-title = Say who used the account
account-use-send = Record who used it
confidence = How sure it is
confidence-possible = Possible: others could have as well
confidence-probable = Probable: more speaks for it than against it
confidence-established = Established: nothing known speaks against it
ground-list-fact = Facts
ground-list-assessment = Assessments
ground-list-household = Household members considered
ground-none = None recorded
ground-add = Add a line
ground-kind = What it is
ground-kind-fact = Fact: what a source shows
ground-kind-assessment = Assessment: what somebody makes of it
ground-kind-household = Household member who was considered
ground-statement = What is known
ground-statement-hint = Of a household member: why they come into question, or not. No names.
ground-source = Source
ground-source-hint = Where it is known from: a document, an answer, a register, a conversation.
ground-send = Add the line
ground-withdraw = Withdraw this line
ground-withdraw-question = It stays on record with your reason.
household-role = Role in the household
household-role-hint = Of a household member alone: their role, never their name.
household-role-none = No household member
household-role-parent = Parent
household-role-partner = Partner
household-role-child = Child
household-role-sibling = Sibling
household-role-grandparent = Grandparent
household-role-relative = Other relative
household-role-lodger = Lodger
household-role-guest = Guest
identification-decisions = What was decided
identification-undecided = Nobody has decided on it yet.
identification-decision = Decision
identification-decide-note = The newest decision counts, and all stay on record. Whoever identified the person cannot confirm it.
identification-decide-confirmed = Confirm: it was this person
identification-decide-contested = Contest: somebody says that it was not this person
identification-decide-cleared = Clear: it was not this person
identification-decide-send = Record the decision
identification-contest = Contest this identification
identification-contest-question = Say who says that it was not this person, and on what grounds. It stands contested wherever the person is shown until the central unit decides.
done-account-use-stated = Who used the account was recorded.
done-identification-line-added = The line was added.
done-identification-line-withdrawn = The line was withdrawn.
done-identification-decided = The decision was recorded.

## Who has a cleared person's data
nav-clearances = Clearances
clearances-title = Clearances
clearances-lead = Persons who are cleared, and who still has their data: what is missing until it is proven everywhere that it was erased.
clearances-none = Nobody is waited for
clearance-lead = Once the person is cleared, whoever has their data is told, and proves that it was erased. This node erases for its units.
recipient = Recipient
recipient-waits = Waits for
recipient-waits-told = Must be told
recipient-waits-acknowledged = The unit takes note
recipient-waits-erased = Receipt of the erasure
recipient-person-erased = Erased here; the number remains
recipient-kind-unit = Provincial unit
recipient-kind-prosecutor = Prosecutor's file
recipient-kind-court = Court
recipient-kind-protection_body = Child-protection body
recipient-kind-agency = Agency
recipient-kind-export = Export
recipient-steps = What was done
recipient-steps-none = Nothing yet.
recipient-step-told = Told that the person is cleared
recipient-step-acknowledged = Has taken note
recipient-step-erased = Has erased
recipient-waits-changed = Must hear that the subject has grown
recipient-step-changed = Told that the subject has grown
recipient-step-title = Record a step
recipient-step-what = What was done
recipient-step-send = Record the step
recipient-withdraw = It never had the data
recipient-withdraw-question = Nothing waits for it any more. It stays on record with your reason.
recipient-mistake = Why it was withdrawn
recipient-step-withdraw = Withdraw this step
recipient-step-withdraw-question = It stays on record with your reason.
recipient-reference = Number of the letter or receipt
recipient-reference-hint = It outlives the person's data: it must name nobody.
recipient-acknowledge = Take note
recipient-acknowledge-note = The person is cleared: whatever your unit has on paper or elsewhere is destroyed. This node erases its own copy when the period is over.
recipients-title = Who has this person's data
recipients-lead = Units are known by their assignments. Record here who else was given data of the person, so that nobody is forgotten when the person is cleared.
recipients-none = Nobody is recorded.
recipient-record = Record a recipient
recipient-record-send = Record the recipient
recipient-name = Name of the authority, or what was exported
recipient-name-hint = With the number of the procedure where there is one; never a person.
changed-recipients-title = Who outside must hear of a change
changed-recipients-lead = They have data of a person whose subject has grown since, and rest on what was said before (Directive (EU) 2016/680, art. 7(3)). Write to them, and record it once for all recipients of a person.
changed-recipients-none = Nobody outside has to hear of a change
recipients-tell = All of these were told
done-recipients-told = It is recorded that they were told.
waiting-untold = { $count ->
    [one] One recipient outside must hear that a subject has grown
   *[other] { $count } recipients outside must hear that subjects have grown
}
waiting-why-untold = They act on what was said before. Write to them, and record the letter.
done-recipient-recorded = The recipient was recorded.
done-recipient-withdrawn = The recipient was withdrawn.
done-recipient-step-recorded = The step was recorded.
done-recipient-step-withdrawn = The step was withdrawn.

## Grounds that were lost
nav-lost-grounds = Lost grounds
losses-title = Lost grounds
losses-lead = What fell away under acts that are attributed to somebody, or would have been a wrong ground. What rests on it is held back until an officer decides what becomes of it.
losses-none = No ground was lost
loss-title = Lost ground
loss-lead = Nothing was removed. Nobody concerned is handed to a unit or entered in an arrest list until an officer has decided that the identification rests on other grounds, or has withdrawn it.
ground-lost = Ground lost
loss-cause = What fell away
loss-cause-notice = Reports were taken back by their sender
loss-cause-link = A link joins no more
loss-grew-common = A new report showed that the trait they shared is common: it no longer joins these accounts.
loss-cause-veto = Two accounts are kept apart
loss-cause-file = The match of a file is wrong
loss-cause-allocation = An allocation of addresses is wrong
loss-cause-import = An import was undone
loss-cause-erasure = A report, a subject or what an operator answered was erased
loss-cause-answer = The answer of an operator was withdrawn
loss-erased = It was erased by decision of two persons, and what it said is gone.
loss-what = Which
loss-at = Lost at
loss-by = Recorded by
loss-undecided = Undecided
loss-unheard = Units that have not taken note
loss-lose = Record a lost ground
loss-lose-note = Everybody identified by it is held back at once, and the units that have them are told. It is remembered: whoever is identified by it later is held back, too.
loss-lose-file = The match of a file: its digest was withdrawn from a list
loss-lose-allocation = An allocation of addresses: they belonged to somebody else then
loss-lose-send = Mark what rests on it
loss-value = SHA-256 of the file, or range of addresses
loss-value-hint = A range as 192.0.2.0/24, or one address.
loss-objects = What rested on it
loss-nobody = Nobody is identified by it yet. Acts with this file or address are marked as soon as they come, and whoever is identified by one is held back at once.
act-ground-lost = Its file or address is a lost ground: whoever is identified by it is held back
loss-objects-legend = Which of these
loss-open = undecided
loss-kind-act = Act
loss-kind-identification = Identification
loss-kind-assignment = Assignment
loss-kind-arrest_entry = Entry in the arrest list
loss-kind-recipient = File or authority outside
loss-fate = What becomes of it
loss-fate-stands = Stands: it rests on other grounds
loss-fate-dropped = Given up: to be withdrawn by its own action
loss-decide-send = Record the decision
loss-notes = Units that have taken note
loss-notes-none = None yet.
loss-note-lead = Your unit acts on nothing that rested on this until the central unit decides.
loss-note-send = Take note
loss-withdraw = Withdraw this loss
loss-withdraw-question = What rested on it is free again. It stays on record with your reason.
waiting-lost = { $count ->
    [one] One ground was lost
   *[other] { $count } grounds were lost
}
waiting-why-lost = Whoever was identified by it is held back. See what rested on it.
done-ground-lost = It is recorded. What rests on it is marked, and the units are told.
done-loss-decided = The decision was recorded.
done-loss-noted = Your unit has taken note.
done-loss-withdrawn = The loss was withdrawn.

## Reports that are no offence
no-offence-title = No offence
no-offence-find = What was reported is no offence
no-offence-question = Nobody is identified by this report, and nobody will be. The word travels back without your reason and without any person, and the platform is asked to restore the account. The period until erasure starts.
no-offence-withdraw = Withdraw this finding
no-offence-withdraw-question = The sender hears that the inquiry goes on. It stays on record with your reason.
done-no-offence-found = The finding was recorded, and the sender hears of it.
done-no-offence-withdrawn = The finding was withdrawn, and the sender hears of it.

## What somebody is in a case
case-roles-title = Roles in the case
case-roles-lead = An author is whoever has acts attributed to them. A child who shared what was done to them is a victim too: record it here, and it stands first wherever the child is shown.
case-role = Role
case-role-victim = Victim
case-role-witness = Witness
case-role-author = Author of acts
case-roles-none = Nothing is recorded besides the acts.
case-role-record = Record a role
case-role-send = Record the role
case-role-withdraw = Withdraw this role
case-role-withdraw-question = It stays on record with your reason.
done-case-role-recorded = The role was recorded.
done-case-role-withdrawn = The role was withdrawn.
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
outcome-heard-first = A minor who answers for an act is heard without arrest, unless nothing else does.
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
file-office-hint = As it is called today, with its section. The names that are proposed are generic, by province.
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
file-receipt-undo = Take the receipt back
file-receipt-undo-question = The file is issued and not received. The receipt stays below, with your name and the reason.
file-receipts-undone = Receipts that were taken back
file-received-at = When the office received it
file-received-at-hint = As 2020-12-28 10:30, by the clock of { $zone }, or with an offset.
file-withdraw = Withdraw the file
file-withdraw-question = It stands no more. Whoever has it already must be told by you. It stays on record with your reason.
file-says = What it says
file-contested = Somebody disputes links on which acts in this file hang, and nobody has decided yet. A draft is not issued until then; an office that has the file has to hear of it.
file-ground-lost = A ground on which acts in this file were attributed was lost, and no officer has settled it. A draft is not issued until then; an office that has the file has to hear of it.
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
file-checkpoint-first = Custody log { $origin }: fingerprint of the key { $key }. It has no checkpoint yet; the first one follows.
done-file-drafted = The file is drafted. Go on writing it below.
done-file-edited = The parts are kept.
done-file-issued = The file is issued. It is not changed any more.
done-file-received = The receipt is recorded.
done-file-receipt-undone = The receipt was taken back.
done-file-withdrawn = The file is withdrawn. It stays on record.

## What a press note leaves out, and what was published
press-title-withheld = Police act against the spreading of child sexual abuse material
press-identified-withheld = Police have identified people who spread child sexual abuse material on social networks.
press-withheld = Some figures are not given, so that nobody can be recognised.
press-withheld-title = Left out of the note
press-withheld-why = Each is so small that it may point to a person, or would give such a figure away by subtraction, also beside what was published before of this operation or of one with the same people.
press-published = Published of this operation
press-published-none = Nothing is recorded as published.
press-published-in = Where the note was published
press-published-in-hint = For example the number of the press release. From then on every later note, of this operation or of one with the same people, is checked against the figures that this one says.
press-publish = Record it as published
press-changed = The note has changed since it was shown
press-changed-persons = Its text reads the same, but it counts other people.
press-changed-gone = No longer in it
press-changed-new = New in it
done-note-published = It is recorded as published. Later notes are checked against it.
press-replaces = This note replaces that of { $date }, which is withdrawn.
press-withdrawal = Police withdraw their note of { $date } on the spreading of child sexual abuse material. Its figures are not to be used.
press-withdraw = Withdraw this note
press-withdraw-question = Publish this text, which gives no figure and no reason, then record where. The note stays listed, its figures still count against later notes, and the next note says that it replaces it.
press-withdrawn = withdrawn
press-withdrawn-in = Where the withdrawal was published
press-withdrawn-why = Why (it stays inside)
press-replaced = A later note replaced it.
press-not-replaced = No note has replaced it yet; the next one says that it does.
done-note-withdrawn = It is recorded as withdrawn.
dashboard-share = Share with an outcome
dashboard-accepted = Accepted, open
dashboard-returned = Returned
dashboard-waits = Oldest open since

## For the tools of others
export-title = For the tools of others
export-lead = The acts, sign-ins and files that go out, files by digest. Names and media do not go out; accounts and addresses stand in CASE and in the JSON of law enforcement alone, and only where you read subjects. Who gets a file is recorded with everybody whose acts stand in it, so that they are told if somebody is cleared.
export-format = Format
export-recipient = For whom or what
export-recipient-hint = The authority or the tool, with the number of the procedure where there is one; never a person.
export-send = Export
export-acts = What goes out
export-event = other event
export-doubt = In doubt
export-contested = Somebody disputes links on which what goes out rests, and nobody has decided yet. The file says so; a list in ICSE's format has no room for it and says it in its name. Tell whoever gets it.
export-ground-lost = A ground on which acts here were attributed to somebody was lost, and no officer has settled it. The file says so; a list in ICSE's format has no room for it and says it in its name. Tell whoever gets it.
export-none = There is no act here
export-vics-2-0 = Hash set, VICS 2.0
export-vics-1-3 = Hash set, VICS 1.3
export-icse = Hash list, ICSE (CSV)
export-case = Graph, CASE/UCO (JSON-LD)
export-law-enforcement = JSON for parsers of law enforcement; a zip where it is not one report

## Hash lists of seized devices
seized-title = Hash lists of seized devices
seized-lead = A list that a tool wrote of a seized device is matched against the files of this operation. It says which files are there, and nothing of whose the device is.
seized-none = No list was matched yet
seized-entries = Entries
seized-matched = Files that stand in it
seized-no-match = No file of this operation stands in it.
seized-matches = Files of this operation that stand in it: { $count }
seized-by-sha256 = by SHA-256
seized-by-sha1 = by SHA-1, without SHA-256: compare the file
seized-by-md5 = by MD5 alone: compare the file
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
## What the codes of the custody log are called: actions and kinds of objects
action-fix-feedback-batch = Fix a batch of outcomes
action-record-feedback-delivery = Note that outcomes were acknowledged
action-acknowledge-warnings = Take on warnings of evidence
action-record-disclosure-answer = Record the answer of an operator
action-apply-weights = Take an order of work into use
action-look-up-exposure = Look up the exposure of one person
action-edit-file = Change the draft of a file
action-note-loss = Take note of a lost ground
action-state-account-use = Say who used an account
action-record-role = Record a role in the case
action-withdraw-note = Withdraw a press note
action-mark-request-sent = Mark a disclosure request as sent
action-unmark-request-sent = Mark a disclosure request as not sent
action-override-band = Put into another band
action-undo-override = Undo a decision on a band
action-mark-read = Mark a report as read
action-record-veto = Keep two accounts apart
action-export-acts = Export acts for other tools
action-change-readers = Change the readers of an operation
action-ask-access = Ask to read a closed operation
action-lose-ground = Record that a ground fell away
action-raise-evidence-warnings = Raise warnings of evidence
action-return-assignment = Give an assignment back
action-issue-disclosure-request = Ask an operator
action-undo-acknowledgement = Give warnings of evidence back
action-receive-referral = Receive a referral
action-import-answers = Record answers from a file
action-find-no-offence = Find that it is no offence
action-add-subjects = Put subjects into an operation
action-renew-claim = Renew a claim
action-decide-claims = Decide between two units
action-accept-assignment = Accept an assignment
action-add-identification-line = Add a line to an identification
action-decide-lost-objects = Decide on what lost its ground
action-remove-subject = Take a subject out of an operation
action-identify-person = Identify a person
action-publish-note = Record the publication of a press note
action-undo-file-receipt = Undo the receipt of a file
action-decide-identification = Decide where an identification stands
action-contest-link = Contest a link
action-decide-contest = Decide on a contested link
action-tell-recipients = Tell recipients that a subject has grown
action-authorize-request = State the legal basis of a disclosure request
action-reveal-field = Reveal a masked field
action-show-names = Show the names once
action-decide-path = Decide on an open age
action-recount-reports = Count again how often a subject was reported
action-rescore-reports = Score reports again
action-draft-file = Draft a file for the juvenile prosecutor
action-receive-notice = Receive a notice of the clearinghouse
action-note-limitation = Note something of a limitation
action-open-operation = Open an operation
action-record-letter-sent = Record that a letter was sent
action-record-letter-answer = Record the answer to a letter
action-close-operation = Close an operation to named readers
action-reopen-operation = Open a closed operation again
action-record-recipient = Record a recipient of a person's data
action-record-recipient-step = Record a step of a recipient
action-review-reveal = Review a reveal
action-restore-link = Restore a withdrawn link
action-draft-preservation-letters = Draft preservation letters
action-match-seized-list = Match the list of a seized device
action-decide-notice = Decide what follows from a notice
action-record-outcome = Record what came of an assignment
action-record-detention-duty = Tick a duty of custody
action-record-detention-end = Record the end of custody
action-issue-file = Issue a file to the juvenile prosecutor
action-record-file-receipt = Record the receipt of a file
action-open-prosecutor-file = Open a file for the juvenile prosecutor
action-enter-arrest-list = Enter in the arrest list
action-place-claim = Claim for a unit
action-withdraw-decision = Withdraw a decision
