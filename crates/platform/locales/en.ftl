node-name = Platform
role-application = application
role-moderator = moderator
role-administrator = administrator
role-data_protection_officer = data protection officer
nav-overview = Overview
nav-hits = Hits
nav-user-reports = User reports
nav-reports = Reports
nav-hash-lists = Hash lists
nav-surfaces = Surfaces
nav-my-openings = What I opened
crumbs = Where you are

overview-title = Overview
overview-waiting = What waits for you
overview-waiting-lead = Oldest first, at most five of each kind
overview-what = What
overview-since = Waits since
overview-age = Age
overview-nothing = Nothing waits
overview-nothing-next = New hits and user reports appear here as they come in. What was filed is under
overview-figures = Figures
overview-refused = Reports refused by the clearinghouse
overview-filed-today = Reports filed today
overview-outcomes = Reports by their newest outcome
waiting-hit = Hit to review
waiting-user-report = User report to review
waiting-stuck = Report that is not filed
age-minutes = { $count ->
    [one] one minute
   *[other] { $count } minutes
}
age-hours = { $count ->
    [one] one hour
   *[other] { $count } hours
}
age-days = { $count ->
    [one] one day
   *[other] { $count } days
}
overview-uploads = Uploads
overview-open-hits = Hits to review
overview-open-user-reports = User reports to review
left-stuck = Reports that are stuck and not filed
left-hits = Hits to review
left-user-reports = User reports to review
left-found = Hits found since
reports-filing = Reports being filed
reports-stuck = Reports that wait for you
reports-filed = Reports filed
reports-withdrawn = Reports withdrawn

lists-title = Hash lists
lists-lead = Every version that was imported, where it came from, and how many hits it found. The newest version of each list is the one in use.
lists-import = An administrator imports a version over the API:
list-in-use = In use
list-used = in use
list-replaced = replaced
list-hits = Hits found
list-imported-by = Imported by
list-digest = SHA-256 of the entries
lists-none = No hash list is in use
lists-none-advice = Uploads are stored, but nothing is compared with them until an administrator imports a list.
list = List
list-version = Version
list-entries = Entries
list-source = Source
list-imported = Imported

filter-state = Show
filter-all = All
filter-outcome = Newest outcome
filter-any-outcome = Any outcome
queue-start = Begin with the oldest
review-open = To review
review-confirmed = Confirmed
review-dismissed = Dismissed
review-all = All
state = State
state-filing = Being filed
state-stuck = Waits for you
state-filed = Filed
state-withdrawn = Withdrawn

hits-title = Hits
hits-lead = A hit is a match with a hash list. It says nothing about a person until you have reviewed it. No file is shown here.
hits-none = Nothing to show
hits-none-advice = Show the decided ones too
hits-search = List, digest or identifier
hit-title = What matched
hit-found = Found
hit-match = Match
hit-exact = Exact: the digests are the same
hit-near = Near: the pictures look alike to the software, and may be different ones
hit-weak-note = Only MD5 speaks for it, or a stronger digest speaks against it.
hit-list-version = version { $version }
hit-id = Hit
item-hits = Hit
item-user-reports = User report
item-lead = Nothing is shown of the file unless you ask for it, and you can decide without.
item-before = Back to the item before
item-next = Next open item
item-to-decision = To the decision
hit-heading = { $algorithm } match with { $list }
hit-weak = weak
hit-distance = Difference
hit-bits = { $bits ->
    [0] none
    [one] one bit
   *[other] { $bits } bits
}
hit-classification = The list says
file = File
file-quality = PDQ quality { $quality }
file-no-pdq = no PDQ hash: { $reason }
file-uploaded = Uploaded
file-size = Size in bytes
channel = Channel
channel-public = public
channel-private = private
upload = Upload
upload-id = Identifier
upload-received = Received
upload-born = Birth date stated by the holder
upload-erased = What was stated of this upload is erased. Its digests are kept: they are of a file, not of a person.
look-title = The file
look-open = Look at the file
history-title = Decided before
history-lead = Other uploads; numbers only, nothing of who was involved.
history-of = Other uploads of
history-uploads = Uploads
history-content = the same bytes
history-near = the same picture or a near-duplicate
history-account = the same account
others-title = Other hits of this upload
would-say = What a report would say if this is confirmed
content-heading = What it says
content-title = What the report says
content-lead = Computed now from what is stored and from the present configuration (service and reporter). Nothing is sent by looking.
content-link = What the report says, as facts and as XML
content-erased = What this report said is erased
content-erased-next = The upload’s period was over, and two persons erased it. Number, steps and outcomes of the report remain.
said-incident = Incident
said-type = Type
said-service = Service
said-uploaded = Uploaded, as stated
said-url = Address on the platform
said-account = Reported account
said-identifier = Account
said-screen-name = Screen name
said-display-name = Display name
said-email = E-mail
said-phone = Telephone
said-born = Birth date
said-address = IP address
said-port = port { $port }
said-device = Device
said-file = File
said-file-name = File name
said-viewed = Viewed in full by a person of ours
said-public = Publicly available
said-grounds = Grounds
said-yes = yes
said-no = no
said-reporter = Who reports
said-name = Name
said-legal = Legal terms
said-xml = XML for { $path }
said-not-given = In the XML, the number 0 and an empty file id stand for what the clearinghouse has not given yet.
report = Report
decided-by = Decided by

