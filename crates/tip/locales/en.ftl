# The title of every page: it stays in the browser's history, so it says nothing.
node-name = Information

# On every page
all-exit = Leave this page quickly
all-history = It opens another page. The history of your browser still shows that you were here; you can erase it there.
all-simulation = DEMONSTRATION: nobody reads what you write here.
all-languages = Language
all-pages = Other pages
all-countries = Country
all-start = Start
all-advice = Advice
all-law = What the law says, and what to do
all-answers = I have a receipt
all-nothing-kept = This page sets no cookies, runs no programs and does not note the address of your device.
all-danger = Is somebody in danger now? Call
all-each-step = Each page is sent when you press "Go on". What you have sent counts, even if you stop. You can leave anything empty.
all-next = Go on
all-skip = Skip this page

# Start
begin-title = You can tell it here
begin-before =
    Whatever happened, it is good that you are here. What somebody else does to you is never your fault.

    - People read what you write: specialists of the centre that receives these messages. It reaches them locked, so that nobody else can read it on the way.
    - The police do not read it here. When a child is in danger, or somebody tells of a crime against a child, the specialists must pass it on to the police, and the police must act.
    - This is not a formal complaint to the police. You can make one too, at any police station. An adult can go with you.
    - You need not say who you are.
begin-doors = What do you need?
begin-advice = I only want advice
begin-advice-note = Nothing is sent and nothing is kept.
begin-me = It is about me
begin-child = It is about my child
begin-else = It is about somebody else
begin-files = You cannot send pictures or files here: each copy hurts the child in it once more, and sending it can be a crime even with good intentions. Words are enough.
begin-country = Where are you? It decides which telephone numbers you see.

# When a person reads
reading-now = It is reading time now. People read { $hours }.
reading-next = A person reads next on { $when }.
reading-hours = People read { $hours }.

# Lines
lines-title = Who helps now
lines-now = Talk to somebody now
lines-go-on = When you are safe, you can go on telling here. What you have sent so far is with us.
line-open = open now
line-closed = closed now
line-opens = closed now, opens on { $when }
line-page = website
line-checked = Checked on { $date } at { $source }.
line-unchecked = Nobody has checked this yet for this page.
hours-always = at any time, every day
hours-daily = every day
hours-unknown = hours not known here
day-1 = Monday
day-2 = Tuesday
day-3 = Wednesday
day-4 = Thursday
day-5 = Friday
day-6 = Saturday
day-7 = Sunday

# Advice
advice-title = Advice
advice-lead =
    You need not decide anything now. Choose what fits best, and you see what you can do. Nothing that you choose here is kept.
advice-others = Is it something else?
advice-removal = Have it taken down
advice-choice-1 = There is a picture of me, and I am afraid that others see it
advice-choice-2 = A picture of me can be seen on the internet
advice-choice-3 = I got something bad in a chat or a group
advice-choice-4 = Somebody threatens me or asks me for pictures
advice-choice-6 = I saw something about another child on the internet
advice-choice-5 = I worry about my child, or about another child
advice-for-1 =
    That a picture of you is about is not your fault. Whoever passes it on does wrong, not you.

    - Tell an adult you trust. You need not show the picture, only tell.
    - Do not send it to anybody to prove it.
    - If it may be on a network, you can have it blocked there, without sending it to anybody.
advice-for-2 =
    It is not your fault that others show it. There are ways to have it taken down.

    - Use the report button of the network first: it is the quickest way. Choose "nudity" or "involves a child" where it asks.
    - Write down the address of the page, the name of the account, the day and the time. Make no screenshot and send it to nobody.
    - Then use one of the ways below. If you know who did it, or somebody threatens you, tell the police. An adult can go with you.
advice-for-3 =
    To receive something without asking for it is not your fault.

    - Do not send it on, not even to warn somebody. Make no screenshot.
    - Switch off automatic saving in the settings of the app.
    - Write down the name of the group, the name of the sender, the day and the time.
    - Then leave the group, and tell an adult or call one of the lines below.

    What is in a private chat can be taken down by nobody but the app: report the message with the app's own button.
