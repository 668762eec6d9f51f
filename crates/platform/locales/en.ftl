node-name = Platform
role-application = application
role-moderator = moderator
role-administrator = administrator
role-data_protection_officer = data protection officer
nav-overview = Overview
nav-hits = Hits
nav-user-reports = User reports
nav-reports = Reports
crumbs = Where you are

overview-title = Overview
overview-uploads = Uploads
overview-open-hits = Hits to review
overview-open-user-reports = User reports to review
reports-filing = Reports being filed
reports-stuck = Reports that wait for you
reports-filed = Reports filed
reports-withdrawn = Reports withdrawn

lists-title = Hash lists in use
lists-none = No hash list is in use
lists-none-advice = Uploads are stored, but nothing is compared with them until an administrator imports a list.
list = List
list-version = Version
list-entries = Entries
list-source = Source
list-imported = Imported

filter-state = Show
filter-all = All
review-open = To review
review-confirmed = Confirmed
review-dismissed = Dismissed
state = State
state-filing = Being filed
state-stuck = Waits for you
state-filed = Filed
state-withdrawn = Withdrawn

hits-title = Hits
hits-lead = A hit is a match with a hash list. It says nothing about a person until you have reviewed it. No file is shown here.
hits-none = Nothing to show
hits-none-advice = New hits appear here as uploads come in.
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
channel-public = public
channel-private = private
upload = Upload
report = Report
decided-by = Decided by

file-to-open = Open the file …
viewed-not_viewed = not opened
viewed-in_full = opened in full
decision-reason = Reason
decision-confirm = Confirm and report
decision-dismiss = Dismiss
verdict-confirm = Confirmed
verdict-dismiss = Dismissed

user-reports-title = User reports
user-reports-lead = What users of the platform report to you. Confirming one reports its upload.
user-reports-none = Nothing to show
user-reports-none-advice = New user reports appear here as they come in.
user-report-by = Reported by
user-report-reason = In their words
user-report-url = Address
user-report-no-upload = none known at this address

reports-title = Reports
reports-none = No reports
reports-none-advice = A report is opened when a hit or a user report is confirmed.
report-heading = Report { $number }
report-heading-unfiled = Report, not filed yet
report-number = CyberTipline number
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
step = Request
step-attempt = Attempt
step-sends = Sent
step-settled = Settled
step-answer = Answer
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
outcomes = Outcomes
outcomes-none = Nothing has come back yet.
outcome-received = received { $at }
outcome-in_inquiry = Part of an inquiry
outcome-person_identified = A person was identified
outcome-closed_with_action = Closed with action
outcome-closed_without_action = Closed without action
outcome-not_an_offence = Not an offence