file-to-open = Open the file …
viewed-not_viewed = not opened
viewed-in_full = opened in full
decision-reason = Reason
decision-title = Decision
decision-hint = For the log: what you compared. Other moderators read it.
decision-filed = The report is filed, so nothing can be decided here any more.
decision-again = This is decided. A new decision takes its place; the old one stays in the log.
decision-no-upload = No upload is known at this address, so there is nothing to report.
decision-confirm = Confirm and report
decision-dismiss = Dismiss
verdict-confirm = Confirmed
verdict-dismiss = Dismissed
done-confirm = The item before is confirmed. Its report is on its way to the clearinghouse; until it is filed you can change your mind.
done-dismiss = The item before is dismissed. You can change your mind on its page.
done-retry = The report is on its way again.

user-reports-title = User reports
user-reports-lead = What users of the platform report to you. Confirming one reports its upload.
user-reports-none = Nothing to show
user-reports-none-advice = Show the decided ones too
user-report-by = Reported by
user-reports-search = Identifier of the report or upload
user-report-title = What was reported
user-report-received = Received
user-report-id = Identifier
user-report-reason = In their words
user-report-url = Address
user-report-no-upload = none known at this address

reports-title = Reports
reports-none = No reports
reports-none-advice = A report is opened when a hit or a user report is confirmed: to the queue of hits
report-heading = Report { $number }
report-heading-unfiled = Report, not filed yet
report-number = CyberTipline number
reports-search = Number or identifier
report-last-step = Newest request
report-receipt = Receipt code
report-outcome = Newest outcome
report-outcome-at = Outcome received
report-id = Our id
report-opened = Opened
report-filed = Filed
report-preserve = Preserve the evidence until
report-viewed = File seen by a person
stuck-title = This report is not filed and waits for you
stuck-advice = The clearinghouse refused a request, or did not answer for too long. Remove the cause, then send it again; nothing is filed twice.
stuck-job = The filing ended with:
stuck-retry = Send again

steps-title = Requests to the clearinghouse
steps-none = None was sent yet.
step-times = Attempt { $attempt }, { $sends ->
    [one] sent once.
   *[other] sent { $sends } times.
}
step-receipt = Receipt code { $code }.
step-submit = Submit
step-upload = Upload
step-fileinfo = File details
step-finish = Finish
step-state-intended = sent, no answer yet
step-state-done = done
step-state-unknown = outcome unknown
step-state-gone = given up
step-state-refused = refused

decisions-title = Decisions
decisions-none = Nobody has decided yet.
outcomes = Outcomes
outcomes-none = Nothing has come back yet.
outcome-received = received { $at }
outcome-in_inquiry = Part of an inquiry
outcome-person_identified = A person was identified
outcome-closed_with_action = Closed with action
outcome-closed_without_action = Closed without action
outcome-not_an_offence = Not an offence