advice-for-4 =
    It is not your fault, also if you sent something. Many people had the same happen, and there is a way out.

    - Do not pay and send nothing more: it does not stop there, it goes on.
    - Do not answer any more. Do not erase the chat: it helps to find who did it. Write down the account, the day and the time.
    - Tell an adult you trust or call one of the lines below now.
    - This is a crime. The police help you, and you may go with an adult.
advice-for-6 =
    It is good that you want to help. You need not look for more.

    - Use the report button of the network: it is the quickest way. Choose "involves a child" where it asks.
    - Write down the address of the page, the name of the account, the day and the time. Make no screenshot and no copy, and send the address to nobody but those who help.
    - Then use one of the ways below. If a child is in danger, call the police.
advice-for-5 =
    - If the child is in danger now, call the emergency number.
    - Listen without asking for details, and say that it is not the child's fault. Promise no secret.
    - Do not look for proof yourself, do not write to who did it, copy nothing.
    - Write down what you know: names of accounts, days, times. Then tell it here, or to the police.
    - If it is your own child: the page "What the law says, and what to do" has the first 24 hours for parents. The way there is at the foot of this page.

# Danger
danger-ask-title = First of all
danger-now = Is somebody in danger right now?
danger-yes = Yes, or I am not sure
danger-no = No
danger-ask-words = If you like: what is the danger?

# What happened
what-title = What happened?
what-lead = Tell it in your own words. There is no wrong way to tell it, and spelling does not matter.
what-kinds = Does one of these fit?
what-words = In your words
kind-pictures_shared = Pictures or videos were passed on
kind-asked_for_pictures = Somebody asks for pictures
kind-threatened = Somebody threatens
kind-met_in_person = Somebody wants to meet, or there was a meeting
kind-saw_online = I saw something on the internet
kind-other = Something else

# Where
where-title = Where did it happen?
where-other = It was somewhere else
place-choice-1 = On a page of the web
place-choice-2 = On a social network
place-choice-3 = In a chat or a group
place-choice-4 = In a game
place-choice-5 = Not on the internet
place-lead-1 =
    Copy the address of the page, if you have it. We do not open it from here.
place-lead-2 =
    Write what you know. Report the account with the network's own button too: that is the quickest way.
place-lead-3 = Four things are enough. Do not look for anything else, and do not open the chat again for it. You can also report the message with the app's own button.
place-lead-4 = Write what you know. Report the player with the game's own button too: that is the quickest way.
place-lead-5 =
    A street, a school, a club: as much as you want to say.
place-url = Address of the page
place-service = Which network?
place-account = Name of the account, as you see it
place-app = Which app?
place-group = Name of the group
place-sender = Who sent it, as the name is shown
place-time = Day and time, as well as you remember
place-game = Which game?
place-player = Name of the player, as you see it
place-where = Where?

# Who
whom-title = Who is it about?
whom-who = What do you know of the child, or of who did it? Leave out what you do not want to say.
whom-who-me = What do you know of who did it? If you want to say something about yourself, write it here too.
whom-who-child = What do you know of who did it? If you want to say something about your child, write it here too.
whom-age = How old is the child?
whom-age-me = How old are you?
whom-age-child = How old is your child?
whom-own-title = Something that you need not answer
whom-own-lead = Many children have sent or passed on something themselves: because somebody pushed them, as a joke, or without thinking. We ask only so that we can help better. It is used to protect, not to punish.
whom-own-me = I sent or passed on something as well
whom-own-child = My child sent or passed on something as well

# Whoever has a copy
copy-title = If you have it on your device
copy-lead =
    To receive it without asking is not your fault.

    - Do not send it on, to nobody.
    - Make no screenshot.
    - Switch off automatic saving of pictures in the app.
    - Write down the group, the sender and the time.
    - Tell an adult you trust, or call a line.
copy-what-title = What to do with the copy
copy-dated = Written on { $date }.
copy-approved = Approved by { $counsel }.
copy-not-approved = To be approved by counsel: no lawyer has approved this text yet.