surfaces-title = Surfaces
surfaces-lead = Where files are seen, whether anybody or only some can see them there, and on what legal basis they are compared with hash lists. A surface without a basis in force today is not compared; what its users report is looked at by people all the same.
surfaces-none = No surface has a legal basis
surfaces-none-next = Until an administrator states one, nothing that comes in is compared with hash lists, and uploads are refused unless they say that they are not to be.
derogation-title = Private messages in the European Union
derogation-lapsed = Regulation (EU) 2021/1232, extended by Regulation (EU) 2024/1307, applied until { $day }: since then it is no basis for comparing interpersonal messages. Whether another rule has come is for your lawyers to say; this page only keeps what they state.
surface = Surface
surface-name = Name of the surface
surface-name-hint = 1 to 64 of a-z, 0-9, - and _. Uploads that name none belong to “public” or “private”, as their channel.
basis = Legal basis
basis-hint = The law and article, or the contract, on which files seen here are compared.
basis-first-day = First day in force
basis-last-day = Last day in force
basis-last-day-hint = Leave it empty where the basis is open-ended.
basis-reason = Why it is stated, or stated anew
basis-state = State the legal basis
basis-state-lead = A statement replaces the one before; that one stays to be read. To end a basis, state it anew with its last day.
basis-in-force = in force
basis-not-in-force = not in force
basis-from = from { $day }
basis-until = until { $day }, that day included
basis-open-ended = open-ended
basis-none = No surface has a legal basis in force today
basis-none-advice = Nothing that comes in is compared with hash lists. What users report is looked at as before.

list-heading = Hash list { $list }
list-members = Vouched for by
list-nobody = nobody
list-classification = Class
list-no-class = none stated
list-activation = Active
list-permille = { $permille ->
    [1000] all entries
   *[other] { $permille } in every 1000 entries
}
list-left-out = Pictures not matched
list-none-left-out = none
list-left-out-which = Which entries are not matched as pictures
list-left-out-lead = They would match ordinary pictures. Their other digests are compared all the same. At most 100 are named.
list-entry-no = Entry { $number }
list-entry = Entry
left-out-low_quality = of low quality
left-out-degenerate = flat or regular
list-file-digest = SHA-256 of the index file
list-no-file = The file of this list is missing or damaged
list-no-file-advice = Nothing is compared with the list until an administrator imports it again.
list-in-shadow = This list runs in shadow
list-in-shadow-advice = Nobody vouches for it, or it states no class. What it finds is counted here and put before nobody. To change that, import it with its members and a class.
list-versions = Versions
list-versions-lead = The newest on top: it is the one in use
list-shadow = in shadow
list-shadow-hits = In shadow
shadow-hits-title = What it found in shadow
shadow-hits-lead = The newest 50, without the files: nobody acts on them
withdrawals-title = Hashes taken back
withdrawals-none = None
withdrawal-stands = withdrawn
withdrawal-restored = restored
withdrawal-hits = { $hits ->
    [0] No hit rests on it.
    [one] One hit rests on it.
   *[other] { $hits } hits rest on it.
}
withdrawal-restore = Restore
withdrawal-restore-question = The hash gives hits again from now on, and the warnings on what rests on it go.
withdraw-title = Take a hash back
withdraw-lead = It gives no hit from now on, in this version and in those to come, and what rests on it shows a warning. Decisions that were made stay: whoever made them can change them.
withdraw-digest = Digest or identifier of the entry
withdraw-digest-hint = MD5, SHA-1, SHA-256 or PDQ in hexadecimal digits, a value that others computed, or what the source calls the entry.
withdraw-reason = Why
withdraw-button = Take the hash back
hit-algorithm = Recognised by
hit-quality = Quality
hit-quality-of = { $quality } of 100
hit-form = Form
hit-turned = a turned or mirrored form of the picture matches
hit-as-stored = the picture as it is matches
hit-video = Video
hit-video-percent = { $upload } % of the frames of the upload match, and { $listed } % of those of the listed video
hash-withdrawn-title = The hash was withdrawn
hash-withdrawn = The hash that this match rests on was withdrawn on { $at }. The match alone is no reason any more. No decision was changed.
report-hash-withdrawn = A confirmed match rests on a hash of the list { $list } that was withdrawn on { $at }. The decision and the report are unchanged: whoever decided may decide anew, and the clearinghouse may have to be told.
done-basis = The legal basis is stated.
done-withdrawn = The hash is taken back.
done-restored = The hash is restored.