# Contact and receipt
reach-title = Almost done
reach-how = May we contact you? If yes, how?
reach-how-note = You need not. If somebody else reads your messages or your mail, leave it empty.
reach-receipt-title = Would you like to read an answer here?
reach-receipt-lead =
    You can get a receipt: 16 digits. With them you can come back, read our answer and write again, without saying who you are.

    Whoever has the digits can read the answers. Copy them by hand and keep them where nobody looks.
reach-receipt = Yes, give me a receipt
reach-send = Send

# The end
end-title = Thank you for telling it
end-receipt-title = Your receipt
end-receipt =
    Copy these 16 digits by hand now. They are shown only here and only once, and we cannot find them again.

    To read the answer, open this page again and choose "I have a receipt".
end-next =
    What happens next: a person reads what you wrote. If a child is in danger, or a crime must be looked into, they pass it on to the police, and the police must act. If you took a receipt, you can read the answer here as soon as somebody has written it.

    You did your part. You need not find out anything else.
end-adult-title = A sentence that you can show to an adult
end-adult = "Something happened on the internet that I cannot solve alone. Please listen to me, do not be angry, and help me to call one of these numbers."

# Answers
mail-title = Answers
mail-lead = Type the 16 digits of your receipt. They are not kept.
mail-wrong = These are not 16 digits. Look at your note again, please.
mail-receipt = Your receipt
mail-read = Read
mail-none = There is no answer yet, or the digits are others. Please come again later.
mail-words = Write to the people who read
mail-send = Send
mail-unreadable = This answer cannot be read. Please write to us below.

# What the law says
law-title = What the law says, and what to do
law-lead =
    This page is for boys and girls and for their parents. Choose whose law it tells of. In another country, call a line and ask.
law-countries = Whose law
law-name-spain = Spain
law-name-portugal = Portugal
law-name-england-and-wales = England and Wales
law-about-spain =
    This is about Spain.

    An intimate picture or video of somebody under 18 may not be passed on, kept or asked for (Criminal Code, article 189). Passing on an intimate picture of anybody without permission is forbidden too (article 197.7). That holds for chats between friends as well. The law protects the child in the picture, and that may be you.
law-about-portugal =
    This is about Portugal.
law-about-england-and-wales =
    This is about England and Wales. The law of Scotland and that of Northern Ireland differ: call a line there and ask.
law-about-none =
    We have written nothing about the law of this country yet. Call one of the lines below and ask from which age on it holds somebody responsible.
law-pictures-unknown =
    Do not pass on, keep or ask for an intimate picture or video of somebody under 18, not between friends either. What the law of this country says about that is not written here yet: a line below or a lawyer can tell you. The child in the picture is to be protected, and that may be you.
law-unverified = Nobody has compared the ages on this page with the official text of the law yet.
law-below =
    # Below { $years }

    - Nobody answers under criminal law for what they did below this age ({ $source }).
law-between-portugal =
    - From 12 to { $to } there may be measures of education, by a law of its own (Lei 166/99). They are not a punishment. From { $from } on, the criminal law counts.
law-between-england-and-wales =
    # From { $from } to { $to }

    - Who is of this age can be held responsible. As a rule, a youth court hears it. Which court it is may depend on the age at the first hearing.
law-from =
    # From { $years }

    - From this age on, the criminal law for adults counts ({ $source }).
law-ages =
    # Below 14

    - No judge punishes a child below 14 (Organic Law 5/2000, article 3). The prosecutor tells the services that protect children what they need to know, and they look at what help is needed.

    # From 14 to 17

    - There is a law of its own for this age (Organic Law 5/2000, article 1). Its aim is to teach. A judge for minors chooses what fits: for example a warning, tasks for the good of others, or a person who accompanies you. A stay in a centre is only for the gravest cases.
    - A prosecutor and a team of specialists look at what happened, at the age and at the family.
    - You have a right to a lawyer, and to your parents being with you (articles 17 and 22).

    # From 18

    - Adults answer under the Criminal Code (articles 19 and 189). An adult who seeks contact with a child under 16 on the internet to get intimate pictures or a meeting commits a crime (article 183).
law-received =
    # If you received something

    - To receive it without asking is not your fault. Do not send it on, make no screenshot, switch off automatic saving.
    - Write down the group, the sender and the time, and leave the group.
    - Tell an adult or call 017. You may ask for help by yourself, at any age (Organic Law 8/2021, article 17).
law-shared =
    # If you shared something

    - Stop now: send it to nobody else, and ask the others not to pass it on.
    - Do not erase anything before you have asked 017 or the police what to do with it.
    - Tell an adult you trust. It is usually easier today than tomorrow, and to tell it yourself is a good step.
    - If it is a picture of yourself, nobody has a right to pass it on. You are the one to be protected.
law-next =
    # What happens next

    - A person reads what was told. If there may be a crime, the police and the prosecutor look into it.
    - They may want to talk to you. You need not be alone: your parents or another adult you trust may be there, and a lawyer where the law says so.
    - Nobody is guilty because somebody wrote it here. What a child tells of itself is marked as a matter of protection, and a person decides on it, not a machine.
law-parents =
    # For parents: the first 24 hours

    - Stay calm and listen. Say: "It is good that you told me." Do not ask for every detail.
    - If your child is in danger, call 112.
    - Do not pass on, print or copy anything, not even for the police. Do not erase the chats and the account before you have asked 017 or the police.
    - Do not write to who did it, nor to their family.
    - Have pictures blocked or taken down: see the advice page.
    - Whoever finds something on the internet that harms a child must tell the authorities (Organic Law 8/2021, article 19). An address is enough; make no copy.
    - If other children of the school are concerned, ask the school for the person in charge of well-being and protection (Organic Law 8/2021, article 35).

    # If your child is below 14 and did something

    - No judge punishes it. Talk about what it meant for the other child, and ask for help at 017 or at the child protection services. The prosecutor may tell those services, who look at what help the family needs (Organic Law 5/2000, article 3).

    # If your child is 14 or older and did something

    - Talk to a lawyer before your child makes a statement: this is a right, and no sign of guilt. The bar association names one who knows the law of minors.
    - Be there when your child is heard (Organic Law 5/2000, articles 17 and 22). Being honest and making good what can be made good counts.
    - Ask the lawyer about the harm done to others as well: parents may have to make it good together with their child (article 61).
law-elsewhere-received =
    # If you received something

    - To receive it without asking is not your fault. Do not send it on, make no screenshot, switch off automatic saving.
    - Write down the group, the sender and the time, and leave the group.
    - Tell an adult or call one of the lines below.
law-elsewhere-shared =
    # If you shared something

    - Stop now: send it to nobody else, and ask the others not to pass it on.
    - Do not erase anything before you have asked one of the lines below or the police what to do with it.
    - Tell an adult you trust. It is usually easier today than tomorrow, and to tell it yourself is a good step.
    - If it is a picture of yourself, you are the one to be protected.
law-elsewhere-parents =
    # For parents: the first 24 hours

    - Stay calm and listen. Say: "It is good that you told me." Do not ask for every detail.
    - If your child is in danger, call the emergency number below.
    - Do not pass on, print or copy anything, not even for the police. Do not erase the chats and the account before you have asked one of the lines below or the police.
    - Do not write to who did it, nor to their family.
    - Have pictures blocked or taken down: see the advice page.

    # If your child did something

    - Talk about what it meant for the other child, and ask for help at one of the lines below.
    - Talk to a lawyer before your child makes a statement: this is no sign of guilt.
law-note = This is information, no legal advice. It was written on { $date } and is to be approved by counsel.

# What went wrong
sorry-title = This did not work, and it is not your fault
sorry-busy = Many people are writing at this time. Please wait a minute and load this page again: it tries once more to send what you wrote. What you sent before is safe.
sorry-full = We cannot take anything more at this time. What you sent before is safe. Please talk to one of these lines now. If you load this page again later, it tries once more to send what you wrote.
sorry-many = You have sent a great deal already, and it is with us. If there is more to tell, please begin again or call one of these lines.
sorry-large = That was too much for one page. Please go back and send it in smaller parts.
sorry-missing = This page does not exist.
sorry-broken = Something is out of order on our side. Please load this page again in a few minutes: it tries once more. Or talk to one of these lines now.
